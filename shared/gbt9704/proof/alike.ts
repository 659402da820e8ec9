/**
 * Of names that are almost the same, which is the right one: that which stands there more often, the first of equals. A name that is like a right one is a slip;
 * right ones are never like each other, so that one change brings no other.
 */
export interface Named {
  readonly name: string;
  readonly places: readonly number[];
}

/** So many different names are compared; a text with more is a list, and the time must not grow with its square. */
export const NAMES_MAX = 150;

export function slipsAmong<T extends Named>(names: readonly T[], isLike: (slip: string, right: string) => boolean): readonly { readonly slip: T; readonly right: T }[] {
  const order = names.slice(0, NAMES_MAX).toSorted((a, b) => b.places.length - a.places.length || (a.places[0] ?? 0) - (b.places[0] ?? 0));
  const right: T[] = [];
  return order.flatMap((slip) => {
    const other = right.find((each) => isLike(slip.name, each.name));
    if (other !== undefined) return [{ slip, right: other }];
    right.push(slip);
    return [];
  });
}

/** What is left of two between a common beginning and a common end. */
export function apart(one: string, other: string): { readonly start: number; readonly left: string; readonly right: string; readonly end: number } {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return { start, left: one.slice(start, one.length - end), right: other.slice(start, other.length - end), end };
}
