/**
 * Rings on this machine, with or without a network: looks at the desk when it changed or when an alarm comes due, and remembers in the store
 * what has rung. Owns the timer and the memory; leaves which alarm rings when to shared/time/alarms.ts and showing it to whoever is told.
 *
 * Always true: what has rung is on disk before anybody is told, if the disk takes it; while changes are being fetched nothing rings, so that
 * one fetch is one ring; before the first fetch ever nothing is new.
 */
import type { Clock } from '#shared/base/ports.ts';
import { alarms, asFound, NOTHING_RUNG, type AlarmItem, type AlarmMemory } from '#shared/time/alarms.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import type { ReminderSettings } from '#shared/time/quiet-hours.ts';
import { ringOf, type Ring, type RingSubject } from '#shared/time/ring.ts';
import type { Timers } from '#electron/replica/ports.ts';

/** A clock that was set forward is noticed within this time. */
const LOOK_EVERY_MS = 60_000;
/** Changes come in bursts. */
const SETTLE_MS = 200;

/** The part of the store that remembers; throws when the disk refuses. */
export interface AlarmStore {
  valuesUnder(prefix: string): ReadonlyMap<string, string>;
  setValues(values: ReadonlyMap<string, string>): void;
}

export interface RemindersOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly store: AlarmStore;
  /** False when the disk refused; what was to be written is then remembered until the process ends. */
  readonly attempt: (write: () => void) => boolean;
  readonly items: () => readonly AlarmItem[];
  readonly subjectOf: (docId: string) => RingSubject;
  readonly calendar: () => Calendar;
  readonly settings: () => ReminderSettings;
  readonly onRing: (ring: Ring) => void;
  readonly onCount: (todo: number) => void;
}

export type Reminders = ReturnType<typeof createReminders>;

const PREFIX = 'alarm.';
const RUNG = `${PREFIX}rung.`;
const ESCALATED_ON = `${PREFIX}escalatedOn`;

export function createReminders(options: RemindersOptions) {
  const { clock, timers, store } = options;
  let memory: AlarmMemory | null = readMemory(store);
  let isFetching = false;
  let isClosed = false;
  let isStale = true;
  let nextAt: number | null = null;
  let count: number | null = null;
  let cancel = (): void => undefined;

  const remember = (next: AlarmMemory): void => {
    const changed = new Map([...next.rung].filter(([docId, keys]) => memory?.rung.get(docId) !== keys).map(([docId, keys]) => [RUNG + docId, JSON.stringify(keys)]));
    if (memory === null || next.escalatedOn !== memory.escalatedOn) changed.set(ESCALATED_ON, next.escalatedOn ?? '');
    memory = next;
    if (changed.size > 0) options.attempt(() => { store.setValues(changed); });
  };
  const lookAfter = (delayMs: number): void => {
    cancel();
    cancel = timers.after(delayMs, look);
  };
  const look = (): void => {
    if (isClosed || isFetching) return;
    const now = clock.now();
    if (isStale || (nextAt !== null && now >= nextAt)) {
      isStale = false;
      const items = options.items();
      const todo = items.filter(({ role }) => role === 'holder').length;
      if (todo !== count) options.onCount(todo);
      count = todo;
      // Nobody has looked here yet: whether something is new is known after the first fetch.
      if (memory === null) return;
      const found = alarms(items, memory, now, options.calendar(), options.settings());
      remember(found.memory);
      nextAt = found.nextAt;
      const ring = ringOf(found.ring, options.subjectOf);
      if (ring !== null) options.onRing(ring);
    }
    if (nextAt !== null) lookAfter(Math.min(Math.max(nextAt - now, SETTLE_MS), LOOK_EVERY_MS));
  };

  return {
    /** The desk, the calendar or the settings have changed. */
    changed: (): void => {
      isStale = true;
      lookAfter(SETTLE_MS);
    },
    fetching: (): void => { isFetching = true; },
    /** `isComplete`: nothing was left to fetch. */
    fetched: (isComplete: boolean): void => {
      isFetching = false;
      if (isComplete && memory === null) {
        remember(asFound(options.items(), options.calendar()));
        isStale = true;
      }
      look();
    },
    close: (): void => {
      isClosed = true;
      cancel();
    },
  };
}

/** Null on a machine that has never looked. */
function readMemory(store: AlarmStore): AlarmMemory | null {
  const values = store.valuesUnder(PREFIX);
  const escalatedOn = values.get(ESCALATED_ON);
  if (escalatedOn === undefined) return null;
  const rung = [...values].filter(([key]) => key.startsWith(RUNG)).map(([key, value]) => [key.slice(RUNG.length), JSON.parse(value) as readonly string[]] as const);
  return { ...NOTHING_RUNG, rung: new Map(rung), escalatedOn: escalatedOn === '' ? null : escalatedOn };
}
