/** Bodies of the 登记簿 over http: one page of numbers, and what the registrar does to them. */
import { z } from 'zod';
import { isOpId, type OpId, type UnitId } from '#shared/base/ids.ts';
import { NUMBER_STATES, REASON_LENGTH_MAX, RESERVE_MAX } from '#shared/numbers/rules.ts';
import { NUMBER_KINDS } from '#shared/numbers/series.ts';

const organId = z.string().regex(/^[a-z0-9]{6,40}$/) as unknown as z.ZodType<UnitId, string>;
const opId = z.string().regex(/^[0-9a-f]{32}$/).refine(isOpId) as unknown as z.ZodType<OpId, string>;
const yearOf = (year: z.ZodNumber | z.ZodCoercedNumber) => year.int().min(1949).max(2099);
const seq = z.number().int().min(1).max(999_999);
const code = z.string().regex(/^\p{Script=Han}{1,20}$/u);
const reason = z.string().trim().min(1).max(REASON_LENGTH_MAX);
const time = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const REGISTER_PAGE = 200;

const page = {
  organId,
  /** 断号 alone. */
  only: z.literal('gaps').optional(),
  /** What the page before named as its `cursor`. */
  after: z.string().regex(/^\d{1,6}~\p{Script=Han}{1,20}$/u).optional(),
};
/** As a window asks for a page. */
export const registerList = z.strictObject({ ...page, kind: z.enum(NUMBER_KINDS), year: yearOf(z.number()) });
export type RegisterList = z.output<typeof registerList>;

export const registerQuery = z.strictObject({ ...page, year: yearOf(z.coerce.number()), from: time.optional(), to: time.optional() });
export type RegisterQuery = z.output<typeof registerQuery>;

const registerRow = z.object({
  code: z.string(), seq: z.number().int(), number: z.string(), state: z.enum(NUMBER_STATES), docId: z.string().nullable(),
  /** Of the document that bears the number; empty for 断号. */
  title: z.string(), docType: z.string(),
  /** 主送机关 of a dispatch, 来文机关 of a receipt; its own number stands in `theirNumber`. */
  otherOrgan: z.string(), theirNumber: z.string(),
  at: z.number(), reason: z.string(), by: z.string(),
  /** Whoever reads a register may not open every document in it. */
  mayOpen: z.boolean(),
});
export type RegisterRow = z.output<typeof registerRow>;

/** Newest numbers first, one 机关代字 after the other. */
export const registerPage = z.object({
  rows: z.array(registerRow),
  cursor: z.string().nullable(),
  /** Of the whole year. */
  counts: z.object({ used: z.number().int(), reserved: z.number().int(), void: z.number().int() }),
});
export type RegisterPage = z.output<typeof registerPage>;

/** 预留 takes the next numbers of the present year; 作废 and 恢复 name one that is in the register. */
const reserve = z.strictObject({ kind: z.literal('reserve'), organId, count: z.number().int().min(1).max(RESERVE_MAX), reason });
const one = { organId, code, year: yearOf(z.number()), seq, reason };
const annul = z.strictObject({ kind: z.literal('void'), ...one });
const release = z.strictObject({ kind: z.literal('release'), ...one });

/** As a window asks for it; the op id is stamped by the client. */
export const registerAsk = z.discriminatedUnion('kind', [reserve, annul, release]);
export type RegisterAsk = z.output<typeof registerAsk>;

export const registerChange = z.discriminatedUnion('kind', [reserve.extend({ opId }), annul.extend({ opId }), release.extend({ opId })]);
export type RegisterChange = z.output<typeof registerChange>;

export const registerChanged = z.object({ opId, code: z.string(), year: z.number().int(), first: z.number().int(), last: z.number().int() });
export type RegisterChanged = z.output<typeof registerChanged>;
