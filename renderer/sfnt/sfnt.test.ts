import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reader, Writer } from './bytes.ts';
import { buildFace } from './build-face.ts';
import { readFace, type OpenFace } from './read-face.ts';
import { unpackBrotli } from './unpack-brotli.ts';
import { unpackWoff2 } from './woff2.ts';

const shipped = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../${path}`, import.meta.url)));
const FANG_SONG = shipped('renderer/ui/fonts/fang-song.woff2');
const RARE = shipped('renderer/ui/fonts/rare-han.woff2');
const LATIN = shipped('node_modules/@fontsource/noto-serif-sc/files/noto-serif-sc-latin-900-normal.woff2');
const open = (bytes: Uint8Array): OpenFace => readFace(bytes, unpackBrotli);
const fangSong = open(FANG_SONG);
const chosen = (face: OpenFace, text: string) => [...text].map((character) => ({ codePoint: character.codePointAt(0) ?? 0, from: face }));

/** Contours as points, whatever the bytes. */
function pointsOf(outline: Uint8Array): readonly (readonly [x: number, y: number, isOnCurve: boolean])[] {
  if (outline.length < 10) return [];
  const reader = new Reader(outline);
  const contours = reader.i16();
  reader.at = 10;
  const ends = Array.from({ length: contours }, () => reader.u16());
  const count = (ends.at(-1) ?? -1) + 1;
  reader.take(reader.u16());
  const flags: number[] = [];
  while (flags.length < count) {
    const flag = reader.u8();
    flags.push(flag);
    if ((flag & 8) !== 0) for (let times = reader.u8(); times > 0; times -= 1) flags.push(flag);
  }
  const axis = (short: number, same: number): readonly number[] => {
    let at = 0;
    return flags.map((flag) => {
      if ((flag & short) !== 0) at += (flag & same) !== 0 ? reader.u8() : -reader.u8();
      else if ((flag & same) === 0) at += reader.i16();
      return at;
    });
  };
  const xs = axis(2, 16);
  const ys = axis(4, 32);
  return flags.map((flag, index) => [xs[index] ?? 0, ys[index] ?? 0, (flag & 1) === 1] as const);
}

describe('faces that ship', () => {
  it('[OFD05] are unpacked to the same tables as with Brotli of another maker', () => {
    for (const bytes of [RARE, LATIN]) {
      const own = unpackWoff2(bytes, unpackBrotli);
      const other = unpackWoff2(bytes, (compressed) => brotliDecompressSync(compressed));
      for (const [tag, table] of own.tables) expect(Buffer.compare(table, other.tables.get(tag) ?? new Uint8Array())).toBe(0);
    }
  });

  it('[OFD05] have the characters they are there for, as TrueType', () => {
    for (const character of '仿宋人民政府，。（）《》—123Abc') expect(fangSong.glyphOf(character.codePointAt(0) ?? 0)).toBeGreaterThan(0);
    const rare = open(RARE);
    expect(rare.hasOutlines).toBe(true);
    for (const character of '㵲㯊䶮𬱖') {
      const glyph = rare.glyphOf(character.codePointAt(0) ?? 0);
      expect(pointsOf(rare.outline(glyph)).length).toBeGreaterThan(20);
      expect(rare.advance(glyph)).toBe(1_000);
    }
    expect([fangSong.name(1), rare.name(1)]).toEqual(['GZT Fang Song', 'GZT Rare Han']);
    // Whoever takes a space out of a PDF must not get a control character for it.
    expect(fangSong.glyphOf(1)).toBe(0);
    expect(fangSong.glyphOf(0x20)).toBeGreaterThan(0);
  });

  it('[OFD05] every box of a glyph holds its points', () => {
    for (let glyph = 0; glyph < 7_000; glyph += 37) {
      const outline = fangSong.outline(glyph);
      const points = pointsOf(outline);
      if (points.length === 0) continue;
      const reader = new Reader(outline, 2);
      expect([reader.i16(), reader.i16(), reader.i16(), reader.i16()]).toEqual([Math.min(...points.map(([x]) => x)), Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([x]) => x)), Math.max(...points.map(([, y]) => y))]);
    }
  });
});

describe('a face cut to the characters of a document', () => {
  it('[OFD05] draws each of them with the same curves, width and bearing, and knows no other', () => {
    const text = '为做好防汛工作，现就《办法》第3条通知如下。ABC é';
    const cut = open(buildFace(chosen(fangSong, text), 'GZT Fang Song').bytes);
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      const [before, after] = [fangSong.glyphOf(code), cut.glyphOf(code)];
      expect(pointsOf(cut.outline(after))).toEqual(pointsOf(fangSong.outline(before)));
      expect([cut.advance(after), cut.bearing(after)]).toEqual([fangSong.advance(before), fangSong.bearing(before)]);
    }
    for (const character of '人Z𬱖') expect(cut.glyphOf(character.codePointAt(0) ?? 0)).toBe(0);
    expect([cut.unitsPerEm, cut.name(1), cut.name(4), cut.embedding]).toEqual([1_000, 'GZT Fang Song', 'GZT Fang Song', 0]);
  });

  it('[OFD05] may come from several slices, reaches beyond the basic plane, and keeps the names of its makers', () => {
    const rare = open(RARE);
    const built = buildFace([...chosen(fangSong, '县'), ...chosen(rare, '𬱖㵲')], 'both');
    const cut = open(built.bytes);
    for (const character of '县𬱖㵲') expect(cut.glyphOf(character.codePointAt(0) ?? 0)).toBeGreaterThan(0);
    expect(pointsOf(cut.outline(cut.glyphOf(0x2cc56)))).toEqual(pointsOf(rare.outline(rare.glyphOf(0x2cc56))));
    expect(cut.name(0)).toBe(rare.name(0).slice(0, 400));
    expect(built.ascent).toBeGreaterThanOrEqual(0.88);
  });

  it('[OFD02] the same characters give the same bytes, in whatever order they come', () => {
    const once = buildFace(chosen(fangSong, '通知公告'), 'x').bytes;
    expect(buildFace(chosen(fangSong, '告公知通通'), 'x').bytes).toEqual(once);
    const view = new DataView(once.buffer);
    let sum = 0;
    for (let at = 0; at < once.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
    // What the format asks of a whole font.
    expect(sum).toBe(0xb1b0afba);
  });

  it('[OFD05] any choice of characters can be opened again', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0x20, max: 0x9fa5 }), { minLength: 1, maxLength: 60 }), (codes) => {
      const there = codes.filter((code) => fangSong.glyphOf(code) !== 0);
      if (there.length === 0) return;
      const cut = open(buildFace(there.map((codePoint) => ({ codePoint, from: fangSong })), 'x').bytes);
      for (const code of there) expect(pointsOf(cut.outline(cut.glyphOf(code)))).toEqual(pointsOf(fangSong.outline(fangSong.glyphOf(code))));
    }), { numRuns: 60 });
  });
});

function failureOf(run: () => void): unknown {
  try {
    run();
    return null;
  } catch (failure) {
    return failure;
  }
}

describe('a broken face', () => {
  it('[OFD06] ends in an error, never in a loop or a wrong glyph table', () => {
    const good = buildFace(chosen(fangSong, '通知公告ABC'), 'x').bytes;
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }), fc.nat(good.length), (changes, length) => {
      const bytes = good.slice();
      for (const [at, value] of changes) bytes[at] = value;
      expect(failureOf(() => {
        const face = open(bytes.slice(0, Math.max(4, length)));
        buildFace(chosen(face, '通知公告ABC').filter(({ codePoint }) => face.glyphOf(codePoint) !== 0), 'x');
      })).toSatisfy((failure) => failure === null || failure instanceof RangeError);
    }), { numRuns: 400 });
  });

  it('[OFD06] a packed one that swells is refused before it does', () => {
    const bytes = LATIN.slice();
    const table = new Writer().u8(0x0a, 0x8f, 0xff, 0xff, 0xff, 0x7f).done();
    bytes.set(table, 48);
    expect(() => open(bytes)).toThrow(RangeError);
  });
});
