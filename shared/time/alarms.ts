/**
 * Which alarms ring now and when to look again: a pure reducer over what this machine holds, so that it rings without a network.
 * Owns the moments of each alarm and the rule that each rings once; leaves timers, notifications and where it is remembered to the caller.
 *
 * Always true: an alarm of one step, deadline and stage rings once, whatever the clock does: set back, nothing rings again; set forward (or
 * after a long sleep), everything that has come due rings as one. A head of unit is told once a day at most.
 */
import type { EpochMs } from '#shared/base/ports.ts';
import type { Calendar } from './calendar.ts';
import { atOf, dayOf, DAY_MS, type Day } from './china-day.ts';
import { OPENING_MINUTE, yellowDay, type Urgency } from './deadline.ts';
import { escalation } from './escalation.ts';
import { mayRing, nextRing, type ReminderSettings, type RingKind } from './quiet-hours.ts';

/** In this order the later one speaks for the earlier ones of the same document. */
export const ALARM_STAGES = ['dueSoon', 'dueToday', 'arrived', 'overdue', 'escalated'] as const; // 临期 今日到期 新到 超期 提级告知
export type AlarmStage = (typeof ALARM_STAGES)[number];

const KIND = { dueSoon: 'deadline', dueToday: 'deadline', arrived: 'arrival', overdue: 'deadline', escalated: 'escalation' } as const satisfies Record<AlarmStage, RingKind>;

export interface AlarmItem {
  readonly docId: string;
  readonly stepNo: number;
  /** When the step began. */
  readonly since: EpochMs;
  readonly dueAt: EpochMs | null;
  readonly urgency: Urgency;
  /** Why this machine's person hears of it: they hold the pen, or they head the unit of whoever does. */
  readonly role: 'holder' | 'unitHead';
}

export interface RungAlarm {
  readonly docId: string;
  readonly stage: AlarmStage;
}

/** What has rung already, by document; kept over restarts. */
export interface AlarmMemory {
  readonly rung: ReadonlyMap<string, readonly string[]>;
  /** The day on which a head of unit was told last. */
  readonly escalatedOn: Day | null;
}

export interface Alarms {
  /** All of it is one ring; empty: silence. */
  readonly ring: readonly RungAlarm[];
  readonly memory: AlarmMemory;
  /** When to look again at the latest; null when nothing is to come. */
  readonly nextAt: EpochMs | null;
}

export const NOTHING_RUNG: AlarmMemory = { rung: new Map(), escalatedOn: null };

/** A document that goes to and fro keeps the alarms of its last steps; older ones cannot come back. */
const KEYS_PER_DOCUMENT_MAX = 16;

interface Moment {
  readonly stage: AlarmStage;
  readonly at: EpochMs;
  readonly key: string;
}

function momentsOf({ stepNo, since, dueAt, urgency, role }: AlarmItem, known: Calendar): readonly Moment[] {
  const moment = (stage: AlarmStage, at: EpochMs): Moment => ({ stage, at, key: stage === 'arrived' ? `${stepNo} arrived` : `${stepNo} ${stage} ${dueAt}` });
  if (role === 'unitHead') return dueAt === null ? [] : [moment('escalated', escalation(dueAt, urgency, known).headAt)];
  // Whatever is here has arrived, whatever this machine's clock says of it.
  const arrived = moment('arrived', 0);
  if (dueAt === null) return [arrived];
  return [
    arrived,
    // Two days in all are 临期 from the first hour on: its arrival says so.
    ...(yellowDay(dueAt, known) <= dayOf(since) ? [] : [moment('dueSoon', atOf(yellowDay(dueAt, known), OPENING_MINUTE))]),
    moment('dueToday', atOf(dayOf(dueAt), OPENING_MINUTE)),
    moment('overdue', escalation(dueAt, urgency, known).holderAt),
  ];
}

export function alarms(items: readonly AlarmItem[], memory: AlarmMemory, now: EpochMs, known: Calendar, settings: ReminderSettings): Alarms {
  const ring: RungAlarm[] = [];
  const rung = new Map(memory.rung);
  let nextAt = Number.POSITIVE_INFINITY;
  const today = dayOf(now);
  const waitFor = (at: EpochMs | null): void => { if (at !== null) nextAt = Math.min(nextAt, at); };

  for (const item of items) {
    const heard = rung.get(item.docId) ?? [];
    const open = momentsOf(item, known).filter(({ key }) => !heard.includes(key));
    const passed = open.filter(({ at }) => at <= now);
    for (const { at, stage } of open) if (at > now) waitFor(nextRing(KIND[stage], item.urgency, at, settings, known));
    const loudest = passed.toSorted((a, b) => ALARM_STAGES.indexOf(b.stage) - ALARM_STAGES.indexOf(a.stage))[0];
    if (loudest === undefined) continue;
    const kind = KIND[loudest.stage];
    if (kind === 'escalation' && memory.escalatedOn === today) {
      waitFor(nextRing(kind, item.urgency, atOf(today, 0) + DAY_MS, settings, known));
    } else if (mayRing(kind, item.urgency, now, settings, known)) {
      ring.push({ docId: item.docId, stage: loudest.stage });
      rung.set(item.docId, [...heard, ...passed.map(({ key }) => key)].slice(-KEYS_PER_DOCUMENT_MAX));
    } else waitFor(nextRing(kind, item.urgency, now, settings, known));
  }
  const hasEscalated = ring.some(({ stage }) => stage === 'escalated');
  return { ring, memory: { rung, escalatedOn: hasEscalated ? today : memory.escalatedOn }, nextAt: Number.isFinite(nextAt) ? nextAt : null };
}

/** What a machine finds at its very first look was there before it: nothing of that is new. */
export function asFound(items: readonly AlarmItem[], known: Calendar): AlarmMemory {
  const arrived = (item: AlarmItem): readonly string[] => momentsOf(item, known).filter(({ stage }) => stage === 'arrived').map(({ key }) => key);
  return { ...NOTHING_RUNG, rung: new Map(items.map((item) => [item.docId, arrived(item)])) };
}
