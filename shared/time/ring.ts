/**
 * One ring as it is told to the main process and put into words: how many documents of each kind, and the one that matters most.
 * Pure; whoever shows it decides how.
 */
import { z } from 'zod';
import type { EpochMs } from '#shared/base/ports.ts';
import { t } from '#shared/i18n/index.ts';
import type { Locale } from '#shared/i18n/locales.ts';
import { ALARM_STAGES, type AlarmStage, type RungAlarm } from './alarms.ts';
import { dayOf, minuteOf, weekdayOf } from './china-day.ts';
import { URGENCIES, type Urgency } from './deadline.ts';

const count = z.int().min(0);

export const ring = z.object({
  first: z.object({ docId: z.string().regex(/^[0-9a-f]{32}$/), title: z.string(), stage: z.enum(ALARM_STAGES), urgency: z.enum(URGENCIES), dueAt: z.number().nullable() }),
  counts: z.object({ dueSoon: count, dueToday: count, arrived: count, overdue: count, escalated: count } satisfies Record<AlarmStage, unknown>),
});
export type Ring = z.output<typeof ring>;

export interface RingSubject {
  readonly title: string;
  readonly urgency: Urgency;
  readonly dueAt: EpochMs | null;
}

/** Null when nothing rang. */
export function ringOf(rung: readonly RungAlarm[], subjectOf: (docId: string) => RingSubject): Ring | null {
  const counts: Record<AlarmStage, number> = { dueSoon: 0, dueToday: 0, arrived: 0, overdue: 0, escalated: 0 };
  for (const { stage } of rung) counts[stage] += 1;
  const weigh = ({ docId, stage }: RungAlarm): number => URGENCIES.indexOf(subjectOf(docId).urgency) * ALARM_STAGES.length + ALARM_STAGES.indexOf(stage);
  const [first] = rung.toSorted((a, b) => weigh(b) - weigh(a));
  return first === undefined ? null : { first: { ...first, ...subjectOf(first.docId) }, counts };
}

export const totalOf = ({ counts }: Ring): number => Object.values(counts).reduce((sum, each) => sum + each, 0);

const two = (value: number): string => String(value).padStart(2, '0');

/** 2026-12-03 18:00, with its weekday: a deadline is read against the week. */
export function formatDue(locale: Locale, dueAt: EpochMs): string {
  const day = dayOf(dueAt);
  const minute = minuteOf(dueAt);
  const weekday = t(locale, `time.weekday.${weekdayOf(day) as 0 | 1 | 2 | 3 | 4 | 5 | 6}`);
  return t(locale, 'time.due', { time: `${day} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`, weekday });
}

export function ringWords(locale: Locale, rang: Ring): { readonly title: string; readonly body: string } {
  const { first, counts } = rang;
  const grade = first.urgency === 'normal' ? '' : t(locale, 'time.ring.grade', { grade: t(locale, `time.urgency.${first.urgency}`) });
  const total = totalOf(rang);
  const due = first.dueAt === null ? '' : `\n${formatDue(locale, first.dueAt)}`;
  if (total === 1) return { title: `${grade}${t(locale, `time.ring.${first.stage}`)}`, body: `${first.title}${due}` };
  const kinds = ALARM_STAGES.toReversed().filter((stage) => counts[stage] > 0).map((stage) => t(locale, `time.ring.count.${stage}`, { count: counts[stage] }));
  return { title: `${grade}${t(locale, 'time.ring.many', { count: total })}`, body: `${kinds.join(t(locale, 'time.ring.comma'))}\n${first.title}` };
}
