/**
 * 移交: what of one person's work in an organ passes to another, and what does not. Pure. A post's work stays with the post, and what was done stays
 * in the name of who did it; here is what hangs on the person: 拟稿, what they are asked now or will be, and what they help to write.
 */
import type { PersonId } from '#shared/base/ids.ts';
import { currentStep, isPending } from './holders.ts';
import { SHARES, type Assignee, type DocumentState, type OutgoingState, type Receiver } from './model.ts';

export const HELD_PARTS = ['drafting', 'asked', 'named', 'writing'] as const; // 拟稿（承办） 待办 后续环节 协作
export type HeldPart = (typeof HELD_PARTS)[number];

/** A document that is done with is nobody's work any more; one that waits for its answer still is its drafter's. */
const isUnderWay = (state: DocumentState): boolean =>
  currentStep(state).holder !== 'nobody' || (state.direction === 'outgoing' && state.stage === 'issued' && state.docType === 'request' && state.answer === null);

/** What of this document hangs on the person; nothing of one that is done with. */
export function heldParts(state: DocumentState, personId: PersonId): readonly HeldPart[] {
  if (!isUnderWay(state)) return [];
  const isAsked = state.assignees.some((each) => each.personId === personId && isPending(each));
  if (state.direction === 'incoming') return isAsked ? ['asked'] : [];
  const holds: Readonly<Record<HeldPart, boolean>> = {
    drafting: state.drafter.personId === personId,
    asked: isAsked,
    named: state.named.some((each) => each.personId === personId && isPending(each)),
    writing: state.collaboratorIds.includes(personId) && currentStep(state).text === 'draft',
  };
  return HELD_PARTS.filter((part) => holds[part]);
}

export function handedOver(state: DocumentState, from: PersonId, to: Receiver): DocumentState {
  const assignees = passedOn(state.assignees, from, to);
  return state.direction === 'incoming' ? { ...state, assignees } : ownHandedOver({ ...state, assignees }, from, to);
}

function ownHandedOver(state: OutgoingState, from: PersonId, to: Receiver): OutgoingState {
  const drafter = state.drafter.personId === from ? { personId: to.personId, name: to.name, title: to.title, unitName: to.unitName } : state.drafter;
  const writers = state.collaboratorIds.map((personId) => (personId === from ? to.personId : personId));
  return { ...state, drafter, named: passedOn(state.named, from, to), collaboratorIds: [...new Set(writers)] };
}

/** Nobody is asked twice: whoever was asked already keeps the weightier of the two shares. */
function passedOn(people: readonly Assignee[], from: PersonId, to: Receiver): readonly Assignee[] {
  const leaving = people.find((each) => each.personId === from && isPending(each));
  if (leaving === undefined) return people;
  const known = people.find((each) => each.personId === to.personId && isPending(each));
  if (known === undefined) return people.map((each) => (each === leaving ? { ...each, personId: to.personId, name: to.name, title: to.title, unitName: to.unitName } : each));
  const share = SHARES.find((each) => each === known.share || each === leaving.share) ?? known.share;
  return people.filter((each) => each !== leaving).map((each) => (each === known ? { ...each, share } : each));
}
