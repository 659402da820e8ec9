/**
 * Reading and writing documents as rows: state (a projection), events (the truth), feed. Decides nothing.
 * Every function works inside whatever transaction it is handed.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { DocId, OpId, PersonId } from '#shared/base/ids.ts';
import type { EpochMs, Sm3 } from '#shared/base/ports.ts';
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import { STRUCK_OFF } from '#shared/workflow/parts.ts';
import type { DocumentEvent, DocumentState, EventBody, Stamp } from '#shared/workflow/model.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import { foresee } from '#server/storage/foresight.ts';
import { ask, prepared, preparedRows } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';
import { upsertFeed } from './feed-rows.ts';

/** Questions that whoever appends will ask of the log and of one document: named ahead, they cost next to nothing. */
export const chainHead = prepared((db) => db.selectFrom('event_log').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1));
export const stateOf = prepared((db, docId: DocId) => db.selectFrom('document').select('state').where('doc_id', '=', docId));
export const lastEventOf = prepared((db, docId: DocId) => db.selectFrom('event_log').select('doc_seq').where('doc_id', '=', docId).orderBy('doc_seq', 'desc').limit(1));

export async function readState(tx: Tx, docId: DocId): Promise<DocumentState | null> {
  const [row] = await ask(tx, stateOf(tx, docId));
  return row === undefined ? null : (JSON.parse(row.state) as DocumentState);
}

/** Oldest first; documents that are not there are left out. */
export async function readViews(tx: Tx, docIds: readonly DocId[]): Promise<readonly DocumentView[]> {
  if (docIds.length === 0) return [];
  const states = await tx.selectFrom('document').select(['doc_id', 'state']).where('doc_id', 'in', docIds).execute();
  const rows = await tx.selectFrom('event_log').selectAll().where('doc_id', 'in', docIds).orderBy('seq').execute();
  return viewsOf(states, rows);
}

/** `rows` in the order of the log. */
export function viewsOf(states: readonly { readonly doc_id: string; readonly state: string }[], rows: readonly EventRow[]): readonly DocumentView[] {
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
  const docIds = [...new Set(events.map(({ docId }) => docId))];
  const [[head], opened] = await Promise.all([ask(tx, chainHead(tx)), Promise.all(docIds.map((docId) => openChange(tx, docId, events)))]);
  let seq = Number(head?.seq ?? 0);
  let previous = head?.hash ?? CHAIN_START;
  const changes = new Map<DocId, Open>(docIds.map((docId, index) => [docId, opened[index] as Open]));
  const actor = canonicalJson(context.actor as unknown as Json);
  const rows = [];
  for (const { docId, body } of events) {
    const known = changes.get(docId) as Open;
    seq += 1;
    const event: DocumentEvent = { seq, docId, docSeq: known.docSeq + 1, ...context, body };
    const hash = linkHash(sm3, previous, event as unknown as Json);
    rows.push({
      seq, doc_id: docId, doc_seq: event.docSeq, op_id: event.opId, actor, at: event.at,
      claimed_at: event.claimedAt, body: canonicalJson(body as unknown as Json), previous_hash: previous, hash,
    });
    previous = hash;
    changes.set(docId, { before: known.before, after: evolve(known.after, event), lastSeq: seq, docSeq: event.docSeq });
  }
  await insertEvents(tx, rows);
  foresee(tx, chainHead(tx), [{ seq, hash: previous }]);
  const changed = [...changes].map(([docId, { before, after, lastSeq }]): Change => ({ docId, before, after: after as DocumentState, lastSeq }));
  for (const change of changed) await writeState(tx, change);
  return changed;
}

/** 子项 of a 督办 that are not struck off. */
export async function countOpenParts(tx: Tx, docId: DocId): Promise<number> {
  const row = await tx.selectFrom('document_basis').innerJoin('document', 'document.doc_id', 'document_basis.doc_id').select((e) => e.fn.countAll().as('open'))
    .where('basis_id', '=', docId).where('relation', '=', 'part').where('stage', 'not in', STRUCK_OFF).executeTakeFirst();
  return Number(row?.open ?? 0);
}

/** A document on its way through the events of one append. */
interface Open {
  readonly before: DocumentState | null;
  readonly after: DocumentState | null;
  readonly lastSeq: number;
  readonly docSeq: number;
}

const BIRTHS: readonly EventBody['kind'][] = ['created', 'delivered'];

async function openChange(tx: Tx, docId: DocId, events: readonly NewEvent[]): Promise<Open> {
  const first = events.find((event) => event.docId === docId);
  // Nobody needs to look whether it is there: its first event would then be the second one, which the log refuses.
  if (first !== undefined && BIRTHS.includes(first.body.kind)) return { before: null, after: null, lastSeq: 0, docSeq: 0 };
  const [before, [last]] = await Promise.all([readState(tx, docId), ask(tx, lastEventOf(tx, docId))]);
  return { before, after: before, lastSeq: 0, docSeq: last?.doc_seq ?? 0 };
}

export const insertEvents = preparedRows(['seq', 'doc_id', 'doc_seq', 'op_id', 'actor', 'at', 'claimed_at', 'body', 'previous_hash', 'hash'], (db, rows) => db.insertInto('event_log').values(rows));

const upsertState = prepared((db, docId: DocId, organId: string, stage: string, state: string, updatedAt: EpochMs) => {
  const values = { organ_id: organId, stage, state, updated_at: updatedAt };
  return db.insertInto('document').values({ doc_id: docId, ...values }).onConflict((c) => c.column('doc_id').doUpdateSet(values));
});
async function writeState(tx: Tx, { docId, before, after }: Change): Promise<void> {
  if (before === null && after.direction === 'outgoing' && after.basis !== null) {
    await tx.insertInto('document_basis').values({ doc_id: docId, basis_id: after.basis.docId, relation: after.basis.relation }).execute();
  }
  await tx.executeQuery(upsertState(tx, docId, after.organId, after.stage, JSON.stringify(after), after.updatedAt));
}

/** Tells everybody who may read it now, and everybody who could a moment ago, that it changed. */
export const writeFeed = (tx: Tx, { docId, lastSeq }: Change, people: readonly PersonId[]): Promise<void> =>
  upsertFeed(tx, people.map((personId) => ({ person_id: personId, doc_id: docId, seq: lastSeq })));
