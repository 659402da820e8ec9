/**
 * Where things stand in a V1 update, read without decoding it: blocks of structs per client, and the deletions behind them.
 * With that, updates are joined and cut by copying bytes; no struct and no Y.Doc is built. It reads what the gate let through:
 * whatever it does not understand is `null`, and the caller takes the long way over Yjs itself.
 */
import { ByteReader } from './byte-reader.ts';
import { readDeletes, type Deletes } from './delete-set.ts';
import type { StateVector } from './gate.ts';

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

const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_SUB = 0x20;
const SKIP = 10;

class Unreadable extends Error {}

export function layoutOf(bytes: Uint8Array): Layout | null {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof Unreadable || error instanceof RangeError) return null;
    throw error;
  }
}

function read(bytes: Uint8Array): Layout {
  const reader = new ByteReader(bytes);
  const blocks: Block[] = [];
  for (let left = reader.varUint(); left > 0; left -= 1) {
    const count = reader.varUint();
    const client = reader.varUint();
    const clock = reader.varUint();
    const from = reader.at;
    let end = clock;
    for (let struct = 0; struct < count; struct += 1) end += skipStruct(reader);
    blocks.push({ client, clock, end, count, from, to: reader.at });
  }
  const deletes = readDeletes(reader);
  if (reader.at !== bytes.byteLength) throw new Unreadable();
  return { bytes, blocks, deletes };
}

/** Moves past one struct and answers its length. */
function skipStruct(reader: ByteReader): number {
  const info = reader.byte();
  if (info === SKIP) throw new Unreadable();
  const content = info & 0x1f;
  if (content === 0) return reader.varUint(); // GC
  const hasNeighbour = (info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) !== 0;
  if ((info & HAS_ORIGIN) !== 0) skipId(reader);
  if ((info & HAS_RIGHT_ORIGIN) !== 0) skipId(reader);
  if (!hasNeighbour) {
    if (reader.varUint() === 1) reader.skipString();
    else skipId(reader);
    if ((info & HAS_PARENT_SUB) !== 0) reader.skipString();
  }
  return skipContent(reader, content);
}

function skipId(reader: ByteReader): void {
  reader.varUint();
  reader.varUint();
}

const TYPES_WITH_NAME: readonly number[] = [3, 5]; // XmlElement, XmlHook

function skipContent(reader: ByteReader, content: number): number {
  switch (content) {
    case 1: return reader.varUint(); // deleted
    case 2: return repeat(reader, () => reader.skipString()); // JSON
    case 3: case 5: // binary, embed
      reader.skipString();
      return 1;
    case 4: return reader.skipText();
    case 6: // format
      reader.skipString();
      reader.skipString();
      return 1;
    case 7: // type
      if (TYPES_WITH_NAME.includes(reader.varUint())) reader.skipString();
      return 1;
    case 8: return repeat(reader, () => skipAny(reader));
    default: throw new Unreadable();
  }
}

function repeat(reader: ByteReader, skip: () => void): number {
  const count = reader.varUint();
  for (let done = 0; done < count; done += 1) skip();
  return count;
}

/** A value of lib0's `any`; nested values are counted, not recursed into, so depth costs nothing. */
function skipAny(reader: ByteReader): void {
  /** How many values are still to come, and for each level whether they carry keys. */
  const levels: { left: number; readonly isKeyed: boolean }[] = [{ left: 1, isKeyed: false }];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.left === 0) {
      levels.pop();
      continue;
    }
    level.left -= 1;
    if (level.isKeyed) reader.skipString();
    switch (reader.byte()) {
      case 127: case 126: case 121: case 120: break;
      case 125: reader.skipVarInt(); break;
      case 124: reader.skip(4); break;
      case 123: case 122: reader.skip(8); break;
      case 119: case 116: reader.skipString(); break;
      case 118: levels.push({ left: reader.varUint(), isKeyed: true }); break;
      case 117: levels.push({ left: reader.varUint(), isKeyed: false }); break;
      default: throw new Unreadable();
    }
  }
}

/** The rest of a block from the struct that holds `clock` on. That struct stays whole: who receives it takes what is new to them. */
export function cut({ bytes }: Layout, block: Block, clock: number): Block {
  if (clock <= block.clock) return block;
  const reader = new ByteReader(bytes, block.from);
  let at = block.clock;
  for (let count = block.count; count > 0; count -= 1) {
    const from = reader.at;
    const length = skipStruct(reader);
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
