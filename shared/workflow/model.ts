/**
 * The state of one document in office work, and the facts that change it.
 * Two aggregates: `outgoing` (发文, at the organ that writes it) and `incoming` (收文, the receiver's own copy with its provenance).
 * Text lives in Yjs; here live only facts that one authority orders: stage, holders, numbers, hashes.
 */
import type { DocId, OpId, PersonId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';

/** 文种 that this version drafts and receives. 批复 is written by the reply act. */
export const DOC_TYPES = ['request', 'report', 'reply'] as const; // 请示 报告 批复
export type DocType = (typeof DOC_TYPES)[number];

export const OUTGOING_STAGES = ['drafting', 'signing', 'issued', 'closed', 'archived'] as const; // 起草 签发 已发 办结 已归档
export type OutgoingStage = (typeof OUTGOING_STAGES)[number];

export const INCOMING_STAGES = ['awaitingReceipt', 'deciding', 'replied', 'filed', 'archived'] as const; // 待签收 待批示 已批复 办结 已归档
export type IncomingStage = (typeof INCOMING_STAGES)[number];

/** A person as they were when they acted: an old document keeps the names of its day. */
export interface Stamp {
  readonly personId: PersonId;
  readonly name: string;
  readonly title: string;
  readonly unitName: string;
}

/** 退回 keeps its reason until the drafter hands the text on again. */
export interface Returned {
  readonly by: Stamp;
  readonly reason: string;
  readonly at: EpochMs;
}

interface CommonState {
  readonly docId: DocId;
  readonly docType: DocType;
  /** The organ whose document (outgoing) or whose copy (incoming) this is. */
  readonly organId: UnitId;
  readonly organName: string;
  readonly title: string;
  /** Counts hand-offs. A command names the step it means; another step makes it stale. */
  readonly stepNo: number;
  /** Since when the present holder has the pen. */
  readonly since: EpochMs;
  /** SM3 of the canonical content at the last hand-off (H1…Hn); null before the first. */
  readonly contentHash: string | null;
  /** 发文字号, for example 楚米府呈〔2026〕1号; null until the server allots it. */
  readonly number: string | null;
  readonly readBy: readonly PersonId[];
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export interface OutgoingState extends CommonState {
  readonly direction: 'outgoing';
  readonly stage: OutgoingStage;
  readonly drafter: Stamp;
  readonly collaboratorIds: readonly PersonId[];
  readonly mainRecipientId: UnitId;
  readonly mainRecipientName: string;
  readonly signedOffBy: Stamp | null;
  readonly returned: Returned | null;
  /** For a 批复: the 请示 it answers (R15). */
  readonly inReplyTo: DocId | null;
  /** For an answered 请示: its 批复. */
  readonly answer: { readonly docId: DocId; readonly decision: ReplyDecision; readonly at: EpochMs } | null;
}

export interface Origin {
  readonly docId: DocId;
  readonly organId: UnitId;
  readonly organName: string;
  readonly drafterId: PersonId;
  /** 签发人, who stands in the red head of a 上行文, and when they signed: the 成文日期. */
  readonly signedOffBy: string;
  readonly signedOffAt: EpochMs;
  /** For a 批复: the 请示 of the receiver that it answers, and who drafted that. */
  readonly answers: { readonly docId: DocId; readonly drafterId: PersonId } | null;
}

export interface IncomingState extends CommonState {
  readonly direction: 'incoming';
  readonly stage: IncomingStage;
  readonly origin: Origin;
  readonly receivedBy: Stamp | null;
  readonly reply: { readonly decision: ReplyDecision; readonly text: string; readonly docId: DocId } | null;
}

export type DocumentState = OutgoingState | IncomingState;

export const REPLY_DECISIONS = ['approve', 'reject'] as const; // 同意 不同意
export type ReplyDecision = (typeof REPLY_DECISIONS)[number];

/** What decide needs to know about the text: computed from the Y.Doc by shared/doc, on both sides. */
export interface ContentFacts {
  readonly hash: string;
  readonly title: string;
  readonly mainRecipientId: UnitId | null;
  readonly mainRecipientName: string;
  readonly bodyLength: number;
  /** A 密级 mark was found (R21): such a text must not travel. */
  readonly isClassified: boolean;
}

export type EventBody =
  | {
      readonly kind: 'created';
      readonly docType: DocType;
      readonly templateId: string;
      readonly organId: UnitId;
      readonly organName: string;
      readonly title: string;
      readonly mainRecipientId: UnitId;
      readonly mainRecipientName: string;
      readonly inReplyTo: DocId | null;
    }
  | { readonly kind: 'invited'; readonly people: readonly { readonly personId: PersonId; readonly name: string }[] }
  | { readonly kind: 'submitted'; readonly contentHash: string; readonly title: string; readonly mainRecipientId: UnitId; readonly mainRecipientName: string }
  | { readonly kind: 'returned'; readonly reason: string }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'signedOff'; readonly contentHash: string; readonly title: string; readonly opinion: string }
  | { readonly kind: 'issued'; readonly contentHash: string; readonly number: string }
  | { readonly kind: 'answered'; readonly replyDocId: DocId; readonly decision: ReplyDecision; readonly number: string }
  | { readonly kind: 'closed'; readonly replyDocId: DocId }
  | {
      readonly kind: 'delivered';
      readonly docType: DocType;
      readonly organId: UnitId;
      readonly organName: string;
      readonly title: string;
      readonly number: string;
      readonly contentHash: string;
      readonly origin: Origin;
    }
  | { readonly kind: 'received' }
  | { readonly kind: 'replied'; readonly decision: ReplyDecision; readonly text: string; readonly replyDocId: DocId }
  /** 归档: the text is what it was, under its hash; its bytes were written anew (a new generation), the ways of its drafting left out. */
  | { readonly kind: 'archived'; readonly contentHash: string }
  | { readonly kind: 'read' };

export type EventKind = EventBody['kind'];

/** One line of a document's 历程. `seq` orders everything on the server, `docSeq` this document. */
export interface DocumentEvent {
  readonly seq: number;
  readonly docId: DocId;
  readonly docSeq: number;
  readonly opId: OpId;
  readonly actor: Stamp;
  /** Server time; `claimedAt` is the author's own clock for an act made offline, shown beside it. */
  readonly at: EpochMs;
  readonly claimedAt: EpochMs | null;
  readonly body: EventBody;
}
