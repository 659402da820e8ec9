import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictly, readOfd, unzip } from '#tests/kit/ofd-reader.ts';
import type { OfdFile, OfdMark, OfdText } from './model.ts';
import { PAGES_MAX, TooManyPages, writeOfd } from './write-ofd.ts';
import { escaped, isXmlCharacter } from './xml.ts';

const FACE = { name: 'GZT Fang Song', family: 'GZT Fang Song', file: { bytes: Uint8Array.of(0, 1, 0, 0, 7), extension: 'ttf' as const }, ascent: 0.88, descent: 0.2 };
const PICTURE = { bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47), format: 'PNG' as const };

const textAt = (words: string, x: number, baseline: number, step = 5.571): OfdText => {
  const glyphs = [...words].map((character, index) => ({ character, x: x + index * step }));
  return { kind: 'text', face: 0, sizeMm: 5.644, color: [0, 0, 0], baseline, glyphs, right: x + glyphs.length * step, isBolder: false, isSlanted: false };
};
const fileOf = (marks: readonly OfdMark[], more: Partial<OfdFile> = {}): OfdFile => ({
  docId: '0123456789abcdef0123456789abcdef', title: '关于做好防汛工作的通知', author: '桐梓县楚米镇人民政府', date: '2026-11-27', creator: '贵政通', creatorVersion: '0.1.0', remarks: [],
  faces: [FACE], pictures: [PICTURE], pages: [{ widthMm: 210, heightMm: 297, marks }], outline: [], ...more,
});
const partsOf = (bytes: Uint8Array): ReadonlyMap<string, string> => new Map([...unzip(bytes)].filter(([name]) => name.endsWith('.xml')).map(([name, part]) => [name, new TextDecoder('utf-8', { fatal: true }).decode(part)]));

describe('the parts of an OFD file', () => {
  const file = fileOf([
    textAt('为做好防汛工作', 28, 50), { kind: 'box', left: 28, top: 119.3, width: 156, height: 0.5, color: [215, 0, 15] }, { kind: 'picture', picture: 0, left: 40, top: 130, width: 80, height: 60 },
  ], { remarks: [['substitutedFaces', '仿宋、小标宋']] });
  const bytes = writeOfd({ ...file, pages: [...file.pages, ...file.pages] });

  it('[OFD01] has the names that GB/T 33190 gives them, and says whose it is', () => {
    expect([...unzip(bytes).keys()]).toEqual(['OFD.xml', 'Doc_0/Document.xml', 'Doc_0/PublicRes.xml', 'Doc_0/DocumentRes.xml', 'Doc_0/Pages/Page_0/Content.xml', 'Doc_0/Pages/Page_1/Content.xml', 'Doc_0/Res/font_1.ttf', 'Doc_0/Res/image_2.png']);
    const { information, fonts, pages } = readOfd(bytes);
    expect(information).toEqual({ DocID: '0123456789abcdef0123456789abcdef', Title: '关于做好防汛工作的通知', Author: '桐梓县楚米镇人民政府', CreationDate: '2026-11-27', Creator: '贵政通', CreatorVersion: '0.1.0', CustomData: '仿宋、小标宋' });
    expect(fonts).toMatchObject([{ name: 'GZT Fang Song', file: FACE.file.bytes }]);
    expect(pages.map(({ text, boxes, pictures }) => [text, boxes.length, pictures.length])).toEqual([['为做好防汛工作', 1, 1], ['为做好防汛工作', 1, 1]]);
    expect(pages[0]?.boxes[0]).toEqual({ left: 28, top: 119.3, right: 184, bottom: expect.closeTo(119.8, 5), color: '215 0 15' });
  });

  it('[OFD01] numbers everything once, up to MaxUnitID, and refers only to what is there', () => {
    const parts = [...partsOf(bytes).values()].join('\n');
    const ids = [...parts.matchAll(/ ID="(\d+)"/gu)].map(([, id]) => Number(id));
    expect(ids).toEqual([...new Set(ids)]);
    expect(Math.max(...ids)).toBe(Number(/<ofd:MaxUnitID>(\d+)</u.exec(parts)?.[1]));
    for (const [, id] of parts.matchAll(/ (?:Font|ResourceID|PageID)="(\d+)"/gu)) expect(ids).toContain(Number(id));
  });

  it('[OFD01] headings below others stand inside them, and lead to their page', () => {
    const heading = (title: string, level: number, page: number) => ({ title, level, page, top: 50 });
    const outline = [heading('一、总体要求', 1, 0), heading('（一）目标', 2, 0), heading('1.数量', 3, 0), heading('（二）原则', 2, 1), heading('二、<措施>', 1, 1)];
    expect(readOfd(writeOfd({ ...file, pages: [...file.pages, ...file.pages], outline })).outline).toEqual([
      { title: '一、总体要求', page: 0, depth: 0 }, { title: '（一）目标', page: 0, depth: 1 }, { title: '1.数量', page: 0, depth: 2 }, { title: '（二）原则', page: 1, depth: 1 }, { title: '二、<措施>', page: 1, depth: 0 },
    ]);
  });

  it('[OFD02] the same pages give the same bytes, and none of them tells when', () => {
    expect(writeOfd({ ...file, pages: [...file.pages, ...file.pages] })).toEqual(bytes);
    const view = new DataView(bytes.buffer);
    // The first local header: 1980-01-01 00:00, the first moment that an archive can name.
    expect([view.getUint16(10, true), view.getUint16(12, true)]).toEqual([0, 0x21]);
  });

  it('[OFD07] no page and more pages than there may be are refused', () => {
    expect(() => writeOfd({ ...file, pages: [] })).toThrow(TooManyPages);
    expect(() => writeOfd({ ...file, pages: Array.from({ length: PAGES_MAX + 1 }, () => ({ widthMm: 210, heightMm: 297, marks: [] })) })).toThrow(TooManyPages);
  });
});

