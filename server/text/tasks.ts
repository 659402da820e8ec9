/** Builds a Y.Doc from stored bytes; with sift.ts the only place in the server that does. Runs in a text thread, one task at a time. */
import * as Y from 'yjs';
import { canonicalContent, contentFacts, readContent } from '#shared/doc/canonical.ts';
import { flatten } from '#shared/doc/flatten.ts';
import { layoutOf } from '#shared/doc/update-layout.ts';
import { createTextIndex } from './text-index.ts';
import type { DocId } from '#shared/base/ids.ts';
import { sm3 } from '#server/sm3.ts';
import type { TextAnswers, TextTask } from './messages.ts';
import { sift } from './sift.ts';

export function runTask(task: TextTask): TextAnswers[keyof TextAnswers] {
  if (task.kind === 'sift') return sift(task.parts);
  const doc = new Y.Doc();
  try {
    // Applied one by one: merging thousands of updates as bytes takes fifty times as long.
    doc.transact(() => { for (const part of task.parts) Y.applyUpdate(doc, part); });
    switch (task.kind) {
      case 'content': return { facts: contentFacts(doc, sm3), canonical: canonicalContent(readContent(doc)), bytes: Y.encodeStateAsUpdate(doc) };
      case 'compact': return compacted(doc);
      case 'flatten': return flattened(doc, task.docId, task.generation);
      case 'missing': return Y.encodeStateAsUpdate(doc, task.vector);
    }
  } finally {
    doc.destroy();
  }
}

function compacted(doc: Y.Doc): TextAnswers['compact'] {
  const bytes = Y.encodeStateAsUpdate(doc);
  if (!readsBackAs(doc, bytes)) return null;
  const layout = layoutOf(bytes);
  if (layout === null) return { bytes, index: null };
  const text = createTextIndex();
  text.load([layout]);
  return { bytes, index: { ...text.encode(), structs: layout.blocks.reduce((sum, { count }) => sum + count, 0) } };
}

function flattened(doc: Y.Doc, docId: DocId, generation: number): TextAnswers['flatten'] {
  const usedClients = new Set(Y.decodeStateVector(Y.encodeStateVector(doc)).keys());
  const bytes = flatten({ docId, generation, content: readContent(doc), usedClients }, sm3);
  const copy = new Y.Doc();
  try {
    Y.applyUpdate(copy, bytes);
    return { bytes, hash: contentFacts(copy, sm3).hash };
  } finally {
    copy.destroy();
  }
}

/** Equal structs, deletions and visible content: a state vector alone would not see a lost deletion. */
export function readsBackAs(doc: Y.Doc, bytes: Uint8Array): boolean {
  const copy = new Y.Doc();
  try {
    Y.applyUpdate(copy, bytes);
    return Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(doc)) && canonicalContent(readContent(copy)) === canonicalContent(readContent(doc));
  } finally {
    copy.destroy();
  }
}
