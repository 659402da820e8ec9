/**
 * When a machine may ring. Quiet by default from closing to opening and on days off; 特急 rings at any time, telling a head of unit never does.
 * Owns the settings of reminders; leaves what there is to ring about to alarms.ts.
 */
import { z } from 'zod';
import type { EpochMs } from '#shared/base/ports.ts';
import { isWorkingDay, type Calendar } from './calendar.ts';
import { atOf, DAY_MINUTES, dayOf, minuteOf, plusDays } from './china-day.ts';
import { CLOSING_MINUTE, OPENING_MINUTE, type Urgency } from './deadline.ts';

const minute = z.int().min(0).max(DAY_MINUTES - 1);

export const reminderSettings = z.object({
  /** 普通提醒: off leaves 特急 alone. */
  ordinaryReminders: z.boolean(),
  /** Minutes after midnight in China. Both the same: no quiet hours. */
  quietFromMinute: minute,
  quietToMinute: minute,
  /** 仅工作日提醒: days off are silent as a whole. */
  workingDaysOnly: z.boolean(),
});
export type ReminderSettings = z.output<typeof reminderSettings>;

export const QUIET_BY_DEFAULT: ReminderSettings = { ordinaryReminders: true, quietFromMinute: CLOSING_MINUTE, quietToMinute: OPENING_MINUTE, workingDaysOnly: true };

/** arrival 新到待办 · deadline 临期和超期 · escalation 超期提级告知 */
export type RingKind = 'arrival' | 'deadline' | 'escalation';

const breaksQuiet = (kind: RingKind, urgency: Urgency): boolean => urgency === 'critical' && kind !== 'escalation';

function isQuietMinute(now: number, { quietFromMinute: from, quietToMinute: to }: ReminderSettings): boolean {
  return from <= to ? from <= now && now < to : now >= from || now < to;
}

export function mayRing(kind: RingKind, urgency: Urgency, at: EpochMs, settings: ReminderSettings, known: Calendar): boolean {
  if (breaksQuiet(kind, urgency)) return true;
  if (!settings.ordinaryReminders || isQuietMinute(minuteOf(at), settings)) return false;
  return !settings.workingDaysOnly || isWorkingDay(known, dayOf(at));
}

/** The first moment from `at` on at which it may ring; null when reminders are off. */
export function nextRing(kind: RingKind, urgency: Urgency, at: EpochMs, settings: ReminderSettings, known: Calendar): EpochMs | null {
  if (mayRing(kind, urgency, at, settings, known)) return at;
  if (!settings.ordinaryReminders) return null;
  // Silence ends at the end of quiet hours or with the day: no other moment has to be looked at.
  for (let day = dayOf(at); ; day = plusDays(day, 1)) {
    const ends = [atOf(day, 0), atOf(day, settings.quietToMinute)].find((end) => end > at && mayRing(kind, urgency, end, settings, known));
    if (ends !== undefined) return ends;
  }
}
