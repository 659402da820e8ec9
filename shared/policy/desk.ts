/**
 * Where a document lies on somebody's desk: 待办, 待阅, 草稿 or 已办, exactly one; and in which of the views beside them it is found: 我发起, 督办, 超期.
 * Derived from state and posts, never stored, so a desk cannot disagree with the documents on it. Only 超期 knows the time, and asks for it
 * when it is looked at: a place stays true until its document or the organisation changes.
 */
import type { PersonId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { currentStep, isHolder, pendingConsulted, pendingHolders } from '#shared/workflow/holders.ts';
import { isCorrectable } from '#shared/workflow/follow-up.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { can, holds, principalsAt, type Actor, type Principal } from './can.ts';
import type { OrgView } from '#shared/org/model.ts';

export const DESK_TABS = ['todo', 'toRead', 'drafts', 'done'] as const; // 待办 待阅 草稿 已办
export type DeskTab = (typeof DESK_TABS)[number];

/** What the desk shows, in the order of its tabs. */
export const DESK_VIEWS = ['todo', 'toRead', 'overdue', 'supervised', 'started', 'drafts', 'done'] as const; // 待办 待阅 超期 督办 我发起 草稿 已办
export type DeskView = (typeof DESK_VIEWS)[number];

export interface DeskPlace {
  readonly tab: DeskTab;
  /** In whose place it lies here (委托, shown as 代). */
  readonly standsFor: { readonly personId: PersonId; readonly name: string } | null;
  readonly isStarted: boolean;
  readonly isSupervised: boolean;
  /** The deadline that is this person's to keep or to ask after; null where there is none, or somebody else's alone. */
  readonly ownDueAt: EpochMs | null;
}

export function deskPlace(actor: Actor, state: DocumentState, org: OrgView): DeskPlace {
  const { tab, standsFor } = lies(actor, state, org);
  const isStarted = state.direction === 'outgoing' && state.drafter.personId === actor.personId;
  const isInHands = tab === 'todo' || tab === 'toRead';
  return { tab, standsFor, isStarted, isSupervised: isSupervised(actor, state), ownDueAt: isInHands || isStarted ? awaitedBy(state) : null };
}

export const deskTab = (actor: Actor, state: DocumentState, org: OrgView): DeskTab => lies(actor, state, org).tab;

export function isInView(place: DeskPlace, view: DeskView, now: EpochMs): boolean {
  switch (view) {
    case 'started': return place.isStarted;
    case 'supervised': return place.isSupervised;
    case 'overdue': return place.ownDueAt !== null && now > place.ownDueAt;
    default: return place.tab === view;
  }
}

/** Until when somebody should have acted: what nobody holds any more is not overdue. */
export const awaitedBy = (state: DocumentState): EpochMs | null => (currentStep(state).holder === 'nobody' ? null : state.dueAt);

function lies(actor: Actor, state: DocumentState, org: OrgView): Pick<DeskPlace, 'tab' | 'standsFor'> {
  const own = tabOf(actor, state, org, actor);
  if (own === 'todo' || own === 'toRead') return { tab: own, standsFor: null };
  // What lies on the desk of somebody they stand in for lies on theirs.
  const principal = principalsAt(actor, state.organId).find((each) => tabOf(each, state, org, actor) === 'todo');
  return principal === undefined ? { tab: own, standsFor: null } : { tab: 'todo', standsFor: { personId: principal.personId, name: principal.name } };
}

/** 督办 that they set up or watch over, or that was given to them, whatever became of it. */
function isSupervised(actor: Actor, state: DocumentState): boolean {
  if (state.plan.flow !== 'supervision' || state.direction !== 'outgoing') return false;
  const given = [...state.assignees, ...state.trail.flatMap((passed) => passed.assignees)];
  return state.drafter.personId === actor.personId || holds(actor, 'supervisor', state.organId) || given.some((each) => each.personId === actor.personId);
}

function tabOf(person: Principal, state: DocumentState, org: OrgView, actor: Actor): DeskTab {
  if (pendingConsulted(state).some((each) => each.personId === person.personId)) return 'todo';
  if (state.direction === 'outgoing' && currentStep(state).text === 'draft') {
    if (state.drafter.personId === person.personId) return state.returned === null ? 'drafts' : 'todo';
    return can(actor, 'document.edit', { kind: 'document', state }, org).ok ? 'drafts' : 'done';
  }
  // Sent back by whom it went to: it waits for its 补正.
  if (isCorrectable(state) && state.direction === 'outgoing' && state.drafter.personId === person.personId) return 'todo';
  if (isHolder(person, state)) {
    const isForReading = pendingHolders(state).some((each) => each.personId === person.personId && each.share === 'read');
    return isForReading ? 'toRead' : 'todo';
  }
  if (state.direction === 'incoming' && state.stage === 'filed') {
    const isAsked = state.origin.answers?.drafterId === person.personId || holds(person, 'principalLeader', state.organId);
    if (isAsked && !state.readBy.includes(person.personId)) return 'toRead';
  }
  return 'done';
}
