/**
 * Documents that are born together by one act: the copies of what was sent to many. The same rows as `appendEvents` writes for one, with the same
 * audit chain, but nothing is asked of documents that cannot be there yet, and rows go in many a statement. Inside the caller's transaction.
 */
import { CHAIN_START, linkHash } from '#shared/audit/chain.ts';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { DocumentEvent, DocumentState } from '#shared/workflow/model.ts';
import type { Tx } from '#server/storage/storage.ts';
import { FIRST_GENERATION } from './generation.ts';
import { foresee } from '#server/storage/foresight.ts';
import { ask, preparedRows } from '#server/storage/prepared.ts';
import { chainHead, insertEvents, type Change, type EventContext, type NewEvent } from './documents.ts';
import { writeFeedRows, type FeedRow } from './feed-rows.ts';

/** Between two parts the event loop serves others. */
const BIRTHS_PER_PART = 500;

export interface BirthDeps {
  readonly sm3: Sm3;
  /** Whose feed tells of it. */
  readonly audienceOf: (state: DocumentState) => readonly PersonId[];
}

export async function appendBirths(tx: Tx, { sm3, audienceOf }: BirthDeps, births: readonly NewEvent[], context: EventContext): Promise<readonly Change[]> {
  const [head] = await ask(tx, chainHead(tx));
  let seq = Number(head?.seq ?? 0);
  let previous = head?.hash ?? CHAIN_START;
  const actor = canonicalJson(context.actor as unknown as Json);
  const changes: Change[] = [];
  const feed: FeedRow[] = [];
  for (let start = 0; start < births.length; start += BIRTHS_PER_PART) {
    const part = births.slice(start, start + BIRTHS_PER_PART).map(({ docId, body }) => {
      seq += 1;
      const event: DocumentEvent = { seq, docId, docSeq: 1, ...context, body };
      const hash = linkHash(sm3, previous, event as unknown as Json);
      const row = {
        seq, doc_id: docId, doc_seq: 1, op_id: event.opId, actor, at: event.at, claimed_at: event.claimedAt, body: canonicalJson(body as unknown as Json), previous_hash: previous, hash,
      };
      previous = hash;
      const after = evolve(null, event);
      return { row, change: { docId, before: null, after, lastSeq: seq }, people: audienceOf(after) };
    });
    await insertEvents(tx, part.map(({ row }) => row));
    await insertDocuments(tx, part.map(({ change: { docId, after } }) => ({
      doc_id: docId, organ_id: after.organId, stage: after.stage, state: JSON.stringify(after), updated_at: after.updatedAt, generation: FIRST_GENERATION,
    })));
    for (const { change, people } of part) {
      changes.push(change);
      for (const personId of people) feed.push({ person_id: personId, doc_id: change.docId, seq: change.lastSeq });
    }
  }
  await writeFeedRows(tx, feed);
  foresee(tx, chainHead(tx), [{ seq, hash: previous }]);
  return changes;
}

const insertDocuments = preparedRows(['doc_id', 'organ_id', 'stage', 'state', 'updated_at', 'generation'], (db, rows) => db.insertInto('document').values(rows));
