/**
 * Reads a client's frames (RFC 6455, section 5) from chunks as they come off the line. A frame that lies whole in its chunk is unmasked there
 * and handed on as a view: nothing is copied, and no stream stands in between. What arrives in pieces is collected, never more than was
 * allowed before the first byte of it was kept. Pure: knows no socket. After a violation or a close frame it reads nothing more.
 */
import { isUtf8 } from 'node:buffer';

export interface FrameSink {
  /** A whole message. The bytes are a window on what was read; they stay as they are, but keep the chunk around them alive. */
  onData(bytes: Uint8Array, isBinary: boolean): void;
  onPing(bytes: Uint8Array): void;
  onPong(): void;
  /** The other side says farewell; null: without a code. */
  onFarewell(code: number | null): void;
  /** What it sent is against the rules; the line is to be closed with this code. */
  onViolation(code: number): void;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export const CLOSE = { protocol: 1002, notText: 1007, tooLarge: 1009 } as const;

/** More pieces than any honest client cuts a message into. */
export const FRAGMENTS_MAX = 1_024;
const CONTROL_BYTES_MAX = 125;
const HEADER_BYTES_MAX = 14;
const FIRST_ROOM_BYTES = 1_024;
const NOTHING = new Uint8Array(0);

interface Fragments {
  readonly isBinary: boolean;
  readonly parts: Uint8Array[];
  bytes: number;
}

export class FrameReader {
  readonly #sink: FrameSink;
  readonly #bytesMax: number;
  #isDone = false;
  /** The beginning of a frame that is not here yet, its header included. */
  #kept: Uint8Array | null = null;
  #keptBytes = 0;
  #fragments: Fragments | null = null;

  /** `bytesMax`: of one message, in whatever pieces it comes. */
  constructor(sink: FrameSink, bytesMax: number) {
    this.#sink = sink;
    this.#bytesMax = bytesMax;
  }

  /** The chunk belongs to the reader from now on. */
  read(chunk: Uint8Array): void {
    let at = 0;
    if (this.#kept !== null) at = this.#goOn(chunk);
    while (at < chunk.byteLength && !this.#isDone) {
      const wanted = this.#frameBytes(chunk, at, chunk.byteLength);
      if (wanted === 0) return;
      if (at + wanted > chunk.byteLength) return this.#keep(chunk, at, wanted);
      this.#frame(chunk, at, wanted);
      at += wanted;
    }
  }

  /** Nothing that follows is wanted. */
  stop(): void {
    this.#isDone = true;
    this.#kept = null;
    this.#fragments = null;
  }

  /** Adds to the frame that has begun; answers where in the chunk the next one begins. */
  #goOn(chunk: Uint8Array): number {
    let at = 0;
    while (this.#kept !== null) {
      const wanted = this.#frameBytes(this.#kept, 0, this.#keptBytes);
      if (wanted === 0) break;
      if (wanted <= this.#keptBytes) {
        const whole = this.#kept;
        this.#kept = null;
        this.#frame(whole, 0, wanted);
        break;
      }
      if (at === chunk.byteLength) break;
      const to = Math.min(chunk.byteLength, at + wanted - this.#keptBytes);
      this.#append(chunk, at, to, wanted);
      at = to;
    }
    return at;
  }

  #keep(chunk: Uint8Array, at: number, wanted: number): void {
    this.#kept = NOTHING;
    this.#keptBytes = 0;
    this.#append(chunk, at, chunk.byteLength, wanted);
  }

