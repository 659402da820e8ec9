/** A month as a calendar shows it: weeks from Monday, what each day is, empty cells before the first and after the last. Pure. */
import { dayKind, type Calendar, type DayKind } from '#shared/time/calendar.ts';
import { plusDays, weekdayOf, type Day } from '#shared/time/china-day.ts';

export interface GridDay {
  readonly day: Day;
  readonly number: number;
  readonly kind: DayKind;
}

const WEEK = 7;

export function monthGrid(calendar: Calendar, year: number, month: number): readonly (readonly (GridDay | null)[])[] {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  const cells: (GridDay | null)[] = Array.from({ length: (weekdayOf(first) + WEEK - 1) % WEEK }, () => null);
  for (let day = first, number = 1; day.slice(0, WEEK) === first.slice(0, WEEK); day = plusDays(day, 1), number += 1) cells.push({ day, number, kind: dayKind(calendar, day) });
  while (cells.length % WEEK !== 0) cells.push(null);
  return Array.from({ length: cells.length / WEEK }, (_, week) => cells.slice(week * WEEK, (week + 1) * WEEK));
}
