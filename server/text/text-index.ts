/**
 * What a room knows of its text without holding it: the state vector and the deletions, as admitted and as durable.
 * Weighs an incoming update against them. What was admitted and then not stored is forgotten by loading again.
 */
import * as Y from 'yjs';
import { asGone } from '#shared/doc/as-gone.ts';
import { createPlaces, type Places } from '#shared/doc/gate-places.ts';
import { gate, learnPlaces, type Advances, type RejectReason, type StateVector, type Steps } from '#shared/doc/gate.ts';
import type { Ref } from '#shared/doc/struct-reader.ts';
import { layoutOf, vectorOf, type Layout } from '#shared/doc/update-layout.ts';
import { createDeleteRanges } from './delete-ranges.ts';

export interface News {
  readonly kind: 'news';
  /** Brings no text, so it may be the tidying-up of a reader's copy. */
  readonly isOnlyDeletes: boolean;
  readonly advances: Advances;
  /** People whom its records of 修订 name. */
  readonly authors: readonly string[];
  /** What of the update is new here: that is stored and shown. */
  readonly layout: Layout;
  /** Counts it in where its structs stand in the text. */
  readonly place: () => void;
}

export type Weighed =
  | { readonly kind: 'reject'; readonly reason: RejectReason }
  | { readonly kind: 'gap' }
  /** Everything in it is here already. */
  | { readonly kind: 'known' }
  | News;

/** As Yjs writes them. */
export interface Encoded {
  readonly vector: Uint8Array;
  readonly deletes: Uint8Array;
}

export interface TextIndex {
  /** Starts over from what is stored: `index` stands for everything that is not in `layouts`. */
  load(layouts: readonly Layout[], index?: Encoded | null): void;
  /** What is durable; call it while nothing is under way. */
  encode(): Encoded;
  /** An update that brings nothing but the deletions; call it while nothing is under way. */
  deletesAlone(): Uint8Array;
  /** Until the places are learned it cannot be told whether news may stand where it wants to: readers never need them. */
  isPlaced(): boolean;
  learn(stored: readonly Uint8Array[]): Steps<void>;
  weigh(update: Uint8Array): Weighed;
  /** Counts it in; `confirm` once it is durable. */
  admit(news: News): void;
  confirm(news: News): void;
  /** Everything admitted, also what is still being written. */
  admitted(): StateVector;
  durable(): StateVector;
}

const NO_STRUCTS = Uint8Array.of(0);
const KNOWN: Weighed = { kind: 'known' };

export function createTextIndex(): TextIndex {
  let admitted = new Map<number, number>();
  /** The very same map until something is under way: an idle document needs one. */
  let durable = admitted;
  let deletes = createDeleteRanges();
  let places: Places | null = null;

  return {
    load: (layouts, index = null) => {
      admitted = durable = index === null ? new Map() : Y.decodeStateVector(index.vector);
      for (const [client, end] of vectorOf(layouts)) if (end > (durable.get(client) ?? 0)) durable.set(client, end);
      places = null;
      deletes = createDeleteRanges(index?.deletes);
      for (const layout of layouts) deletes.add(layout.deletes);
    },
    encode: () => ({ vector: Y.encodeStateVector(durable), deletes: deletes.encode() }),
    deletesAlone: () => Buffer.concat([NO_STRUCTS, deletes.encode()]),
    isPlaced: () => places !== null,
    *learn(stored) {
      const learned = createPlaces();
      for (const part of stored) yield* learnPlaces(learned, part);
      places = learned;
    },
    weigh: (update) => {
      // Every stock client repeats all deletions when it comes back, and after a restart everybody does.
      if (update[0] === 0 && deletes.isStill(update.subarray(1))) return KNOWN;
      const verdict = gate(update, admitted, places ?? undefined);
      if (verdict.kind !== 'pass') return verdict;
      const { advances, authors, place, isGone } = verdict;
      const isOnlyDeletes = advances.length === 0;
      if (isOnlyDeletes && deletes.covers(verdict.layout.deletes)) return KNOWN;
      return { kind: 'news', isOnlyDeletes, advances, authors, layout: asStored(verdict.layout, admitted, isGone), place };
    },
    admit: (news) => {
      if (admitted === durable) admitted = new Map(durable);
      for (const { client, end } of news.advances) admitted.set(client, end);
      if (news.layout.deletes.size > 0) deletes.add(news.layout.deletes);
      news.place();
    },
    confirm: ({ advances }) => {
      for (const { client, end } of advances) durable.set(client, end);
    },
    admitted: () => admitted,
    durable: () => durable,
  };
}

/**
 * Yjs looks up the neighbours even of a struct that it knows and cuts the text there, and of one of which it knows a part it takes the rest:
 * a second version of what is known would depend on who heard of which first. So it is not kept; the rest of such a struct follows its
 * first part, as Yjs has it. What stands in what is gone is kept as gone.
 */
function asStored(layout: Layout, known: StateVector, isGone: ((struct: Ref) => boolean) | null): Layout {
  const isAllNew = layout.blocks.every(({ client, clock }) => clock >= (known.get(client) ?? 0));
  const fresh = isAllNew ? layout : layoutOf(Y.diffUpdate(layout.bytes, Y.encodeStateVector(new Map(known))));
  if (fresh === null) throw new TypeError('what the gate has read cannot be laid out');
  return isGone === null ? fresh : asGone(fresh, isGone);
}

/** Whether somebody has what is not here. */
export const knowsMore = (theirs: StateVector, here: StateVector): boolean => [...theirs].some(([client, clock]) => clock > (here.get(client) ?? 0));
