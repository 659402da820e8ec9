/**
 * Where a document lies on somebody's desk: 待办, 待阅, 草稿 or 已办. Derived from state and posts, never stored,
 * so a desk cannot disagree with the documents on it.
 */
import type { OrgView } from '#shared/org/model.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { PersonId } from '#shared/base/ids.ts';
import { can, holds, type Actor } from './can.ts';
import type { Action } from './actions.ts';

export const DESK_TABS = ['todo', 'toRead', 'drafts', 'done'] as const; // 待办 待阅 草稿 已办
export type DeskTab = (typeof DESK_TABS)[number];

/** The act that moves the document on, for whoever holds the pen. */
const MOVING: readonly Action[] = ['document.signOff', 'document.receive', 'document.reply'];

export function deskTab(actor: Actor, state: DocumentState, org: OrgView): DeskTab {
  const subject = { kind: 'document', state } as const;
  if (MOVING.some((action) => can(actor, action, subject, org).ok)) return 'todo';
  if (state.direction === 'outgoing' && state.stage === 'drafting') {
    const isSentBack = state.returned !== null && state.drafter.personId === actor.personId;
    return isSentBack ? 'todo' : can(actor, 'document.edit', subject, org).ok ? 'drafts' : 'done';
  }
  if (state.direction === 'incoming' && state.stage === 'filed') {
    const isAsked = state.origin.answers?.drafterId === actor.personId || holds(actor, 'principalLeader', state.organId);
    if (isAsked && !state.readBy.includes(actor.personId)) return 'toRead';
  }
  return 'done';
}

/** Who holds the pen now (who everybody waits for), for the step bar. */
export function penHolders(state: DocumentState, org: OrgView): readonly { readonly personId: PersonId; readonly name: string; readonly title: string }[] {
  if (state.direction === 'outgoing') {
    if (state.stage === 'drafting') return [state.drafter];
    return state.stage === 'signing' ? org.holders(state.organId, 'principalLeader') : [];
  }
  if (state.stage === 'awaitingReceipt') return org.holders(state.organId, 'registrar');
  return state.stage === 'deciding' ? org.holders(state.organId, 'principalLeader') : [];
}
