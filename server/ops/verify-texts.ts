/**
 * Texts: every update of every document again through the gate, from the beginning; what comes of it reads back as itself; snapshots hold
 * what the log before them holds; what was frozen has its hash; and the text of a document that was handed on is the one its hash binds.
 */
import * as Y from 'yjs';
import { canonicalContent, contentFacts, readContent } from '#shared/doc/canonical.ts';
import { gate } from '#shared/doc/gate.ts';
import { sm3 } from '#server/sm3.ts';
import type { Tx } from '#server/storage/storage.ts';
import { currentStep } from '#shared/workflow/holders.ts';
import { snapshotsOf } from '#server/text/stored-text.ts';
import type { Findings } from './findings.ts';
import type { History, Told } from './verify-events.ts';
import { verifyIndex } from './verify-index.ts';

export async function verifyTexts(tx: Tx, history: History, findings: Findings, onDocument: (done: number, total: number) => void): Promise<void> {
  const ids = new Set(history.documents.keys());
  for (const table of ['update_log', 'snapshot'] as const) {
    for (const { doc_id: docId } of await tx.selectFrom(table).select('doc_id').distinct().execute()) {
      if (!ids.has(docId)) findings.found('text', docId, `${table} ${docId}`, 'belongs to no document');
      ids.add(docId);
    }
  }
  let done = 0;
  for (const docId of ids) {
    await verifyText(tx, docId, history.documents.get(docId), findings);
    done += 1;
    onDocument(done, ids.size);
  }
}

interface Part {
  readonly row: string;
  readonly seq: number;
  readonly isSnapshot: boolean;
  readonly bytes: Uint8Array;
}

async function verifyText(tx: Tx, docId: string, told: Told | undefined, findings: Findings): Promise<void> {
  const updates = await tx.selectFrom('update_log').select(['seq', 'bytes']).where('doc_id', '=', docId).orderBy('seq').execute();
  const snapshots = await snapshotsOf(tx, docId).orderBy('up_to_seq').execute();
  // A snapshot stands behind the last update that it contains.
  const parts: readonly Part[] = [
    ...updates.map(({ seq, bytes }) => ({ row: `update_log ${seq}`, seq: Number(seq), isSnapshot: false, bytes })),
    ...snapshots.map(({ up_to_seq: seq, bytes }) => ({ row: `snapshot ${docId} ${seq}`, seq: Number(seq), isSnapshot: true, bytes })),
  ].toSorted((a, b) => a.seq - b.seq || Number(a.isSnapshot) - Number(b.isSnapshot));
  const doc = new Y.Doc({ guid: docId });
  const indexed = await verifyIndex(tx, docId, parts, findings);
  const lastIndexed = indexed === null ? -1 : parts.findLastIndex(({ seq }) => seq <= indexed.upToSeq);
  let isWhole = true;
  let rowsSinceSnapshot = 0;
  asOne(doc, () => {
    for (const [index, part] of parts.entries()) {
      findings.looked(part.isSnapshot ? 'snapshot' : 'text');
      const what = index === 0 ? applyFirst(doc, part.bytes) : part.isSnapshot ? compareSnapshot(doc, part.bytes, rowsSinceSnapshot > 0) : applyNext(doc, part.bytes);
      rowsSinceSnapshot = part.isSnapshot ? 0 : rowsSinceSnapshot + 1;
      if (what !== null) {
        isWhole = false;
        findings.found(part.isSnapshot ? 'snapshot' : 'text', docId, part.row, what);
      }
      // Of a damaged text there is nothing to hold it against.
      if (isWhole && index === lastIndexed) indexed?.compare(doc);
    }
  });
  if (parts.length === 0) findings.found('text', docId, `document ${docId}`, 'has no text');
  else if (isWhole) verifyWhole(doc, docId, told, findings);
  doc.destroy();
}

/**
 * Several updates as one transaction, which is how the server builds a text. After each of its own Yjs would tidy up formatting that people wrote at
 * once, and the copy would hold deletions that are stored nowhere.
 */
const asOne = <T>(doc: Y.Doc, run: () => T): T => doc.transact(run);

const vectorOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));
const isPending = (doc: Y.Doc): boolean => doc.store.pendingStructs !== null || doc.store.pendingDs !== null;

/** The first part was written by the server itself (first content, a delivered text, a snapshot): it may be long and is known, the shape it must have. */
function applyFirst(doc: Y.Doc, bytes: Uint8Array): string | null {
  const problem = apply(doc, bytes);
  if (problem !== null) return problem;
  const verdict = gate(bytes, vectorOf(doc));
  return verdict.kind === 'pass' || (verdict.kind === 'reject' && verdict.reason === 'too-large') ? null : `the gate refuses it: ${verdict.kind === 'gap' ? 'gap' : verdict.reason}`;
}

