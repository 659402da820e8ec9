/**
 * Turns what a person asks for into a command and judges it at once with the same `decide` as the server: a refusal is said
 * immediately, everything else is taken into the outbox. Pure: facts are handed in.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId, OpId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
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

/** What the window asks is the command without what this machine stamps: op id, time and, on a step, which step is meant. */
export function commandFor(request: ActRequest, opId: OpId, state: DocumentState, now: number): Command {
  const stamped = { ...request, opId, docId: request.docId as DocId, claimedAt: now };
  return (request.kind === 'invite' || request.kind === 'read' ? stamped : { ...stamped, stepNo: state.stepNo }) as Command;
}
