/**
 * Frames of the collaboration socket (shared/protocol/collab.ts), read and written. A frame that cannot be read is `null`:
 * the opcodes are a closed list, whoever sends another is not one of ours.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { ErrorCode } from '#shared/base/errors.ts';
import { ByteWriter, NUMBER_BYTES_MAX } from '#shared/doc/byte-writer.ts';
import type { StateVector } from '#shared/doc/gate.ts';
import { MESSAGE, SYNC } from '#shared/protocol/collab.ts';

export type Frame =
  | { readonly kind: 'step1'; readonly vector: Uint8Array }
  /** Sync step 2 and update: both bring changes. */
  | { readonly kind: 'update'; readonly update: Uint8Array; readonly isAnswer: boolean }
  | { readonly kind: 'awareness'; readonly states: Uint8Array }
  | { readonly kind: 'queryAwareness' };

export function readFrame(bytes: Uint8Array): Frame | null {
  try {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === MESSAGE.queryAwareness) return { kind: 'queryAwareness' };
    if (type === MESSAGE.awareness) return { kind: 'awareness', states: decoding.readVarUint8Array(decoder) };
    if (type !== MESSAGE.sync) return null;
    const step = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    if (step === SYNC.step1) return { kind: 'step1', vector: payload };
    return step === SYNC.step2 || step === SYNC.update ? { kind: 'update', update: payload, isAnswer: step === SYNC.step2 } : null;
  } catch {
    return null;
  }
}

/** Null when the bytes are no state vector. */
export function readVector(bytes: Uint8Array): StateVector | null {
  try {
    return Y.decodeStateVector(bytes);
  } catch {
    return null;
  }
}

const write = (fill: (encoder: encoding.Encoder) => void): Uint8Array => encoding.encode(fill);

const varUintSize = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5);

/** What stands before the update itself. `size` is below 2^35. */
export const syncHead = (step: number, size: number): Uint8Array => withRoom(step, size, 0);

/** One buffer, filled once: thousands of these leave every second. */
function withRoom(step: number, size: number, room: number): Uint8Array {
  const sizeBytes = varUintSize(size);
  const frame = new Uint8Array(2 + sizeBytes + room);
  frame[0] = MESSAGE.sync;
  frame[1] = step;
  let rest = size;
  for (let at = 2; at < 1 + sizeBytes; at += 1) {
    frame[at] = 0x80 | (rest % 0x80);
    rest = Math.floor(rest / 0x80);
  }
  frame[1 + sizeBytes] = rest;
  return frame;
}

function sync(step: number, payload: Uint8Array): Uint8Array {
  const frame = withRoom(step, payload.byteLength, payload.byteLength);
  frame.set(payload, frame.byteLength - payload.byteLength);
  return frame;
}

const encodeVector = (vector: StateVector): Uint8Array => Y.encodeStateVector(new Map(vector));

export const step1Frame = (vector: StateVector): Uint8Array => sync(SYNC.step1, encodeVector(vector));
export const step2Frame = (update: Uint8Array): Uint8Array => sync(SYNC.step2, update);
export const updateFrame = (update: Uint8Array): Uint8Array => sync(SYNC.update, update);

/** At most this many bytes for type and count; then the vector with its length. */
const DURABLE_HEAD_BYTES_MAX = 1 + 2 * NUMBER_BYTES_MAX;

export function durableFrame(count: number, vector: readonly (readonly [client: number, clock: number])[]): Uint8Array {
  const inner = new ByteWriter(NUMBER_BYTES_MAX * (1 + 2 * vector.length));
  inner.varUint(vector.length);
  for (const [client, clock] of vector) {
    inner.varUint(client);
    inner.varUint(clock);
  }
  const writer = new ByteWriter(DURABLE_HEAD_BYTES_MAX + inner.at);
  writer.varUint(MESSAGE.durable);
  writer.varUint(count);
  writer.varUint(inner.at);
  writer.copy(inner.bytes, 0, inner.at);
  return writer.done();
}

/** `null`: this person may write now. */
export const permissionFrame = (refusal: ErrorCode | null): Uint8Array => write((encoder) => {
  encoding.writeVarUint(encoder, MESSAGE.permission);
  encoding.writeVarUint(encoder, refusal === null ? 1 : 0);
  encoding.writeVarString(encoder, refusal ?? '');
});

export const refusedFrame = (count: number, code: ErrorCode): Uint8Array => write((encoder) => {
  encoding.writeVarUint(encoder, MESSAGE.refused);
  encoding.writeVarUint(encoder, count);
  encoding.writeVarString(encoder, code);
});

export const resyncFrame = (): Uint8Array => write((encoder) => encoding.writeVarUint(encoder, MESSAGE.resync));

export const generationFrame = (generation: number): Uint8Array => write((encoder) => {
  encoding.writeVarUint(encoder, MESSAGE.generation);
  encoding.writeVarUint(encoder, generation);
});

export interface PresenceEntry {
  readonly clientId: number;
  readonly clock: number;
  /** JSON; `null` as text for somebody who left. */
  readonly state: string;
}

export const awarenessFrame = (entries: readonly PresenceEntry[]): Uint8Array => write((encoder) => {
  encoding.writeVarUint(encoder, MESSAGE.awareness);
  encoding.writeVarUint8Array(encoder, write((inner) => {
    encoding.writeVarUint(inner, entries.length);
    for (const { clientId, clock, state } of entries) {
      encoding.writeVarUint(inner, clientId);
      encoding.writeVarUint(inner, clock);
      encoding.writeVarString(inner, state);
    }
  }));
});

/** More entries than any honest client sends at once: it knows at most the people in one document. */
const ENTRIES_MAX = 1_000;

export function readAwareness(states: Uint8Array): readonly PresenceEntry[] | null {
  try {
    const decoder = decoding.createDecoder(states);
    const count = decoding.readVarUint(decoder);
    if (count > ENTRIES_MAX) return null;
    const entries: PresenceEntry[] = [];
    for (let read = 0; read < count; read += 1) {
      entries.push({ clientId: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder), state: decoding.readVarString(decoder) });
    }
    return entries;
  } catch {
    return null;
  }
}
