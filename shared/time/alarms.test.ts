import { describe, expect, it } from 'vitest';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { alarms, asFound, NOTHING_RUNG, type AlarmItem, type AlarmMemory, type RungAlarm } from './alarms.ts';
import { DAY_MS, dayOf } from './china-day.ts';
import { dueFor, URGENCIES } from './deadline.ts';
import { NATIONAL_CALENDAR } from './national-calendar.ts';
import { mayRing, QUIET_BY_DEFAULT } from './quiet-hours.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const item = (change: Partial<AlarmItem> = {}): AlarmItem => ({ docId: 'a', stepNo: 2, since: 0, dueAt: at('2026-12-03T18:00'), urgency: 'normal', role: 'holder', ...change });
const HOUR_MS = 3_600_000;
const SEEDS = 60;

/** A machine whose person looks only when it rings. */
function machine(items: readonly AlarmItem[], memory: AlarmMemory = NOTHING_RUNG) {
  let remembered = memory;
  return {
    look: (now: number): readonly RungAlarm[] => {
      const { ring, memory: next } = alarms(items, remembered, now, NATIONAL_CALENDAR, QUIET_BY_DEFAULT);
      remembered = next;
      return ring;
    },
    next: (now: number) => alarms(items, remembered, now, NATIONAL_CALENDAR, QUIET_BY_DEFAULT).nextAt,
    /** Written down and read again. */
    memory: (): AlarmMemory => ({ ...remembered, rung: new Map(JSON.parse(JSON.stringify([...remembered.rung])) as [string, string[]][]) }),
  };
}
const stages = (ring: readonly RungAlarm[]): readonly string[] => ring.map(({ stage }) => stage);

