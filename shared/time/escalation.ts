/**
 * Who is told that a step is overdue: whoever holds the pen at once, the head of their unit when a working day has passed without it being done
 * (特急: on the next working day). The terms are ours. Nobody above the unit is told: what is late is settled where it is late.
 * Always true: a head is told in the morning of a working day, so never at night, and never before the holder.
 */
import type { EpochMs } from '#shared/base/ports.ts';
import type { Role } from '#shared/policy/roles.ts';
import { addWorkingDays, type Calendar } from './calendar.ts';
import { atOf, dayOf } from './china-day.ts';
import { OPENING_MINUTE, type Urgency } from './deadline.ts';

/** The head of a unit for this rule: 主要负责人 of the organ whose step it is. */
export const HEAD_OF_UNIT: Role = 'principalLeader';

const WHOLE_DAYS_LATE = { normal: 1, urgent: 1, critical: 0 } as const satisfies Record<Urgency, number>;

export interface Escalation {
  readonly holderAt: EpochMs;
  readonly headAt: EpochMs;
}

export function escalation(dueAt: EpochMs, urgency: Urgency, known: Calendar): Escalation {
  const morning = addWorkingDays(known, dayOf(dueAt), WHOLE_DAYS_LATE[urgency] + 1);
  return { holderAt: dueAt, headAt: atOf(morning, OPENING_MINUTE) };
}
