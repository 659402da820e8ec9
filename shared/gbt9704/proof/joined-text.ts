/** The lines of a text as one, for what is looked for across them, and back from it to the line. */
import type { Line } from '#shared/gbt9704/check/model.ts';

export interface Joined {
  readonly text: string;
  readonly placeOf: (start: number) => { readonly line: Line; readonly at: number } | null;
}

export function joined(lines: readonly Line[]): Joined {
  let length = 0;
  const starts = lines.map(({ text }) => {
    const start = length;
    length += text.length + 1;
    return start;
  });
  const placeOf: Joined['placeOf'] = (start) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    const line = lines[low];
    return line === undefined ? null : { line, at: start - (starts[low] ?? 0) };
  };
  return { text: lines.map(({ text }) => text).join('\n'), placeOf };
}

export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