function applyNext(doc: Y.Doc, bytes: Uint8Array): string | null {
  const verdict = gate(bytes, vectorOf(doc));
  if (verdict.kind !== 'pass') return `the gate refuses it: ${verdict.kind === 'gap' ? 'something before it is missing' : verdict.reason}`;
  return apply(doc, bytes);
}

function apply(doc: Y.Doc, bytes: Uint8Array): string | null {
  try {
    Y.applyUpdate(doc, bytes);
  } catch (error) {
    return `cannot be applied: ${error instanceof Error ? error.message : String(error)}`;
  }
  return isPending(doc) ? 'builds on something that is missing' : null;
}

/**
 * Against the replay so far. Where the rows since the last snapshot are still there both must be equal; where they were trimmed the newer
 * one must at least contain the older.
 */
function compareSnapshot(doc: Y.Doc, bytes: Uint8Array, isSameDue: boolean): string | null {
  const copy = new Y.Doc({ guid: doc.guid });
  try {
    return asOne(copy, () => {
      const problem = apply(copy, bytes);
      if (problem !== null) return problem;
      const before = Y.snapshot(copy);
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
      if (!Y.equalSnapshots(Y.snapshot(copy), before)) return 'lacks something that the log before it holds';
      if (isSameDue && !Y.equalSnapshots(Y.snapshot(doc), before)) return 'holds something that the log before it lacks';
      return apply(doc, bytes);
    });
  } finally {
    copy.destroy();
  }
}

function verifyWhole(doc: Y.Doc, docId: string, told: Told | undefined, findings: Findings): void {
  const again = new Y.Doc({ guid: docId });
  const problem = apply(again, Y.encodeStateAsUpdate(doc));
  if (problem !== null || canonicalContent(readContent(again)) !== canonicalContent(readContent(doc))) findings.found('text', docId, `document ${docId}`, 'does not read back as itself');
  again.destroy();
  const state = told?.state ?? null;
  if (state === null || currentStep(state).text !== undefined || state.contentHash === null) return;
  if (contentFacts(doc, sm3).hash !== state.contentHash) findings.found('text', docId, `document ${docId}`, 'is not the text that was handed on');
}

/** The caller lets go of it. */
export function readDoc(bytes: Uint8Array): { readonly doc: Y.Doc; readonly problem: string | null } {
  const doc = new Y.Doc();
  return { doc, problem: apply(doc, bytes) };
}

export async function verifyFrozen(tx: Tx, history: History, findings: Findings): Promise<void> {
  const keys = await tx.selectFrom('frozen').select(['doc_id', 'step_no', 'kind']).orderBy('doc_id').execute();
  const kept = new Map<string, Set<string>>();
  for (const key of keys) {
    findings.looked('frozen');
    const row = await tx.selectFrom('frozen').selectAll().where('doc_id', '=', key.doc_id).where('step_no', '=', key.step_no).where('kind', '=', key.kind).executeTakeFirstOrThrow();
    const found = (what: string): void => findings.found('frozen', row.doc_id, `frozen ${row.doc_id} ${row.step_no} ${row.kind}`, what);
    if (sm3(row.content) !== row.hash) found('content does not have its hash');
    const { doc, problem } = readDoc(row.bytes);
    if (problem !== null) found(`bytes: ${problem}`);
    else if (contentFacts(doc, sm3).hash !== row.hash) found('bytes do not show what its hash binds');
    doc.destroy();
    if (history.documents.get(row.doc_id)?.hashes.has(row.hash) !== true) found('is bound by no event');
    kept.set(row.doc_id, (kept.get(row.doc_id) ?? new Set()).add(row.hash));
  }
  // The copies of what was sent to many have theirs in common.
  const shared = new Set((await tx.selectFrom('shared_text').select('hash').execute()).map(({ hash }) => hash));
  for (const [docId, { hashes, state }] of history.documents) {
    // A copy's text is kept once for all its receivers; what an organ handed on itself is kept with its own document.
    const isCopy = state?.direction === 'incoming';
    for (const hash of hashes) if (kept.get(docId)?.has(hash) !== true && !(isCopy && shared.has(hash))) findings.found('frozen', docId, `frozen ${docId}`, `what was bound by ${hash.slice(0, 16)}… is missing`);
  }
}
