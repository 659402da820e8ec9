/**
 * What may become of a number: 预占, 使用, 作废, as one table. Owns the rules that keep a register complete: a number is never skipped
 * in silence and never comes back by itself. Leaves who may act to policy/registers.ts.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';

export const NUMBER_STATES = ['reserved', 'used', 'void'] as const; // 预占 使用 作废
export type NumberState = (typeof NUMBER_STATES)[number];

/** 取号 预留 作废 恢复: `release` gives a voided number back to the registrar, who may then choose it for a document. */
export type NumberAct = 'use' | 'reserve' | 'void' | 'release';

export const RESERVE_MAX = 20;
export const REASON_LENGTH_MAX = 200;

/** A used number belongs to its document for good, also when that is revoked: nothing leads away from it. */
const AFTER: Readonly<Record<NumberState | 'untaken', Partial<Record<NumberAct, NumberState>>>> = {
  untaken: { use: 'used', reserve: 'reserved' },
  reserved: { use: 'used', void: 'void' },
  void: { release: 'reserved' },
  used: {},
};

/** `null`: the number is in no register yet. */
export function afterAct(state: NumberState | null, act: NumberAct): Result<NumberState, AppError> {
  const next = AFTER[state ?? 'untaken'][act];
  return next === undefined ? err(appError('number.not-available', { rule: 'NUM04' })) : ok(next);
}

/** The one behind everything that was ever taken, reserved or voided: 断号 are in the register and are not filled by themselves. */
export const nextAfter = (last: number | null): number => (last ?? 0) + 1;

/** A number that nobody has taken is taken in its turn; one out of turn only when it is reserved and somebody chose it. */
export function mayTake(state: NumberState | null, seq: number, next: number): Result<NumberState, AppError> {
  return state === null && seq !== next ? err(appError('number.not-available', { rule: 'NUM02' })) : afterAct(state, 'use');
}

/** 断号: a number that no document bears. */
export const isGap = (state: NumberState): boolean => state !== 'used';