describe('alarms', () => {
  it('[TIM19] a step that is 临期 from its first hour on rings when it arrives, and not for that once more', () => {
    const { look } = machine([item({ since: at('2026-12-02T09:00') })]);
    expect(stages(look(at('2026-12-02T10:00')))).toEqual(['arrived']);
    expect(look(at('2026-12-02T11:00'))).toEqual([]);
    expect(stages(look(at('2026-12-03T09:00')))).toEqual(['dueToday']);
  });

  it('[TIM13] a step rings when it arrives, when the light turns yellow, on its last day, when it is over, and then no more', () => {
    const { look, next } = machine([item()]);
    expect(stages(look(at('2026-11-26T10:00')))).toEqual(['arrived']);
    expect(next(at('2026-11-26T10:00'))).toBe(at('2026-11-30T08:30'));
    expect(look(at('2026-11-30T08:29'))).toEqual([]);
    expect(stages(look(at('2026-11-30T08:30')))).toEqual(['dueSoon']);
    expect(stages(look(at('2026-12-03T08:30')))).toEqual(['dueToday']);
    // It is over at 18:00, when quiet hours begin.
    expect(look(at('2026-12-03T18:30'))).toEqual([]);
    expect(next(at('2026-12-03T18:30'))).toBe(at('2026-12-04T08:30'));
    expect(stages(look(at('2026-12-04T08:30')))).toEqual(['overdue']);
    expect(next(at('2026-12-04T08:30'))).toBeNull();
    expect(look(at('2027-06-01T10:00'))).toEqual([]);
  });

  it('[TIM13] what comes without a deadline rings once, what comes at night in the morning, 特急 at once', () => {
    const night = machine([item({ dueAt: null })]);
    expect(night.look(at('2026-11-26T22:00'))).toEqual([]);
    expect(night.next(at('2026-11-26T22:00'))).toBe(at('2026-11-27T08:30'));
    expect(stages(night.look(at('2026-11-27T08:30')))).toEqual(['arrived']);
    expect(night.next(at('2026-11-27T08:30'))).toBeNull();
    expect(stages(machine([item({ urgency: 'critical' })]).look(at('2026-11-28T23:00')))).toEqual(['arrived']);
  });

  it('[TIM14] nothing rings twice: not after a restart, not when the clock is set back, not when the act that moved it on was refused', () => {
    const first = machine([item()]);
    first.look(at('2026-12-04T10:00'));
    const restarted = machine([item()], first.memory());
    for (const moment of ['2026-12-04T10:01', '2026-11-20T10:00', '2026-11-30T09:00', '2026-12-03T09:00', '2030-01-04T10:00']) expect(restarted.look(at(moment))).toEqual([]);
    const moved = machine([], restarted.memory());
    expect(moved.look(at('2026-12-04T10:02'))).toEqual([]);
    expect(machine([item()], moved.memory()).look(at('2026-12-04T10:03'))).toEqual([]);
  });

  it('[TIM14] another step and another deadline ring anew', () => {
    const first = machine([item()]);
    first.look(at('2026-12-03T10:00'));
    expect(stages(machine([item({ dueAt: at('2026-12-10T18:00') })], first.memory()).look(at('2026-12-07T10:00')))).toEqual(['dueSoon']);
    expect(stages(machine([item({ stepNo: 3 })], first.memory()).look(at('2026-12-03T10:01')))).toEqual(['arrived']);
  });

  it('[TIM15] after a long sleep or a clock set forward everything rings as one, each document by what matters most', () => {
    const { look, next } = machine([item(), item({ docId: 'b', dueAt: at('2026-12-15T18:00') }), item({ docId: 'c', dueAt: null })]);
    const ring = look(at('2026-12-15T10:00'));
    expect(ring).toEqual([{ docId: 'a', stage: 'overdue' }, { docId: 'b', stage: 'arrived' }, { docId: 'c', stage: 'arrived' }]);
    expect(look(at('2026-12-15T10:00'))).toEqual([]);
    expect(next(at('2026-12-15T10:00'))).toBe(at('2026-12-16T08:30'));
  });

  it('[TIM16] a head of unit hears of an overdue step a working day later, once a day for all of them, and of nothing else', () => {
    const items = [item({ role: 'unitHead' }), item({ docId: 'b', role: 'unitHead' }), item({ docId: 'c', role: 'unitHead', dueAt: null })];
    const head = machine(items);
    expect(head.look(at('2026-12-04T10:00'))).toEqual([]);
    expect(head.next(at('2026-12-04T10:00'))).toBe(at('2026-12-07T08:30'));
    expect(head.look(at('2026-12-07T08:30'))).toEqual([{ docId: 'a', stage: 'escalated' }, { docId: 'b', stage: 'escalated' }]);
    const more = machine([...items, item({ docId: 'd', role: 'unitHead' })], head.memory());
    expect(more.look(at('2026-12-07T15:00'))).toEqual([]);
    expect(more.next(at('2026-12-07T15:00'))).toBe(at('2026-12-08T08:30'));
    expect(more.look(at('2026-12-08T08:30'))).toEqual([{ docId: 'd', stage: 'escalated' }]);
  });

  it('[TIM17] what a machine finds at its first look is not new, its deadlines still ring', () => {
    const { look } = machine([item()], asFound([item()], NATIONAL_CALENDAR));
    expect(look(at('2026-11-26T10:00'))).toEqual([]);
    expect(stages(look(at('2026-11-30T09:00')))).toEqual(['dueSoon']);
  });

  it('[TIM14] over random clocks and restarts nothing rings twice, at night only 特急 does, and whoever waits until nextAt misses nothing', () => {
    const random = ({ below, pick, chance }: Dice, index: number): AlarmItem => {
      const urgency = pick(URGENCIES);
      const dueAt = dueFor({ urgency, limitDays: 1 + below(9) }, NATIONAL_CALENDAR, at('2026-09-15T00:00') + below(30 * 24) * HOUR_MS);
      return item({ docId: `d${index}`, urgency, dueAt: chance(6) ? null : dueAt, role: chance(4) ? 'unitHead' : 'holder' });
    };
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      withSeed(seed, (dice) => {
        const items = Array.from({ length: 1 + dice.below(8) }, (_, index) => random(dice, index));
        let owner = machine(items);
        let now = at('2026-09-15T00:00');
        const heard = new Set<string>();
        const escalations = new Map<string, number>();
        for (let turn = 0; turn < 80; turn += 1) {
          const ring = owner.look(now);
          for (const { docId, stage } of ring) {
            expect(heard.has(`${docId} ${stage}`)).toBe(false);
            heard.add(`${docId} ${stage}`);
            const { urgency } = items.find((each) => each.docId === docId) ?? item();
            expect(mayRing(stage === 'escalated' ? 'escalation' : 'deadline', urgency, now, QUIET_BY_DEFAULT, NATIONAL_CALENDAR)).toBe(true);
          }
          if (ring.some(({ stage }) => stage === 'escalated')) escalations.set(dayOf(now), (escalations.get(dayOf(now)) ?? 0) + 1);
          const next = owner.next(now);
          if (next !== null) expect(next > now && owner.next(next - 1) !== null && machine(items, owner.memory()).look(next - 1).length === 0).toBe(true);
          if (dice.chance(5)) owner = machine(items, owner.memory());
          now = dice.chance(6) ? now + (dice.below(20) - 8) * DAY_MS : (next ?? now + DAY_MS);
        }
        expect([...escalations.values()].every((count) => count === 1)).toBe(true);
        owner.look(at('2027-06-01T10:00'));
        owner.look(at('2027-06-02T10:00'));
        expect(owner.next(at('2027-06-02T10:00'))).toBeNull();
      });
    }
  });
});
