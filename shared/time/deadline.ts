/**
 * By when a step is to be done, and how near that is: the light of 督办.
 * The defaults are ours, because the regulation names the grades and no days: 平件 none, 加急 three working days, 特急 the same day or the next noon.
 * Always true: whoever hands on later is never due earlier, and a higher grade is never due later than a lower one.
 */
import type { EpochMs } from '#shared/base/ports.ts';
import { addWorkingDays, workingDaysBetween, type Calendar } from './calendar.ts';
import { atOf, dayOf, minuteOf, plusDays, type Day } from './china-day.ts';

/** 紧急程度, from low to high. */
export const URGENCIES = ['normal', 'urgent', 'critical'] as const; // 平件 加急 特急
export type Urgency = (typeof URGENCIES)[number];

/** Offices open and close: a deadline of working days runs out when the last of them closes. */
export const OPENING_MINUTE = 8 * 60 + 30;
export const CLOSING_MINUTE = 18 * 60;
const NOON_MINUTE = 12 * 60;
export const URGENT_WORKING_DAYS = 3;

export interface Term {
  readonly urgency: Urgency;
  /** Working days that the step gives, one at least; null when it gives none. It shortens a grade and never lengthens it. */
  readonly limitDays: number | null;
}

/** `at` is when the step began. Null: nobody set a deadline, and none is made up. */
export function dueFor({ urgency, limitDays }: Term, known: Calendar, at: EpochMs): EpochMs | null {
  const closing = (days: number): EpochMs => atOf(addWorkingDays(known, dayOf(at), days), CLOSING_MINUTE);
  switch (urgency) {
    case 'normal': return limitDays === null ? null : closing(limitDays);
    case 'urgent': return closing(Math.min(limitDays ?? URGENT_WORKING_DAYS, URGENT_WORKING_DAYS));
    // Holidays do not hold it up. What came before noon is for the same day, the rest for noon of the next.
    case 'critical': return minuteOf(at) < NOON_MINUTE ? atOf(dayOf(at), CLOSING_MINUTE) : atOf(plusDays(dayOf(at), 1), NOON_MINUTE);
  }
}

export type Light = 'green' | 'yellow' | 'red'; // 绿灯 黄灯（临期） 红灯（超期）

/** Yellow begins when this many working days are left. */
export const YELLOW_WORKING_DAYS = 3;

export function lightOf(dueAt: EpochMs | null, now: EpochMs, known: Calendar): Light | null {
  if (dueAt === null) return null;
  if (now > dueAt) return 'red';
  return workingDaysBetween(known, dayOf(now), dayOf(dueAt)) <= YELLOW_WORKING_DAYS ? 'yellow' : 'green';
}

/** The day on which the light turns yellow, for whoever waits for it. */
export function yellowDay(dueAt: EpochMs, known: Calendar): Day {
  const lastWorked = addWorkingDays(known, plusDays(dayOf(dueAt), 1), -1);
  return addWorkingDays(known, lastWorked, -YELLOW_WORKING_DAYS);
}
