import { describe, expect, it } from 'vitest';
import { withSeed } from '#tests/kit/ports.ts';
import { URGENCIES } from './deadline.ts';
import { NATIONAL_CALENDAR } from './national-calendar.ts';
import { mayRing, nextRing, QUIET_BY_DEFAULT, reminderSettings, type ReminderSettings, type RingKind } from './quiet-hours.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const KINDS: readonly RingKind[] = ['arrival', 'deadline', 'escalation'];
const SEEDS = 300;
const MINUTE_MS = 60_000;

describe('quiet hours', () => {
  const rings = (text: string, settings: ReminderSettings = QUIET_BY_DEFAULT): boolean => mayRing('arrival', 'normal', at(text), settings, NATIONAL_CALENDAR);

  it('[TIM10] by default it is quiet from closing to opening and on days off, not on a weekend day that is worked', () => {
    expect([rings('2026-11-26T08:29'), rings('2026-11-26T08:30'), rings('2026-11-26T17:59'), rings('2026-11-26T18:00'), rings('2026-11-26T23:59'), rings('2026-11-26T00:00')])
      .toEqual([false, true, true, false, false, false]);
    expect([rings('2026-11-28T10:00'), rings('2026-10-02T10:00'), rings('2026-10-10T10:00')]).toEqual([false, false, true]);
  });

  it('[TIM10] hours within one day, none at all, days off included', () => {
    const noon = { ...QUIET_BY_DEFAULT, quietFromMinute: 12 * 60, quietToMinute: 14 * 60, workingDaysOnly: false };
    expect([rings('2026-11-28T11:59', noon), rings('2026-11-28T12:00', noon), rings('2026-11-28T14:00', noon), rings('2026-11-28T03:00', noon)]).toEqual([true, false, true, true]);
    expect(rings('2026-11-26T03:00', { ...QUIET_BY_DEFAULT, quietFromMinute: 0, quietToMinute: 0 })).toBe(true);
    expect(reminderSettings.safeParse({ ...QUIET_BY_DEFAULT, quietToMinute: 1_440 }).success).toBe(false);
  });

  it('[TIM11] 特急 rings at any time, also when reminders are off; telling a head of unit never breaks the quiet', () => {
    const off = { ...QUIET_BY_DEFAULT, ordinaryReminders: false };
    for (const settings of [QUIET_BY_DEFAULT, off]) {
      for (const text of ['2026-11-26T03:00', '2026-10-02T10:00', '2026-11-26T10:00']) {
        expect(mayRing('arrival', 'critical', at(text), settings, NATIONAL_CALENDAR)).toBe(true);
        expect(mayRing('deadline', 'critical', at(text), settings, NATIONAL_CALENDAR)).toBe(true);
      }
      expect(mayRing('escalation', 'critical', at('2026-11-26T03:00'), settings, NATIONAL_CALENDAR)).toBe(false);
    }
    expect(mayRing('deadline', 'urgent', at('2026-11-26T10:00'), off, NATIONAL_CALENDAR)).toBe(false);
    expect(nextRing('deadline', 'urgent', at('2026-11-26T10:00'), off, NATIONAL_CALENDAR)).toBeNull();
  });

  it('[TIM12] the next ring is the first minute that may ring, whatever the settings', () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      withSeed(seed, ({ below, pick, chance }) => {
        const settings: ReminderSettings = { ordinaryReminders: true, quietFromMinute: below(1_440), quietToMinute: below(1_440), workingDaysOnly: chance(2) };
        const from = at('2026-09-20T00:00') + below(30 * 1_440) * MINUTE_MS;
        const [kind, urgency] = [pick(KINDS), pick(URGENCIES)];
        let byHand = from;
        while (!mayRing(kind, urgency, byHand, settings, NATIONAL_CALENDAR)) byHand += MINUTE_MS;
        expect(nextRing(kind, urgency, from, settings, NATIONAL_CALENDAR)).toBe(byHand);
      });
    }
  });
});
