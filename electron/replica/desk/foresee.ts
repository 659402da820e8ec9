/**
 * What a document will look like once the acts that wait here have taken effect: the effects that `decide` foresaw when each act
 * was taken, folded over what the server has confirmed. Only for offering acts and sorting the desk; the 历程 shows confirmed facts.
 */
import type { Action } from '#shared/policy/actions.ts';
import { actionOf } from '#shared/workflow/decide.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { DocumentState, Stamp } from '#shared/workflow/model.ts';
import type { Outbox } from '#shared/sync/outbox.ts';

/** `unsent` are the acts on this document that still wait, oldest first; `stampFor` says as whom each is done. */
export function foresee(state: DocumentState, unsent: Outbox, stampFor: (state: DocumentState, action: Action) => Stamp): DocumentState {
  let foreseen = state;
  for (const { command, effects } of unsent) {
    // 拟稿 is in the local view from the start; an act whose step is gone will be asked about, not take effect.
    if (command.kind === 'create') continue;
    if ('stepNo' in command && command.stepNo !== foreseen.stepNo) break;
    const stamp = stampFor(foreseen, actionOf(command.kind));
    for (const body of effects) {
      foreseen = evolve(foreseen, { seq: 0, docId: command.docId, docSeq: 0, opId: command.opId, actor: stamp, at: command.claimedAt, claimedAt: command.claimedAt, body });
    }
  }
  return foreseen;
}
