/** A face opened for its outlines: TrueType or one of a collection as systems have them, WOFF 2.0 as ours ship. Broken files throw a RangeError; files of curves of another kind (CFF) have no glyphs. */
import { Reader } from './bytes.ts';
import { isWoff2, unpackWoff2, type Unpack, type Unpacked } from './woff2.ts';

export interface OpenFace {
  readonly unitsPerEm: number;
  /** Above and below the baseline, in ems; both positive. */
  readonly ascent: number;
  readonly descent: number;
  /** OS/2 fsType. */
  readonly embedding: number;
  readonly hasOutlines: boolean;
  name(id: number): string;
  /** 0: has none. */
  glyphOf(codePoint: number): number;
  outline(glyph: number): Uint8Array;
  advance(glyph: number): number;
  /** Left side bearing. */
  bearing(glyph: number): number;
}

const NAMES_MAX = 2_000;

/** `postscriptName`: which one of a collection. */
export function readFace(bytes: Uint8Array, unpack: Unpack, postscriptName = ''): OpenFace {
  if (isWoff2(bytes)) return open(unpackWoff2(bytes, unpack));
  const reader = new Reader(bytes);
  if (reader.tag() !== 'ttcf') return open(plain(bytes, 0));
  reader.at = 8;
  const offsets = Array.from({ length: Math.min(reader.u32(), 64) }, () => reader.u32());
  const faces = offsets.map((offset) => open(plain(bytes, offset)));
  const [first] = faces;
  const face = faces.find((each) => each.name(6) === postscriptName) ?? first;
  if (face === undefined) throw new RangeError('an empty collection');
  return face;
}

function plain(bytes: Uint8Array, offset: number): Unpacked {
  const reader = new Reader(bytes, offset + 4);
  const count = reader.u16();
  reader.at = offset + 12;
  const tables = new Map<string, Uint8Array>();
  for (let index = 0; index < count; index += 1) {
    const tag = reader.tag();
    reader.u32();
    const at = reader.u32();
    tables.set(tag, new Reader(bytes, at).take(reader.u32()));
  }
  return { tables, glyphs: null, isHmtxTransformed: false };
}

function open({ tables, glyphs, isHmtxTransformed }: Unpacked): OpenFace {
  const table = (tag: string, at = 0): Reader => {
    const bytes = tables.get(tag);
    if (bytes === undefined) throw new RangeError(`no ${tag}`);
    return new Reader(bytes, at);
  };
  const unitsPerEm = table('head', 18).u16();
  if (unitsPerEm < 16 || unitsPerEm > 16_384) throw new RangeError('units');
  const isLong = table('head', 50).u16() === 1;
  const [ascender, descender] = [table('hhea', 4).i16(), table('hhea', 6).i16()];
  const metrics = table('hhea', 34).u16();
  const count = table('maxp', 4).u16();
  const hmtx = tables.get('hmtx') ?? new Uint8Array();
  const outline = (glyph: number): Uint8Array => {
    if (glyph >= count) return new Uint8Array();
    if (glyphs !== null) return glyphs.outline(glyph);
    const loca = table('loca', glyph * (isLong ? 4 : 2));
    const from = isLong ? loca.u32() : loca.u16() * 2;
    return table('glyf', from).take((isLong ? loca.u32() : loca.u16() * 2) - from);
  };
  const xMinOf = (glyph: number): number => {
    const bytes = outline(glyph);
    return bytes.length < 10 ? 0 : new Reader(bytes, 2).i16();
  };
  const names = namesOf(tables.get('name'));
  return {
    unitsPerEm, ascent: ascender / unitsPerEm, descent: -descender / unitsPerEm,
    embedding: tables.has('OS/2') ? table('OS/2', 8).u16() : 0,
    hasOutlines: glyphs !== null || tables.has('glyf'),
    name: (id) => names.get(id) ?? '',
    glyphOf: charactersOf(table('cmap')),
    outline,
    ...(isHmtxTransformed ? splitMetrics(hmtx, metrics, xMinOf) : joinedMetrics(hmtx, metrics)),
  };
}

type Metrics = Pick<OpenFace, 'advance' | 'bearing'>;

