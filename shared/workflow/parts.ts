/**
 * 子项 of a 督办: documents of their own that walk the same flow, and what they mean for the whole. Pure: when one may be broken down, what waits for
 * its parts, and its light, which is that of its worst open part or its own.
 */
import type { EpochMs } from '#shared/base/ports.ts';
import { workingDaysBetween, type Calendar } from '#shared/time/calendar.ts';
import { dayOf } from '#shared/time/china-day.ts';
import { lightOf, type Light } from '#shared/time/deadline.ts';
import type { Act, Stage } from './flow.ts';
import type { DocumentState } from './model.ts';

/** 已销号, or never to be: no light, and nobody waits for it. */
export const STRUCK_OFF: readonly Stage[] = ['closed', 'terminated', 'archived'];
export const isStruckOff = (stage: Stage): boolean => STRUCK_OFF.includes(stage);

const DIVISIBLE: readonly Stage[] = ['assigned', 'handling'];

/** While it is being worked on; a part is not broken down any further. */
export const isDivisible = (state: DocumentState): boolean =>
  state.direction === 'outgoing' && state.plan.flow === 'supervision' && DIVISIBLE.includes(state.stage) && state.basis?.relation !== 'part';

/** 办结, 销号 and 终止 of a 督办. */
export const waitsForParts = (state: DocumentState, act: Act): boolean =>
  state.plan.flow === 'supervision' && (act === 'complete' || act === 'terminate' || (act === 'approve' && state.stage === 'checking'));

export interface Watched {
  readonly stage: Stage;
  readonly dueAt: EpochMs | null;
}

/** By the day it is due, the present working day and whether it is struck off; nothing else plays a part. */
export const lightOfItem = ({ stage, dueAt }: Watched, now: EpochMs, known: Calendar): Light | null => (isStruckOff(stage) ? null : lightOf(dueAt, now, known));

const SEVERITY: readonly (Light | null)[] = [null, 'green', 'yellow', 'red'];
/** Worst first, for `toSorted`. */
export const bySeverity = (one: Light | null, other: Light | null): number => SEVERITY.indexOf(other) - SEVERITY.indexOf(one);
export const worse = (one: Light | null, other: Light | null): Light | null => (bySeverity(one, other) <= 0 ? one : other);

/** 汇总: the worst of its own light and those of its open parts; what is struck off shows none, whatever its parts. */
export const rollUp = (whole: Watched, parts: readonly Watched[], now: EpochMs, known: Calendar): Light | null =>
  (isStruckOff(whole.stage) ? null : parts.reduce<Light | null>((light, part) => worse(light, lightOfItem(part, now, known)), lightOfItem(whole, now, known)));

export const openOf = <P extends Watched>(parts: readonly P[]): readonly P[] => parts.filter(({ stage }) => !isStruckOff(stage));

/** Working days left, the day itself counting none; negative once it is over. Null where nothing is due any more. */
export function daysLeft({ stage, dueAt }: Watched, now: EpochMs, known: Calendar): number | null {
  if (dueAt === null || isStruckOff(stage)) return null;
  const [today, due] = [dayOf(now), dayOf(dueAt)];
  if (now <= dueAt) return workingDaysBetween(known, today, due);
  return -Math.max(1, workingDaysBetween(known, due, today));
}
