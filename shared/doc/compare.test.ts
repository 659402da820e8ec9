import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replica } from '#tests/kit/documents.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { blockText, canonicalContent, readContent, type Block, type Content } from './canonical.ts';
import { compare, compareText, isSame, type Comparison, type Piece } from './compare.ts';
import { NODE } from './shape.ts';

const paragraph = (text: string, marks: readonly string[] = []): Block => ({ type: NODE.paragraph, attrs: {}, runs: text === '' ? [] : [{ text, marks }] });
const heading = (text: string, level: number): Block => ({ type: NODE.heading, attrs: { level }, runs: [{ text, marks: [] }] });
const content = (...blocks: readonly (Block | string)[]): Content => ({ meta: {}, blocks: blocks.map((block) => (typeof block === 'string' ? paragraph(block) : block)) });
const kinds = (comparison: Comparison): string => comparison.lines.map(({ kind }) => kind).join(' ');
const side = (pieces: readonly Piece[], without: 'added' | 'removed'): string => pieces.filter(({ kind }) => kind !== without).map(({ text }) => text).join('');
const said = (pieces: readonly Piece[]): string => pieces.map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `+${text}+` : `-${text}-`)).join('');

describe('two versions', () => {
  it('[CMP01] that read the same are the same', () => {
    const one = content('为改善出行条件。', heading('一、工程概况', 1));
    expect(isSame(compare(one, one))).toBe(true);
    expect(kinds(compare(one, one))).toBe('same same');
    expect(isSame(compare(content(), content()))).toBe(true);
    // As it comes from the server: the same words with their keys in another order.
    expect(isSame(compare(one, JSON.parse(canonicalContent(one)) as Content))).toBe(true);
  });

  it('[CMP02] a line that was reworded stands beside its new wording, others are new or gone', () => {
    const comparison = compare(
      content('请各单位于12月15日前报送。', '此项工作由省政府办公厅负责。', '特此通知。'),
      content('请各单位于12月20日前报送书面材料。', '特此通知。', '附则另行制定。'),
    );
    expect(kinds(comparison)).toBe('changed removed same added');
    expect(comparison.counts).toEqual({ added: 1, removed: 1, changed: 1 });
    expect(said(comparison.lines[0]?.pieces ?? [])).toBe('请各单位于12月-15-+20+日前报送+书面材料+。');
  });

  it('[CMP02] the same words at another level or with another mark are a change of style', () => {
    expect(kinds(compare(content(paragraph('一、概况')), content(heading('一、概况', 1))))).toBe('styled');
    expect(kinds(compare(content(paragraph('概况')), content(paragraph('概况', ['bold']))))).toBe('styled');
  });

  it('[CMP02] what differs of the metadata is named', () => {
    const comparison = compare({ meta: { annotation: '此件公开发布', organName: '省政府' }, blocks: [] }, { meta: { organName: '省政府', ccRecipients: '省委办公厅' }, blocks: [] });
    expect(comparison.meta).toEqual([{ key: 'annotation', before: '此件公开发布', after: '' }, { key: 'ccRecipients', before: '', after: '省委办公厅' }]);
    expect(comparison.counts.changed).toBe(2);
  });

  it('[CMP03] words that belong together are not torn apart by a letter that happens to stay', () => {
    expect(said(compareText('同意转报。', '不同意上报。'))).toBe('+不+同意-转-+上+报。');
    expect(said(compareText('张三负责', '李四分管负责'))).toBe('-张三-+李四分管+负责');
  });

  it('[CMP04] both sides read in full from any two texts, whatever was done to them', () => {
    for (let seed = 1; seed <= 80; seed += 1) {
      withSeed(seed, (dice) => {
        const doc = replica(50);
        const before = readContent(doc);
        for (let edit = 0; edit < dice.below(60); edit += 1) randomEdit(doc, dice);
        const after = readContent(doc);
        const { lines } = compare(before, after);
        const texts = ({ blocks }: Content): readonly string[] => blocks.flatMap((block) => (block.type === NODE.table ? (block.blocks ?? []) : [block])).map(blockText);
        expect(lines.filter(({ kind }) => kind !== 'added').map(({ pieces }) => side(pieces, 'added'))).toEqual(texts(before));
        expect(lines.filter(({ kind }) => kind !== 'removed').map(({ pieces }) => side(pieces, 'removed'))).toEqual(texts(after));
        expect(isSame(compare(before, after))).toBe(JSON.stringify(before) === JSON.stringify(after));
      });
    }
  });

  it('[CMP04] no character is cut in two', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('𠮷', '𠮶', '🀄', '村', '镇', 'a') }), fc.string({ unit: fc.constantFrom('𠮷', '𠮶', '🀄', '村', '镇', 'a') }), (before, after) => {
      const pieces = compareText(before, after);
      expect([side(pieces, 'added'), side(pieces, 'removed')]).toEqual([before, after]);
      for (const { text } of pieces) expect(text.isWellFormed()).toBe(true);
    }));
  });

  it('[CMP05] texts that have nothing in common are not compared letter by letter', () => {
    const long = (letters: string): string => Array.from({ length: 20_000 }, (_, at) => letters[at % letters.length]).join('');
    expect(compareText(long('天地玄黄'), long('宇宙洪荒')).map(({ kind }) => kind)).toEqual(['removed', 'added']);
    const many = (prefix: string): Content => content(...Array.from({ length: 6_000 }, (_, at) => `${prefix}${at}`));
    expect(compare(many('甲'), many('乙')).counts).toEqual({ added: 6_000, removed: 6_000, changed: 0 });
  });
});
