/** What is deleted, per client, as it stands at the end of a V1 update. */
import { ByteReader } from './byte-reader.ts';
import { ByteWriter, NUMBER_BYTES_MAX } from './byte-writer.ts';

export interface Range {
  readonly clock: number;
  readonly len: number;
}

export type Deletes = ReadonlyMap<number, readonly Range[]>;

export function readDeletes(reader: ByteReader): Map<number, Range[]> {
  const deletes = new Map<number, Range[]>();
  for (let left = reader.varUint(); left > 0; left -= 1) {
    const client = reader.varUint();
    const ranges = deletes.get(client) ?? [];
    for (let count = reader.varUint(); count > 0; count -= 1) ranges.push({ clock: reader.varUint(), len: reader.varUint() });
    if (ranges.length > 0) deletes.set(client, ranges);
  }
  return deletes;
}

/** Whether one of its ranges covers all of this; they are taken to be sorted, as Yjs writes them, so of others it may say no. */
export function isDeleted(deletes: Deletes, { clock, len }: Range, client: number): boolean {
  const ranges = deletes.get(client) ?? [];
  let [low, high] = [0, ranges.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ranges[middle] as Range).clock <= clock) low = middle;
    else high = middle - 1;
  }
  const range = ranges[low];
  return range !== undefined && range.clock <= clock && clock + len <= range.clock + range.len;
}

/** At most so many bytes. */
export function deletesSize(deletes: Deletes): number {
  let size = NUMBER_BYTES_MAX;
  for (const ranges of deletes.values()) size += 2 * NUMBER_BYTES_MAX * (1 + ranges.length);
  return size;
}

/** Ranges are written as they are; Yjs expects them sorted, and higher clients first. */
export function writeDeletes(writer: ByteWriter, deletes: Deletes): void {
  writer.varUint(deletes.size);
  for (const [client, ranges] of [...deletes].sort(([a], [b]) => b - a)) {
    writer.varUint(client);
    writer.varUint(ranges.length);
    for (const { clock, len } of ranges) {
      writer.varUint(clock);
      writer.varUint(len);
    }
  }
}

export function encodeDeletes(deletes: Deletes): Uint8Array {
  const writer = new ByteWriter(deletesSize(deletes));
  writeDeletes(writer, deletes);
  return writer.done();
}

export const decodeDeletes = (bytes: Uint8Array): Deletes => readDeletes(new ByteReader(bytes));
