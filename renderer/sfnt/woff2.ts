/**
 * WOFF 2.0, the form in which our own faces ship, taken apart into the tables of a TrueType font (W3C Recommendation, 5). Glyphs come without their
 * instructions: they are drawn large or on paper. Brotli is an argument.
 */
import { Reader, Writer } from './bytes.ts';

export type Unpack = (compressed: Uint8Array, size: number) => Uint8Array;

export interface Glyphs { readonly count: number; readonly outline: (glyph: number) => Uint8Array }

/** `glyphs`: of a transformed glyf table, one by one; null where the tables stand as in a plain font. */
export interface Unpacked {
  readonly tables: ReadonlyMap<string, Uint8Array>;
  readonly glyphs: Glyphs | null;
  /** hmtx without the left side bearings, which are then each glyph's xMin. */
  readonly isHmtxTransformed: boolean;
}

const KNOWN_TAGS = 'cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG  sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill'
  .match(/.{4} ?/gu)?.map((tag) => tag.slice(0, 4)) ?? [];
const HEADER_BYTES = 48;
const UNPACKED_BYTES_MAX = 60_000_000;

export const isWoff2 = (bytes: Uint8Array): boolean => new Reader(bytes).u32() === 0x774f4632;

function base128(reader: Reader): number {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = reader.u8();
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return value;
  }
  throw new RangeError('base128');
}

function shortOf255(reader: Reader): number {
  const code = reader.u8();
  if (code === 253) return reader.u16();
  if (code === 254) return reader.u8() + 506;
  if (code === 255) return reader.u8() + 253;
  return code;
}

export function unpackWoff2(bytes: Uint8Array, unpack: Unpack): Unpacked {
  const reader = new Reader(bytes, 4);
  if (reader.tag() === 'ttcf') throw new RangeError('a collection');
  reader.at = 12;
  const count = reader.u16();
  reader.at = 20;
  const compressed = reader.u32();
  reader.at = HEADER_BYTES;
  const entries = Array.from({ length: count }, () => {
    const flags = reader.u8();
    const tag = (flags & 0x3f) === 0x3f ? reader.tag() : (KNOWN_TAGS[flags & 0x3f] ?? '');
    const version = flags >> 6;
    const isTransformed = tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0;
    const size = base128(reader);
    return { tag, isTransformed, size: isTransformed ? base128(reader) : size };
  });
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > UNPACKED_BYTES_MAX) throw new RangeError('too large');
  const content = new Reader(unpack(reader.take(compressed), total));
  const tables = new Map(entries.map(({ tag, size }) => [tag, content.take(size)]));
  const transformed = new Set(entries.filter((entry) => entry.isTransformed).map(({ tag }) => tag));
  return { tables, glyphs: transformed.has('glyf') ? glyphsOf(tables.get('glyf') as Uint8Array) : null, isHmtxTransformed: transformed.has('hmtx') };
}

interface Streams { readonly counts: Uint8Array; readonly points: Uint8Array; readonly flags: Uint8Array; readonly glyphs: Uint8Array; readonly composites: Uint8Array; readonly boxes: Uint8Array }
/** Where one glyph begins in each stream. */
interface Place { readonly contours: number; readonly points: number; readonly flags: number; readonly glyphs: number; readonly composites: number; readonly box: number | null }

/** One walk finds where each glyph begins; a glyph is put together when it is asked for. */
function glyphsOf(table: Uint8Array): Glyphs {
  const reader = new Reader(table, 4);
  const count = reader.u16();
  reader.at = 8;
  const sizes = Array.from({ length: 7 }, () => reader.u32());
  const [counts, points, flags, glyphs, composites, boxes] = sizes.slice(0, 6).map((size) => reader.take(size));
  if (counts === undefined || points === undefined || flags === undefined || glyphs === undefined || composites === undefined || boxes === undefined) throw new RangeError('glyf');
  const streams = { counts, points, flags, glyphs, composites, boxes };
  const places = placesIn(streams, count);
  return { count, outline: (glyph) => outlineAt(places[glyph], streams) };
}

