/**
 * What a room knows of its text without holding it: the state vector and the deletions, as admitted and as durable.
 * Weighs an incoming update against them. What was admitted and then not stored is forgotten by loading again.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { gate, type RejectReason, type StateVector } from '#shared/doc/gate.ts';
import type { Tx } from '#server/storage/storage.ts';
import { createDeleteRanges } from './delete-ranges.ts';
import { withText } from './text.ts';

export type Weighed =
  | { readonly kind: 'reject'; readonly reason: RejectReason }
  | { readonly kind: 'gap' }
  /** Everything in it is here already. */
  | { readonly kind: 'known' }
  /** `isOnlyDeletes`: brings no text, so it may be the tidying-up of a reader's copy. `admit` counts it in; `confirm` once it is durable. */
  | { readonly kind: 'news'; readonly isOnlyDeletes: boolean; admit(): void; confirm(): void };

export interface TextIndex {
  load(tx: Tx): Promise<void>;
  weigh(update: Uint8Array): Weighed;
  /** Everything admitted, also what is still being written. */
  admitted(): StateVector;
  durable(): StateVector;
}

export function createTextIndex(docId: DocId): TextIndex {
  let admitted: StateVector = new Map();
  let durable: StateVector = new Map();
  let deletes = createDeleteRanges();
  return {
    load: (tx) => withText(tx, docId, ({ doc }) => {
      admitted = durable = Y.decodeStateVector(Y.encodeStateVector(doc));
      deletes = createDeleteRanges();
      deletes.add(Y.createDeleteSetFromStructStore(doc.store));
    }),
    weigh: (update) => {
      const verdict = gate(update, admitted);
      if (verdict.kind !== 'pass') return verdict;
      if (verdict.addsNothing && deletes.covers(verdict.deletes)) return { kind: 'known' };
      return {
        kind: 'news', isOnlyDeletes: verdict.addsNothing,
        admit: () => {
          admitted = verdict.after;
          deletes.add(verdict.deletes);
        },
        confirm: () => { durable = verdict.after; },
      };
    },
    admitted: () => admitted,
    durable: () => durable,
  };
}
