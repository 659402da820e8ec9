/**
 * Sets of row numbers as sorted, disjoint, inclusive ranges: what a subtree is in the directory's tables.
 */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Sorts and joins; nested ranges (a unit inside a found unit) disappear into the outer one. */
export function mergeRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + 1) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  return merged;
}

/** Both sides sorted and disjoint. */
export function intersectRanges(left: readonly Range[], right: readonly Range[]): readonly Range[] {
  const common: Range[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const a = left[i] as Range;
    const b = right[j] as Range;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    if (from <= to) common.push({ from, to });
    if (a.to < b.to) i += 1;
    else j += 1;
  }
  return common;
}

/** Binary search in sorted, disjoint ranges. */
export function within(row: number, ranges: readonly Range[]): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle] as Range;
    if (row < range.from) high = middle - 1;
    else if (row > range.to) low = middle + 1;
    else return true;
  }
  return false;
}

/** Ring i is what interval i adds to interval i−1; the last ring is the rest of the scope. */
export function ringsOf(nearest: readonly Range[], scope: Range): readonly (readonly Range[])[] {
  const rings: (readonly Range[])[] = [];
  let inner: Range | null = null;
  for (const wide of [...nearest, scope]) {
    const [outer] = intersectRanges([wide], [scope]);
    if (outer === undefined) continue;
    const pieces: Range[] = inner === null ? [outer] : [{ from: outer.from, to: inner.from - 1 }, { from: inner.to + 1, to: outer.to }];
    rings.push(pieces.filter((piece) => piece.from <= piece.to));
    inner = outer;
  }
  return rings;
}
