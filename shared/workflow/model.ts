/**
 * The state of one document in office work, and the facts that change it.
 * Two aggregates: `outgoing` (an organ's own: 发文, 签报, 传阅, 督办) and `incoming` (收文, the receiver's own copy with its provenance).
 * Text lives in Yjs; here live only facts that one authority orders: stage, holders, numbers, hashes. Which flow a document
 * walks stands in its `plan`; what the steps are stands in the tables (flows/).
 */
import type { DocId, OpId, PersonId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Distribution } from '#shared/exchange/distribution.ts';
import type { Urgency } from '#shared/time/deadline.ts';
import type { Act, Stage } from './flow.ts';
import type { Reasons } from '#shared/gbt9704/check/check.ts';
import type { Plan } from './plan.ts';

/** The fifteen 文种 of the regulation (条例 第八条), and three of the house: 签报, 传阅件, 督办件. */
export const DOC_TYPES = [
  'resolution', 'decision', 'order', 'communique', 'announcement', 'publicNotice', 'opinion', 'notice', 'bulletin', 'report', 'request', 'reply', 'bill', 'letter', 'minutes',
  'memo', 'circular', 'supervision',
] as const; // 决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要 · 签报 传阅件 督办件
export type DocType = (typeof DOC_TYPES)[number];

/** 上行文 that name one superior organ and carry a 签发人. */
export const isUpward = (docType: DocType): boolean => docType === 'request' || docType === 'report' || docType === 'bill';

/** A person as they were when they acted: an old document keeps the names of its day. `for`: whom they stood in for (委托, shown as 代). */
export interface Stamp {
  readonly personId: PersonId;
  readonly name: string;
  readonly title: string;
  readonly unitName: string;
  readonly for?: { readonly personId: PersonId; readonly name: string };
}

export const SHARES = ['sign', 'lead', 'assist', 'read', 'consult'] as const; // 会签 主办 协办 传阅 加签
export type Share = (typeof SHARES)[number];

/** Somebody who was named for a step, and what they answered. */
export interface Assignee {
  readonly personId: PersonId;
  readonly name: string;
  readonly title: string;
  readonly unitName: string;
  readonly share: Share;
  readonly answer: 'approve' | 'reject' | 'done' | null;
}

/** One step that was passed: what 退回 and 撤回 go back along, and who had been named for it. */
export interface Passed {
  readonly stage: Stage;
  readonly by: PersonId;
  readonly assignees: readonly Assignee[];
}

/** 退回 keeps its reason until the text is handed on again. */
export interface Returned {
  readonly by: Stamp;
  readonly reason: string;
  readonly at: EpochMs;
}

/** 作废 (an error of ours), 撤销 (void from the beginning), 废止 (void from a day on). */
export const INVALIDATIONS = ['void', 'revoke', 'repeal'] as const;
export type Invalidation = (typeof INVALIDATIONS)[number];

export const RELATIONS = ['reply', 'escalation', 'correction', 'supervision', 'part'] as const; // 答复 转报 补正 据此立项 子项
export type Relation = (typeof RELATIONS)[number];

/** The document that this one was written for: a received 请示 that it answers or carries further up, one that it corrects, a 督办 that it is part of. */
export interface Basis {
  readonly docId: DocId;
  readonly relation: Relation;
}

