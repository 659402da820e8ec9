import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildFace } from '#renderer/sfnt/build-face.ts';
import { readFace } from '#renderer/sfnt/read-face.ts';
import { unpackBrotli } from '#renderer/sfnt/unpack-brotli.ts';
import { readOfd } from '#tests/kit/ofd-reader.ts';
import { createChooser, nearestWeight } from './choose-faces.ts';
import { rangesOf } from './face-sources.ts';
import { makeOfd, type Made, type OfdAsk } from './ofd-desk.ts';
import type { LocalFace, PlacedText, TextStyle, WebFace } from './placed.ts';
import { colorOf, familiesOf } from './read-pages.ts';

const ROOT = new URL('../../../', import.meta.url);
const bytesAt = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, ROOT)));
const load = async (address: string): Promise<Uint8Array> => bytesAt(address);
const fangSong = readFace(bytesAt('renderer/ui/fonts/fang-song.woff2'), unpackBrotli);
const cutOf = (text: string): Uint8Array => buildFace([...text].map((character) => ({ codePoint: character.codePointAt(0) ?? 0, from: fangSong })), 'x').bytes;

/** The style sheets that ship, read as the window reads them. */
function facesIn(path: string): readonly WebFace[] {
  const folder = path.replace(/[^/]+$/u, '');
  return [...new TextDecoder().decode(bytesAt(path)).matchAll(/@font-face\s*\{([^}]*)\}/gu)].map(([, rule = '']): WebFace => {
    const value = (name: string): string => new RegExp(`${name}:\\s*([^;]+)`, 'u').exec(rule)?.[1]?.trim() ?? '';
    const weight = Number(value('font-weight') || 400);
    return { family: value('font-family').replaceAll("'", ''), weights: [weight, weight], ranges: rangesOf(value('unicode-range')), address: folder + (/url\('?\.\/([^')]+)/u.exec(value('src'))?.[1] ?? '') };
  });
}
const SHIPPED: readonly WebFace[] = [
  ...facesIn('node_modules/@fontsource/noto-serif-sc/400.css'), ...facesIn('node_modules/@fontsource/noto-serif-sc/900.css'),
  ...facesIn('renderer/ui/fonts/fang-song.css'), ...facesIn('renderer/ui/fonts/rare-han.css'),
];
const BODY: TextStyle = { families: ['仿宋_GB2312', 'FangSong', 'GZT Fang Song', 'Noto Serif SC', 'GZT Rare Han', 'serif'], weight: 400, isItalic: false };
const TITLE: TextStyle = { families: ['方正小标宋简体', 'Noto Serif SC', 'GZT Rare Han', 'serif'], weight: 900, isItalic: false };

const textOf = (words: string, style: number, baseline: number): PlacedText => {
  const glyphs = [...words].map((character, index) => ({ character, x: 28 + index * 5.571 }));
  return { kind: 'text', style, sizeMm: 5.644, color: [0, 0, 0], baseline, right: 28 + glyphs.length * 5.571, glyphs };
};
const askOf = (marks: readonly PlacedText[], more: Partial<OfdAsk> = {}): OfdAsk => ({
  facts: { docId: '0123456789abcdef0123456789abcdef', title: '通知', author: '镇政府', date: '2026-11-27', creator: '贵政通', creatorVersion: '0.1.0' },
  paper: { pages: [{ widthMm: 210, heightMm: 297, marks }], styles: [BODY, TITLE], outline: [] }, faces: { web: SHIPPED, local: [] }, pictures: {}, substituted: ['仿宋'], ...more,
});
const madeOf = async (ask: OfdAsk): Promise<Made> => {
  const answer = await makeOfd(ask, load, () => {});
  if (answer.kind !== 'made') throw new Error(answer.problem);
  return answer;
};

describe('the face of a character', () => {
  it('[OFD05] is of the nearest weight by the rules of style sheets', () => {
    const weights = [[300, 300], [400, 400], [500, 500], [900, 900]] as const;
    expect([100, 350, 400, 450, 500, 600, 950].map((wanted) => nearestWeight(wanted, weights)?.[0])).toEqual([300, 300, 400, 500, 500, 900, 900]);
    expect(nearestWeight(650, [[100, 900]])).toEqual([100, 900]);
    expect(nearestWeight(400, [])).toBeNull();
  });

  it('[OFD05] is the first family that has it; of its slices the one that was declared last', async () => {
    const [narrow, wide] = [readFace(cutOf('通知'), unpackBrotli), readFace(cutOf('通知公告'), unpackBrotli)];
    const slice = (address: string, ranges: WebFace['ranges']): WebFace => ({ family: 'A', weights: [400, 400], ranges, address });
    const web = [slice('first', [[0, 0x10ffff]]), slice('last', [[0x901a, 0x901a]]), { ...slice('b', [[0, 0x10ffff]]), family: 'B' }];
    const asked: string[] = [];
    const choose = createChooser({ web, local: [] }, { web: async ({ address }) => { asked.push(address); return address === 'b' ? wide : narrow; }, local: () => null });
    const style: TextStyle = { families: ['none', 'A', 'B', 'serif'], weight: 700, isItalic: false };
    expect((await choose(style, 0x901a)).key).toBe('web A 400 400');
    expect(asked).toEqual(['last']);
    expect(await choose(style, 0x516c)).toMatchObject({ key: 'web B 400 400', isBolder: true });
    expect(await choose({ ...style, families: ['A'], weight: 400 }, 0x516c)).toMatchObject({ key: '', isBolder: false });
  });

  it('[OFD05] names and ranges are read as style sheets write them', () => {
    expect(familiesOf('"仿宋_GB2312", FangSong, \'A, "B"\', serif')).toEqual(['仿宋_GB2312', 'FangSong', 'A, "B"', 'serif']);
    expect(rangesOf('U+3400-4DBF, U+20000-3FFFF,u+4??,U+A')).toEqual([[0x3400, 0x4dbf], [0x20000, 0x3ffff], [0x400, 0x4ff], [10, 10]]);
    expect(rangesOf('')).toEqual([[0, 0x10ffff]]);
    expect([colorOf('rgb(215, 0, 15)'), colorOf('rgba(0, 0, 0, 0)'), colorOf('rgba(1, 2, 3, 0.5)'), colorOf('transparent')]).toEqual([[215, 0, 15], null, [1, 2, 3], null]);
  });
});

