import { describe, expect, it } from 'vitest';
import { addWorkingDays } from '#shared/time/calendar.ts';
import { atOf, dayOf, DAY_MS } from '#shared/time/china-day.ts';
import { CLOSING_MINUTE, YELLOW_WORKING_DAYS } from '#shared/time/deadline.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { seeded } from '#tests/kit/ports.ts';
import { STAGES } from './flow.ts';
import { daysLeft, isStruckOff, lightOfItem, openOf, rollUp, worse, type Watched } from './parts.ts';

const START = atOf('2026-09-01', 9 * 60);
const HALF_DAY_MS = DAY_MS / 2;
const LIGHTS = [null, 'green', 'yellow', 'red'] as const;

function worlds(count: number) {
  const dice = seeded(20_260_901);
  const item = (): Watched => ({ stage: dice.pick(STAGES), dueAt: dice.chance(6) ? null : START + (dice.below(80) - 40) * HALF_DAY_MS });
  return Array.from({ length: count }, () => ({ own: item(), parts: Array.from({ length: dice.below(5) }, item), now: START + dice.below(60) * HALF_DAY_MS }));
}
const rank = (light: (typeof LIGHTS)[number]): number => LIGHTS.indexOf(light);

describe('the lights of 督办', () => {
  it('[WF41] turn yellow three working days before the day, red after it, and go out when it is struck off', () => {
    const dueAt = atOf('2026-10-09', CLOSING_MINUTE);
    const at = (days: number): number => atOf(addWorkingDays(NATIONAL_CALENDAR, dayOf(dueAt), days), 9 * 60);
    const light = (now: number, stage: Watched['stage'] = 'handling') => lightOfItem({ stage, dueAt }, now, NATIONAL_CALENDAR);
    expect([light(at(-YELLOW_WORKING_DAYS - 1)), light(at(-YELLOW_WORKING_DAYS)), light(dueAt), light(dueAt + 1)]).toEqual(['green', 'yellow', 'yellow', 'red']);
    expect([light(dueAt + 1, 'closed'), light(dueAt + 1, 'terminated'), light(dueAt + 1, 'archived')]).toEqual([null, null, null]);
    expect([daysLeft({ stage: 'handling', dueAt }, at(-2), NATIONAL_CALENDAR), daysLeft({ stage: 'handling', dueAt }, dueAt, NATIONAL_CALENDAR), daysLeft({ stage: 'handling', dueAt }, dueAt + 1, NATIONAL_CALENDAR), daysLeft({ stage: 'closed', dueAt }, dueAt, NATIONAL_CALENDAR)]).toEqual([2, 0, -1, null]);
  });

  it('[WF41] only ever grow worse with time, and never disagree with the days that are left', () => {
    for (const { own, now } of worlds(400)) {
      const [light, later] = [lightOfItem(own, now, NATIONAL_CALENDAR), lightOfItem(own, now + DAY_MS, NATIONAL_CALENDAR)];
      expect(rank(later)).toBeGreaterThanOrEqual(rank(light));
      const left = daysLeft(own, now, NATIONAL_CALENDAR);
      expect(left === null ? null : left < 0 ? 'red' : left <= YELLOW_WORKING_DAYS ? 'yellow' : 'green').toBe(light);
    }
  });

  it('[WF41] of a whole are the worst of its own and its open parts, in whatever order; a closed part says nothing', () => {
    for (const { own, parts, now } of worlds(400)) {
      const light = rollUp(own, parts, now, NATIONAL_CALENDAR);
      expect(rollUp(own, parts.toReversed(), now, NATIONAL_CALENDAR)).toBe(light);
      expect(rollUp(own, openOf(parts), now, NATIONAL_CALENDAR)).toBe(light);
      if (isStruckOff(own.stage)) expect(light).toBeNull();
      else expect(rank(light)).toBe(Math.max(...[own, ...openOf(parts)].map((each) => rank(lightOfItem(each, now, NATIONAL_CALENDAR)))));
    }
    for (const one of LIGHTS) for (const other of LIGHTS) expect(worse(one, other)).toBe(worse(other, one));
  });
});
