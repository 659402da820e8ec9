/**
 * Messages between Electron's main process and the replica process. Types only: both ends are our own code of one build;
 * what a window sent inside a call is parsed on both sides.
 */
import type { AppError } from '#shared/base/errors.ts';
import type { Result } from '#shared/base/result.ts';
import type { ReminderSettings } from '#shared/time/quiet-hours.ts';
import type { AutoSignIn } from '#electron/replica/session/session.ts';

export type ToReplica =
  | { readonly kind: 'start'; readonly dir: string; readonly autoSignIn: AutoSignIn | null; readonly hasKeychain: boolean; readonly reminders: ReminderSettings }
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  /** Comes with the port of an open document. */
  | { readonly kind: 'port'; readonly docId: string }
  /** The machine says that its network is back, or that it woke up. */
  | { readonly kind: 'network-may-be-back' }
  /** The person has set other quiet hours. */
  | { readonly kind: 'reminders'; readonly settings: ReminderSettings }
  | { readonly kind: 'flush' }
  | { readonly kind: 'close' }
  | { readonly kind: 'secret'; readonly id: number; readonly value: string | null };

export type FromReplica =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown, AppError> }
  | { readonly kind: 'notice'; readonly name: string; readonly payload: unknown }
  | { readonly kind: 'bug'; readonly incident: string; readonly text: string }
  /** Everything is on disk; the process may end. */
  | { readonly kind: 'closed' }
  /** A request to the keychain, which only the main process can reach. */
  | { readonly kind: 'seal'; readonly id: number; readonly value: string }
  | { readonly kind: 'open'; readonly id: number; readonly value: string };
