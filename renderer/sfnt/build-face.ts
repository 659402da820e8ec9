/**
 * A small TrueType font of the characters that a document has, from one face or from the slices in which a face ships. Complete by itself: any program
 * can open it, find glyphs by character and tell whose face it is. The same characters give the same bytes.
 */
import { Reader, Writer } from './bytes.ts';
import type { OpenFace } from './read-face.ts';
import { componentBytes } from './woff2.ts';

export interface Chosen { readonly codePoint: number; readonly from: OpenFace }

export interface BuiltFace {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly family: string;
  /** What the glyphs reach above and below the baseline, in ems; at least the face's own measure. */
  readonly ascent: number;
  readonly descent: number;
}

interface Glyph { readonly outline: Uint8Array; readonly advance: number; readonly bearing: number }

const DEPTH_MAX = 8;
/** 2024-01-01, in seconds since 1904. */
const EPOCH = 3_786_912_000;
const MORE_COMPONENTS = 0x20;
const NAME_CHARACTERS_MAX = 400;
/** Copyright, trademark, licence: they go with the outlines. */
const LEGAL = [0, 7, 13, 14] as const;

/** Faces of one design: all have the same units. `label` names it where the face itself does not. */
export function buildFace(chosen: readonly Chosen[], label: string): BuiltFace {
  const wanted = [...new Map(chosen.map((each) => [each.codePoint, each])).values()].sort((a, b) => a.codePoint - b.codePoint);
  const [first] = wanted;
  if (first === undefined) throw new RangeError('no characters');
  const { unitsPerEm } = first.from;
  const collected = collect(wanted);
  const boxes = collected.glyphs.filter(({ outline }) => outline.length >= 10).map(({ outline }) => {
    const reader = new Reader(outline, 2);
    return [reader.i16(), reader.i16(), reader.i16(), reader.i16()] as const;
  });
  const bounds = [Math.min(0, ...boxes.map(([x]) => x)), Math.min(0, ...boxes.map(([, y]) => y)), Math.max(0, ...boxes.map(([, , x]) => x)), Math.max(0, ...boxes.map(([, , , y]) => y))] as const;
  const ascender = Math.round(first.from.ascent * unitsPerEm);
  const descender = Math.round(first.from.descent * unitsPerEm);
  const family = first.from.name(1) || label;
  const name = first.from.name(4) || label;
  const bytes = assemble({ ...collected, unitsPerEm, bounds, ascender, descender, family, name, legal: LEGAL.map((id) => [id, first.from.name(id).slice(0, NAME_CHARACTERS_MAX)]) });
  return { bytes, name, family, ascent: Math.max(ascender, bounds[3]) / unitsPerEm, descent: Math.max(descender, -bounds[1]) / unitsPerEm };
}

interface Collected { readonly glyphs: readonly Glyph[]; readonly characters: readonly (readonly [codePoint: number, glyph: number])[] }

function collect(wanted: readonly Chosen[]): Collected {
  const glyphs: Glyph[] = [];
  const places = new Map<OpenFace, Map<number, number>>();
  const place = (from: OpenFace, glyph: number, depth: number): number => {
    if (depth > DEPTH_MAX) throw new RangeError('components without end');
    const known = places.get(from) ?? new Map<number, number>();
    places.set(from, known);
    const there = known.get(glyph);
    if (there !== undefined) return there;
    const index = glyphs.length;
    known.set(glyph, index);
    const own = { advance: from.advance(glyph), bearing: from.bearing(glyph) };
    glyphs.push({ ...own, outline: new Uint8Array() });
    glyphs[index] = { ...own, outline: withoutInstructions(from.outline(glyph), (component) => place(from, component, depth + 1)) };
    return index;
  };
  // Glyph 0 is what a program shows for a character that is not there.
  if (wanted[0] !== undefined) place(wanted[0].from, 0, 0);
  const characters = wanted.map(({ codePoint, from }) => [codePoint, place(from, from.glyphOf(codePoint), 0)] as const);
  return { glyphs, characters };
}

const HAS_INSTRUCTIONS = 0x100;