/** Controls, halves of surrogates, what XML reserves, what it forbids, rare characters, spaces of all kinds. */
const hostile = fc.array(fc.oneof(
  fc.constantFrom('\u0000', '\u0001', '\u0008', '\t', '\n', '\r', '\u001f', '\u007f', '\u0085', '\ud800', '\udfff', '\ufffe', '\uffff', '<', '>', '&', '"', "'", ']]>', '<!--', '&#0;', '㵲', '㯊', '䶮', '𬱖', ' ', '\u3000', '\u00a0', '\u200b', '\u202e', 'e\u0301'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
), { maxLength: 30 }).map((parts) => parts.join(''));

describe('whatever a text has in it', () => {
  it('[OFD03] every part is well formed, and every character that XML can hold is there, in order', () => {
    fc.assert(fc.property(hostile, hostile, (words, title) => {
      const bytes = writeOfd(fileOf([textAt(words, 20, 60, 3)], { title, author: title, remarks: [[title, words]], outline: [{ title, level: 1, page: 0, top: 10 }], faces: [{ ...FACE, name: title }] }));
      for (const xml of partsOf(bytes).values()) parseStrictly(xml);
      const { pages, information } = readOfd(bytes);
      const seen = (text: string): string => [...text].filter((character) => isXmlCharacter(character) && character.trim() !== '').join('');
      expect(seen(pages[0]?.text ?? '')).toBe(seen(words));
      expect(information['Title']?.replace(/\s/gu, '')).toBe([...title].filter(isXmlCharacter).join('').replace(/\s/gu, ''));
    }), { numRuns: 300 });
  });

  it('[OFD03] text cannot leave its element', () => {
    expect(escaped('</ofd:TextCode><a b="c" d=\'e\'>&amp;\u0000\ud800')).toBe('&lt;/ofd:TextCode&gt;&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;');
  });
});

describe('places', () => {
  const line = fc.record({
    characters: fc.array(fc.constantFrom('一', '㵲', '𬱖', 'a', '1', '，', ' '), { minLength: 1, maxLength: 60 }),
    from: fc.double({ min: 0, max: 60, noNaN: true }), baseline: fc.double({ min: 5, max: 295, noNaN: true }), seed: fc.array(fc.double({ min: 0.2, max: 2.4, noNaN: true }), { minLength: 60, maxLength: 60 }),
  });

  it('[OFD04] each character comes back to the micrometre, however long the line', () => {
    fc.assert(fc.property(line, ({ characters, from, baseline, seed }) => {
      let x = from;
      const glyphs = characters.map((character, index) => {
        const glyph = { character, x };
        x += seed[index] ?? 1;
        return glyph;
      });
      const back = readOfd(writeOfd(fileOf([{ ...textAt('', 0, 0), glyphs, baseline, right: x }]))).pages[0]?.characters ?? [];
      const wanted = glyphs.filter(({ character }) => character !== ' ');
      const got = back.filter(({ character }) => character !== ' ');
      expect(got.map(({ character }) => character)).toEqual(wanted.map(({ character }) => character));
      for (const [index, each] of got.entries()) {
        expect(Math.abs(each.x - (wanted[index]?.x ?? 0))).toBeLessThan(0.0021);
        expect(Math.abs(each.baseline - baseline)).toBeLessThan(0.0021);
        const [left = 0, top = 0, width = 0, height = 0] = each.boundary;
        expect([left >= 0, top >= 0, left + width <= 210.001, top + height <= 297.001]).toEqual([true, true, true, true]);
      }
    }), { numRuns: 200 });
  });

  it('[OFD04] equal steps are counted; a character beyond the basic plane stands alone, and nothing begins with a space', () => {
    const page = partsOf(writeOfd(fileOf([textAt('一二三四𬱖 五', 20, 60)]))).get('Doc_0/Pages/Page_0/Content.xml') ?? '';
    expect([...page.matchAll(/<ofd:TextCode X="([\d.]+)" Y="[\d.]+"(?: DeltaX="([^"]*)")?>([^<]*)</gu)].map(([, x, steps, text]) => [x, steps, text])).toEqual([
      ['0.847', 'g 3 5.571', '一二三四'], ['23.131', undefined, '𬱖'], ['34.273', undefined, '五'],
    ]);
  });

  it('[OFD04] what is drawn bolder or leaning says so and keeps its place', () => {
    const page = partsOf(writeOfd(fileOf([{ ...textAt('重点', 20, 60), isBolder: true, isSlanted: true }]))).get('Doc_0/Pages/Page_0/Content.xml') ?? '';
    expect(page).toMatch(/<ofd:TextObject [^>]*Stroke="true" LineWidth="0.209" Italic="true"><ofd:FillColor Value="0 0 0"\/><ofd:StrokeColor Value="0 0 0"\/><ofd:TextCode/u);
  });
});
