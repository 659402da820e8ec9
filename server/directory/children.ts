/** The children of every unit in political order, as numbers over the columns of a snapshot: a province's 114,000 units in two arrays, made once. */
import type { OrgSnapshot } from './org-snapshot.ts';

/** Answers positions in the columns. */
export function childrenOf({ parents, orders }: Pick<OrgSnapshot['units'], 'parents' | 'orders'>): (index: number) => Uint32Array {
  const starts = new Uint32Array(parents.length + 1);
  for (const parent of parents) if (parent >= 0) starts[parent + 1] = (starts[parent + 1] ?? 0) + 1;
  for (let index = 1; index < starts.length; index += 1) starts[index] = (starts[index] ?? 0) + (starts[index - 1] ?? 0);
  const next = starts.slice();
  const children = new Uint32Array(starts.at(-1) ?? 0);
  for (const [index, parent] of parents.entries()) {
    if (parent < 0) continue;
    const place = next[parent] ?? 0;
    children[place] = index;
    next[parent] = place + 1;
  }
  const orderOf = (index: number): number => orders[index] ?? 0;
  for (let parent = 0; parent < parents.length; parent += 1) {
    children.subarray(starts[parent], starts[parent + 1]).sort((a, b) => orderOf(a) - orderOf(b) || a - b);
  }
  return (index) => children.subarray(starts[index], starts[index + 1]);
}

/** Every unit before what is below it, siblings in their order: the political order across units (ORG04). A damaged tree loses what no root leads to. */
export function politicalOrder(units: Pick<OrgSnapshot['units'], 'parents' | 'orders'>): Uint32Array {
  const children = childrenOf(units);
  const order = new Uint32Array(units.parents.length);
  const roots = [...units.parents.keys()].filter((index) => (units.parents[index] ?? -1) < 0).toSorted((a, b) => (units.orders[a] ?? 0) - (units.orders[b] ?? 0) || a - b);
  const waiting = roots.toReversed();
  let placed = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    order[placed] = next;
    placed += 1;
    waiting.push(...children(next).toReversed());
  }
  return order.subarray(0, placed);
}
