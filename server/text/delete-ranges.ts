/**
 * What is deleted in one document, as merged ranges per client. The complement of the state vector, which does not cover deletions:
 * with both one can tell, without a Y.Doc, whether an update says anything new. A stock client repeats all its deletions at every connect.
 */
import { decodeDeletes, encodeDeletes, type Deletes } from '#shared/doc/delete-set.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

export interface DeleteRanges {
  covers(deletes: Deletes): boolean;
  add(deletes: Deletes): void;
  /** Whether these bytes are to the byte what was deleted before and has not been looked into since: what whoever comes back repeats. */
  isStill(encoded: Uint8Array): boolean;
  /** As at the end of an update. */
  encode(): Uint8Array;
}

/** From how many new ranges on sorting everything is cheaper than putting each in its place. */
const SORT_FROM = 16;

/** `encoded`: what was deleted before; read only when somebody asks, because most who open a document never do. */
export function createDeleteRanges(encoded: Uint8Array | null = null): DeleteRanges {
  let unread = encoded;
  const byClient = new Map<number, Span[]>();
  const add = (deletes: Deletes): void => {
    for (const [client, items] of deletes) {
      const known = byClient.get(client);
      const spans = items.map(({ clock, len }) => ({ start: clock, end: clock + len }));
      if (known !== undefined && spans.length < SORT_FROM) for (const span of spans) insert(known, span);
      else byClient.set(client, merge([...(known ?? []), ...spans]));
    }
  };
  const read = (): void => {
    if (unread === null) return;
    const earlier = unread;
    unread = null;
    add(decodeDeletes(earlier));
  };
  return {
    covers: (deletes) => {
      read();
      return [...deletes].every(([client, items]) => {
        const known = byClient.get(client) ?? [];
        return items.every(({ clock, len }) => len === 0 || isCovered(known, { start: clock, end: clock + len }));
      });
    },
    add: (deletes) => {
      if (deletes.size === 0) return;
      read();
      add(deletes);
    },
    isStill: (encoded) => unread !== null && Buffer.compare(unread, encoded) === 0,
    encode: () => {
      if (unread !== null) return unread;
      return encodeDeletes(new Map([...byClient].map(([client, spans]) => [client, spans.map(({ start, end }) => ({ clock: start, len: end - start }))])));
    },
  };
}

/** The first range that ends at or behind this clock. */
function firstEndingAt(spans: readonly Span[], clock: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).end < clock) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ranges are sorted and disjoint, and touching ones are one: so at most one can contain another. */
function isCovered(known: readonly Span[], { start, end }: Span): boolean {
  const candidate = known[firstEndingAt(known, end)];
  return candidate !== undefined && candidate.start <= start;
}

function insert(spans: Span[], span: Span): void {
  const from = firstEndingAt(spans, span.start);
  let to = from;
  let { start, end } = span;
  for (let touching = spans[to]; touching !== undefined && touching.start <= end; touching = spans[to]) {
    start = Math.min(start, touching.start);
    end = Math.max(end, touching.end);
    to += 1;
  }
  spans.splice(from, to - from, { start, end });
}

function merge(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}
