/**
 * One struct after the other of a V1 update, read where it lies: the reader holds where the present one stands and what it names, and builds
 * nothing. Whoever must hold on to a struct makes a `Struct` of it. Bytes that cannot be an update throw RangeError or Unreadable.
 */
import * as decoding from 'lib0/decoding';
import { decodeUtf8 } from 'lib0/string';
import { ByteReader } from './byte-reader.ts';

/** What follows the neighbours of a struct, as Yjs numbers it. */
export const CONTENT = { gc: 0, deleted: 1, json: 2, binary: 3, string: 4, embed: 5, format: 6, type: 7, any: 8, doc: 9, skip: 10 } as const;
/** Types that hold others, as Yjs numbers them. */
const TYPE = { xmlElement: 3, xmlHook: 5, xmlText: 6 } as const;
const TYPE_MAX = 6;

const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_SUB = 0x20;
const CONTENT_BITS = 0x1f;

export class Unreadable extends Error {}

export interface Ref {
  readonly client: number;
  readonly clock: number;
}

/** What it carries, as far as it may be one of ours; `foreign` is read past and never looked at. */
export type Content =
  | { readonly kind: 'gc' | 'skip' | 'deleted' | 'string' | 'text' | 'foreign' }
  | { readonly kind: 'element'; readonly name: string }
  | { readonly kind: 'format'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'any'; readonly values: readonly unknown[] };

export interface Struct extends Ref {
  readonly length: number;
  readonly content: Content;
  readonly origin: Ref | null;
  readonly rightOrigin: Ref | null;
  /** A root's name, or the type; null where a neighbour is named. */
  readonly parent: string | Ref | null;
  readonly parentSub: string | null;
}

const GC: Content = { kind: 'gc' };
const SKIP: Content = { kind: 'skip' };
const DELETED: Content = { kind: 'deleted' };
const STRING: Content = { kind: 'string' };
const TEXT: Content = { kind: 'text' };
const FOREIGN: Content = { kind: 'foreign' };

/** What is no UTF-8 cannot be read: another decoder might make something else of it. */
function decode(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw new Unreadable();
  }
}

export class StructReader {
  readonly reader: ByteReader;
  /** Its content's number, and where what belongs to it begins. */
  content = 0;
  length = 0;
  #info = 0;
  #originAt = 0;
  #rightAt = 0;
  #parentAt = 0;
  #contentAt = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.reader = new ByteReader(bytes, at);
  }

  get at(): number {
    return this.reader.at;
  }

  /** Moves past the next struct. */
  next(): void {
    const { reader } = this;
    const info = reader.byte();
    const content = info & CONTENT_BITS;
    this.#info = info;
    this.content = content;
    if (content === CONTENT.gc || content === CONTENT.skip) {
      // One place in Yjs takes this for an item, another for a hole.
      if (content === CONTENT.skip && info !== CONTENT.skip) throw new Unreadable();
      this.length = reader.varUint();
      return;
    }
    if ((info & HAS_ORIGIN) !== 0) {
      this.#originAt = reader.at;
      skipRef(reader);
    }
    if ((info & HAS_RIGHT_ORIGIN) !== 0) {
      this.#rightAt = reader.at;
      skipRef(reader);
    }
    if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
      this.#parentAt = reader.at;
      if (reader.varUint() === 1) reader.skipString();
      else skipRef(reader);
      if ((info & HAS_PARENT_SUB) !== 0) reader.skipString();
    }
    this.#contentAt = reader.at;
    this.length = skipContent(reader, content);
  }

  /** The present one, to hold on to; strings in it are checked to be strings. */
  struct(client: number, clock: number): Struct {
    const { content, length } = this;
    if (content === CONTENT.gc || content === CONTENT.skip) return { client, clock, length, content: content === CONTENT.gc ? GC : SKIP, origin: null, rightOrigin: null, parent: null, parentSub: null };
    const end = this.reader.at;
    const origin = (this.#info & HAS_ORIGIN) === 0 ? null : this.#ref(this.#originAt);
    const rightOrigin = (this.#info & HAS_RIGHT_ORIGIN) === 0 ? null : this.#ref(this.#rightAt);
    let parent: string | Ref | null = null;
    let parentSub: string | null = null;
    if (origin === null && rightOrigin === null) {
      this.reader.at = this.#parentAt;
      parent = this.reader.varUint() === 1 ? this.#string() : { client: this.reader.varUint(), clock: this.reader.varUint() };
      if ((this.#info & HAS_PARENT_SUB) !== 0) parentSub = this.#string();
    }
    this.reader.at = this.#contentAt;
    const read = this.#content();
    this.reader.at = end;
    return { client, clock, length, content: read, origin, rightOrigin, parent, parentSub };
  }

  #ref(at: number): Ref {
    this.reader.at = at;
    return { client: this.reader.varUint(), clock: this.reader.varUint() };
  }

  #string(): string {
    const length = this.reader.varUint();
    const from = this.reader.at;
    this.reader.skip(length);
    return decode(this.reader.bytes.subarray(from, from + length));
  }

  #content(): Content {
    switch (this.content) {
      case CONTENT.deleted: return DELETED;
      case CONTENT.string:
        this.#checkText();
        return STRING;
      case CONTENT.format: return { kind: 'format', key: this.#string(), value: json(this.#string()) };
      case CONTENT.any: return this.#any();
      case CONTENT.type: {
        const type = this.reader.varUint();
        if (type > TYPE_MAX) throw new Unreadable();
        if (type === TYPE.xmlElement) return { kind: 'element', name: this.#string() };
        return type === TYPE.xmlText ? TEXT : FOREIGN;
      }
      default: return FOREIGN;
    }
  }

  /** Plain ASCII and three-byte characters (all of everyday Chinese) by hand, the rest by the platform's decoder. */
  #checkText(): void {
    const { reader } = this;
    const length = reader.varUint();
    const { bytes, at: from } = reader;
    const end = from + length;
    let at = from;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte < 0x80) {
        at += 1;
        continue;
      }
      // E0 and ED have forbidden neighbours (overlong, surrogates).
      if (byte <= 0xe0 || byte >= 0xf0 || byte === 0xed || at + 3 > end || ((bytes[at + 1] as number) & 0xc0) !== 0x80 || ((bytes[at + 2] as number) & 0xc0) !== 0x80) {
        decode(bytes.subarray(at, end));
        return;
      }
      at += 3;
    }
  }

  #any(): Content {
    const decoder = decoding.createDecoder(this.reader.bytes);
    decoder.pos = this.reader.at;
    try {
      return { kind: 'any', values: Array.from({ length: decoding.readVarUint(decoder) }, () => decoding.readAny(decoder) as unknown) };
    } catch {
      throw new Unreadable();
    }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unreadable();
  }
}

function skipRef(reader: ByteReader): void {
  reader.varUint();
  reader.varUint();
}

function skipContent(reader: ByteReader, content: number): number {
  switch (content) {
    case CONTENT.deleted: return reader.varUint();
    case CONTENT.json: return repeat(reader, () => reader.skipString());
    case CONTENT.binary: case CONTENT.embed:
      reader.skipString();
      return 1;
    case CONTENT.string: return reader.skipText();
    case CONTENT.format:
      reader.skipString();
      reader.skipString();
      return 1;
    case CONTENT.type: {
      const type = reader.varUint();
      if (type === TYPE.xmlElement || type === TYPE.xmlHook) reader.skipString();
      return 1;
    }
    case CONTENT.any: return repeat(reader, () => skipAny(reader));
    case CONTENT.doc:
      reader.skipString();
      skipAny(reader);
      return 1;
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
