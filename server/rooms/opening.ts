/** What a room reads when somebody opens a document: where it stands in the workflow, and of its text as little as will do. One step. */
import { sql } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import { layoutOf, structCountOf, type Layout } from '#shared/doc/update-layout.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { FIRST_GENERATION } from '#server/documents/generation.ts';
import { aboutDocument } from '#server/storage/about-document.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { openFault } from '#server/documents/faults.ts';
import { logBehind, newestSnapshot, readText, type StoredText } from '#server/text/stored-text.ts';
import type { DocumentIndex } from './document-index.ts';
import { ownerRows, type OwnerRow } from './ledger.ts';

export interface Opening {
  readonly state: DocumentState | null;
  readonly generation: number;
  /** Rows of the log behind the last snapshot. */
  readonly rows: number;
  readonly lastSeq: number;
  /** Stands for everything that is not in `parts`; null when those are the whole text. */
  readonly index: DocumentIndex | null;
  readonly parts: readonly Uint8Array[];
  /** Of the parts, in their order; null when the lean reader does not know one of them. */
  readonly layouts: readonly Layout[] | null;
  readonly owners: readonly OwnerRow[];
  /** Faults have made it read-only; then all of this is its last good state. */
  readonly isBroken: boolean;
}

const document = (db: Tx, docId: DocId) => db.selectFrom('document').select(['state', 'generation']).where('doc_id', '=', docId);
/** A broken document is read up to where it is good; its index may be of more. */
const index = (db: Tx, docId: DocId) => db.selectFrom('document_index as i').innerJoin('document as d', (join) => join.onRef('i.doc_id', '=', 'd.doc_id').onRef('i.generation', '=', 'd.generation'))
  .select(['i.up_to_seq', 'i.bytes', 'i.structs', 'i.vector', 'i.deletes']).where('i.doc_id', '=', docId).where((e) => e.not(e.exists(openFault(db, docId))));
const logRows = (db: Tx, docId: DocId) => db.selectFrom('update_log').select((e) => e.fn.countAll<number>().as('rows')).where('doc_id', '=', docId);
const logBehindIndex = (db: Tx, docId: DocId) => logBehind(db, docId, sql<number>`(${index(db, docId).clearSelect().select('i.up_to_seq')})`);
const snapshotWithoutIndex = (db: Tx, docId: DocId) => newestSnapshot(db, docId).where((e) => e.not(e.exists(index(db, docId))));

const ask = aboutDocument((db, docId) => [
  document(db, docId), index(db, docId), logRows(db, docId), logBehindIndex(db, docId), snapshotWithoutIndex(db, docId), ownerRows(db, docId), openFault(db, docId),
]);

export async function readOpening(storage: Storage, docId: DocId): Promise<Opening> {
  const [documents, indexes, counted, log, snapshots, owners, faults] = await ask(storage, docId);
  const found = documents[0];
  if (found === undefined) return { state: null, generation: FIRST_GENERATION, rows: 0, lastSeq: 0, index: null, parts: [], layouts: [], owners: [], isBroken: false };
  const common = { state: JSON.parse(found.state) as DocumentState, generation: found.generation, rows: Number(counted[0]?.rows ?? 0), owners, isBroken: faults.length > 0 };
  const indexed = indexes[0];
  const parts = log.map(({ bytes }) => bytes);
  if (indexed === undefined) return { ...common, index: null, ...read({ parts: [...snapshots.map(({ bytes }) => bytes), ...parts], lastSeq: Number(log.at(-1)?.seq ?? snapshots[0]?.up_to_seq ?? 0) }) };
  const upToSeq = Number(indexed.up_to_seq);
  const layouts = layoutsOf(parts);
  // Whatever the lean reader does not know is read together with what stands before it.
  if (layouts === null) return { ...common, index: null, ...read(await readText(storage, docId)) };
  return {
    ...common, parts, layouts, lastSeq: Number(log.at(-1)?.seq ?? upToSeq),
    index: { docId, generation: found.generation, upToSeq, bytes: Number(indexed.bytes), structs: Number(indexed.structs), vector: indexed.vector, deletes: indexed.deletes },
  };
}

const read = ({ parts, lastSeq }: Pick<StoredText, 'parts' | 'lastSeq'>): Pick<Opening, 'parts' | 'lastSeq' | 'layouts'> => ({ parts, lastSeq, layouts: layoutsOf(parts) });

/** Bytes and structs of an index and what was read behind it. */
export function sizeOf(before: DocumentIndex | null, layouts: readonly Layout[]): [bytes: number, structs: number] {
  let [bytes, structs] = [before?.bytes ?? 0, before?.structs ?? 0];
  for (const layout of layouts) {
    bytes += layout.bytes.byteLength;
    structs += structCountOf(layout);
  }
  return [bytes, structs];
}

export function layoutsOf(parts: readonly Uint8Array[]): readonly Layout[] | null {
  const layouts: Layout[] = [];
  for (const part of parts) {
    const layout = layoutOf(part);
    if (layout === null) return null;
    layouts.push(layout);
  }
  return layouts;
}
