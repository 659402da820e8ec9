/**
 * 答复, 转报 and 补正: documents of their own that follow from another one. Pure: when one may be made, what was made already, and what stands in the way.
 * What such a document says and to whom it goes is basis.ts; what its going out brings about is the exchange's business.
 */
import type { ErrorCode } from '#shared/base/errors.ts';
import type { DocId } from '#shared/base/ids.ts';
import { rowOf } from './holders.ts';
import type { DocumentState, OutgoingState, Relation } from './model.ts';

export const FOLLOW_UPS = ['answer', 'escalate', 'correct'] as const; // 答复 转报 补正
export type FollowUp = (typeof FOLLOW_UPS)[number];

export const RELATION_OF = { answer: 'reply', escalate: 'escalation', correct: 'correction' } as const satisfies Record<FollowUp, Relation>;
export type FollowRelation = (typeof RELATION_OF)[FollowUp];
export const followUpOf = (relation: Relation): FollowUp | null => FOLLOW_UPS.find((each) => RELATION_OF[each] === relation) ?? null;

/** A received 请示 or 函, at a step that an answer brings to its end: the table says which (`close`). */
export const isAnswerable = (state: DocumentState): boolean =>
  state.direction === 'incoming' && (state.docType === 'request' || state.docType === 'letter') && rowOf(state, 'close') !== undefined;

/** What its own 主送 has sent back: it went out as it is and is put right by a new document. */
export const isCorrectable = (state: DocumentState): boolean =>
  state.direction === 'outgoing' && state.plan.flow === 'dispatch' && state.stage === 'issued' && state.answer === null && wasSentBack(state);

const wasSentBack = ({ mainRecipientId, bounces }: OutgoingState): boolean => mainRecipientId !== null && bounces.some(({ organId }) => organId === mainRecipientId);

/** What was made on a document already, as far as the next one depends on it. */
export interface Derived {
  readonly docId: DocId;
  readonly relation: FollowRelation;
  /** Stopped, or invalidated since: as if it had never been. */
  readonly isOver: boolean;
  readonly isSent: boolean;
  readonly isAnswered: boolean;
  readonly isSentBack: boolean;
}

/** `relation`: that of the first one; a correction stands where stood what it corrects. */
export function derivedFrom(state: OutgoingState, relation: FollowRelation): Derived {
  const isStopped = state.stage === 'terminated' || state.trail.some(({ stage }) => stage === 'terminated');
  return {
    docId: state.docId, relation, isOver: isStopped || state.invalidated !== null, isSent: wasSent(state), isAnswered: state.answer !== null, isSentBack: wasSentBack(state),
  };
}

export const wasSent = (state: DocumentState): boolean => state.direction === 'outgoing' && state.trail.some(({ stage }) => stage === 'dispatching');

/** What was made on one document, among these; what corrects one of them stands in its place. */
export function derivedOn(docId: DocId, made: readonly OutgoingState[]): readonly Derived[] {
  const found = new Map<DocId, Derived>();
  const look = (basisId: DocId, inherited: FollowRelation | null): void => {
    for (const state of made) {
      const own = state.basis?.docId === basisId ? followUpOf(state.basis.relation) : null;
      if (own === null || found.has(state.docId)) continue;
      found.set(state.docId, derivedFrom(state, inherited ?? RELATION_OF[own]));
      look(state.docId, inherited ?? RELATION_OF[own]);
    }
  };
  look(docId, null);
  return [...found.values()];
}

/** 转报 that the superior has to answer yet. */
const isAwaited = ({ relation, isAnswered, isSentBack }: Derived): boolean => relation === 'escalation' && !isAnswered && !isSentBack;

/** Why there cannot be another one; null when there can. */
export function refusalOf(followUp: FollowUp, derived: readonly Derived[]): ErrorCode | null {
  const living = derived.filter(({ isOver }) => !isOver);
  switch (followUp) {
    case 'correct': return living.some(({ relation }) => relation === 'correction') ? 'workflow.already-drafted' : null;
    case 'escalate': return living.some(({ relation }) => relation !== 'correction') ? 'workflow.already-drafted' : null;
    case 'answer': {
      if (living.some((each) => isAwaited(each) && each.isSent)) return 'workflow.awaits-superior';
      return living.some((each) => each.relation === 'reply' || isAwaited(each)) ? 'workflow.already-drafted' : null;
    }
  }
}

/** Whether the superior's word on it is still to come: nobody answers the one below before. */
export const awaitsSuperior = (derived: readonly Derived[]): boolean => derived.some((each) => !each.isOver && each.isSent && isAwaited(each));

/** What it was written for is done with by now: it must not go on. */
export function isSettled(basis: DocumentState): boolean {
  return basis.direction === 'incoming' ? !isAnswerable(basis) : basis.stage !== 'issued' || basis.answer !== null;
}
