/**
 * What an event at one organ brings about elsewhere: an issued document becomes the receiver's own copy (收文),
 * a 批复 becomes a document of its own that answers the 请示 it names. Pure; the server applies the whole list in one transaction,
 * so there is never half a delivery.
 */
import type { DocId, PersonId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { replyTitle } from './citing.ts';
import type { Target } from './distribution.ts';
import type { Stage } from '#shared/workflow/flow.ts';
import { rowOf } from '#shared/workflow/holders.ts';
import type { Acted, DocType, DocumentState, EventBody, IncomingState, Origin, OutgoingState } from '#shared/workflow/model.ts';

/** What every receiver's copy begins with; the receiver and how it handles what it receives are filled in. */
export type CopyBody = Omit<Extract<EventBody, { readonly kind: 'delivered' }>, 'organId' | 'organName' | 'plan'>;

/** `dueAt`: until when it should be signed for. `answers` is set when it is a 批复 going back. */
export function copyBody(issued: OutgoingState, dueAt: EpochMs | null, answers: Origin['answers']): CopyBody {
  if (issued.number === null || issued.contentHash === null) throw new Error(`${issued.docId} is delivered before it was numbered`);
  return {
    kind: 'delivered', docType: issued.docType, title: issued.title, urgency: issued.urgency, number: issued.number, contentHash: issued.contentHash, dueAt,
    origin: {
      docId: issued.docId, organId: issued.organId, organName: issued.organName, drafterId: issued.drafter.personId,
      signedOffBy: issued.signedOffBy?.name ?? '', signedOffAt: issued.signedOffAt ?? issued.since, answers,
    },
  };
}

/** To whom it goes: the main recipient, and everybody its 分送范围 names. */
export function targetsOf({ mainRecipientId, distribution }: OutgoingState): readonly Target[] {
  return [...(mainRecipientId === null ? [] : [{ kind: 'organ' as const, organId: mainRecipientId }]), ...(distribution ?? [])];
}

export interface ReplyDraft {
  readonly title: string;
  readonly docType: DocType;
  readonly organId: UnitId;
  readonly organName: string;
  readonly recipientId: UnitId;
  readonly recipientName: string;
  readonly paragraphs: readonly string[];
  readonly answers: { readonly docId: DocId; readonly drafterId: PersonId };
}

/** The 批复 that a leader's reply on a received 请示 writes: it quotes title then number (R18) and names its 请示 (R15). */
export function replyDraft(request: IncomingState, text: string): ReplyDraft {
  return {
    title: replyTitle(request), docType: 'reply', organId: request.organId, organName: request.organName,
    recipientId: request.origin.organId, recipientName: request.origin.organName,
    paragraphs: text.split('\n').map((line) => line.trim()).filter((line) => line !== ''),
    answers: { docId: request.origin.docId, drafterId: request.origin.drafterId },
  };
}

/** When the receiver of a 批复 has signed for it, the 请示 that it answers is closed. */
export const closes = (copy: DocumentState): DocId | null => (copy.direction === 'incoming' ? (copy.origin.answers?.docId ?? null) : null);

/** What an act of the system brings about at a document: nothing where its step has no row for it. */
function systemAct(state: DocumentState, act: 'close' | 'urge' | 'withdraw', more: Pick<Acted, 'link' | 'opinion'>): Acted | null {
  const row = rowOf(state, act);
  if (row === undefined || !row.by.includes('system') || typeof row.to !== 'string') return null;
  const isStaying = row.to === 'stay';
  return {
    kind: 'acted', act, from: state.stage, to: isStaying ? state.stage : (row.to as Stage), isHandedOn: !isStaying, contentHash: null, decision: null, subject: null,
    assignees: isStaying ? state.assignees : [], named: null, dueAt: isStaying ? state.dueAt : null, day: null, number: null, invalidation: null, distribution: null, reasons: {}, ...more,
  };
}

/** 办结 of a document by what happened to another one: by the server, in whose hand it was. */
export const closing = (state: DocumentState, link: DocId): Acted | null => systemAct(state, 'close', { link, opinion: '' });

/** 催收 and 撤回 as the receiver sees them: only while nobody has signed for it. */
export const chased = (copy: DocumentState, act: 'urge' | 'withdraw', reason: string): Acted | null => systemAct(copy, act, { link: null, opinion: reason });