function withoutInstructions(outline: Uint8Array, place: (component: number) => number): Uint8Array {
  if (outline.length < 10) return new Uint8Array();
  const reader = new Reader(outline);
  const contours = reader.i16();
  const glyph = new Writer().i16(contours).put(reader.take(8));
  if (contours >= 0) {
    glyph.put(reader.take(contours * 2)).u16(0);
    const instructions = reader.u16();
    reader.take(instructions);
    return glyph.put(outline.subarray(reader.at)).done();
  }
  let flags = MORE_COMPONENTS;
  while ((flags & MORE_COMPONENTS) !== 0) {
    flags = reader.u16();
    glyph.u16(flags & ~HAS_INSTRUCTIONS, place(reader.u16())).put(reader.take(componentBytes(flags)));
  }
  return glyph.done();
}

interface Parts extends Collected {
  readonly unitsPerEm: number;
  readonly bounds: readonly [number, number, number, number];
  readonly ascender: number;
  readonly descender: number;
  readonly family: string;
  readonly name: string;
  readonly legal: readonly (readonly [number, string])[];
}

function assemble(parts: Parts): Uint8Array<ArrayBuffer> {
  const { glyphs, unitsPerEm, bounds, ascender, descender } = parts;
  const glyf = new Writer();
  const loca = new Writer();
  for (const { outline } of glyphs) {
    loca.u32(glyf.length);
    glyf.put(outline).pad(4);
  }
  loca.u32(glyf.length);
  const hmtx = new Writer();
  for (const { advance, bearing } of glyphs) hmtx.u16(advance).i16(bearing);
  const widest = Math.max(...glyphs.map(({ advance }) => advance));
  const tables: readonly (readonly [string, Uint8Array])[] = [
    ['OS/2', os2(parts)],
    ['cmap', cmap(parts.characters)],
    ['glyf', glyf.length === 0 ? new Uint8Array(4) : glyf.done()],
    // Created and modified: always the same day, so that equal fonts are equal.
    ['head', new Writer().u32(0x00010000, 0x00010000, 0, 0x5f0f3cf5).u16(3, unitsPerEm).u32(0, EPOCH, 0, EPOCH).i16(...bounds).u16(0, 8).i16(2, 1, 0).done()],
    ['hhea', new Writer().u32(0x00010000).i16(ascender, -descender, 0).u16(widest).i16(bounds[0], 0, bounds[2], 1, 0, 0, 0, 0, 0, 0, 0).u16(glyphs.length).done()],
    ['hmtx', hmtx.done()],
    ['loca', loca.done()],
    ['maxp', maxp(glyphs)],
    ['name', nameTable(parts)],
    ['post', new Writer().u32(0x00030000, 0).i16(-Math.round(unitsPerEm / 10), Math.round(unitsPerEm / 20)).u32(0, 0, 0, 0, 0).done()],
  ];
  return sfnt(tables);
}

function os2({ characters, unitsPerEm, ascender, descender }: Parts): Uint8Array {
  const codes = characters.map(([code]) => Math.min(code, 0xffff));
  return new Writer()
    .u16(4).i16(unitsPerEm).u16(400, 5, 0) // version, mean width, weight, width, may be embedded by anybody
    .i16(...Array.from({ length: 10 }, () => Math.round(unitsPerEm / 2)), 0) // sub- and superscript, strikeout, class
    .u8(...Array.from({ length: 10 }, () => 0)).u32(1, 0x08000000, 0, 0).tag('GZT ')
    .u16(0x40, Math.min(...codes), Math.max(...codes)).i16(ascender, -descender, 0).u16(ascender, descender)
    .u32(1 | (1 << 18), 0).i16(Math.round(unitsPerEm / 2), Math.round(unitsPerEm * 0.7)).u16(0, 0x20, 1).done();
}

function cmap(characters: Collected['characters']): Uint8Array {
  const runs = runsOf(characters);
  const narrow = runs.flatMap(([first, last, glyph]) => (first > 0xfffe ? [] : [[first, Math.min(last, 0xfffe), glyph] as const]));
  const segments = [...narrow, [0xffff, 0xffff, 0] as const];
  const power = 2 ** Math.floor(Math.log2(segments.length));
  const format4 = new Writer().u16(4, 16 + segments.length * 8, 0, segments.length * 2, power * 2, Math.log2(power), (segments.length - power) * 2)
    .u16(...segments.map(([, last]) => last)).u16(0).u16(...segments.map(([first]) => first))
    .u16(...segments.map(([first, , glyph]) => (first === 0xffff ? 1 : (glyph - first) & 0xffff))).u16(...segments.map(() => 0)).done();
  const format12 = new Writer().u16(12, 0).u32(16 + runs.length * 12, 0, runs.length);
  for (const run of runs) format12.u32(...run);
  return new Writer().u16(0, 2).u16(3, 1).u32(20).u16(3, 10).u32(20 + format4.length).put(format4).put(format12.done()).done();
}