  /** Room grows with what has come, not with what was announced. */
  #append(chunk: Uint8Array, from: number, to: number, wanted: number): void {
    const kept = this.#kept ?? NOTHING;
    const bytes = this.#keptBytes + to - from;
    let room = kept;
    if (bytes > kept.byteLength) {
      room = new Uint8Array(Math.max(HEADER_BYTES_MAX, Math.min(wanted, Math.max(bytes * 2, FIRST_ROOM_BYTES))));
      room.set(kept.subarray(0, this.#keptBytes));
    }
    room.set(from === 0 && to === chunk.byteLength ? chunk : chunk.subarray(from, to), this.#keptBytes);
    this.#kept = room;
    this.#keptBytes = bytes;
  }

  /** How many bytes the frame has, or at least its header while that is not whole; 0 after a violation. Checks as soon as it can. */
  #frameBytes(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 2) return 2;
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    const opcode = first & 0x0f;
    const short = second & 0x7f;
    const isControl = opcode >= OPCODE.close;
    const isKnown = opcode <= OPCODE.binary || (isControl && opcode <= OPCODE.pong);
    // No extension was agreed upon, so no reserved bit has a meaning; a client masks every frame.
    if ((first & 0x70) !== 0 || second < 0x80 || !isKnown) return this.#violate(CLOSE.protocol);
    if (isControl && (first < 0x80 || short > CONTROL_BYTES_MAX)) return this.#violate(CLOSE.protocol);
    if (!isControl && (opcode === OPCODE.continuation) === (this.#fragments === null)) return this.#violate(CLOSE.protocol);
    if (short < 126) return this.#allowed(6, short, isControl);
    if (short === 126) {
      if (end - at < 4) return 4;
      const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
      return length < 126 ? this.#violate(CLOSE.protocol) : this.#allowed(8, length, false);
    }
    if (end - at < 10) return 10;
    let length = 0;
    for (let index = at + 2; index < at + 10; index += 1) length = length * 256 + (bytes[index] as number);
    // The shortest form is the only one, and the highest bit is not used.
    return length < 65_536 || (bytes[at + 2] as number) > 0x7f ? this.#violate(CLOSE.protocol) : this.#allowed(14, length, false);
  }

  #allowed(headerBytes: number, length: number, isControl: boolean): number {
    const before = isControl || this.#fragments === null ? 0 : this.#fragments.bytes;
    return !isControl && before + length > this.#bytesMax ? this.#violate(CLOSE.tooLarge) : headerBytes + length;
  }

  #frame(bytes: Uint8Array, at: number, frameBytes: number): void {
    const first = bytes[at] as number;
    const short = (bytes[at + 1] as number) & 0x7f;
    const start = at + (short < 126 ? 6 : short === 126 ? 8 : 14);
    unmask(bytes, start, at + frameBytes);
    const payload = bytes.subarray(start, at + frameBytes);
    const opcode = first & 0x0f;
    if (opcode === OPCODE.pong) return this.#sink.onPong();
    if (opcode === OPCODE.ping) return this.#sink.onPing(payload);
    if (opcode === OPCODE.close) return this.#farewell(payload);
    if (first >= 0x80 && this.#fragments === null) return this.#message(payload, opcode === OPCODE.binary);
    this.#fragment(payload, first >= 0x80, opcode === OPCODE.binary);
  }

  #fragment(payload: Uint8Array, isLast: boolean, isBinary: boolean): void {
    const fragments = this.#fragments ??= { isBinary, parts: [], bytes: 0 };
    if (fragments.parts.length >= FRAGMENTS_MAX) return void this.#violate(CLOSE.tooLarge);
    // A small piece must not keep the large chunk that it came in.
    fragments.parts.push(payload.slice());
    fragments.bytes += payload.byteLength;
    if (!isLast) return;
    this.#fragments = null;
    this.#message(Buffer.concat(fragments.parts, fragments.bytes), fragments.isBinary);
  }

  #message(payload: Uint8Array, isBinary: boolean): void {
    if (!isBinary && !isUtf8(payload)) return void this.#violate(CLOSE.notText);
    this.#sink.onData(payload, isBinary);
  }

  #farewell(payload: Uint8Array): void {
    if (payload.byteLength === 0) {
      this.stop();
      return this.#sink.onFarewell(null);
    }
    const code = payload.byteLength === 1 ? 0 : ((payload[0] as number) << 8) | (payload[1] as number);
    if (!mayBeSent(code)) return void this.#violate(CLOSE.protocol);
    if (!isUtf8(payload.subarray(2))) return void this.#violate(CLOSE.notText);
    this.stop();
    this.#sink.onFarewell(code);
  }

  #violate(code: number): 0 {
    this.stop();
    this.#sink.onViolation(code);
    return 0;
  }
}

/** Section 7.4: what is registered for the wire (1004 to 1006 and 1015 are not), and the ranges for libraries and applications. */
const mayBeSent = (code: number): boolean => (code >= 1_000 && code <= 1_014 && (code < 1_004 || code > 1_006)) || (code >= 3_000 && code <= 4_999);

const WORDS_FROM_BYTES = 64;
const maskBytes = new Uint8Array(4);
const maskWord = new Uint32Array(maskBytes.buffer);

/** In place; the mask is the four bytes before `start`. Long payloads go by words, in whatever order this machine has its bytes. */
function unmask(bytes: Uint8Array, start: number, end: number): void {
  if (end - start < WORDS_FROM_BYTES) return unmaskBytes(bytes, start, start, end);
  const aligned = start + (-(bytes.byteOffset + start) & 3);
  unmaskBytes(bytes, start, start, aligned);
  for (let index = 0; index < 4; index += 1) maskBytes[index] = bytes[start - 4 + ((aligned - start + index) & 3)] as number;
  const word = maskWord[0] as number;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + aligned, (end - aligned) >>> 2);
  for (let index = 0; index < words.length; index += 1) words[index] = (words[index] as number) ^ word;
  unmaskBytes(bytes, start, aligned + words.byteLength, end);
}

function unmaskBytes(bytes: Uint8Array, start: number, from: number, to: number): void {
  for (let at = from; at < to; at += 1) bytes[at] = (bytes[at] as number) ^ (bytes[start - 4 + ((at - start) & 3)] as number);
}
