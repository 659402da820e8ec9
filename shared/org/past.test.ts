import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNITS } from '#tests/kit/small-org.ts';
import type { Unit } from './model.ts';
import { periodAt, periodsOf, type PastStep } from './past.ts';

const BASE = UNITS[4] as Unit;
const variant = fc.record({ name: fc.constantFrom('甲', '乙', '丙'), parentId: fc.constantFrom(...UNITS.slice(0, 3).map(({ id }) => id)), status: fc.constantFrom('active' as const, 'dissolved' as const), order: fc.integer({ min: 0, max: 3 }) }).map((more): Unit => ({ ...BASE, ...more }));

describe('沿革', () => {
  it('[DIR24] periods follow each other without gap, differ from each other, end with today, and say of every moment what held then', () => {
    fc.assert(fc.property(fc.array(variant, { minLength: 1, maxLength: 8 }), fc.boolean(), (states, isNew) => {
      const steps: PastStep[] = states.map((after, at) => ({ at: (at + 1) * 10, before: at === 0 ? (isNew ? null : BASE) : (states[at - 1] ?? null), after }));
      const periods = periodsOf(steps, states.at(-1) as Unit);
      expect(periods[0]?.to).toBeNull();
      expect(periods.at(-1)?.from).toBe(isNew ? 10 : null);
      for (const [index, period] of periods.entries()) {
        const older = periods[index + 1];
        if (older === undefined) continue;
        expect(older.to).toBe(period.from);
        expect([period.unit.name, period.unit.parentId, period.unit.status]).not.toEqual([older.unit.name, older.unit.parentId, older.unit.status]);
      }
      for (let at = 0; at <= states.length * 10 + 5; at += 5) {
        const wanted = at < 10 ? (isNew ? null : BASE) : states[Math.min(states.length, Math.floor(at / 10)) - 1];
        const held = periodAt(periods, at)?.unit ?? null;
        expect([held?.name, held?.parentId, held?.status]).toEqual([wanted?.name, wanted?.parentId, wanted?.status]);
      }
    }));
    expect(periodsOf([], BASE)).toEqual([{ from: null, to: null, unit: BASE }]);
  });
});
