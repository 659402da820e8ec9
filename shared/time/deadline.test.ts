import { describe, expect, it } from 'vitest';
import { withSeed } from '#tests/kit/ports.ts';
import { isWorkingDay, workingDaysBetween } from './calendar.ts';
import { atOf, DAY_MS, dayOf, minuteOf, plusDays } from './china-day.ts';
import { CLOSING_MINUTE, dueFor, lightOf, URGENCIES, yellowDay, type Urgency } from './deadline.ts';
import { escalation } from './escalation.ts';
import { NATIONAL_CALENDAR } from './national-calendar.ts';
import { mayRing, QUIET_BY_DEFAULT } from './quiet-hours.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const due = (urgency: Urgency, limitDays: number | null, from: string): number | null => dueFor({ urgency, limitDays }, NATIONAL_CALENDAR, at(from));
const SEEDS = 300;

describe('deadlines', () => {
  it('[TIM06] 平件 has the days that its step gives and otherwise none; they end when the last one closes', () => {
    expect(due('normal', null, '2026-11-26T09:00')).toBeNull();
    expect(due('normal', 5, '2026-11-26T09:00')).toBe(at('2026-12-03T18:00'));
    // Over 国庆: 09-30, then 10-08, 10-09, 10-10 (a Saturday that is worked).
    expect(due('normal', 3, '2026-09-30T17:59')).toBe(at('2026-10-10T18:00'));
    expect(due('normal', 1, '2026-10-03T10:00')).toBe(at('2026-10-08T18:00'));
  });

  it('[TIM06] 加急 has three working days or fewer, 特急 the same day or the next noon, holidays or not', () => {
    expect(due('urgent', null, '2026-11-26T09:00')).toBe(at('2026-12-01T18:00'));
    expect(due('urgent', 1, '2026-11-26T09:00')).toBe(at('2026-11-27T18:00'));
    expect(due('urgent', 30, '2026-11-26T09:00')).toBe(at('2026-12-01T18:00'));
    expect(due('critical', 30, '2026-10-01T11:59')).toBe(at('2026-10-01T18:00'));
    expect(due('critical', null, '2026-10-01T12:00')).toBe(at('2026-10-02T12:00'));
  });

  it('[TIM07] whoever comes later is not due earlier, a higher grade not later than a lower one, and never before it began', () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      withSeed(seed, ({ below }) => {
        const [early = 0, late = 0] = [0, 0].map(() => at('2025-01-01T00:00') + below(3 * 365 * 1440) * 60_000).toSorted((a, b) => a - b);
        const limitDays = 1 + below(20);
        const each = (from: number): readonly number[] => URGENCIES.map((urgency) => dueFor({ urgency, limitDays }, NATIONAL_CALENDAR, from) ?? Number.NaN);
        const [normal = 0, urgent = 0, critical = 0] = each(early);
        expect(critical <= urgent && urgent <= normal && early < critical).toBe(true);
        each(late).forEach((value, index) => { expect(value >= (each(early)[index] ?? 0)).toBe(true); });
        expect(minuteOf(normal)).toBe(CLOSING_MINUTE);
        expect(isWorkingDay(NATIONAL_CALENDAR, dayOf(normal))).toBe(true);
        expect(workingDaysBetween(NATIONAL_CALENDAR, dayOf(early), dayOf(normal))).toBe(limitDays);
      });
    }
  });

  it('[TIM08] the light is green, yellow from three working days before, red when it is over, and none without a deadline', () => {
    const end = at('2026-10-12T18:00');
    const light = (now: string) => lightOf(end, at(now), NATIONAL_CALENDAR);
    expect(lightOf(null, end, NATIONAL_CALENDAR)).toBeNull();
    expect([light('2026-09-29T12:00'), light('2026-10-07T23:59'), light('2026-10-08T00:00'), light('2026-10-12T18:00'), light('2026-10-12T18:01')]).toEqual(['green', 'green', 'yellow', 'yellow', 'red']);
  });

  it('[TIM08] yellowDay is the first day on which the light is not green any more', () => {
    for (let day = '2026-01-01'; day < '2027-03-01'; day = plusDays(day, 1)) {
      const end = atOf(day, CLOSING_MINUTE);
      const first = yellowDay(end, NATIONAL_CALENDAR);
      expect([lightOf(end, atOf(first, 0), NATIONAL_CALENDAR), lightOf(end, atOf(first, 0) - 1, NATIONAL_CALENDAR)], day).toEqual(['yellow', 'green']);
    }
  });

  it('[TIM09] the holder is told when it is over, the head of the unit after a whole working day, 特急 on the next; in the morning of a working day', () => {
    const friday = at('2026-11-27T18:00');
    expect(escalation(friday, 'normal', NATIONAL_CALENDAR)).toEqual({ holderAt: friday, headAt: at('2026-12-01T08:30') });
    expect(escalation(friday, 'critical', NATIONAL_CALENDAR).headAt).toBe(at('2026-11-30T08:30'));
    for (let end = at('2026-01-01T00:00'); end < at('2027-01-01T00:00'); end += 17 * 3_600_000) {
      for (const urgency of URGENCIES) {
        const { holderAt, headAt } = escalation(end, urgency, NATIONAL_CALENDAR);
        expect(holderAt < headAt && headAt - holderAt < 12 * DAY_MS).toBe(true);
        expect(mayRing('escalation', urgency, headAt, QUIET_BY_DEFAULT, NATIONAL_CALENDAR)).toBe(true);
      }
    }
  });
});
