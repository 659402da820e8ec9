/** What the workbench and the document page show, derived from views, waiting acts and rights; nothing here is stored. */
import { can, type Actor } from '#shared/policy/can.ts';
import { ACTIONS, type Action } from '#shared/policy/actions.ts';
import { isServerOnly } from '#shared/workflow/holders.ts';
import { batchActs } from '#shared/policy/batch.ts';
import { awaitedBy, type DeskPlace } from '#shared/policy/desk.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { lightOf } from '#shared/time/deadline.ts';
import type { DeskItem, DocSyncState, OfferedAction, OutboxItem } from '#shared/ipc/contract.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { OutboxEntry } from '#shared/sync/outbox.ts';
import type { DocumentState } from '#shared/workflow/model.ts';

/** Acts of a page: 拟稿 has its own button on the workbench, 查看 is what the page does. */
const OFFERED: readonly Action[] = ACTIONS.filter((action) => action !== 'document.create' && action !== 'document.read');

export function offeredActions(actor: Actor, state: DocumentState, org: OrgView, isOnline: boolean): readonly OfferedAction[] {
  return OFFERED.map((action) => {
    const decision = can(actor, action, { kind: 'document', state }, org);
    if (!decision.ok) return { action, ok: false, code: decision.code, rule: decision.rule };
    if (!isOnline && isServerOnly(state, action.slice('document.'.length))) return { action, ok: false, code: 'workflow.server-only', rule: 'WF10' };
    return { action, ok: true, code: null, rule: decision.rule };
  });
}

export interface DeskLook {
  readonly actor: Actor;
  readonly org: OrgView;
  readonly calendar: Calendar;
  readonly now: number;
}

export function deskItem(state: DocumentState, place: DeskPlace, sync: DocSyncState, { actor, org, calendar, now }: DeskLook): DeskItem {
  return {
    docId: state.docId, title: state.title, docType: state.docType, direction: state.direction, stage: state.stage,
    flow: state.plan.flow, organName: state.organName, fromName: state.direction === 'outgoing' ? state.drafter.name : state.origin.organName,
    number: state.number, urgency: state.urgency, dueAt: awaitedBy(state), since: state.since, updatedAt: state.updatedAt,
    returnedReason: state.returned?.reason ?? null, sync, tab: place.tab, standsFor: place.standsFor?.name ?? null,
    light: lightOf(awaitedBy(state), now, calendar), acts: batchActs(actor, state, org),
  };
}

export const outboxItem = (entry: OutboxEntry): OutboxItem => ({
  opId: entry.command.opId, docId: entry.command.docId, title: entry.title, kind: entry.command.kind, state: entry.state,
  claimedAt: entry.command.claimedAt, error: entry.error,
});
