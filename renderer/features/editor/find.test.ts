import { getSchema } from '@tiptap/core';
import { EditorState } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { NODE } from '#shared/doc/shape.ts';
import { Find, findKey, nearest, placesOf, replacing, stepped } from './find.ts';
import { officialSchema } from './schema.ts';

const schema = getSchema(officialSchema());
const block = (type: string, ...words: readonly (string | readonly [string, string])[]) => ({
  type, ...(words.length === 0 ? {} : { content: words.map((word) => (typeof word === 'string' ? { type: 'text', text: word } : { type: 'text', text: word[0], marks: [{ type: word[1] }] })) }),
});
const doc = schema.nodeFromJSON({ type: 'doc', content: [
  block(NODE.title, '关于防汛的请示'), block(NODE.recipients), block(NODE.paragraph, '做好防', ['汛', 'bold'], '工作，防汛防汛。'),
  { type: NODE.table, content: [{ type: NODE.tableRow, content: [{ type: NODE.tableCell, content: [block(NODE.paragraph, '防汛物资 Abc')] }] }] },
  block(NODE.signature),
] });
const state = EditorState.create({ doc, plugins: Find.config.addProseMirrorPlugins?.call({} as never) ?? [] });
const words = (places: ReturnType<typeof placesOf>, of = doc): readonly string[] => places.map(({ from, to }) => of.textBetween(from, to));

describe('finding', () => {
  it('[UI96] a word is found in titles, paragraphs and cells, across marks, whatever its case, and never across blocks', () => {
    expect(words(placesOf(doc, '防汛'))).toEqual(['防汛', '防汛', '防汛', '防汛', '防汛']);
    expect(words(placesOf(doc, 'aBC'))).toEqual(['Abc']);
    expect(placesOf(doc, '请示做好')).toEqual([]);
    expect(placesOf(doc, '')).toEqual([]);
  });

  it('[UI96] one goes from place to place, round and round, beginning at the caret', () => {
    const places = placesOf(doc, '防汛');
    expect(nearest(places, (places[1]?.from ?? 0) + 1)).toBe(2);
    expect(nearest(places, doc.content.size)).toBe(0);
    expect([stepped({ query: 'x', places, at: 4 }, 1), stepped({ query: 'x', places, at: 0 }, -1), stepped({ query: 'x', places: [], at: -1 }, 1)]).toEqual([0, 4, -1]);
  });

  it('[UI97] all places are replaced in one step, each where it stood, also by nothing or by what contains the word', () => {
    const all = placesOf(doc, '防汛');
    expect(replacing(state, all, '防汛抗旱').doc.textContent).toBe('关于防汛抗旱的请示做好防汛抗旱工作，防汛抗旱防汛抗旱。防汛抗旱物资 Abc');
    expect(replacing(state, all, '').doc.textContent).toBe('关于的请示做好工作，。物资 Abc');
  });

  it('[UI96] what was found follows the text while it changes', () => {
    const found = state.apply(state.tr.setMeta(findKey, { query: '防汛' }));
    expect(findKey.getState(found)).toMatchObject({ at: 0, places: { length: 5 } });
    const moved = found.apply(found.tr.setMeta(findKey, { at: 3 }));
    const typed = moved.apply(moved.tr.insertText('今年', 3));
    expect(findKey.getState(typed)).toMatchObject({ at: 3, places: { length: 5 } });
    expect(findKey.getState(typed.apply(typed.tr.setMeta(findKey, { query: '' })))).toMatchObject({ places: [], at: -1 });
  });
});