interface CommonState {
  readonly docId: DocId;
  readonly docType: DocType;
  readonly plan: Plan;
  readonly stage: Stage;
  /** The organ whose document (outgoing) or whose copy (incoming) this is. */
  readonly organId: UnitId;
  readonly organName: string;
  readonly title: string;
  readonly urgency: Urgency;
  /** Counts hand-offs. A command names the step it means; another step makes it stale. */
  readonly stepNo: number;
  /** Since when the present holder has the pen, and until when they should have acted. */
  readonly since: EpochMs;
  readonly dueAt: EpochMs | null;
  /** 申请延期, until it is granted or not. */
  readonly extension: { readonly until: EpochMs; readonly reason: string } | null;
  /** Who was named for this step; empty where a post holds it. */
  readonly assignees: readonly Assignee[];
  readonly trail: readonly Passed[];
  /** SM3 of the canonical content at the last hand-off (H1…Hn); null before the first. */
  readonly contentHash: string | null;
  /** 发文字号, for example 楚米府呈〔2026〕1号 (督办: 督办编号); null until the server allots it. */
  readonly number: string | null;
  readonly returned: Returned | null;
  readonly invalidated: { readonly how: Invalidation; readonly from: EpochMs; readonly reason: string } | null;
  readonly readBy: readonly PersonId[];
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export interface OutgoingState extends CommonState {
  readonly direction: 'outgoing';
  readonly drafter: Stamp;
  readonly collaboratorIds: readonly PersonId[];
  /** People named when it was handed on, for a step that comes later: 会签, 交办. */
  readonly named: readonly Assignee[];
  /** Null where it goes to no single organ. */
  readonly mainRecipientId: UnitId | null;
  readonly mainRecipientName: string;
  /** 分送范围: rules are kept as rules and resolved on the day of sending; null: the main recipient alone. */
  readonly distribution: Distribution | null;
  readonly signedOffBy: Stamp | null;
  readonly signedOffAt: EpochMs | null;
  readonly basis: Basis | null;
  readonly reasons: Reasons;
  /** For a 批复: the 请示 it answers (R15), at the organ that asked. */
  readonly inReplyTo: DocId | null;
  /** For an answered 请示: its 批复. */
  readonly answer: { readonly docId: DocId; readonly decision: ReplyDecision | null; readonly at: EpochMs } | null;
  /** Organs that sent it back (退回), and why. */
  readonly bounces: readonly { readonly organId: UnitId; readonly organName: string; readonly reason: string; readonly at: EpochMs }[];
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
  readonly origin: Origin;
  readonly receivedBy: Stamp | null;
  /** 收文号; null until the server allots it. */
  readonly receiptNumber: string | null;
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
  /** There are 修订 that nobody has accepted or rejected. */
  readonly isRevised: boolean;
  /** Digests of the figures and attached files in it. */
  readonly blobs: readonly string[];
}

/** What the text says of itself when it is handed on. */
export interface Subject {
  readonly title: string;
  readonly mainRecipientId: UnitId | null;
  readonly mainRecipientName: string;
}

export interface Acted {
  readonly kind: 'acted';
  readonly act: Act;
  readonly from: Stage;
  readonly to: Stage;
  /** The document changed hands: the step number rises. False while a round goes on. */
  readonly isHandedOn: boolean;
  /** The text that its author saw, where the act binds one. */
  readonly contentHash: string | null;
  /** 意见, 理由, 反馈 or the text of a 批复: append-only, as it was written. */
  readonly opinion: string;
  readonly decision: ReplyDecision | null;
  readonly subject: Subject | null;
  /** Who is asked from now on. */
  readonly assignees: readonly Assignee[];
  readonly named: readonly Assignee[] | null;
  readonly dueAt: EpochMs | null;
  /** A day that the act names: 延期至, 自…起废止. */
  readonly day: EpochMs | null;
  readonly number: string | null;
  /** The document that this act brought about: the 批复. */
  readonly link: DocId | null;
  readonly invalidation: Invalidation | null;
  readonly distribution: Distribution | null;
  /** Why a rule of 行文 that may be passed was passed: rule → reason. */
  readonly reasons: Reasons;
}

export type EventBody =
  | {
      readonly kind: 'created';
      readonly docType: DocType;
      readonly templateId: string;
      readonly plan: Plan;
      readonly organId: UnitId;
      readonly organName: string;
      readonly title: string;
      readonly urgency: Urgency;
      readonly mainRecipientId: UnitId | null;
      readonly mainRecipientName: string;
      readonly basis: Basis | null;
      readonly inReplyTo: DocId | null;
    }
  | { readonly kind: 'invited'; readonly people: readonly { readonly personId: PersonId; readonly name: string }[] }
  | Acted
  /** `decision`: null where the answer was written as a document of its own: what it decides stands in its text. */
  | { readonly kind: 'answered'; readonly replyDocId: DocId; readonly decision: ReplyDecision | null; readonly number: string }
  | { readonly kind: 'bounced'; readonly organId: UnitId; readonly organName: string; readonly reason: string }
  | {
      readonly kind: 'delivered';
      readonly docType: DocType;
      readonly plan: Plan;
      readonly organId: UnitId;
      readonly organName: string;
      readonly title: string;
      readonly urgency: Urgency;
      readonly number: string;
      readonly contentHash: string;
      readonly dueAt: EpochMs | null;
      readonly origin: Origin;
    }
  | { readonly kind: 'read' }
  /** 移交: what lay with one person lies with another from now on. What was done stays in the name of who did it. */
  | { readonly kind: 'handedOver'; readonly from: { readonly personId: PersonId; readonly name: string }; readonly to: Receiver };

/** Who takes over, as they were on that day. */
export type Receiver = Pick<Stamp, 'personId' | 'name' | 'title' | 'unitName'>;

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
