/**
 * Reading and writing documents as rows: state (a projection), events (the truth), feed. Decides nothing.
 * Every function works inside whatever transaction it is handed.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { DocId, OpId, PersonId } from '#shared/base/ids.ts';
import type { EpochMs, Sm3 } from '#shared/base/ports.ts';
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { Stage } from '#shared/workflow/flow.ts';
import type { DocumentEvent, DocumentState, EventBody, Stamp } from '#shared/workflow/model.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import type { Tx } from '#server/storage/storage.ts';

export async function readState(tx: Tx, docId: DocId): Promise<DocumentState | null> {
  const row = await tx.selectFrom('document').select('state').where('doc_id', '=', docId).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.state) as DocumentState);
}

/** Oldest first; documents that are not there are left out. */
export async function readViews(tx: Tx, docIds: readonly DocId[]): Promise<readonly DocumentView[]> {
  if (docIds.length === 0) return [];
  const states = await tx.selectFrom('document').select(['doc_id', 'state']).where('doc_id', 'in', docIds).execute();
  const rows = await tx.selectFrom('event_log').selectAll().where('doc_id', 'in', docIds).orderBy('seq').execute();
  const eventsOf = new Map<string, DocumentEvent[]>();
  for (const row of rows) {
    const event = eventOf(row);
    const known = eventsOf.get(row.doc_id);
    if (known === undefined) eventsOf.set(row.doc_id, [event]);
    else known.push(event);
  }
  return states.map((row) => ({ state: JSON.parse(row.state) as DocumentState, events: eventsOf.get(row.doc_id) ?? [] }));
}

export interface EventRow {
  readonly seq: number;
  readonly doc_id: string;
  readonly doc_seq: number;
  readonly op_id: string;
  readonly actor: string;
  readonly at: number;
  readonly claimed_at: number | null;
  readonly body: string;
}

export const eventOf = (row: EventRow): DocumentEvent => ({
  seq: Number(row.seq), docId: row.doc_id as DocId, docSeq: row.doc_seq, opId: row.op_id as OpId, actor: JSON.parse(row.actor) as Stamp,
  at: Number(row.at), claimedAt: row.claimed_at === null ? null : Number(row.claimed_at), body: JSON.parse(row.body) as EventBody,
});

export interface NewEvent {
  readonly docId: DocId;
  readonly body: EventBody;
}

export interface EventContext {
  readonly opId: OpId;
  readonly actor: Stamp;
  readonly at: EpochMs;
  readonly claimedAt: EpochMs | null;
}

export interface Change {
  readonly docId: DocId;
  readonly before: DocumentState | null;
  readonly after: DocumentState;
  readonly lastSeq: number;
}

/**
 * Appends events in order, each linked into the audit chain, and folds them into the documents' states.
 * The chain covers the whole event, so neither an actor, a time nor an opinion can be changed later without a break.
 */
export async function appendEvents(tx: Tx, sm3: Sm3, events: readonly NewEvent[], context: EventContext): Promise<readonly Change[]> {
  const head = await tx.selectFrom('event_log').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  let seq = Number(head?.seq ?? 0);
  let previous = head?.hash ?? CHAIN_START;
  const changes = new Map<DocId, Change & { readonly docSeq: number }>();
  for (const { docId, body } of events) {
    const known = changes.get(docId) ?? (await openChange(tx, docId));
    seq += 1;
    const event: DocumentEvent = { seq, docId, docSeq: known.docSeq + 1, ...context, body };
    const hash = linkHash(sm3, previous, event as unknown as Json);
    await tx.insertInto('event_log').values({
      seq, doc_id: docId, doc_seq: event.docSeq, op_id: event.opId, actor: canonicalJson(event.actor as unknown as Json), at: event.at,
      claimed_at: event.claimedAt, body: canonicalJson(body as unknown as Json), previous_hash: previous, hash,
    }).execute();
    previous = hash;
    changes.set(docId, { docId, before: known.before, after: evolve(known.after, event), lastSeq: seq, docSeq: event.docSeq });
  }
  for (const change of changes.values()) await writeState(tx, change);
  return [...changes.values()];
}

const STRUCK_OFF: readonly Stage[] = ['closed', 'terminated', 'archived'];

/** 子项 of a 督办 that are not struck off. */
export async function countOpenParts(tx: Tx, docId: DocId): Promise<number> {
  const row = await tx.selectFrom('document_basis').innerJoin('document', 'document.doc_id', 'document_basis.doc_id').select((e) => e.fn.countAll().as('open'))
    .where('basis_id', '=', docId).where('relation', '=', 'part').where('stage', 'not in', STRUCK_OFF).executeTakeFirst();
  return Number(row?.open ?? 0);
}

async function openChange(tx: Tx, docId: DocId): Promise<{ readonly before: DocumentState | null; readonly after: DocumentState | null; readonly docSeq: number }> {
  const before = await readState(tx, docId);
  const last = await tx.selectFrom('event_log').select('doc_seq').where('doc_id', '=', docId).orderBy('doc_seq', 'desc').limit(1).executeTakeFirst();
  return { before, after: before, docSeq: last?.doc_seq ?? 0 };
}

async function writeState(tx: Tx, { docId, before, after }: Change): Promise<void> {
  if (before === null && after.direction === 'outgoing' && after.basis !== null) {
    await tx.insertInto('document_basis').values({ doc_id: docId, basis_id: after.basis.docId, relation: after.basis.relation }).execute();
  }
  const values = { organ_id: after.organId, stage: after.stage, state: JSON.stringify(after), updated_at: after.updatedAt };
  await tx.insertInto('document').values({ doc_id: docId, ...values }).onConflict((c) => c.column('doc_id').doUpdateSet(values)).execute();
}

/** Tells everybody who may read it now, and everybody who could a moment ago, that it changed. */
export async function writeFeed(tx: Tx, { docId, lastSeq }: Change, people: readonly PersonId[]): Promise<void> {
  if (people.length === 0) return;
  const rows = people.map((personId) => ({ person_id: personId, doc_id: docId, seq: lastSeq }));
  await tx.insertInto('feed').values(rows).onConflict((c) => c.columns(['person_id', 'doc_id']).doUpdateSet({ seq: lastSeq })).execute();
}
