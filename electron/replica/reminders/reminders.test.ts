import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlarmItem } from '#shared/time/alarms.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { QUIET_BY_DEFAULT, type ReminderSettings } from '#shared/time/quiet-hours.ts';
import type { Ring } from '#shared/time/ring.ts';
import { id } from '#tests/kit/story.ts';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';
import { openStore } from '#electron/replica/store/open.ts';
import { createReminders, type Reminders } from './reminders.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const DUE = at('2026-12-03T18:00');
const item = (number: number, change: Partial<AlarmItem> = {}): AlarmItem => ({ docId: id(number), stepNo: 1, since: 0, dueAt: null, urgency: 'normal', role: 'holder', ...change });

let dir: string;
let now: number;
let items: AlarmItem[];
let settings: ReminderSettings;
let rings: Ring[];
let counts: number[];
let timer: { readonly at: number; readonly run: () => void } | null;
let isDiskFull: boolean;
let end = (): void => undefined;

/** A machine that is switched on: the store on a real disk, the clock and the timer in the test's hands. */
function start(): Reminders {
  const clock = { now: () => now };
  const { store } = openStore(nodeDisk, dir, clock);
  const reminders = createReminders({
    clock, store,
    timers: { after: (delayMs, run) => {
      const mine = { at: now + delayMs, run };
      timer = mine;
      return () => { if (timer === mine) timer = null; };
    } },
    attempt: (write) => {
      if (!isDiskFull) write();
      return !isDiskFull;
    },
    items: () => items, subjectOf: (docId) => ({ title: `公文 ${docId.slice(-1)}`, urgency: 'normal', dueAt: items.find((each) => each.docId === docId)?.dueAt ?? null }),
    calendar: () => NATIONAL_CALENDAR, settings: () => settings,
    onRing: (ring) => { rings.push(ring); }, onCount: (todo) => { counts.push(todo); },
  });
  end = () => {
    reminders.close();
    store.close();
    timer = null;
  };
  return reminders;
}
function restart(): Reminders {
  end();
  return start();
}
/** The machine runs until that moment; its timers fire on the way. */
function passUntil(moment: number): void {
  while (timer !== null && timer.at <= moment) {
    now = Math.max(now, timer.at);
    const { run } = timer;
    timer = null;
    run();
  }
  now = moment;
}
const taken = (): readonly Ring['counts'][] => rings.splice(0).map((ring) => ring.counts);
const only = (stage: keyof Ring['counts'], count = 1): Ring['counts'] => ({ dueSoon: 0, dueToday: 0, arrived: 0, overdue: 0, escalated: 0, [stage]: count });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-reminders-'));
  [now, items, settings, rings, counts, timer, isDiskFull] = [at('2026-11-26T10:00'), [], QUIET_BY_DEFAULT, [], [], null, false];
});
afterEach(() => {
  end();
  rmSync(dir, { recursive: true, force: true });
});

describe('reminders on this machine', () => {
  it('[REM01] what the first fetch brings is not new; what later ones bring is one ring each', () => {
    items = [item(1), item(2)];
    const reminders = start();
    reminders.fetching();
    reminders.fetched(false);
    reminders.fetching();
    reminders.fetched(true);
    expect([taken(), counts]).toEqual([[], [2]]);
    reminders.fetching();
    for (const number of [3, 4, 5]) {
      items = [...items, item(number)];
      reminders.changed();
      passUntil(now + 1_000);
    }
    expect(taken()).toEqual([]);
    reminders.fetched(true);
    expect(taken()).toEqual([only('arrived', 3)]);
    expect(counts).toEqual([2, 5]);
  });

  it('[REM02] deadlines ring without a network, at their moment, once, over restarts and with the machine off in between', () => {
    const reminders = start();
    reminders.fetched(true);
    items = [item(1, { dueAt: DUE })];
    reminders.changed();
    passUntil(at('2026-11-30T08:29'));
    expect(taken()).toEqual([only('arrived')]);
    passUntil(at('2026-11-30T08:31'));
    expect(taken()).toEqual([only('dueSoon')]);
    restart().fetched(false);
    expect(taken()).toEqual([]);
    end();
    now = at('2026-12-08T09:00');
    start().fetched(false);
    expect(taken()).toEqual([only('overdue')]);
    restart().fetched(false);
    expect([taken(), timer]).toEqual([[], null]);
  });

  it('[REM02] a clock that is set forward is noticed within a minute, one that is set back rings nothing again', () => {
    const reminders = start();
    reminders.fetched(true);
    items = [item(1, { dueAt: DUE }), item(2, { dueAt: DUE })];
    reminders.changed();
    passUntil(now + 1_000);
    expect(taken()).toEqual([only('arrived', 2)]);
    const waiting = timer;
    expect((waiting?.at ?? 0) - now).toBeLessThanOrEqual(60_000);
    now = at('2026-12-03T09:00');
    waiting?.run();
    expect(taken()).toEqual([only('dueToday', 2)]);
    now = at('2026-11-29T09:00');
    reminders.changed();
    passUntil(now + 3_600_000);
    expect(taken()).toEqual([]);
  });

  it('[REM02] a full disk silences nobody and repeats nothing while the program runs', () => {
    const reminders = start();
    reminders.fetched(true);
    isDiskFull = true;
    items = [item(1)];
    reminders.changed();
    passUntil(now + 1_000);
    reminders.changed();
    passUntil(now + 1_000);
    expect(taken()).toEqual([only('arrived')]);
  });

  it('[REM03] other quiet hours take effect at once', () => {
    now = at('2026-11-26T22:00');
    const reminders = start();
    reminders.fetched(true);
    items = [item(1)];
    reminders.changed();
    passUntil(now + 3_600_000);
    expect(taken()).toEqual([]);
    settings = { ...QUIET_BY_DEFAULT, quietFromMinute: 0, quietToMinute: 0 };
    reminders.changed();
    passUntil(now + 1_000);
    expect(taken()).toEqual([only('arrived')]);
  });
});
