import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAUSE_MS, PERIOD_MAX_MS, periodsOf, type LoggedEdit } from './history.ts';

const edit = (seq: number, personId: string, minute: number): LoggedEdit => ({ seq, personId, at: minute * 60_000 });

describe('修改记录', () => {
  it('[CMP10] who writes without a longer pause makes one period, alone or with others', () => {
    expect(periodsOf([edit(3, 'a', 0), edit(5, 'b', 4), edit(6, 'a', 9), edit(9, 'b', 30), edit(11, 'b', 31)])).toEqual([
      { upTo: 6, from: 0, to: 540_000, people: ['a', 'b'] }, { upTo: 11, from: 1_800_000, to: 1_860_000, people: ['b'] },
    ]);
    expect(periodsOf([])).toEqual([]);
    // A whole day without a pause is not one entry.
    expect(periodsOf(Array.from({ length: 200 }, (_, index) => edit(index + 1, 'a', index))).length).toBe(4);
  });

  it('[CMP10] every edit is in one period, in order, whatever clocks say', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 10_000_000 })), { maxLength: 60 }), (rows) => {
      const edits = rows.map(([personId, at], index): LoggedEdit => ({ seq: index * 2 + 1, personId, at }));
      const periods = periodsOf(edits);
      expect(periods.map(({ upTo }) => upTo)).toEqual(periods.map(({ upTo }) => upTo).toSorted((a, b) => a - b));
      expect(periods.at(-1)?.upTo).toBe(edits.at(-1)?.seq);
      for (const { from, to } of periods) expect(to - from).toBeLessThan(PERIOD_MAX_MS + PAUSE_MS);
    }), { seed: 7401 });
  });
});
