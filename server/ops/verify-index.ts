/**
 * `document_index` against the text that it stands for: a room believes it without reading that text, so one that claims too much makes an edit count
 * as known that is stored nowhere. It may always be dropped (`heal --index`). What was trimmed is judged by the snapshot that holds it.
 */
import * as Y from 'yjs';
import type { Deletes } from '#shared/doc/delete-set.ts';
import { decodeDeletes } from '#shared/doc/delete-set.ts';
import { layoutOf } from '#shared/doc/update-layout.ts';
import type { Tx } from '#server/storage/storage.ts';
import { createDeleteRanges } from '#server/text/delete-ranges.ts';
import type { Findings } from './findings.ts';

/** As the replay reads it: a snapshot stands behind the last update that it contains. */
export interface IndexedPart {
  readonly seq: number;
  readonly isSnapshot: boolean;
  readonly bytes: Uint8Array;
}

interface Row {
  readonly upToSeq: number;
  readonly bytes: number;
  readonly structs: number;
  readonly vector: Uint8Array;
  readonly deletes: Uint8Array;
}

/** Null where there is none that a room would use. `compare` is called once the replay stands at `upToSeq` and not further. */
export interface IndexCheck {
  readonly upToSeq: number;
  compare(doc: Y.Doc): void;
}

export async function verifyIndex(tx: Tx, docId: string, parts: readonly IndexedPart[], findings: Findings): Promise<IndexCheck | null> {
  const found = await tx.selectFrom('document_index as i').innerJoin('document as d', 'd.doc_id', 'i.doc_id')
    .select(['i.generation', 'd.generation as current', 'i.up_to_seq', 'i.bytes', 'i.structs', 'i.vector', 'i.deletes']).where('i.doc_id', '=', docId).executeTakeFirst();
  if (found === undefined) return null;
  findings.looked('index');
  const say = (what: string): void => findings.found('index', docId, `document_index ${docId}`, what);
  // Of a text that was written anew since: nobody reads it.
  if (found.generation < found.current) return null;
  if (found.generation > found.current) say(`generation is ${found.generation}, the document's is ${found.current}`);
  const row: Row = { upToSeq: Number(found.up_to_seq), bytes: Number(found.bytes), structs: found.structs, vector: found.vector, deletes: found.deletes };
  const last = parts.at(-1)?.seq ?? 0;
  const snapshot = parts.findLast(({ isSnapshot }) => isSnapshot)?.seq ?? 0;
  if (row.upToSeq > last) say(`goes up to ${row.upToSeq}, the text ends at ${last}`);
  else if (row.upToSeq < snapshot) say(`goes up to ${row.upToSeq}, what comes behind it lies in the snapshot up to ${snapshot}, where nobody would look`);
  else return { upToSeq: row.upToSeq, compare: (doc) => { for (const what of compare(row, doc, parts.filter(({ seq }) => seq <= row.upToSeq))) say(what); } };
  return null;
}

function compare(row: Row, doc: Y.Doc, parts: readonly IndexedPart[]): readonly string[] {
  let vector: ReadonlyMap<number, number>;
  let deletes: Deletes;
  try {
    vector = Y.decodeStateVector(row.vector);
    deletes = decodeDeletes(row.deletes);
  } catch (error) {
    return [`cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
  return [compareVector(vector, Y.decodeStateVector(Y.encodeStateVector(doc))), compareDeletes(deletes, doc, parts), compareSize(row, parts)].filter((what) => what !== null);
}

function compareVector(said: ReadonlyMap<number, number>, here: ReadonlyMap<number, number>): string | null {
  const client = [...said.keys(), ...here.keys()].find((each) => said.get(each) !== here.get(each));
  return client === undefined ? null : `says that client ${client} has written up to ${said.get(client) ?? 0}, the text has ${here.get(client) ?? 0}`;
}

/**
 * Building a text deletes more than anybody has said: what stands in a deleted place, a value that another one overwrote. A room does not know of it, a
 * snapshot does. So the index says at least what was said, and at most what is deleted.
 */
function compareDeletes(said: Deletes, doc: Y.Doc, parts: readonly IndexedPart[]): string | null {
  const here = createDeleteRanges();
  here.add(Y.snapshot(doc).ds.clients);
  if (!here.covers(said)) return 'says that something is deleted which the text has';
  const ranges = createDeleteRanges();
  ranges.add(said);
  const isMissing = parts.some(({ isSnapshot, bytes }) => !ranges.covers(isSnapshot ? deletedByHand(bytes) : Y.decodeUpdate(bytes).ds.clients));
  return isMissing ? 'does not say that something is deleted which the text deletes' : null;
}

/** Of what is deleted in a snapshot, that which nothing but somebody's own word can have deleted. */
function deletedByHand(snapshot: Uint8Array): Deletes {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, snapshot);
    const deletes = new Map<number, { clock: number; len: number }[]>();
    for (const [client, structs] of doc.store.clients) {
      const spans = structs.filter((struct) => struct instanceof Y.Item && struct.deleted && struct.parentSub === null && !isInsideDeleted(struct));
      if (spans.length > 0) deletes.set(client, spans.map(({ id, length }) => ({ clock: id.clock, len: length })));
    }
    return deletes;
  } finally {
    doc.destroy();
  }
}

const isInsideDeleted = ({ parent }: Y.Item): boolean => !(parent instanceof Y.AbstractType) || parent._item?.deleted === true;

/** A room counts on from what it once read, whatever was compacted meanwhile: it is exact only while the whole log is there, and known to the lean reader. */
function compareSize({ bytes, structs }: Row, parts: readonly IndexedPart[]): string | null {
  const from = parts.findLastIndex(({ isSnapshot }) => isSnapshot) + 1;
  const rows = parts.slice(from).map((part) => layoutOf(part.bytes));
  if (rows.includes(null)) return null;
  let [bytesLeast, structsLeast, ranges] = [0, 0, 0];
  for (const row of rows) {
    bytesLeast += row?.bytes.byteLength ?? 0;
    for (const { count } of row?.blocks ?? []) structsLeast += count;
    for (const spans of row?.deletes.values() ?? []) ranges += spans.length;
  }
  if (bytes < bytesLeast || structs < structsLeast) return `counts ${bytes} bytes and ${structs} structs, the log behind the last snapshot alone has ${bytesLeast} and ${structsLeast}`;
  if (from > 0) return null;
  return bytes === bytesLeast && structs <= structsLeast + ranges ? null : `counts ${bytes} bytes and ${structs} structs, the text has ${bytesLeast} and ${structsLeast}`;
}