function joinedMetrics(hmtx: Uint8Array, metrics: number): Metrics {
  return {
    advance: (glyph) => new Reader(hmtx, Math.min(glyph, metrics - 1) * 4).u16(),
    bearing: (glyph) => new Reader(hmtx, glyph < metrics ? glyph * 4 + 2 : metrics * 4 + (glyph - metrics) * 2).i16(),
  };
}

/** As WOFF 2.0 packs them: widths first, then the bearings that are not simply where the glyph begins. */
function splitMetrics(hmtx: Uint8Array, metrics: number, xMinOf: (glyph: number) => number): Metrics {
  const flags = new Reader(hmtx).u8();
  const [areOwnLeftOut, areRestLeftOut] = [(flags & 1) === 1, (flags & 2) === 2];
  const own = 1 + metrics * 2;
  const rest = own + (areOwnLeftOut ? 0 : metrics * 2);
  return {
    advance: (glyph) => new Reader(hmtx, 1 + Math.min(glyph, metrics - 1) * 2).u16(),
    bearing: (glyph) => {
      if (glyph < metrics) return areOwnLeftOut ? xMinOf(glyph) : new Reader(hmtx, own + glyph * 2).i16();
      return areRestLeftOut ? xMinOf(glyph) : new Reader(hmtx, rest + (glyph - metrics) * 2).i16();
    },
  };
}

function namesOf(bytes: Uint8Array | undefined): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  if (bytes === undefined) return names;
  const reader = new Reader(bytes, 2);
  const count = Math.min(reader.u16(), NAMES_MAX);
  const start = reader.u16();
  for (let index = 0; index < count; index += 1) {
    const [platform, , language, id, length, offset] = [reader.u16(), reader.u16(), reader.u16(), reader.u16(), reader.u16(), reader.u16()];
    // The English name is the one by which programs know a face.
    if (platform !== 3 || (names.has(id) && language !== 0x409)) continue;
    const units = new Reader(bytes, start + offset);
    names.set(id, Array.from({ length: length >> 1 }, () => String.fromCharCode(units.u16())).join(''));
  }
  return names;
}

/** Format 12 where there is one, else format 4. */
function charactersOf(cmap: Reader): (codePoint: number) => number {
  const { bytes } = cmap;
  cmap.at = 2;
  const count = cmap.u16();
  const offsets = Array.from({ length: count }, () => ({ platform: cmap.u16(), encoding: cmap.u16(), offset: cmap.u32() }))
    .filter(({ platform, encoding }) => platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10)));
  const formats = offsets.map(({ offset }) => ({ offset, format: new Reader(bytes, offset).u16() }));
  const wide = formats.find(({ format }) => format === 12);
  if (wide !== undefined) return inGroups(bytes, wide.offset);
  const narrow = formats.find(({ format }) => format === 4);
  return narrow === undefined ? () => 0 : inSegments(bytes, narrow.offset);
}

function inGroups(bytes: Uint8Array, offset: number): (codePoint: number) => number {
  const count = new Reader(bytes, offset + 12).u32();
  const group = (index: number): Reader => new Reader(bytes, offset + 16 + index * 12);
  return (codePoint) => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      const reader = group(middle);
      const [first, last, glyph] = [reader.u32(), reader.u32(), reader.u32()];
      if (codePoint < first) high = middle;
      else if (codePoint > last) low = middle + 1;
      else return glyph + codePoint - first;
    }
    return 0;
  };
}

function inSegments(bytes: Uint8Array, offset: number): (codePoint: number) => number {
  const count = new Reader(bytes, offset + 6).u16() >> 1;
  const at = (list: number, index: number): number => offset + 14 + list * count * 2 + (list > 0 ? 2 : 0) + index * 2;
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    for (let index = 0; index < count; index += 1) {
      if (new Reader(bytes, at(0, index)).u16() < codePoint) continue;
      const first = new Reader(bytes, at(1, index)).u16();
      if (first > codePoint) return 0;
      const delta = new Reader(bytes, at(2, index)).u16();
      const range = new Reader(bytes, at(3, index)).u16();
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = new Reader(bytes, at(3, index) + range + (codePoint - first) * 2).u16();
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
