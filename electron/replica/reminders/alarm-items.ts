/** What this person is reminded of: steps that wait for them, and, as the head of a unit, steps of its people that have a deadline. */
import type { OrgView } from '#shared/org/model.ts';
import { holds, type Actor } from '#shared/policy/can.ts';
import type { DeskTab } from '#shared/policy/desk.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import type { AlarmItem } from '#shared/time/alarms.ts';
import { HEAD_OF_UNIT } from '#shared/time/escalation.ts';
import type { DocumentState } from '#shared/workflow/model.ts';

export function alarmItem(actor: Actor, state: DocumentState, tab: DeskTab, org: OrgView): AlarmItem | null {
  const { docId, stepNo, since, dueAt, urgency } = state;
  if (tab === 'todo') return { docId, stepNo, since, dueAt, urgency, role: 'holder' };
  if (dueAt === null || !holds(actor, HEAD_OF_UNIT, state.organId)) return null;
  return penHolders(state, org).some(({ personId }) => personId !== actor.personId) ? { docId, stepNo, since, dueAt, urgency, role: 'unitHead' } : null;
}
