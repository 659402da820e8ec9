import { describe, expect, it } from 'vitest';
import { seeded, withSeed } from '#tests/kit/ports.ts';
import { addWorkingDays, calendar, dayKind, isWorkingDay, workingDaysBetween, type Calendar } from './calendar.ts';
import { atOf, dayOf, daysFrom, isWeekend, minuteOf, plusDays, weekdayOf, type Day } from './china-day.ts';
import { NATIONAL_CALENDAR } from './national-calendar.ts';

const FIRST = '2025-01-01';
const THREE_YEARS = Array.from({ length: daysFrom(FIRST, '2028-01-01') }, (_, index) => plusDays(FIRST, index));
const SEEDS = 200;

/** 农历, as the platform's own tables know it. */
const lunar = (date: Day): { readonly month: string; readonly day: number } => {
  const parts = new Intl.DateTimeFormat('zh-u-ca-chinese', { timeZone: 'UTC', month: 'long', day: 'numeric' }).formatToParts(Date.parse(date));
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return { month: part('month'), day: Number.parseInt(part('day'), 10) };
};
const daysOf = (festival: string): readonly Day[] =>
  NATIONAL_CALENDAR.years.flatMap(({ holidays }) => holidays.filter(({ festivals }) => (festivals as readonly string[]).includes(festival)).map(({ from }) => from));
const holidayAt = (year: number, festival: string) =>
  NATIONAL_CALENDAR.years.find((each) => each.year === year)?.holidays.find(({ festivals }) => (festivals as readonly string[]).includes(festival));

describe('days in China', () => {
  it('[TIM01] a day begins at 16:00 UTC of the day before, all year, and days compare as text', () => {
    for (const date of THREE_YEARS) {
      expect(atOf(date, 0)).toBe(Date.parse(`${date}T00:00:00+08:00`));
      expect(dayOf(atOf(date, 0))).toBe(date);
      expect(dayOf(atOf(date, 0) - 1) < date).toBe(true);
    }
    expect(minuteOf(Date.parse('2026-07-01T18:30:59Z'))).toBe(2 * 60 + 30);
    expect([weekdayOf('2026-11-26'), plusDays('2024-02-28', 2), daysFrom('2026-03-01', '2026-02-28')]).toEqual([4, '2024-03-01', -1]);
  });
});

describe('the national calendar', () => {
  it('[TIM02] fits its own schema, speaks of 2025 to 2027, and says which year is not published', () => {
    expect(calendar.safeParse(NATIONAL_CALENDAR).success).toBe(true);
    expect(NATIONAL_CALENDAR.years.map(({ year, isProvisional }) => [year, isProvisional])).toEqual([[2025, false], [2026, false], [2027, true]]);
  });

  it('[TIM02] has as many days off, working weekends and working days as the arrangements say', () => {
    const count = (year: number, kind: string): number => THREE_YEARS.filter((date) => date.startsWith(String(year)) && dayKind(NATIONAL_CALENDAR, date) === kind).length;
    expect([2025, 2026, 2027].map((year) => [count(year, 'holiday'), count(year, 'makeUp')])).toEqual([[28, 5], [33, 6], [13, 0]]);
    // 365 days, less 104 weekend days and 13 statutory days: 248 working days in each published year, whatever is exchanged for what.
    expect([2025, 2026].map((year) => THREE_YEARS.filter((date) => date.startsWith(String(year)) && isWorkingDay(NATIONAL_CALENDAR, date)).length)).toEqual([248, 248]);
  });

  it('[TIM02] gives 除夕 to 初三, 五月初五 and 八月十五 their places by the lunar calendar, and 清明 by the sun', () => {
    // In 2027 the moon is new at 23:56 in China on 6 February, by which day the official calendar goes; the platform's approximation comes to the day after.
    expect(lunar('2027-02-07')).toEqual({ month: '正月', day: 1 });
    const newYears = { 2025: '2025-01-29', 2026: '2026-02-17', 2027: '2027-02-06' } as const;
    for (const year of [2025, 2026, 2027] as const) {
      if (year !== 2027) expect(lunar(newYears[year])).toEqual({ month: '正月', day: 1 });
      for (const offset of [-1, 0, 1, 2]) expect(dayKind(NATIONAL_CALENDAR, plusDays(newYears[year], offset)), `${year} ${offset}`).toBe('holiday');
      const within = (festival: string, month: string, day: number): boolean => {
        const found = holidayAt(year, festival);
        return found !== undefined && THREE_YEARS.some((date) => found.from <= date && date <= found.to && lunar(date).month === month && lunar(date).day === day);
      };
      expect(within('dragonBoat', '五月', 5), `端午 ${year}`).toBe(true);
      expect(within('midAutumn', '八月', 15), `中秋 ${year}`).toBe(true);
    }
    for (const date of ['2025-04-04', '2026-04-05', '2027-04-05']) expect(dayKind(NATIONAL_CALENDAR, date)).toBe('holiday');
    expect(daysOf('labourDay')).toEqual(['2025-05-01', '2026-05-01', '2027-05-01']);
  });
});