function placesIn(streams: Streams, count: number): readonly Place[] {
  const [counts, points, glyphs, composites, boxes] = [new Reader(streams.counts), new Reader(streams.points), new Reader(streams.glyphs), new Reader(streams.composites), new Reader(streams.boxes)];
  const bitmap = boxes.take(4 * Math.floor((count + 31) / 32));
  const places: Place[] = [];
  let flags = 0;
  for (let index = 0; index < count; index += 1) {
    const contours = counts.i16();
    const hasBox = (((bitmap[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1;
    places.push({ contours, points: points.at, flags, glyphs: glyphs.at, composites: composites.at, box: hasBox ? boxes.at : null });
    if (hasBox) boxes.take(8);
    if (contours < 0) skipComponents(composites, glyphs);
    if (contours <= 0) continue;
    let total = 0;
    for (let contour = 0; contour < contours; contour += 1) total += shortOf255(points);
    const end = flags + total;
    if (end > streams.flags.length) throw new RangeError('flags');
    for (; flags < end; flags += 1) glyphs.at += stepBytes((streams.flags[flags] ?? 0) & 0x7f);
    shortOf255(glyphs);
  }
  return places;
}

const stepBytes = (flag: number): number => (flag < 84 ? 1 : flag < 120 ? 2 : flag < 124 ? 3 : 4);

function outlineAt(place: Place | undefined, streams: Streams): Uint8Array {
  if (place === undefined || place.contours === 0) return new Uint8Array();
  const box = place.box === null ? null : new Reader(streams.boxes, place.box).take(8);
  if (place.contours < 0) return compositeAt(new Reader(streams.composites, place.composites), box);
  return simpleAt(place.contours, new Reader(streams.points, place.points), new Reader(streams.flags, place.flags), new Reader(streams.glyphs, place.glyphs), box);
}

const ARGS_ARE_WORDS = 1;
const HAS_SCALE = 8;
const MORE = 0x20;
const HAS_TWO_SCALES = 0x40;
const HAS_MATRIX = 0x80;
const HAS_INSTRUCTIONS = 0x100;
/** After its flags and glyph index: the arguments and the scale of one component. */
export const componentBytes = (flags: number): number => ((flags & ARGS_ARE_WORDS) === 0 ? 2 : 4) + ((flags & HAS_SCALE) !== 0 ? 2 : (flags & HAS_TWO_SCALES) !== 0 ? 4 : (flags & HAS_MATRIX) !== 0 ? 8 : 0);

function skipComponents(composites: Reader, glyphs: Reader): void {
  let flags = MORE;
  let hasInstructions = false;
  while ((flags & MORE) !== 0) {
    flags = composites.u16();
    composites.take(2 + componentBytes(flags));
    hasInstructions ||= (flags & HAS_INSTRUCTIONS) !== 0;
  }
  if (hasInstructions) shortOf255(glyphs);
}

function compositeAt(composites: Reader, box: Uint8Array | null): Uint8Array {
  if (box === null) throw new RangeError('a composite without a box');
  const glyph = new Writer().i16(-1).put(box);
  let flags = MORE;
  while ((flags & MORE) !== 0) {
    flags = composites.u16();
    glyph.u16(flags & ~HAS_INSTRUCTIONS, composites.u16()).put(composites.take(componentBytes(flags)));
  }
  return glyph.done();
}

const signed = (flag: number, value: number): number => ((flag & 1) === 1 ? value : -value);

function simpleAt(contours: number, points: Reader, flags: Reader, glyphs: Reader, box: Uint8Array | null): Uint8Array {
  const ends: number[] = [];
  let total = 0;
  for (let contour = 0; contour < contours; contour += 1) {
    total += shortOf255(points);
    ends.push(total - 1);
  }
  const outFlags = new Writer();
  const xs = new Writer();
  const ys = new Writer();
  let [x, y, xMin, yMin, xMax, yMax] = [0, 0, Infinity, Infinity, -Infinity, -Infinity];
  for (let point = 0; point < total; point += 1) {
    const raw = flags.u8();
    const flag = raw & 0x7f;
    const [dx, dy] = deltaOf(flag, glyphs);
    x += dx;
    y += dy;
    [xMin, yMin, xMax, yMax] = [Math.min(xMin, x), Math.min(yMin, y), Math.max(xMax, x), Math.max(yMax, y)];
    outFlags.u8((raw >> 7 === 0 ? 1 : 0) | coordinate(xs, dx, 0x02, 0x10) | coordinate(ys, dy, 0x04, 0x20));
  }
  const glyph = new Writer().i16(contours);
  if (box === null) glyph.i16(xMin, yMin, xMax, yMax);
  else glyph.put(box);
  return glyph.u16(...ends).u16(0).put(outFlags.done()).put(xs.done()).put(ys.done()).done();
}

/** Writes one step and answers the bits that say how: short with its sign, none, or long. */
function coordinate(to: Writer, delta: number, shortBit: number, sameBit: number): number {
  if (delta === 0) return sameBit;
  if (Math.abs(delta) < 256) {
    to.u8(Math.abs(delta));
    return shortBit | (delta > 0 ? sameBit : 0);
  }
  to.i16(delta);
  return 0;
}

function deltaOf(flag: number, from: Reader): readonly [number, number] {
  if (flag < 10) return [0, signed(flag, ((flag & 14) << 7) + from.u8())];
  if (flag < 20) return [signed(flag, (((flag - 10) & 14) << 7) + from.u8()), 0];
  if (flag < 84) {
    const high = flag - 20;
    const low = from.u8();
    return [signed(flag, 1 + (high & 0x30) + (low >> 4)), signed(flag >> 1, 1 + ((high & 0x0c) << 2) + (low & 0x0f))];
  }
  if (flag < 120) {
    const high = flag - 84;
    return [signed(flag, 1 + (Math.floor(high / 12) << 8) + from.u8()), signed(flag >> 1, 1 + (((high % 12) >> 2) << 8) + from.u8())];
  }
  if (flag < 124) {
    const [first, middle, last] = [from.u8(), from.u8(), from.u8()];
    return [signed(flag, (first << 4) + (middle >> 4)), signed(flag >> 1, ((middle & 0x0f) << 8) + last)];
  }
  return [signed(flag, from.u16()), signed(flag >> 1, from.u16())];
}
