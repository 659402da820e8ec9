/** The step bar and the action bar as pure functions of what the replica tells. No act appears that policy did not offer. */
import { SERVER_ONLY, type Action } from '#shared/policy/actions.ts';
import type { DocumentPage, OfferedAction, OutboxItem } from '#shared/ipc/contract.ts';
import type { DocumentState } from '#shared/workflow/model.ts';

export type ActName = 'invite' | 'submit' | 'return' | 'withdraw' | 'signOff' | 'receive' | 'reply' | 'archive' | 'read';

const ACT_OF: { readonly [action in Action]?: ActName } = {
  'document.invite': 'invite', 'document.withdraw': 'withdraw', 'document.return': 'return', 'document.submit': 'submit',
  'document.signOff': 'signOff', 'document.receive': 'receive', 'document.reply': 'reply', 'document.archive': 'archive', 'document.markRead': 'read',
};
/** From least to most moving: the last one that may be done is the primary act, rightmost. */
const ORDER: readonly ActName[] = ['archive', 'invite', 'withdraw', 'return', 'submit', 'read', 'receive', 'signOff', 'reply'];
/** Taking back, turning down and putting away is never what Ctrl+Enter does. */
const NEVER_PRIMARY: readonly ActName[] = ['archive', 'invite', 'withdraw', 'return'];

export interface BarAct {
  readonly act: ActName;
  readonly isPrimary: boolean;
  /** Why it is greyed, as an error code; null when it may be done. */
  readonly refusal: string | null;
}

/** `isBroken`: faults have made it read-only at the server, which takes acts on it as little as edits. */
export function barActs(page: DocumentPage, personId: string, isOnline: boolean, isBroken = false): readonly BarAct[] {
  const { state } = page.view;
  const acts = page.actions.flatMap((offered): { readonly act: ActName; readonly refusal: string | null }[] => {
    const act = ACT_OF[offered.action];
    if (act === undefined || !belongsHere(offered, act, state, personId)) return [];
    if (!offered.ok) return [{ act, refusal: offered.code ?? 'workflow.not-your-step' }];
    if (isBroken) return [{ act, refusal: 'document.broken' }];
    if (!isOnline && SERVER_ONLY.includes(offered.action)) return [{ act, refusal: 'workflow.server-only' }];
    return [{ act, refusal: isUnderWay(page.pending, act) ? 'waiting' : null }];
  }).sort((a, b) => ORDER.indexOf(a.act) - ORDER.indexOf(b.act));
  const primary = acts.findLast((one) => one.refusal === null && !NEVER_PRIMARY.includes(one.act))?.act;
  return acts.map((one) => ({ ...one, isPrimary: one.act === primary }));
}

/** Refusals that no waiting changes: another stage, another role. */
const ELSEWHERE: readonly string[] = ['workflow.wrong-stage', 'policy.denied', 'not-found'];

/** Acts of another stage, direction or role are not greyed but absent: a bar of eight grey buttons tells nobody anything. */
function belongsHere(offered: OfferedAction, act: ActName, state: DocumentState, personId: string): boolean {
  if (act === 'read') return offered.ok && state.direction === 'incoming' && state.stage === 'filed' && !state.readBy.includes(personId);
  return offered.ok || (!ELSEWHERE.includes(offered.code ?? ''));
}

/** The same act already waits to be sent: doing it twice would only be refused. */
const isUnderWay = (pending: readonly OutboxItem[], act: ActName): boolean =>
  act !== 'invite' && pending.some((item) => item.kind === act && (item.state === 'waiting' || item.state === 'sending'));

export interface Step {
  readonly stage: string;
  readonly at: 'past' | 'now' | 'next';
}

export function steps(state: DocumentState): readonly Step[] {
  const stages: readonly string[] = state.direction === 'outgoing'
    ? (state.docType === 'request' ? ['drafting', 'signing', 'issued', 'closed'] : ['drafting', 'signing', 'issued'])
    : (state.docType === 'request' ? ['awaitingReceipt', 'deciding', 'replied'] : ['awaitingReceipt', 'filed']);
  const way = state.stage === 'archived' ? [...stages, 'archived'] : stages;
  const now = way.indexOf(state.stage);
  return way.map((stage, index) => ({ stage, at: index < now ? 'past' : index === now ? 'now' : 'next' }));
}
