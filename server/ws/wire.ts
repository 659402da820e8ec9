/**
 * Frames as they go over the line (RFC 6455, section 5). A server's frames are not masked, so one broadcast is the same bytes for everybody:
 * they are made once, and each line gets the very same buffers. Pure, but for remembering the last of them.
 */
import { OPCODE } from './frame-reader.ts';

const FINAL = 0x80;
/** Up to here one copy for all readers costs less than a second buffer for each of them. */
export const JOINED_BYTES_MAX = 4_096;

/** Header and payload in one; `body` is either part of them or follows as it is. */
export interface Pair {
  readonly front: Buffer;
  readonly body: Uint8Array | null;
}

export function frameOf(opcode: number, payload: Uint8Array): Buffer {
  return front(opcode, payload.byteLength, payload, null);
}

export const textOf = (text: string): Buffer => frameOf(OPCODE.text, Buffer.from(text));

/** `reason`: at most 123 bytes, as all our codes are. */
export function farewellOf(code: number | null, reason: string): Buffer {
  const payload = Buffer.allocUnsafe(code === null ? 0 : 2 + Buffer.byteLength(reason));
  if (code !== null) {
    payload.writeUInt16BE(code);
    payload.write(reason, 2);
  }
  return frameOf(OPCODE.close, payload);
}

let lastFrame: Uint8Array | null = null;
let lastWire: Buffer = Buffer.alloc(0);
let lastHead: Uint8Array | null = null;
let lastBody: Uint8Array | null = null;
let lastPair: Pair = { front: lastWire, body: null };

/** A broadcast hands in the same frame once for each reader: the last one is remembered. */
export function wireOf(frame: Uint8Array): Buffer {
  if (frame === lastFrame) return lastWire;
  lastWire = frameOf(OPCODE.binary, frame);
  lastFrame = frame;
  return lastWire;
}

/** One message of two parts; a long body is not copied. */
export function wirePairOf(head: Uint8Array, body: Uint8Array): Pair {
  if (head === lastHead && body === lastBody) return lastPair;
  const bytes = head.byteLength + body.byteLength;
  const isJoined = bytes <= JOINED_BYTES_MAX;
  lastPair = { front: front(OPCODE.binary, bytes, head, isJoined ? body : null), body: isJoined ? null : body };
  lastHead = head;
  lastBody = body;
  return lastPair;
}

/** Nobody is broadcast to for ever: what was remembered need not be kept. */
export function forgetFrames(): void {
  lastFrame = null;
  lastHead = null;
  lastBody = null;
}

function front(opcode: number, length: number, head: Uint8Array, body: Uint8Array | null): Buffer {
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const wire = Buffer.allocUnsafe(headerBytes + head.byteLength + (body?.byteLength ?? 0));
  wire[0] = FINAL | opcode;
  if (headerBytes === 2) {
    wire[1] = length;
  } else if (headerBytes === 4) {
    wire[1] = 126;
    wire.writeUInt16BE(length, 2);
  } else {
    wire[1] = 127;
    wire.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
    wire.writeUInt32BE(length >>> 0, 6);
  }
  wire.set(head, headerBytes);
  if (body !== null) wire.set(body, headerBytes + head.byteLength);
  return wire;
}
