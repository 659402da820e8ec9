/** Rows of the update log as columns, for the way to the database thread. */
import type { NewUpdate } from '../storage.ts';
import type { PackedRows } from './messages.ts';

export function packRows(updates: readonly NewUpdate[]): PackedRows {
  const names: string[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (name: string): number => {
    const known = indexes.get(name);
    if (known !== undefined) return known;
    indexes.set(name, names.length);
    return names.push(name) - 1;
  };
  const count = updates.length;
  const docs = new Uint32Array(count);
  const people = new Uint32Array(count);
  const at = new Float64Array(count);
  const lengths = new Uint32Array(count);
  const bytes = new Uint8Array(updates.reduce((sum, update) => sum + update.bytes.byteLength, 0));
  let offset = 0;
  for (const [row, update] of updates.entries()) {
    docs[row] = indexOf(update.docId);
    people[row] = indexOf(update.personId);
    at[row] = update.at;
    lengths[row] = update.bytes.byteLength;
    bytes.set(update.bytes, offset);
    offset += update.bytes.byteLength;
  }
  return { names, docs, people, at, lengths, bytes };
}

export const buffersOf = ({ docs, people, at, lengths, bytes }: PackedRows): ArrayBuffer[] => [docs.buffer, people.buffer, at.buffer, lengths.buffer, bytes.buffer];

/** One row after the other, as a statement takes them. */
export function* unpackRows({ names, docs, people, at, lengths, bytes }: PackedRows): Generator<[string, string, number, Uint8Array]> {
  let offset = 0;
  for (const [row, length] of lengths.entries()) {
    yield [names[docs[row] ?? 0] ?? '', names[people[row] ?? 0] ?? '', at[row] ?? 0, bytes.subarray(offset, offset + length)];
    offset += length;
  }
}
