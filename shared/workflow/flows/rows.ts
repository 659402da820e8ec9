/** Rows that many steps share, so that a table says only what is particular to its step. */
import type { Act, Row } from '#shared/workflow/flow.ts';

type Rows = { readonly [act in Act]?: Row };

/** 退回 to any earlier step, with a reason. */
const SEND_BACK: Rows = { return: { by: ['holder'], to: 'earlier', freezes: true, needs: 'opinion' } };
/** 撤回 while nobody has acted on it yet. */
export const TAKE_BACK: Rows = { withdraw: { by: ['sender'], to: 'back', serverOnly: true } };
/** 转办, 催办, 改派: who holds the pen changes, the step does not. */
const PASS_ON = {
  transfer: { by: ['holder'], to: 'stay', needs: 'people' },
  urge: { by: ['drafter', 'sender', 'supervisor', 'registrar'], to: 'stay' },
  reassign: { by: ['unitAdmin'], to: 'stay', serverOnly: true, needs: 'people' },
} as const satisfies Rows;
/** 加签 at a post's step: who was added says a word first. */
const ASK_FIRST: Rows = { addSigner: { by: ['holder'], to: 'stay', needs: 'people' }, note: { by: ['consulted'], to: 'stay', needs: 'opinion' } };
/** 终止 by whoever leads the organ, before anything has gone out. */
const STOP: Rows = { terminate: { by: ['drafter', 'principalLeader'], to: 'terminated', serverOnly: true, needs: 'opinion' } };

/** 审核: a post's step before 签发. */
export const REVIEW: Rows = { ...SEND_BACK, ...TAKE_BACK, ...PASS_ON, ...ASK_FIRST, ...STOP };
/** After 签发 it is stopped no more but withdrawn or invalidated. */
export const SIGNED: Rows = { ...SEND_BACK, ...PASS_ON, ...ASK_FIRST };
/** A post's step of a received document that was not handed on by anybody who could take it back. */
export const DESK: Rows = { ...PASS_ON, ...ASK_FIRST };
/** A post's step of a received document. */
export const WORK: Rows = { ...TAKE_BACK, ...DESK };
/** A step that names hold: 加签 adds one more of the same. */
export const NAMED: Rows = { ...PASS_ON, addSigner: { by: ['drafter', 'sender', 'holder'], to: 'stay', needs: 'people' } };
/** 会签: people who were named answer; the round closes by itself. */
export const ROUND: Rows = { ...TAKE_BACK, ...NAMED, ...STOP };
/** 归档 of what was sent, unless an answer is due. */
export const ARCHIVE_SENT = { archive: { by: ['registrar'], to: 'archived', serverOnly: true, unless: 'awaitsAnswer' } } as const satisfies Rows;
/** 归档. */
export const ARCHIVE = { archive: { by: ['registrar'], to: 'archived', serverOnly: true } } as const satisfies Rows;
/** 作废, 撤销, 废止, with a date and a reason. */
export const INVALIDATE = { invalidate: { by: ['principalLeader'], to: 'stay', serverOnly: true, needs: 'opinion' } } as const satisfies Rows;
/** What was stopped before it went out is put away by whoever wrote it, too. */
export const PUT_AWAY = { archive: { by: ['registrar', 'drafter'], to: 'archived', serverOnly: true } } as const satisfies Rows;
