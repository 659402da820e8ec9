/**
 * Yjs updates (V1) written and read without a Y.Doc, so that thousands of clients fit on one core. An author types into a paragraph of its own,
 * with blocks that our documents know, which makes the same bytes valid on every server and needs nothing that somebody else wrote.
 * Reading answers which clocks of which client an update brings: coverage of the state vector is what all scenarios judge by.
 */
const INFO = { type: 7, string: 4, hasOrigin: 0x80, hasRight: 0x40 } as const;
const TYPE = { xmlElement: 3, xmlText: 6 } as const;
/** The paragraph and its text come before the first character. */
export const OPENING_CLOCKS = 2;

class Writer {
  bytes = new Uint8Array(64);
  at = 0;
  byte(value: number): void {
    if (this.at === this.bytes.length) {
      const larger = new Uint8Array(this.at * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.at] = value;
    this.at += 1;
  }
  uint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }
  ascii(text: string): void {
    this.uint(text.length);
    for (let index = 0; index < text.length; index += 1) this.byte(text.charCodeAt(index));
  }
  raw(bytes: Uint8Array): void {
    for (const byte of bytes) this.byte(byte);
  }
  done(): Uint8Array { return this.bytes.slice(0, this.at); }
}

export interface Author {
  readonly clientId: number;
  /** The next clock: everything below has been written. */
  clock(): number;
  /** The author's own empty paragraph. */
  opening(): Uint8Array;
  /** One more character behind the last. */
  character(): Uint8Array;
  /** The paragraph and `count` edits, none of which merges with its neighbour, as one update: what a client brings back from offline. */
  offline(count: number): Uint8Array;
}

export function createAuthor(clientId: number): Author {
  let clock = 0;
  const head = (out: Writer, structs: number): void => {
    out.uint(1);
    out.uint(structs);
    out.uint(clientId);
    out.uint(clock);
  };
  const paragraph = (out: Writer): void => {
    out.byte(INFO.type);
    out.uint(1);
    out.ascii('body');
    out.uint(TYPE.xmlElement);
    out.ascii('paragraph');
    out.byte(INFO.type);
    out.uint(0);
    out.uint(clientId);
    out.uint(0);
    out.uint(TYPE.xmlText);
  };
  const firstCharacter = (out: Writer): void => {
    out.byte(INFO.string);
    out.uint(0);
    out.uint(clientId);
    out.uint(1);
    out.ascii('x');
  };
  return {
    clientId,
    clock: () => clock,
    opening: () => {
      const out = new Writer();
      head(out, 2);
      paragraph(out);
      out.uint(0);
      clock = OPENING_CLOCKS;
      return out.done();
    },
    character: () => {
      const out = new Writer();
      head(out, 1);
      if (clock === OPENING_CLOCKS) {
        firstCharacter(out);
      } else {
        out.byte(INFO.string | INFO.hasOrigin);
        out.uint(clientId);
        out.uint(clock - 1);
        out.ascii('x');
      }
      out.uint(0);
      clock += 1;
      return out.done();
    },
    offline: (count) => {
      const out = new Writer();
      head(out, OPENING_CLOCKS + count);
      paragraph(out);
      firstCharacter(out);
      for (let edit = 1; edit < count; edit += 1) {
        // In front of the one before: neighbours in the text, but not in typing order.
        out.byte(INFO.string | INFO.hasRight);
        out.uint(clientId);
        out.uint(OPENING_CLOCKS + edit - 1);
        out.ascii('x');
      }
      out.uint(0);
      clock = OPENING_CLOCKS + count;
      return out.done();
    },
  };
}

export type OnRange = (client: number, from: number, to: number) => void;

