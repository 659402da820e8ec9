/**
 * What is deleted in one document, as merged ranges per client. The complement of the state vector, which does not cover deletions:
 * with both one can tell, without a Y.Doc, whether an update says anything new. A stock client repeats all its deletions at every connect.
 */
import type { DeleteSet } from '#shared/doc/gate.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

export interface DeleteRanges {
  covers(deletes: DeleteSet): boolean;
  add(deletes: DeleteSet): void;
}

export function createDeleteRanges(): DeleteRanges {
  const byClient = new Map<number, readonly Range[]>();
  return {
    covers: (deletes) => [...deletes.clients].every(([client, items]) => {
      const known = byClient.get(client) ?? [];
      return items.every(({ clock, len }) => len === 0 || isCovered(known, { start: clock, end: clock + len }));
    }),
    add: (deletes) => {
      for (const [client, items] of deletes.clients) {
        byClient.set(client, merge([...(byClient.get(client) ?? []), ...items.map(({ clock, len }) => ({ start: clock, end: clock + len }))]));
      }
    },
  };
}

/** Ranges are sorted and disjoint, so at most one can contain another. */
function isCovered(known: readonly Range[], { start, end }: Range): boolean {
  let low = 0;
  let high = known.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = known[middle];
    if (range === undefined) return false;
    if (range.end <= start) low = middle + 1;
    else if (range.start > start) high = middle - 1;
    else return range.end >= end;
  }
  return false;
}

function merge(ranges: Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return merged;
}