describe('an OFD made of placed characters', () => {
  const RARE = '㵲阳河、桴㯊镇，䶮、𬱖二人';

  it('[OFD05] has each character in the face that draws it, cut to what is there', async () => {
    const { bytes, named, unknown } = await madeOf(askOf([textOf('关于防汛的通知', 1, 40), textOf(`${RARE} 负责`, 0, 60)]));
    const { fonts, pages, information } = readOfd(bytes);
    expect(fonts.map(({ name }) => name)).toEqual(['Noto Serif SC ExtraLight Black', 'GZT Rare Han', 'GZT Fang Song']);
    expect(pages[0]?.text).toBe(`关于防汛的通知${RARE} 负责`);
    for (const { name, file } of fonts) {
      const face = readFace(file ?? new Uint8Array(), unpackBrotli);
      for (const { character, font } of (pages[0]?.characters ?? []).filter((each) => each.character !== ' ')) expect(face.glyphOf(character.codePointAt(0) ?? 0) !== 0).toBe(font === name);
    }
    expect([named, unknown, information['CustomData']]).toEqual([[], 0, '仿宋']);
    expect(bytes.length).toBeLessThan(40_000);
  });

  it('[OFD02] the same pages give the same bytes', async () => {
    const ask = askOf([textOf('关于防汛的通知', 1, 40), textOf(RARE, 0, 60)]);
    expect((await madeOf(ask)).bytes).toEqual((await madeOf(ask)).bytes);
  });

  it('[OFD06] a face of the machine comes first and is embedded, named or given whole as its maker allows', async () => {
    const installed = cutOf('防汛通知');
    const withRights = (embedding: number): LocalFace => {
      const bytes = installed.slice();
      const view = new DataView(bytes.buffer);
      for (let index = 0; index < view.getUint16(4); index += 1) if (view.getUint32(12 + index * 16) === 0x4f532f32) view.setUint16(view.getUint32(12 + index * 16 + 8) + 8, embedding);
      return { family: 'FangSong', postscriptName: '', bytes };
    };
    const fontsWith = async (local: readonly LocalFace[]) => {
      const { bytes, named } = await madeOf(askOf([textOf('防汛的通', 0, 60)], { faces: { web: SHIPPED, local } }));
      return { fonts: readOfd(bytes).fonts, named };
    };
    const may = await fontsWith([withRights(8)]);
    expect(may.fonts).toHaveLength(2);
    expect([may.fonts[0]?.file?.length !== installed.length, may.named]).toEqual([true, []]);
    const whole = withRights(0x0100);
    expect((await fontsWith([whole])).fonts[0]?.file).toEqual(whole.bytes);
    for (const refused of [withRights(2), withRights(0x0200), { family: 'FangSong', postscriptName: '', bytes: null }]) {
      const { fonts, named } = await fontsWith([refused]);
      expect([fonts[0]?.name, fonts[0]?.file, named]).toEqual(['FangSong', null, ['FangSong']]);
    }
  });

  it('[OFD06] characters that no face has are counted, and are in the file all the same', async () => {
    const { bytes, unknown, named } = await madeOf(askOf([textOf('通知\u{1F600}\uE000', 0, 60)]));
    expect([unknown, named, readOfd(bytes).pages[0]?.text]).toEqual([2, [], '通知\u{1F600}\uE000']);
  });

  it('[OFD07] too many pages are an answer, and how far it is was told', async () => {
    const pages = Array.from({ length: 2_001 }, () => ({ widthMm: 210, heightMm: 297, marks: [] }));
    const told: number[] = [];
    expect(await makeOfd(askOf([], { paper: { pages, styles: [], outline: [] } }), load, (done) => told.push(done))).toEqual({ kind: 'failed', problem: 'tooLong' });
    expect(told.at(-1)).toBe(2_001);
  });

  it('[OFD03] text that nobody would write makes no file that nobody can read', async () => {
    const { bytes } = await madeOf(askOf([textOf('\u0000\ud800通<知>&"\'\uffff\u2028e\u0301', 0, 60), textOf('\u0001\udfff', 1, 80)]));
    expect(readOfd(bytes).pages[0]?.text.replace(/\s/gu, '')).toBe('通<知>&"\'e\u0301');
  });
});
