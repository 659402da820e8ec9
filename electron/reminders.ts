/**
 * Shows a ring of the replica as a notification of the system, and the number of waiting documents at the application's icon.
 * Knows no Electron: what the system can do is handed in. Always true: where the system shows nothing (not supported, not allowed,
 * failed), the window says it instead and its icon asks for attention, so that a reminder is never lost without a word.
 */
import type { Locale } from '#shared/i18n/locales.ts';
import { ringWords, totalOf, type Ring } from '#shared/time/ring.ts';

/** What a shown notification may come to. */
export interface ShownHandlers {
  readonly onClick: () => void;
  readonly onFailed: () => void;
}

export interface System {
  isSupported(): boolean;
  show(words: { readonly title: string; readonly body: string }, handlers: ShownHandlers): void;
}

export interface ReminderOptions {
  readonly system: System;
  readonly locale: () => Locale;
  /** Brings the window forward; with a document, at that document. */
  readonly open: (docId: string | null) => void;
  /** Says it in the window. */
  readonly sayInWindow: (ring: Ring) => void;
}

export interface Reminders {
  ring(ring: Ring): void;
  /** False once the system has refused to show one. */
  canNotify(): boolean;
}

export function createReminders({ system, locale, open, sayInWindow }: ReminderOptions): Reminders {
  let hasFailed = false;
  return {
    ring: (ring) => {
      if (!system.isSupported()) {
        sayInWindow(ring);
        return;
      }
      system.show(ringWords(locale(), ring), {
        // Several documents: the list they stand on says more than one of them.
        onClick: () => { open(totalOf(ring) === 1 ? ring.first.docId : null); },
        onFailed: () => {
          hasFailed = true;
          sayInWindow(ring);
        },
      });
    },
    canNotify: () => system.isSupported() && !hasFailed,
  };
}
