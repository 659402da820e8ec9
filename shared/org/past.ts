/**
 * 沿革: what a unit was called, and below whom it stood, from when to when, out of the changes of the directory; and what held on a day. Pure.
 * Always true: the periods follow each other without gap, the last one is today's, and each differs from the one before it.
 */
import type { Unit } from './model.ts';

/** One change of the directory, as far as it is about this unit; null: it was not there. */
export interface PastStep {
  readonly at: number;
  readonly before: Unit | null;
  readonly after: Unit | null;
}

export interface Period {
  /** Null: since before anything was written down. */
  readonly from: number | null;
  /** Null: today. */
  readonly to: number | null;
  readonly unit: Unit;
}

const isSame = (a: Unit, b: Unit): boolean => a.name === b.name && a.shortName === b.shortName && a.fullName === b.fullName && a.parentId === b.parentId && a.status === b.status;

/** `steps` oldest first; newest period first. What happened around the record (`now` differs from the last step) counts from that step on. */
export function periodsOf(steps: readonly PastStep[], now: Unit): readonly Period[] {
  const periods: { from: number | null; to: number | null; unit: Unit }[] = [];
  for (const { at, before, after } of steps) {
    if (periods.length === 0 && before !== null) periods.push({ from: null, to: null, unit: before });
    const last = periods.at(-1);
    // Taken out of the directory and put in again is a gap of its own: nothing is said of it.
    if (after === null || (last !== undefined && isSame(last.unit, after))) continue;
    if (last !== undefined) last.to = at;
    periods.push({ from: at, to: null, unit: after });
  }
  const last = periods.at(-1);
  if (last === undefined) return [{ from: null, to: null, unit: now }];
  last.unit = isSame(last.unit, now) ? last.unit : now;
  return periods.toReversed();
}

/** As it was at a moment; null before it was set up. */
export const periodAt = (periods: readonly Period[], at: number): Period | null => periods.find(({ from, to }) => (from === null || from <= at) && (to === null || at < to)) ?? null;
