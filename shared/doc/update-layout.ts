/**
 * Where things stand in a V1 update, read without decoding it: blocks of structs per client, and the deletions behind them.
 * With that, updates are joined and cut by copying bytes; no struct and no Y.Doc is built. It reads what the gate let through:
 * whatever it does not understand is `null`, and the caller takes the long way over Yjs itself.
 */
import { readDeletes, type Deletes } from './delete-set.ts';
import type { StateVector } from './gate.ts';
import { CONTENT, StructReader, Unreadable } from './struct-reader.ts';

/** The structs of one client, without a hole. */
export interface Block {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
  readonly count: number;
  /** Where its structs stand in the bytes. */
  readonly from: number;
  readonly to: number;
}

export interface Layout {
  readonly bytes: Uint8Array;
  readonly blocks: readonly Block[];
  readonly deletes: Deletes;
}

export function layoutOf(bytes: Uint8Array): Layout | null {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof Unreadable || error instanceof RangeError) return null;
    throw error;
  }
}

function read(bytes: Uint8Array): Layout {
  const structs = new StructReader(bytes);
  const { reader } = structs;
  const blocks: Block[] = [];
  for (let left = reader.varUint(); left > 0; left -= 1) {
    const count = reader.varUint();
    const client = reader.varUint();
    const clock = reader.varUint();
    const from = reader.at;
    let end = clock;
    for (let struct = 0; struct < count; struct += 1) {
      structs.next();
      if (structs.content === CONTENT.skip || structs.content === CONTENT.doc) throw new Unreadable();
      end += structs.length;
    }
    blocks.push({ client, clock, end, count, from, to: reader.at });
  }
  const deletes = readDeletes(reader);
  if (reader.at !== bytes.byteLength) throw new Unreadable();
  return { bytes, blocks, deletes };
}

export const structCountOf = ({ blocks }: Layout): number => blocks.reduce((sum, { count }) => sum + count, 0);

/** The rest of a block from the struct that holds `clock` on. That struct stays whole: who receives it takes what is new to them. */
export function cut({ bytes }: Layout, block: Block, clock: number): Block {
  if (clock <= block.clock) return block;
  const structs = new StructReader(bytes, block.from);
  let at = block.clock;
  for (let count = block.count; count > 0; count -= 1) {
    const from = structs.at;
    structs.next();
    const { length } = structs;
    if (at + length > clock) return { client: block.client, clock: at, end: block.end, count, from, to: block.to };
    at += length;
  }
  return { client: block.client, clock: block.end, end: block.end, count: 0, from: block.to, to: block.to };
}

/** What these updates contain beyond `known`, clients and clocks only. */
export function vectorOf(layouts: readonly Layout[]): Map<number, number> {
  const vector = new Map<number, number>();
  for (const { blocks } of layouts) for (const { client, end } of blocks) if (end > (vector.get(client) ?? 0)) vector.set(client, end);
  return vector;
}

export type { StateVector };