let at = 0;
function readUint(bytes: Uint8Array): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = bytes[at] as number;
    at += 1;
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    if (at >= bytes.length) throw new Error('the update ends too soon');
    factor *= 128;
  }
}
function skipBytes(bytes: Uint8Array): void {
  const length = readUint(bytes);
  at += length;
}
/** Length in UTF-16, which is what clocks count. */
function readStringLength(bytes: Uint8Array): number {
  const size = readUint(bytes);
  const end = at + size;
  let length = 0;
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if ((byte & 0xc0) !== 0x80) length += byte >= 0xf0 ? 2 : 1;
  }
  return length;
}
function skipAny(bytes: Uint8Array): void {
  const type = bytes[at] as number;
  at += 1;
  switch (type) {
    case 125:
      while ((bytes[at] as number) >= 128) at += 1;
      at += 1;
      return;
    case 124: at += 4; return;
    case 123: case 122: at += 8; return;
    case 119: case 116: return skipBytes(bytes);
    case 118:
      for (let left = readUint(bytes); left > 0; left -= 1) {
        skipBytes(bytes);
        skipAny(bytes);
      }
      return;
    case 117:
      for (let left = readUint(bytes); left > 0; left -= 1) skipAny(bytes);
      return;
    default:
  }
}
function readContentLength(bytes: Uint8Array, kind: number): number {
  switch (kind) {
    case 1: return readUint(bytes);
    case 2: { const count = readUint(bytes); for (let left = count; left > 0; left -= 1) skipBytes(bytes); return count; }
    case 3: case 5: skipBytes(bytes); return 1;
    case 4: return readStringLength(bytes);
    case 6: skipBytes(bytes); skipBytes(bytes); return 1;
    case 7: { const type = readUint(bytes); if (type === 3 || type === 5) skipBytes(bytes); return 1; }
    case 8: { const count = readUint(bytes); for (let left = count; left > 0; left -= 1) skipAny(bytes); return count; }
    default: throw new Error(`content ${kind} is not one that this load writes`);
  }
}

/** Calls back once a client block. Not reentrant: the callback must not read another update. */
export function readRanges(bytes: Uint8Array, onRange: OnRange): void {
  at = 0;
  for (let clients = readUint(bytes); clients > 0; clients -= 1) {
    let structs = readUint(bytes);
    const client = readUint(bytes);
    let clock = readUint(bytes);
    let from = clock;
    for (; structs > 0; structs -= 1) {
      const info = bytes[at] as number;
      at += 1;
      const kind = info & 31;
      if (kind === 10) {
        if (clock > from) onRange(client, from, clock);
        clock += readUint(bytes);
        from = clock;
        continue;
      }
      if (kind === 0) {
        clock += readUint(bytes);
        continue;
      }
      if ((info & INFO.hasOrigin) !== 0) { readUint(bytes); readUint(bytes); }
      if ((info & INFO.hasRight) !== 0) { readUint(bytes); readUint(bytes); }
      if ((info & (INFO.hasOrigin | INFO.hasRight)) === 0) {
        if (readUint(bytes) === 1) skipBytes(bytes);
        else { readUint(bytes); readUint(bytes); }
        if ((info & 0x20) !== 0) skipBytes(bytes);
      }
      clock += readContentLength(bytes, kind);
    }
    if (clock > from) onRange(client, from, clock);
  }
}

const REMEMBERED = 64;
const REMEMBERED_BYTES_MIN = 96;
interface Read { readonly bytes: Uint8Array; readonly ranges: readonly number[] }
const remembered: Read[] = [];
let oldest = 0;

/** As readRanges, but the same long frame sent to twenty clients is parsed once. */
export function readSharedRanges(bytes: Uint8Array, onRange: OnRange): void {
  if (bytes.length < REMEMBERED_BYTES_MIN) return readRanges(bytes, onRange);
  let read = remembered.find((one) => one.bytes.length === bytes.length && Buffer.compare(one.bytes, bytes) === 0);
  if (read === undefined) {
    const ranges: number[] = [];
    readRanges(bytes, (client, from, to) => { ranges.push(client, from, to); });
    read = { bytes: Uint8Array.from(bytes), ranges };
    remembered[oldest] = read;
    oldest = (oldest + 1) % REMEMBERED;
  }
  const { ranges } = read;
  for (let index = 0; index < ranges.length; index += 3) onRange(ranges[index] as number, ranges[index + 1] as number, ranges[index + 2] as number);
}
