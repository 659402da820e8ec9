import { getSchema } from '@tiptap/core';
import { EditorState } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { NODE } from '#shared/doc/shape.ts';
import type { TextEdit } from '#shared/gbt9704/check/model.ts';
import { rangeOf, replacing } from './editor-handle.ts';
import { officialSchema } from './schema.ts';

const schema = getSchema(officialSchema());
const node = (type: string, text = '') => ({ type, ...(text === '' ? {} : { content: [{ type: 'text', text }] }) });
const stateOf = (...paragraphs: readonly string[]): EditorState => EditorState.create({
  doc: schema.nodeFromJSON({ type: 'doc', content: [node(NODE.title, '标题'), node(NODE.recipients), ...paragraphs.map((text) => node(NODE.paragraph, text)), node(NODE.signature)] }),
});
const edit = (state: EditorState, index: number, start: number, end: number, insert: string): TextEdit => {
  const text = state.doc.child(index).textContent;
  return { kind: 'text', index, start, end, was: text.slice(start, end), lengthWas: text.length, insert };
};
const textsAfter = (state: EditorState, edits: readonly TextEdit[]): readonly string[] | null => {
  const tr = replacing(state, edits);
  return tr === null ? null : tr.doc.content.content.map((block) => block.textContent);
};

describe('a place of the text in the editor', () => {
  it('[CHK33] is found by block and offset, rare characters included, or not at all', () => {
    const { doc } = stateOf('𠮷祥村', '二');
    for (const [index, start, end, words] of [[0, 0, 2, '标题'], [2, 2, 4, '祥村'], [3, 0, 1, '二']] as const) {
      const range = rangeOf(doc, { index, start, end });
      expect(range === null ? null : doc.textBetween(range.from, range.to)).toBe(words);
    }
    for (const place of [{ index: 9, start: 0, end: 0 }, { index: 2, start: 0, end: 99 }, { index: 2, start: 3, end: 1 }, { index: -1, start: 0, end: 0 }]) expect(rangeOf(doc, place)).toBeNull();
  });

  it('[CHK33] is changed in one step, several at once, a whole paragraph too, and the paragraph stays', () => {
    const state = stateOf('1、甲', '妥否，请批示。');
    expect(textsAfter(state, [edit(state, 3, 0, 7, ''), edit(state, 2, 0, 2, '1.')])).toEqual(['标题', '', '1.甲', '', '']);
    expect(textsAfter(state, [edit(state, 2, 2, 3, '乙'), edit(state, 2, 0, 2, '一、')])).toEqual(['标题', '', '一、乙', '妥否，请批示。', '']);
  });

  it('[CHK33] is left alone when the text is no longer the one looked at', () => {
    const before = stateOf('1、甲', '乙');
    const edits = [edit(before, 2, 0, 2, '1.')];
    expect(textsAfter(stateOf('3、甲', '乙'), edits)).toBeNull();
    expect(textsAfter(stateOf('1、甲又', '乙'), edits)).toBeNull();
    expect(textsAfter(stateOf(), edits)).toBeNull();
    const after = before.apply(replacing(before, edits)!);
    expect(textsAfter(after, edits)).toBeNull();
  });
});
