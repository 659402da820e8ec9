/**
 * The outbox (待发件): acts that this machine has taken on and the server has not yet judged. A pure reducer:
 * what waits, what may be sent now, what became of it. The replica stores the entries and does the sending.
 *
 * Always true: an act keeps its op id until it is judged, so a resend after a lost answer has one effect; acts on one
 * document leave in the order in which they were taken; what was refused or must be confirmed again stays until a person
 * dismisses it or acts again (nothing leaves by itself).
 */
import type { AppError } from '#shared/base/errors.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { unreachable } from '#shared/base/result.ts';
import type { Command } from '#shared/workflow/command.ts';
import type { EventBody } from '#shared/workflow/model.ts';
import type { Outcome } from '#shared/protocol/http.ts';

export type OutboxState = 'waiting' | 'sending' | 'reconfirm' | 'refused'; // 待上传 上传中 待重新确认 被退回

export interface OutboxEntry {
  readonly command: Command;
  readonly title: string;
  /** What `decide` foresaw when the act was taken; shown as coming, never as done. */
  readonly effects: readonly EventBody[];
  readonly state: OutboxState;
  readonly error: AppError | null;
  readonly takenAt: EpochMs;
}

/** Oldest first. */
export type Outbox = readonly OutboxEntry[];

export type OutboxEvent =
  | { readonly kind: 'taken'; readonly entry: OutboxEntry }
  | { readonly kind: 'sent'; readonly opIds: readonly string[] }
  | { readonly kind: 'judged'; readonly outcome: Outcome }
  /** No answer came: the server may or may not have it. Goes again under the same op id. */
  | { readonly kind: 'lost'; readonly opIds: readonly string[] }
  | { readonly kind: 'dismissed'; readonly opId: string };

export function reduceOutbox(outbox: Outbox, event: OutboxEvent): Outbox {
  switch (event.kind) {
    case 'taken': return take(outbox, event.entry);
    case 'sent': return change(outbox, event.opIds, ['waiting'], { state: 'sending', error: null });
    case 'lost': return change(outbox, event.opIds, ['sending'], { state: 'waiting', error: null });
    case 'judged': return judge(outbox, event.outcome);
    // What is on its way cannot be taken back here: the server may already have it.
    case 'dismissed': return outbox.filter((entry) => entry.command.opId !== event.opId || !isSettled(entry));
    default: return unreachable(event);
  }
}

/** Judged, and waiting for a person. */
export const isSettled = (entry: OutboxEntry): boolean => entry.state === 'reconfirm' || entry.state === 'refused';

/** Acts of one document that are still to take effect, oldest first. */
export const unsentOf = (outbox: Outbox, docId: string): Outbox => outbox.filter((entry) => entry.command.docId === docId && !isSettled(entry));

/**
 * What may leave now: for each document the oldest unsent act, and only if nothing of that document is on its way.
 * `isReady` says whether the text that the act binds to has reached the server.
 */
export function sendable(outbox: Outbox, isReady: (entry: OutboxEntry) => boolean): Outbox {
  const seen = new Set<string>();
  const ready: OutboxEntry[] = [];
  for (const entry of outbox) {
    if (isSettled(entry) || seen.has(entry.command.docId)) continue;
    seen.add(entry.command.docId);
    if (entry.state === 'waiting' && isReady(entry)) ready.push(entry);
  }
  return ready;
}

/** After a restart nobody knows whether what was on its way arrived: it waits again, under its old op id. */
export const afterRestart = (outbox: Outbox): Outbox => outbox.map((entry) => (entry.state === 'sending' ? { ...entry, state: 'waiting' } : entry));

/** Acting again replaces what was refused or asked to be confirmed of the same kind on the same document. */
function take(outbox: Outbox, entry: OutboxEntry): Outbox {
  if (outbox.some((known) => known.command.opId === entry.command.opId)) return outbox;
  const { docId, kind } = entry.command;
  return [...outbox.filter((known) => !(isSettled(known) && known.command.docId === docId && known.command.kind === kind)), entry];
}

function judge(outbox: Outbox, outcome: Outcome): Outbox {
  if (outcome.status === 'accepted') return outbox.filter((entry) => entry.command.opId !== outcome.opId);
  // The wire's message is for people who read raw answers; the screen words the code itself.
  const { message: _message, ...error } = outcome.error;
  return change(outbox, [outcome.opId], ['waiting', 'sending'], { state: outcome.status, error: error as AppError });
}

function change(outbox: Outbox, opIds: readonly string[], from: readonly OutboxState[], to: Pick<OutboxEntry, 'state' | 'error'>): Outbox {
  return outbox.map((entry) => (opIds.includes(entry.command.opId) && from.includes(entry.state) ? { ...entry, ...to } : entry));
}
