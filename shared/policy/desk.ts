/**
 * Where a document lies on somebody's desk: 待办, 待阅, 草稿 or 已办. Derived from state and posts, never stored,
 * so a desk cannot disagree with the documents on it.
 */
import { currentStep, isHolder, pendingConsulted, pendingHolders } from '#shared/workflow/holders.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { can, holds, type Actor, type Principal } from './can.ts';
import type { OrgView } from '#shared/org/model.ts';

export const DESK_TABS = ['todo', 'toRead', 'drafts', 'done'] as const; // 待办 待阅 草稿 已办
export type DeskTab = (typeof DESK_TABS)[number];

export function deskTab(actor: Actor, state: DocumentState, org: OrgView): DeskTab {
  const own = tabOf(actor, state, org, actor);
  if (own === 'todo' || own === 'toRead') return own;
  // What lies on the desk of somebody they stand in for lies on theirs.
  const theirs = (actor.standsFor ?? []).map((principal) => tabOf(principal, state, org, actor));
  return theirs.find((tab) => tab === 'todo') ?? own;
}

function tabOf(person: Principal, state: DocumentState, org: OrgView, actor: Actor): DeskTab {
  if (pendingConsulted(state).some((each) => each.personId === person.personId)) return 'todo';
  if (state.direction === 'outgoing' && currentStep(state).text === 'draft') {
    if (state.drafter.personId === person.personId) return state.returned === null ? 'drafts' : 'todo';
    return can(actor, 'document.edit', { kind: 'document', state }, org).ok ? 'drafts' : 'done';
  }
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
