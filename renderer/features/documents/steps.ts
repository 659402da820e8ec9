/** The step bar and the action bar as pure functions of what the replica tells. No act appears that policy did not offer. */
import type { DocumentPage, OfferedAction, OutboxItem } from '#shared/ipc/contract.ts';
import type { CommandKind } from '#shared/workflow/command.ts';
import { ACTS, type Stage } from '#shared/workflow/flow.ts';
import { currentStep, isServerOnly } from '#shared/workflow/holders.ts';
import { FOLLOW_UPS, refusalOf, type FollowUp } from '#shared/workflow/follow-up.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { waitsForParts } from '#shared/workflow/parts.ts';
import { pathOf } from '#shared/workflow/plan.ts';

export type ActName = Exclude<CommandKind, 'create'>;
/** An act on this document, or a new document that follows from it. */
export type BarName = ActName | FollowUp;
export const isFollowUp = (act: BarName): act is FollowUp => (FOLLOW_UPS as readonly BarName[]).includes(act);

/** From least to most moving: the last one that may be done is the primary act, rightmost. */
const ORDER: readonly BarName[] = [
  'invalidate', 'archive', 'terminate', 'reassign', 'urge', 'transfer', 'addSigner', 'invite', 'withdraw', 'extend', 'circulate', 'address', 'refuse', 'return', 'recountersign', 'disagree',
  'grant', 'report', 'complete', 'escalate', 'answer', 'correct', 'submit', 'resolve', 'read', 'note', 'receive', 'register', 'print', 'seal', 'dispatch', 'propose', 'instruct', 'approve', 'signOff', 'reply',
];
/** Taking back, turning down, passing on and putting away is never what Ctrl+Enter does. */
const NEVER_PRIMARY: readonly BarName[] = [...FOLLOW_UPS, 'invalidate', 'archive', 'terminate', 'reassign', 'urge', 'transfer', 'addSigner', 'invite', 'withdraw', 'extend', 'circulate', 'address', 'refuse', 'return', 'recountersign', 'disagree'];
/** What is rarely done stands behind 更多. */
const RARE: readonly BarName[] = ['invalidate', 'terminate', 'reassign', 'urge', 'transfer', 'addSigner'];

export interface BarAct {
  readonly act: BarName;
  readonly isPrimary: boolean;
  readonly isRare: boolean;
  /** Why it is greyed, as an error code; null when it may be done. */
  readonly refusal: string | null;
}

const ACT_OF: ReadonlyMap<string, BarName> = new Map<string, BarName>([
  ...FOLLOW_UPS.map((act): [string, BarName] => [`document.${act}`, act]),
  ['document.invite', 'invite'], ['document.markRead', 'read'], ...ACTS.filter((act) => act !== 'close').map((act): [string, BarName] => [`document.${act}`, act]),
]);

/** `openParts`: of a 督办, as far as this machine knows; the server has the last word. `isBroken`: faults have made it read-only at the server, which takes acts on it as little as edits. `derived`: what hangs on it, as the server told last or as this machine knows. */
export function barActs(page: DocumentPage, personId: string, isOnline: boolean, isBroken = false, openParts = 0, derived = page.derived): readonly BarAct[] {
  const { state } = page.view;
  const acts = page.actions.flatMap((offered): { readonly act: BarName; readonly refusal: string | null }[] => {
    const act = ACT_OF.get(offered.action);
    if (act === undefined || !belongsHere(offered, act, state, personId)) return [];
    if (!offered.ok) return [{ act, refusal: offered.code ?? 'workflow.not-your-step' }];
    if (isFollowUp(act)) return [{ act, refusal: refusalOf(act, derived) }];
    if (isBroken) return [{ act, refusal: 'document.broken' }];
    if (openParts > 0 && act !== 'invite' && act !== 'read' && waitsForParts(state, act)) return [{ act, refusal: 'workflow.parts-open' }];
    if (!isOnline && isServerOnly(state, act)) return [{ act, refusal: 'workflow.server-only' }];
    return [{ act, refusal: isUnderWay(page.pending, act) ? 'waiting' : null }];
  }).sort((a, b) => ORDER.indexOf(a.act) - ORDER.indexOf(b.act));
  const primary = acts.findLast((one) => one.refusal === null && !NEVER_PRIMARY.includes(one.act))?.act;
  return acts.map((one) => ({ ...one, isPrimary: one.act === primary, isRare: RARE.includes(one.act) }));
}

/** Refusals that no waiting changes: another stage, another role. */
const ELSEWHERE: readonly string[] = ['workflow.wrong-stage', 'policy.denied', 'not-found'];

/** Acts of another stage, direction or role are not greyed but absent: a bar of eight grey buttons tells nobody anything. */
function belongsHere(offered: OfferedAction, act: BarName, state: DocumentState, personId: string): boolean {
  if (act === 'read') return offered.ok && state.direction === 'incoming' && state.stage === 'filed' && !state.readBy.includes(personId);
  if (act === 'grant') return offered.ok && state.extension !== null;
  if (offered.ok) return true;
  if (ELSEWHERE.includes(offered.code ?? '')) return false;
  // Of the acts that wait for somebody else only the one that the step is there for is shown, so that one sees what comes.
  return offered.code !== 'workflow.not-your-step' || act === Object.keys(currentStep(state).acts)[0];
}

/** The same act already waits to be sent: doing it twice would only be refused. */
const isUnderWay = (pending: readonly OutboxItem[], act: BarName): boolean =>
  act !== 'invite' && pending.some((item) => item.kind === act && (item.state === 'waiting' || item.state === 'sending'));

export interface WayStep {
  readonly stage: Stage;
  readonly at: 'past' | 'now' | 'next';
}

/** The way of this document: its plan's path, what it turned aside to, and no step that is done in the same breath as another. */
export function steps(state: DocumentState): readonly WayStep[] {
  const isShown = (stage: Stage): boolean => !state.plan.auto.includes(stage) || stage === state.stage;
  const path = pathOf(state.plan).filter((step) => isShown(step.stage) && (step.when === undefined || isMet(state, step.when) || step.stage === state.stage)).map((step) => step.stage);
  const ending = endOf(state);
  const way = [...path.filter((stage) => stage !== 'filed' || ending === 'filed'), ...(path.includes(ending) || ending === 'filed' ? [] : [ending])];
  const passed = state.trail.map((each) => each.stage);
  const aside = way.includes(state.stage) ? [] : [state.stage];
  const now = way.indexOf(state.stage);
  // What it turned aside to stands behind the last step that it passed.
  const place = now >= 0 ? now : way.findLastIndex((stage) => passed.includes(stage)) + 1;
  const full = [...way.slice(0, place), ...aside, ...way.slice(place)];
  const isOver = state.stage === 'archived' || state.stage === 'terminated';
  const drawn = isOver ? [...full.filter((stage) => stage !== state.stage && passed.includes(stage)), state.stage] : full;
  const here = drawn.indexOf(state.stage);
  return drawn.map((stage, index) => ({ stage, at: index < here ? 'past' : index === here ? 'now' : 'next' }));
}

function isMet(state: DocumentState, when: 'named' | 'awaitsAnswer'): boolean {
  return when === 'named' ? state.direction === 'outgoing' && state.named.length > 0 : state.docType === 'request';
}

/** How it is expected to end. */
function endOf(state: DocumentState): Stage {
  if (state.direction === 'incoming') return state.docType === 'request' ? 'replied' : 'filed';
  if (state.plan.flow === 'dispatch') return state.docType === 'request' ? 'closed' : 'issued';
  return 'closed';
}
