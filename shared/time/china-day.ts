/**
 * Days and clocks as they are in China: UTC+8 all year, whatever the machine's time zone. A day is written 'YYYY-MM-DD'.
 * Owns the conversion between days and epoch milliseconds; leaves what a day is (working, holiday) to the calendar.
 * Always true: two days compare as text exactly as they do in time.
 */
import type { EpochMs } from '#shared/base/ports.ts';

/** 'YYYY-MM-DD' in China. */
export type Day = string;

const OFFSET_MS = 8 * 3_600_000;
const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const DAY_MINUTES = 1_440;

const SUNDAY = 0;
const SATURDAY = 6;

const startOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (utc: number): Day => new Date(utc).toISOString().slice(0, 10);

export const dayOf = (at: EpochMs): Day => dayAt(at + OFFSET_MS);

/** Minutes since midnight. */
export const minuteOf = (at: EpochMs): number => new Date(at + OFFSET_MS).getUTCHours() * 60 + new Date(at + OFFSET_MS).getUTCMinutes();

/** The moment at which that minute of the day begins; `minute` may be the end of the day (1,440). */
export const atOf = (day: Day, minute: number): EpochMs => startOf(day) - OFFSET_MS + minute * MINUTE_MS;

export const plusDays = (day: Day, days: number): Day => dayAt(startOf(day) + days * DAY_MS);

/** Whole days from one to the other; negative when the second is earlier. */
export const daysFrom = (from: Day, to: Day): number => Math.round((startOf(to) - startOf(from)) / DAY_MS);

/** 0 is Sunday, as everywhere in JavaScript. */
export const weekdayOf = (day: Day): number => new Date(startOf(day)).getUTCDay();

export const isWeekend = (day: Day): boolean => [SUNDAY, SATURDAY].includes(weekdayOf(day));