/** Characters that follow each other and whose glyphs do. */
function runsOf(characters: Collected['characters']): readonly (readonly [number, number, number])[] {
  const runs: [number, number, number][] = [];
  for (const [code, glyph] of characters) {
    const run = runs.at(-1);
    // A segment of the narrow form must not reach past what it can say.
    if (run !== undefined && code === run[1] + 1 && glyph === run[2] + code - run[0] && code !== 0x10000) run[1] = code;
    else runs.push([code, code, glyph]);
  }
  return runs;
}

function maxp(glyphs: readonly Glyph[]): Uint8Array {
  let [points, contours, compositePoints, compositeContours, components, depth] = [0, 0, 0, 0, 0, 0];
  const countOf = (index: number, level: number): { readonly points: number; readonly contours: number; readonly depth: number } => {
    const outline = glyphs[index]?.outline ?? new Uint8Array();
    if (outline.length < 10 || level > DEPTH_MAX) return { points: 0, contours: 0, depth: 0 };
    const reader = new Reader(outline);
    const own = reader.i16();
    if (own >= 0) return { points: own === 0 ? 0 : new Reader(outline, 10 + (own - 1) * 2).u16() + 1, contours: own, depth: 0 };
    reader.at = 10;
    const sum = { points: 0, contours: 0, depth: 0 };
    let flags = MORE_COMPONENTS;
    let count = 0;
    while ((flags & MORE_COMPONENTS) !== 0) {
      flags = reader.u16();
      const inner = countOf(reader.u16(), level + 1);
      reader.take(componentBytes(flags));
      count += 1;
      sum.points += inner.points;
      sum.contours += inner.contours;
      sum.depth = Math.max(sum.depth, inner.depth + 1);
    }
    components = Math.max(components, count);
    return sum;
  };
  for (const index of glyphs.keys()) {
    const count = countOf(index, 0);
    depth = Math.max(depth, count.depth);
    if (count.depth === 0) [points, contours] = [Math.max(points, count.points), Math.max(contours, count.contours)];
    else [compositePoints, compositeContours] = [Math.max(compositePoints, count.points), Math.max(compositeContours, count.contours)];
  }
  return new Writer().u32(0x00010000).u16(glyphs.length, points, contours, compositePoints, compositeContours, 1, 0, 0, 0, 0, 0, 0, components, depth).done();
}

function nameTable({ family, name, legal }: Parts): Uint8Array {
  const postscript = name.replace(/[^!-~]|[[\](){}<>/%]/gu, '').slice(0, 63) || 'Embedded';
  const records = [...legal, [1, family], [2, 'Regular'], [3, `${name}; embedded`], [4, name], [6, postscript]] as const;
  const stored = records.filter(([, text]) => text !== '').toSorted(([a], [b]) => a - b);
  const strings = new Writer();
  const table = new Writer().u16(0, stored.length, 6 + stored.length * 12);
  for (const [id, text] of stored) {
    const at = strings.length;
    for (let index = 0; index < text.length; index += 1) strings.u16(text.charCodeAt(index));
    table.u16(3, 1, 0x409, id, strings.length - at, at);
  }
  return table.put(strings.done()).done();
}

function sumOf(bytes: Uint8Array): number {
  const reader = new Reader(new Writer().put(bytes).pad(4).done());
  let sum = 0;
  while (reader.at < reader.bytes.length) sum = (sum + reader.u32()) >>> 0;
  return sum;
}

function sfnt(tables: readonly (readonly [string, Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const directory = new Writer().u32(0x00010000).u16(tables.length, power * 16, Math.log2(power), (tables.length - power) * 16);
  const content = new Writer();
  const start = 12 + tables.length * 16;
  let headAt = 0;
  for (const [tag, bytes] of tables) {
    if (tag === 'head') headAt = start + content.length;
    directory.tag(tag).u32(sumOf(bytes), start + content.length, bytes.length);
    content.put(bytes).pad(4);
  }
  const whole = directory.put(content.done()).done();
  new DataView(whole.buffer).setUint32(headAt + 8, (0xb1b0afba - sumOf(whole)) >>> 0);
  return whole;
}
