/**
 * The gate's short way for what nearly every edit is: one run of text behind a neighbour that is known, or deletions alone.
 * It builds nothing. It only ever says "pass", and only where `gate` says the same; whatever it is not sure of is `null`: ask the gate.
 */
import { ByteReader } from './byte-reader.ts';
import type { Ref } from './gate-places.ts';
import { UPDATE_BYTES_MAX, type StateVector } from './gate.ts';
import { RESERVED_CLIENT_ID } from './shape.ts';
import type { Range } from './delete-set.ts';
import type { Block, Layout } from './update-layout.ts';

const CLIENT_MAX = 0xffff_ffff;
const CLOCK_MAX = 0x7fff_ffff;

const TEXT = 4;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;

const NO_BLOCKS: readonly Block[] = [];
const NO_DELETES: ReadonlyMap<number, readonly Range[]> = new Map();

/** Whether this client's next text may stand between these neighbours, one of them at least; false: not sure. */
export type MayStand = (client: number, clock: number, left: Ref | null, right: Ref | null) => boolean;
const ANYWHERE: MayStand = () => true;

export function gateFast(update: Uint8Array, known: StateVector, mayStand: MayStand = ANYWHERE): Layout | null {
  if (update.byteLength > UPDATE_BYTES_MAX) return null;
  try {
    return read(new ByteReader(update), known, mayStand);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function read(reader: ByteReader, known: StateVector, mayStand: MayStand): Layout | null {
  const blockCount = reader.varUint();
  if (blockCount > 1) return null;
  const block = blockCount === 0 ? null : readBlock(reader, known, mayStand);
  if (blockCount === 1 && block === null) return null;
  const deletes = readDeletes(reader, known, block);
  if (deletes === null || reader.at !== reader.bytes.byteLength) return null;
  return { bytes: reader.bytes, blocks: block === null ? NO_BLOCKS : [block], deletes };
}

function readBlock(reader: ByteReader, known: StateVector, mayStand: MayStand): Block | null {
  if (reader.varUint() !== 1) return null;
  const client = reader.varUint();
  const clock = reader.varUint();
  if (client > CLIENT_MAX || client === RESERVED_CLIENT_ID || clock !== (known.get(client) ?? 0)) return null;
  const from = reader.at;
  const info = reader.byte();
  if ((info & 0x1f) !== TEXT || (info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0 || (info & 0x20) !== 0) return null;
  const left = (info & HAS_ORIGIN) === 0 ? null : readRef(reader);
  const right = (info & HAS_RIGHT_ORIGIN) === 0 ? null : readRef(reader);
  if (!isKnown(left, known) || !isKnown(right, known) || !mayStand(client, clock, left, right)) return null;
  const length = readText(reader);
  if (length < 1 || clock + length > CLOCK_MAX) return null;
  return { client, clock, end: clock + length, count: 1, from, to: reader.at };
}

const readRef = (reader: ByteReader): Ref => ({ client: reader.varUint(), clock: reader.varUint() });
const isKnown = (ref: Ref | null, known: StateVector): boolean => ref === null || ref.clock < (known.get(ref.client) ?? 0);

/** UTF-16 length of plain ASCII and of three-byte characters (all of everyday Chinese); 0 for anything else, also for what is not UTF-8. */
function readText(reader: ByteReader): number {
  const length = reader.varUint();
  const end = reader.at + length;
  const { bytes } = reader;
  if (end > bytes.byteLength) return 0;
  let units = 0;
  let index = reader.at;
  while (index < end) {
    const byte = bytes[index] as number;
    if (byte < 0x80) {
      index += 1;
    } else {
      // E0 and ED have forbidden neighbours (overlong, surrogates); shorter and longer sequences are rare enough.
      const isLead = byte > 0xe0 && byte < 0xf0 && byte !== 0xed;
      if (!isLead || index + 3 > end || ((bytes[index + 1] as number) & 0xc0) !== 0x80 || ((bytes[index + 2] as number) & 0xc0) !== 0x80) return 0;
      index += 3;
    }
    units += 1;
  }
  reader.at = end;
  return units;
}

function readDeletes(reader: ByteReader, known: StateVector, block: Block | null): ReadonlyMap<number, readonly Range[]> | null {
  const clientCount = reader.varUint();
  if (clientCount === 0) return NO_DELETES;
  const deletes = new Map<number, Range[]>();
  for (let left = clientCount; left > 0; left -= 1) {
    const client = reader.varUint();
    const rangeCount = reader.varUint();
    if (client > CLIENT_MAX || rangeCount === 0 || deletes.has(client)) return null;
    const end = block?.client === client ? block.end : (known.get(client) ?? 0);
    const ranges: Range[] = [];
    for (let count = rangeCount; count > 0; count -= 1) {
      const clock = reader.varUint();
      const len = reader.varUint();
      if (len < 1 || clock + len > CLOCK_MAX || clock + len > end) return null;
      ranges.push({ clock, len });
    }
    deletes.set(client, ranges);
  }
  return deletes;
}
