/**
 * Turns what a person asks for into a command and judges it at once with the same `decide` as the server: a refusal is said
 * immediately, everything else is taken into the outbox. Pure: facts are handed in.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId, OpId } from '#shared/base/ids.ts';
import { err, ok, unreachable, type Result } from '#shared/base/result.ts';
import type { ActRequest } from '#shared/ipc/contract.ts';
import { decide, type DecideContext } from '#shared/workflow/decide.ts';
import type { Command } from '#shared/workflow/command.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { OutboxEntry } from '#shared/sync/outbox.ts';

export function takeAct(request: ActRequest, opId: OpId, state: DocumentState, context: DecideContext): Result<OutboxEntry, AppError> {
  const command = commandFor(request, opId, state, context.now);
  const decided = decide(state, command, context);
  if (!decided.ok) return err(decided.error.error);
  return ok({ command, title: state.title, effects: decided.value, state: 'waiting', error: null, takenAt: context.now });
}

/** 撤回 and 归档 are the server's alone: they cannot wait, so they are refused while there is no server to ask. */
export const serverOnly = (): AppError => appError('workflow.server-only', { rule: 'WF10' });

export function commandFor(request: ActRequest, opId: OpId, state: DocumentState, now: number): Command {
  const envelope = { opId, docId: request.docId as DocId, claimedAt: now };
  const { stepNo } = state;
  switch (request.kind) {
    case 'invite': return { ...envelope, kind: 'invite', personIds: [...request.personIds] };
    case 'submit': return { ...envelope, kind: 'submit', stepNo, contentHash: request.contentHash };
    case 'return': return { ...envelope, kind: 'return', stepNo, contentHash: request.contentHash, reason: request.reason };
    case 'withdraw': return { ...envelope, kind: 'withdraw', stepNo };
    case 'signOff': return { ...envelope, kind: 'signOff', stepNo, contentHash: request.contentHash, opinion: request.opinion };
    case 'receive': return { ...envelope, kind: 'receive', stepNo };
    case 'reply': return { ...envelope, kind: 'reply', stepNo, contentHash: request.contentHash, decision: request.decision, text: request.text };
    case 'archive': return { ...envelope, kind: 'archive', stepNo };
    case 'read': return { ...envelope, kind: 'read' };
    default: return unreachable(request);
  }
}
