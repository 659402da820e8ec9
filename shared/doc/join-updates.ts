/**
 * Several V1 updates as one, by copying bytes: what one commit made durable leaves as one frame, and what a client lacks is answered from
 * snapshot and log. `Y.mergeUpdates` decodes every struct; this costs a copy. Null when bytes alone cannot say it (two updates that
 * overlap inside one struct, a hole): then the caller takes the long way.
 */
import { ByteWriter, NUMBER_BYTES_MAX } from './byte-writer.ts';
import { deletesSize, writeDeletes, type Range } from './delete-set.ts';
import { cut, type Layout, type StateVector } from './update-layout.ts';

interface Part {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

interface Joined {
  readonly clock: number;
  end: number;
  count: number;
  size: number;
  readonly parts: Part[];
}

/** `above`: what the reader has already; whole structs below it stay out. Deletions always go along: a vector does not cover them. */
export function joinUpdates(layouts: readonly Layout[], above: StateVector | null = null): Uint8Array | null {
  const [only, ...more] = layouts;
  if (only !== undefined && more.length === 0 && (above === null || above.size === 0) && isWhole(only)) return only.bytes;
  const clients = new Map<number, Joined>();
  const deletes = new Map<number, Range[]>();
  for (const layout of layouts) {
    for (const block of layout.blocks) {
      const joined = clients.get(block.client);
      const start = joined?.end ?? (above === null ? block.clock : (above.get(block.client) ?? 0));
      if (block.end <= start) continue;
      if (block.clock > start) return null;
      const rest = cut(layout, block, start);
      const part = { bytes: layout.bytes, from: rest.from, to: rest.to };
      if (joined === undefined) {
        clients.set(block.client, { clock: rest.clock, end: rest.end, count: rest.count, size: rest.to - rest.from, parts: [part] });
      } else {
        if (rest.clock !== start) return null;
        joined.end = rest.end;
        joined.count += rest.count;
        joined.size += rest.to - rest.from;
        joined.parts.push(part);
      }
    }
    for (const [client, ranges] of layout.deletes) {
      const known = deletes.get(client);
      if (known === undefined) deletes.set(client, [...ranges]);
      else for (const range of ranges) known.push(range);
    }
  }
  return write(clients, deletes);
}

/** Begins at the beginning, each client once: as it is, it is an answer. */
const isWhole = ({ blocks }: Layout): boolean =>
  blocks.every(({ clock, end }) => clock === 0 && end > 0) && new Set(blocks.map(({ client }) => client)).size === blocks.length;

function write(clients: ReadonlyMap<number, Joined>, deletes: ReadonlyMap<number, Range[]>): Uint8Array {
  const merged = new Map<number, readonly Range[]>();
  for (const [client, ranges] of deletes) merged.set(client, mergeRanges(ranges));
  let size = NUMBER_BYTES_MAX + deletesSize(merged);
  for (const { size: structs } of clients.values()) size += 3 * NUMBER_BYTES_MAX + structs;
  const writer = new ByteWriter(size);
  writer.varUint(clients.size);
  // Yjs writes higher clients first and its own merging relies on it.
  for (const [client, { clock, count, parts }] of [...clients].sort(([a], [b]) => b - a)) {
    writer.varUint(count);
    writer.varUint(client);
    writer.varUint(clock);
    for (const { bytes, from, to } of parts) writer.copy(bytes, from, to);
  }
  writeDeletes(writer, merged);
  return writer.done();
}

function mergeRanges(ranges: Range[]): readonly Range[] {
  if (ranges.length < 2) return ranges;
  const merged: Range[] = [];
  for (const range of ranges.sort((a, b) => a.clock - b.clock)) {
    const last = merged.at(-1);
    if (last !== undefined && range.clock <= last.clock + last.len) {
      merged[merged.length - 1] = { clock: last.clock, len: Math.max(last.len, range.clock + range.len - last.clock) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}
