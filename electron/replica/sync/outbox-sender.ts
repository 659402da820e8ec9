/**
 * Sends what waits in the outbox. One act per document at a time, and only when the text it binds to is durable at the server.
 * An act leaves the outbox when its effect has been read back; a lost answer sends the same op id again (REP06).
 */
import type { AppError } from '#shared/base/errors.ts';
import { backoffMs, SEND_AGAIN } from '#shared/sync/backoff.ts';
import { sendable, type Outbox, type OutboxEntry, type OutboxEvent } from '#shared/sync/outbox.ts';
import { COMMANDS_PER_REQUEST_MAX, commandsResponse, documentView, type DocumentView, type Outcome } from '#shared/protocol/http.ts';
import type { Seams } from '#electron/replica/ports.ts';
import type { Http } from './http.ts';

export interface OutboxSenderOptions {
  readonly seams: Seams;
  readonly http: Http;
  readonly outbox: () => Outbox;
  /** Changes the outbox on disk; false when the disk refused. */
  readonly apply: (events: readonly OutboxEvent[], views: readonly DocumentView[]) => boolean;
  /** Nothing of the document's text waits for the server. */
  readonly isTextSynced: (docId: string) => boolean;
  readonly isOnline: () => boolean;
}

export type OutboxSender = ReturnType<typeof createOutboxSender>;

export function createOutboxSender(options: OutboxSenderOptions) {
  const { seams, http } = options;
  let isSending = false;
  let failures = 0;
  let isClosed = false;
  let cancel = (): void => undefined;
  /** What was heard and the disk would not take: without it an act would be on its way for ever. */
  let owed: { readonly events: readonly OutboxEvent[]; readonly views: readonly DocumentView[] } | null = null;

  const keep = (events: readonly OutboxEvent[], views: readonly DocumentView[]): boolean => {
    owed = null;
    if (options.apply(events, views)) return true;
    owed = { events, views };
    return false;
  };

  // A document is born before its text can be anywhere; every other act waits for the words that its author saw.
  const isReady = (entry: OutboxEntry): boolean => entry.command.kind === 'create' || options.isTextSynced(entry.command.docId);

  const send = async (): Promise<void> => {
    if (isSending || isClosed || !options.isOnline()) return;
    if (owed !== null) {
      if (keep(owed.events, owed.views)) void send();
      else sendAgain();
      return;
    }
    const entries = sendable(options.outbox(), isReady).slice(0, COMMANDS_PER_REQUEST_MAX);
    if (entries.length === 0) return;
    isSending = true;
    cancel();
    const failed = await sendBatch(entries);
    isSending = false;
    if (isClosed) return;
    if (failed === null) {
      failures = 0;
      void send();
      return;
    }
    sendAgain();
  };
  const sendAgain = (): void => {
    failures += 1;
    cancel();
    cancel = seams.timers.after(backoffMs(SEND_AGAIN, failures, seams.random), () => { void send(); });
  };

  /** null when every entry was judged. */
  const sendBatch = async (entries: readonly OutboxEntry[]): Promise<AppError | 'disk' | null> => {
    const opIds = entries.map((entry) => entry.command.opId);
    if (!options.apply([{ kind: 'sent', opIds }], [])) return 'disk';
    const answer = await http.post('/api/commands', { commands: entries.map((entry) => entry.command) }, commandsResponse);
    if (isClosed) return null;
    if (!answer.ok) {
      keep([{ kind: 'lost', opIds }], []);
      return answer.error;
    }
    const views = new Map<string, DocumentView>();
    const judged: Outcome[] = [];
    let unread: AppError | null = null;
    for (const outcome of answer.value.outcomes) {
      if (outcome.status !== 'accepted') {
        judged.push(outcome);
        continue;
      }
      const view = await http.get(`/api/documents/${outcome.docId}`, documentView);
      if (view.ok) views.set(outcome.docId, view.value);
      // Handed to somebody else and out of sight is an answer too; a network that broke is not.
      else if (view.error.code !== 'not-found') unread ??= view.error;
      if (view.ok || view.error.code === 'not-found') judged.push(outcome);
    }
    if (isClosed) return null;
    const done = new Set(judged.map((outcome) => outcome.opId as string));
    const lost = opIds.filter((opId) => !done.has(opId));
    const events: OutboxEvent[] = judged.map((outcome) => ({ kind: 'judged', outcome }));
    if (lost.length > 0) events.push({ kind: 'lost', opIds: lost });
    return keep(events, [...views.values()]) ? unread : 'disk';
  };

  return {
    /** Something may have become ready. */
    wake: (): void => { void send(); },
    close: (): void => {
      isClosed = true;
      cancel();
    },
  };
}
