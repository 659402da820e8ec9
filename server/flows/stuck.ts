/** What of an organ lies with somebody, for 改派: where and since when, and nothing of what it is about (POL17). */
import { sql } from 'kysely';
import type { UnitId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import { STUCK_MAX, type StuckResponse, type StuckRow } from '#shared/protocol/flows.ts';
import { penHolders, pendingHolders, rowOf } from '#shared/workflow/holders.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { NOT_HELD } from '#server/storage/migrations.ts';
import type { Tx } from '#server/storage/storage.ts';

export async function readStuck(tx: Tx, organId: UnitId, org: OrgView): Promise<StuckResponse> {
  const held = await tx.selectFrom('document').select('state').where('organ_id', '=', organId).where(sql<boolean>`stage not in (${sql.raw(NOT_HELD)})`).execute();
  const states = held.map(({ state }) => JSON.parse(state) as DocumentState).filter((state) => rowOf(state, 'reassign') !== undefined).toSorted((a, b) => a.since - b.since);
  return { rows: states.slice(0, STUCK_MAX).map((state) => rowFor(state, org)), more: states.length > STUCK_MAX };
}

function rowFor(state: DocumentState, org: OrgView): StuckRow {
  const named = pendingHolders(state).map((each) => each.personId);
  return {
    docId: state.docId, stepNo: state.stepNo, flow: state.plan.flow, docType: state.docType, stage: state.stage, since: state.since, dueAt: state.dueAt,
    holders: penHolders(state, org).map(({ personId, name, title }) => ({ personId, name, title, isNamed: named.includes(personId) })),
  };
}
