/** What an organ has under 督办, and the parts of one, read from documents and their 历程. Reads only; who may is decided before. */
import type { DocId, UnitId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { PARTS_MAX, REPORTS_MAX, SUPERVISION_MAX, type Report, type SupervisionBoard, type SupervisionPart, type SupervisionParts, type SupervisionQuery } from '#shared/protocol/supervision.ts';
import type { Act } from '#shared/workflow/flow.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import type { Acted, Assignee, OutgoingState, Stamp } from '#shared/workflow/model.ts';
import { STRUCK_OFF } from '#shared/workflow/parts.ts';
import type { Tx } from '#server/storage/storage.ts';

/** What it says of the work: 反馈, and the last one with which it is reported done. */
const REPORTING: readonly Act[] = ['report', 'complete'];
const PARTS_OF_ALL_MAX = 2_000;

interface Viewer { readonly actor: Actor; readonly org: OrgView }

/** What was registered and is no part of another. */
export async function readBoard(tx: Tx, { organId, scope }: SupervisionQuery, viewer: Viewer): Promise<SupervisionBoard> {
  const found = await numbered(tx, organId, scope).limit(SUPERVISION_MAX + 1).execute();
  const wholes = found.slice(0, SUPERVISION_MAX).map(({ state }) => JSON.parse(state) as OutgoingState);
  const parts = await partsOf(tx, wholes.map(({ docId }) => docId), PARTS_OF_ALL_MAX);
  const reports = await reportsOf(tx, [...wholes, ...parts].map(({ docId }) => docId));
  const said = (state: OutgoingState): SupervisionPart => itemFor(state, (reports.get(state.docId) ?? []).slice(0, 1), viewer);
  const byWhole = Map.groupBy(parts, ({ basis }) => basis?.docId);
  return { rows: wholes.map((whole) => ({ ...said(whole), parts: (byWhole.get(whole.docId) ?? []).map(said) })), more: found.length > SUPERVISION_MAX };
}

export async function readParts(tx: Tx, docId: DocId, viewer: Viewer): Promise<SupervisionParts> {
  const parts = await partsOf(tx, [docId], PARTS_MAX);
  const reports = await reportsOf(tx, parts.map((part) => part.docId));
  return { parts: parts.map((part) => itemFor(part, (reports.get(part.docId) ?? []).slice(0, REPORTS_MAX), viewer)) };
}

const numbered = (tx: Tx, organId: UnitId, scope: SupervisionQuery['scope']) => tx.selectFrom('number_entry').innerJoin('document', 'document.doc_id', 'number_entry.doc_id')
  .leftJoin('document_basis', (on) => on.onRef('document_basis.doc_id', '=', 'document.doc_id').on('relation', '=', 'part'))
  .select('document.state').where('number_entry.organ_id', '=', organId).where('kind', '=', 'supervision').where('basis_id', 'is', null)
  .where('stage', scope === 'open' ? 'not in' : 'in', STRUCK_OFF).orderBy('year', 'desc').orderBy('seq', 'desc');

async function partsOf(tx: Tx, wholes: readonly DocId[], max: number): Promise<readonly OutgoingState[]> {
  if (wholes.length === 0) return [];
  const rows = await tx.selectFrom('document_basis').innerJoin('document', 'document.doc_id', 'document_basis.doc_id').select('document.state')
    .where('basis_id', 'in', wholes).where('relation', '=', 'part').limit(max).execute();
  return rows.map(({ state }) => JSON.parse(state) as OutgoingState).toSorted((a, b) => a.createdAt - b.createdAt);
}

/** Newest first. The words of other acts are not asked for: a 历程 may be long. */
async function reportsOf(tx: Tx, docIds: readonly DocId[]): Promise<ReadonlyMap<string, readonly Report[]>> {
  if (docIds.length === 0) return new Map();
  const rows = await tx.selectFrom('event_log').select(['doc_id', 'actor', 'at', 'body']).where('doc_id', 'in', docIds)
    .where((e) => e.or(REPORTING.map((act) => e('body', 'like', `%"act":"${act}"%`)))).orderBy('seq', 'desc').execute();
  // A word may look like an act: what it is, its body says.
  const told = rows.flatMap((row) => {
    const body = JSON.parse(row.body) as Acted;
    const { name, unitName } = JSON.parse(row.actor) as Stamp;
    return body.kind === 'acted' && REPORTING.includes(body.act) ? [{ docId: row.doc_id, report: { name, unitName, at: Number(row.at), text: body.opinion } }] : [];
  });
  return new Map([...Map.groupBy(told, ({ docId }) => docId)].map(([docId, all]) => [docId, all.map(({ report }) => report)]));
}

function itemFor(state: OutgoingState, reports: readonly Report[], { actor, org }: Viewer): SupervisionPart {
  return {
    docId: state.docId, number: state.number, title: state.title, stage: state.stage, dueAt: state.dueAt, units: [...unitsOf(state)],
    holders: penHolders(state, org).map(({ name }) => name), reports: [...reports], mayOpen: can(actor, 'document.read', { kind: 'document', state }, org).ok,
  };
}

/** Of those who have it, or had it last; else of those who were named for it. */
function unitsOf({ assignees, trail, named }: OutgoingState): readonly string[] {
  const given = [assignees, ...trail.toReversed().map((passed) => passed.assignees), named].find((each) => each.some(isGiven)) ?? [];
  return [...new Set(given.filter(isGiven).toSorted((a, b) => Number(b.share === 'lead') - Number(a.share === 'lead')).map(({ unitName }) => unitName))];
}
const isGiven = ({ share }: Assignee): boolean => share === 'lead' || share === 'assist';
