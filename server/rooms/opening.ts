/** What a room reads when somebody opens a document: where it stands in the workflow, and of its text as little as will do. */
import type { DocId } from '#shared/base/ids.ts';
import { layoutOf, type Layout } from '#shared/doc/update-layout.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { FIRST_GENERATION } from '#server/documents/generation.ts';
import type { Tx } from '#server/storage/storage.ts';
import { readRowsAfter, readStored } from '#server/text/stored-text.ts';
import { INDEXED_FROM_BYTES, type DocumentIndex } from './document-index.ts';

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
}

const NOTHING: Opening = { state: null, generation: FIRST_GENERATION, rows: 0, lastSeq: 0, index: null, parts: [], layouts: [] };

export async function readOpening(tx: Tx, docId: DocId): Promise<Opening> {
  const row = await tx.selectFrom('document as d')
    .leftJoin('document_index as i', (join) => join.onRef('i.doc_id', '=', 'd.doc_id').onRef('i.generation', '=', 'd.generation'))
    .select((e) => ['d.state', 'd.generation', 'i.up_to_seq', 'i.bytes', 'i.structs', 'i.vector', 'i.deletes',
      e.selectFrom('update_log as u').whereRef('u.doc_id', '=', 'd.doc_id').select((count) => count.fn.countAll<number>().as('rows')).as('rows')])
    .where('d.doc_id', '=', docId).executeTakeFirst();
  if (row === undefined) return NOTHING;
  const { generation } = row;
  const common = { state: JSON.parse(row.state) as DocumentState, generation, rows: Number(row.rows ?? 0) };
  if (row.vector !== null && row.deletes !== null && Number(row.bytes) >= INDEXED_FROM_BYTES) {
    const upToSeq = Number(row.up_to_seq);
    const index = { docId, generation, upToSeq, bytes: Number(row.bytes), structs: Number(row.structs), vector: row.vector, deletes: row.deletes };
    const later = await readRowsAfter(tx, docId, upToSeq);
    const layouts = layoutsOf(later.parts);
    // Whatever the lean reader does not know is read together with what stands before it.
    if (layouts !== null) return { ...common, index, parts: later.parts, layouts, lastSeq: later.lastSeq };
  }
  const { parts, lastSeq } = await readStored(tx, docId);
  return { ...common, index: null, parts, layouts: layoutsOf(parts), lastSeq };
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
