import { expect, it } from 'vitest';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { monthGrid } from './month-grid.ts';

it('[UI50] a month begins on a Monday, has each of its days once, and says which are off and which are worked', () => {
  for (let month = 1; month <= 12; month += 1) {
    const weeks = monthGrid(NATIONAL_CALENDAR, 2026, month);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeks.flat().filter((cell) => cell !== null).map(({ number }) => number)).toEqual(Array.from({ length: new Date(2026, month, 0).getDate() }, (_, index) => index + 1));
  }
  const february = monthGrid(NATIONAL_CALENDAR, 2026, 2);
  expect(february[0]?.map((cell) => cell?.number ?? null)).toEqual([null, null, null, null, null, null, 1]);
  const kinds = Object.fromEntries(february.flat().filter((cell) => cell !== null).map(({ number, kind }) => [number, kind]));
  expect([kinds[1], kinds[13], kinds[14], kinds[15], kinds[23], kinds[24], kinds[28]]).toEqual(['weekend', 'workday', 'makeUp', 'holiday', 'holiday', 'workday', 'makeUp']);
  // From the first to the last day of a week: nothing before, nothing after.
  expect(monthGrid(NATIONAL_CALENDAR, 2027, 2).map((week) => week.length)).toEqual([7, 7, 7, 7]);
});
