/**
 * One event on each of many documents that are there: the copies that a 催收 or 撤回 reaches. The same rows as `appendEvents` writes for one, with the same audit
 * chain, but questions and rows go many a statement: one by one, a province's villages hold the one writer up for minutes. Inside the caller's transaction.
 */
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { DocId } from '#shared/base/ids.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { DocumentEvent, DocumentState, EventBody } from '#shared/workflow/model.ts';
import { foresee } from '#server/storage/foresight.ts';
import { ask, preparedRows } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { BirthDeps } from './births.ts';
import { chainHead, insertEvents, type Change, type EventContext } from './documents.ts';
import { writeFeedRows, type FeedRow } from './feed-rows.ts';

/** Between two parts the event loop serves others. */
const DOCUMENTS_PER_PART = 500;

/** `bodyFor`: what happens to a document as it stands; null leaves it as it is. Those that are not there are left out. */
export async function appendToMany(tx: Tx, { sm3, audienceOf }: BirthDeps, docIds: readonly DocId[], bodyFor: (state: DocumentState) => EventBody | null, context: EventContext): Promise<readonly Change[]> {
  const [head] = await ask(tx, chainHead(tx));
  let seq = Number(head?.seq ?? 0);
  let previous = head?.hash ?? CHAIN_START;
  const actor = canonicalJson(context.actor as unknown as Json);
  const changes: Change[] = [];
  const feed: FeedRow[] = [];
  for (let start = 0; start < docIds.length; start += DOCUMENTS_PER_PART) {
    const part = docIds.slice(start, start + DOCUMENTS_PER_PART);
    const [states, lasts] = [await statesOf(tx, part), await lastSeqsOf(tx, part)];
    const rows = [];
    const changed: Change[] = [];
    for (const docId of part) {
      const before = states.get(docId);
      const body = before === undefined ? null : bodyFor(before);
      if (before === undefined || body === null) continue;
      seq += 1;
      const event: DocumentEvent = { seq, docId, docSeq: (lasts.get(docId) ?? 0) + 1, ...context, body };
      const hash = linkHash(sm3, previous, event as unknown as Json);
      rows.push({
        seq, doc_id: docId, doc_seq: event.docSeq, op_id: event.opId, actor, at: event.at, claimed_at: event.claimedAt, body: canonicalJson(body as unknown as Json), previous_hash: previous, hash,
      });
      previous = hash;
      changed.push({ docId, before, after: evolve(before, event), lastSeq: seq });
    }
    await insertEvents(tx, rows);
    await upsertStates(tx, changed.map(({ docId, after }) => ({ doc_id: docId, organ_id: after.organId, stage: after.stage, state: JSON.stringify(after), updated_at: after.updatedAt })));
    for (const change of changed) {
      changes.push(change);
      const people = new Set([...audienceOf(change.before as DocumentState), ...audienceOf(change.after)]);
      for (const personId of people) feed.push({ person_id: personId, doc_id: change.docId, seq: change.lastSeq });
    }
  }
  await writeFeedRows(tx, feed);
  foresee(tx, chainHead(tx), [{ seq, hash: previous }]);
  return changes;
}

async function statesOf(tx: Tx, docIds: readonly DocId[]): Promise<ReadonlyMap<string, DocumentState>> {
  const rows = await tx.selectFrom('document').select(['doc_id', 'state']).where('doc_id', 'in', docIds).execute();
  return new Map(rows.map((row) => [row.doc_id, JSON.parse(row.state) as DocumentState]));
}

async function lastSeqsOf(tx: Tx, docIds: readonly DocId[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.selectFrom('event_log').select((e) => ['doc_id' as const, e.fn.max('doc_seq').as('last')]).where('doc_id', 'in', docIds).groupBy('doc_id').execute();
  return new Map(rows.map((row) => [row.doc_id, Number(row.last)]));
}

const upsertStates = preparedRows(['doc_id', 'organ_id', 'stage', 'state', 'updated_at'], (db, rows) => db.insertInto('document').values(rows).onConflict((c) => c.column('doc_id').doUpdateSet((e) => ({
  organ_id: e.ref('excluded.organ_id'), stage: e.ref('excluded.stage'), state: e.ref('excluded.state'), updated_at: e.ref('excluded.updated_at'),
}))));
