/**
 * What a flow table may say. A flow (发文, 收文, 签报, 传阅, 督办) is data: steps in their order, who holds each, and for every act who may do it
 * and where it leads. `decide`, `can` and the screen read the same table; nothing about a flow is written anywhere else.
 *
 * Owns the vocabulary; the tables are in flows/, what a unit may configure in plan.ts, whether a table holds together in validate.ts.
 * A table that was released is never edited: a change is a new version, and running documents stay on theirs.
 */
import type { Role } from '#shared/policy/roles.ts';

export const FLOW_IDS = ['dispatch', 'receipt', 'memo', 'circulation', 'supervision'] as const; // 发文 收文 签报 传阅 督办
export type FlowId = (typeof FLOW_IDS)[number];

export const STAGES = [
  'drafting', 'departmentReview', 'countersigning', 'consulting', 'officeReview', 'signing', 'proofreading', 'registering', 'printing', 'sealing', 'dispatching', 'issued',
  'awaitingReceipt', 'screening', 'proposing', 'deciding', 'handling', 'circulating', 'replied', 'filed', 'refused', 'recalled',
  'approving', 'assigned', 'checking', 'closed', 'terminated', 'archived',
] as const;
export type Stage = (typeof STAGES)[number];

/** Acts that move a document or change who holds it. 拟稿, 邀请协作 and 已阅 of a filed copy are commands of their own. */
export const ACTS = [
  'submit', 'address', 'approve', 'disagree', 'resolve', 'recountersign', 'return', 'withdraw', 'signOff', 'register', 'print', 'seal', 'dispatch',
  'receive', 'refuse', 'propose', 'instruct', 'reply', 'report', 'complete', 'circulate', 'note', 'extend', 'grant',
  'addSigner', 'transfer', 'urge', 'reassign', 'terminate', 'invalidate', 'close', 'archive',
] as const;
export type Act = (typeof ACTS)[number];

/** Who has the pen at a step: a role in the document's organ, the drafter, people who were named when it was handed on, or nobody. */
export type Holding = Role | 'drafter' | 'named' | 'nobody';

/**
 * Who may do an act. `sender` handed the document on last; `lead` is the 主办 among those named; `consulted` was added by 加签;
 * `system` is the server itself, for what follows from another document.
 */
export type By = 'holder' | 'drafter' | 'sender' | 'lead' | 'consulted' | 'system' | Role;

/**
 * Where an act leads: `next` enabled step of the path, `stay`, `back` to who handed it on, an `earlier` step or one of a `choice` that the act names,
 * `round`: it stays until everybody asked has answered, then on (or to 协商 when somebody disagreed), or one step.
 */
export type Lead = 'next' | 'stay' | 'back' | 'earlier' | 'round' | Stage | readonly Stage[];

export interface Row {
  readonly by: readonly By[];
  readonly to: Lead;
  /** The text is frozen under its hash at this act (H1…Hn): the act names the hash that its author saw. */
  readonly freezes?: true;
  /** Allots a number, releases to others or takes back: never foreseen by a client (DESIGN 6.7). */
  readonly serverOnly?: true;
  /** Not while an answer is due: a 请示 is done with when its 批复 is signed for. */
  readonly unless?: 'awaitsAnswer';
  /** What must not be empty. */
  readonly needs?: 'opinion' | 'people';
}

export interface Step {
  readonly stage: Stage;
  readonly holder: Holding;
  /** `draft`: its writers write. `revise`: who holds the pen may correct. Absent: nobody. */
  readonly text?: 'draft' | 'revise';
  /** A unit may leave it out. */
  readonly optional?: true;
  /** A unit may let the server do this act in the same breath as the one before. */
  readonly autoAct?: Act;
  /** Entered only if this holds; otherwise the path goes on. */
  readonly when?: 'named' | 'awaitsAnswer';
  /** What was done here is not taken back: a receipt that was given, a number that was allotted. */
  readonly isFinal?: true;
  /** Beside the path: reached only by an act that names it. */
  readonly aside?: true;
  /** Working days, unless the unit says otherwise. */
  readonly days?: number;
  readonly acts: { readonly [act in Act]?: Row };
}

export interface Flow {
  readonly id: FlowId;
  readonly version: number;
  readonly steps: readonly Step[];
  /** After this step the text is what goes out: no later step may open it again without passing here (P9). */
  readonly sealsAt: Stage | null;
}

export const stepOf = (flow: Flow, stage: Stage): Step | undefined => flow.steps.find((step) => step.stage === stage);