describe('an edited calendar', () => {
  const year = { year: 2028, isProvisional: false, source: '某通知', holidays: [{ festivals: ['special'], from: '2028-03-01', to: '2028-03-02' }], makeUpDays: ['2028-03-04'] };
  const edited = (change: object): boolean => calendar.safeParse({ years: [{ ...year, ...change }] }).success;

  it('[TIM03] is taken when its days make sense and refused when they do not', () => {
    expect(edited({})).toBe(true);
    expect(edited({ holidays: [{ festivals: ['newYear'], from: '2027-12-31', to: '2028-01-02' }], makeUpDays: ['2027-12-26'] })).toBe(true);
    for (const [what, change] of Object.entries({
      'ends before it begins': { holidays: [{ festivals: ['special'], from: '2028-03-02', to: '2028-03-01' }] },
      'longer than a month': { holidays: [{ festivals: ['special'], from: '2028-03-01', to: '2028-04-15' }] },
      'another year': { holidays: [{ festivals: ['special'], from: '2026-03-01', to: '2026-03-02' }] },
      'no festival': { holidays: [{ festivals: [], from: '2028-03-01', to: '2028-03-02' }] },
      'an unknown festival': { holidays: [{ festivals: ['birthday'], from: '2028-03-01', to: '2028-03-02' }] },
      'no such day': { makeUpDays: ['2028-02-30'] },
      'worked on a weekday': { makeUpDays: ['2028-03-06'] },
      'worked on a day off': { holidays: [{ festivals: ['special'], from: '2028-03-03', to: '2028-03-05' }] },
      'no source': { source: ' ' },
      'an unknown field': { colour: 'red' },
      'too many days': { makeUpDays: Array.from({ length: 41 }, () => '2028-03-04') },
    })) expect(edited(change), what).toBe(false);
    expect(calendar.safeParse({ years: [] }).success).toBe(false);
    expect(calendar.safeParse({ years: [year, year] }).success).toBe(false);
    expect(calendar.safeParse({ years: [{ ...year, year: 2029, holidays: [], makeUpDays: [] }, year] }).success).toBe(false);
  });
});

describe('counting working days', () => {
  /** What anybody would do with a paper calendar. */
  const byHand = (known: Calendar): ReadonlyMap<Day, number> => {
    const numbers = new Map<Day, number>();
    let worked = 0;
    for (const date of THREE_YEARS) {
      const isMadeUp = known.years.some(({ makeUpDays }) => makeUpDays.includes(date));
      const isOff = known.years.some(({ holidays }) => holidays.some(({ from, to }) => date >= from && date <= to));
      if (isMadeUp || (!isWeekend(date) && !isOff)) worked += 1;
      numbers.set(date, worked);
    }
    return numbers;
  };
  const numbers = byHand(NATIONAL_CALENDAR);
  const pickDay = (below: (limit: number) => number): Day => THREE_YEARS[below(THREE_YEARS.length)] ?? FIRST;

  it('[TIM04] agrees with counting every day of three years by hand', () => {
    for (let from = 0; from < THREE_YEARS.length; from += 7) {
      for (let to = from; to < THREE_YEARS.length; to += 91) {
        const [a, b] = [THREE_YEARS[from] ?? '', THREE_YEARS[to] ?? ''];
        expect(workingDaysBetween(NATIONAL_CALENDAR, a, b), `${a} ${b}`).toBe((numbers.get(b) ?? 0) - (numbers.get(a) ?? 0));
      }
    }
    for (const date of THREE_YEARS.slice(0, -30)) {
      const next = addWorkingDays(NATIONAL_CALENDAR, date, 5);
      expect(numbers.get(next), date).toBe((numbers.get(date) ?? 0) + 5);
      expect(isWorkingDay(NATIONAL_CALENDAR, next)).toBe(true);
    }
  });

  it('[TIM05] adding never overtakes, undoes itself on working days, and is what lies between', () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      withSeed(seed, ({ below }) => {
        const [early = FIRST, late = FIRST] = [pickDay(below), pickDay(below)].toSorted();
        const [few = 0, many = 0] = [below(60), below(60)].toSorted((a, b) => a - b);
        const add = (date: Day, days: number): Day => addWorkingDays(NATIONAL_CALENDAR, date, days);
        expect(add(early, few) <= add(late, few)).toBe(true);
        expect(add(early, -few) <= add(late, -few)).toBe(true);
        expect(add(early, few) <= add(early, many)).toBe(true);
        expect(add(early, 0)).toBe(early);
        const working = add(early, 1);
        expect(add(add(working, few), -few)).toBe(working);
        expect(add(add(working, -few), few)).toBe(working);
        expect(workingDaysBetween(NATIONAL_CALENDAR, early, add(early, many))).toBe(many);
        expect(workingDaysBetween(NATIONAL_CALENDAR, late, early)).toBe(0);
      });
    }
  });

  it('[TIM05] a calendar that gives whole months off still ends', () => {
    const { below } = seeded(7);
    const lazy: Calendar = { years: [{ year: 2026, isProvisional: false, source: '例', makeUpDays: [], holidays: Array.from({ length: 12 }, (_, month) => {
      const from = `2026-${String(month + 1).padStart(2, '0')}-01`;
      return { festivals: ['special'], from, to: plusDays(from, 27 + below(3)) };
    }) }] };
    expect(addWorkingDays(lazy, '2026-01-01', 30) > '2026-12-31').toBe(true);
  });
});
