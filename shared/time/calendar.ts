/**
 * The working-day calendar: which days are off, which weekend days are worked in exchange (调休), and counting in working days.
 * Owns the schema of a calendar, so that an edited one is judged alike by server and replica; leaves the dates themselves to national-calendar.ts.
 * Always true: a day that no year of the calendar speaks of is worked from Monday to Friday.
 */
import { z } from 'zod';
import { isWeekend, plusDays, type Day } from './china-day.ts';

export const FESTIVALS = [
  'newYear', // 元旦
  'springFestival', // 春节
  'qingming', // 清明节
  'labourDay', // 劳动节
  'dragonBoat', // 端午节
  'midAutumn', // 中秋节
  'nationalDay', // 国庆节
  'special', // 其他放假（临时安排）
] as const;
export type Festival = (typeof FESTIVALS)[number];

const YEARS_MAX = 20;
const ENTRIES_PER_YEAR_MAX = 40;
const HOLIDAY_DAYS_MAX = 31;

const day = z.iso.date();

const holiday = z.strictObject({ festivals: z.array(z.enum(FESTIVALS)).min(1).max(FESTIVALS.length), from: day, to: day })
  .refine(({ from, to }) => from <= to && to < plusDays(from, HOLIDAY_DAYS_MAX), { path: ['to'] });

const calendarYear = z.strictObject({
  year: z.int().min(2000).max(2100),
  /** The State Council has not published this year's arrangement: only the days that the law names are known, without those worked in exchange. */
  isProvisional: z.boolean(),
  /** Title and date of the document that these days were taken from. */
  source: z.string().trim().min(1).max(200),
  holidays: z.array(holiday).max(ENTRIES_PER_YEAR_MAX),
  makeUpDays: z.array(day).max(ENTRIES_PER_YEAR_MAX),
}).superRefine((value, context) => {
  // New Year's holiday may begin in the last days of the year before, and be worked in exchange there.
  const isNear = (date: Day): boolean => date >= `${value.year - 1}-12-01` && date <= `${value.year}-12-31`;
  value.holidays.forEach(({ from, to }, index) => {
    if (!isNear(from) || !isNear(to)) context.addIssue({ code: 'custom', path: ['holidays', index, 'from'] });
  });
  value.makeUpDays.forEach((date, index) => {
    const isOff = value.holidays.some(({ from, to }) => from <= date && date <= to);
    // Whoever works on an ordinary Monday makes up for nothing: that is a slip of the pen.
    if (!isNear(date) || !isWeekend(date) || isOff) context.addIssue({ code: 'custom', path: ['makeUpDays', index] });
  });
});

export const calendar = z.strictObject({ years: z.array(calendarYear).min(1).max(YEARS_MAX) })
  .refine(({ years }) => years.every(({ year }, index) => index === 0 || year > (years[index - 1]?.year ?? 0)), { path: ['years'] });

export type Calendar = z.output<typeof calendar>;
export type CalendarYear = Calendar['years'][number];

/** What a day is, for a screen. */
export type DayKind = 'workday' | 'weekend' | 'holiday' | 'makeUp';

export function dayKind({ years }: Calendar, date: Day): DayKind {
  if (years.some(({ makeUpDays }) => makeUpDays.includes(date))) return 'makeUp';
  if (years.some(({ holidays }) => holidays.some(({ from, to }) => from <= date && date <= to))) return 'holiday';
  return isWeekend(date) ? 'weekend' : 'workday';
}

export function isWorkingDay(known: Calendar, date: Day): boolean {
  const kind = dayKind(known, date);
  return kind === 'workday' || kind === 'makeUp';
}

/** The `days`-th working day after `date` (before it, when negative), the day itself not counted: 期间开始之日不计入. Zero is the day itself. */
export function addWorkingDays(known: Calendar, date: Day, days: number): Day {
  const step = Math.sign(days);
  let found = date;
  for (let left = Math.abs(days); left > 0;) {
    found = plusDays(found, step);
    if (isWorkingDay(known, found)) left -= 1;
  }
  return found;
}

/** Working days after `from` up to and including `to`; zero when `to` is not later. */
export function workingDaysBetween(known: Calendar, from: Day, to: Day): number {
  let count = 0;
  for (let date = plusDays(from, 1); date <= to; date = plusDays(date, 1)) if (isWorkingDay(known, date)) count += 1;
  return count;
}
