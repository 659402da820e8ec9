import { getSchema } from '@tiptap/core';
import { EditorState } from '@tiptap/pm/state';
import { expect, it } from 'vitest';
import { NODE } from '#shared/doc/shape.ts';
import { officialSchema } from './schema.ts';
import { breaksIn, TitleBreaks, titleBreaks } from './title-breaks.ts';

const schema = getSchema(officialSchema());
const TITLE = '桐梓县楚米镇人民政府关于提高防汛物资储备标准的请示';
const docOf = (title: string) => schema.nodeFromJSON({ type: 'doc', content: [
  { type: NODE.title, content: [{ type: 'text', text: title }] }, { type: NODE.recipients }, { type: NODE.paragraph, content: [{ type: 'text', text: title }] }, { type: NODE.signature },
] });

it('[UI99] a title stands in the lines of the paper: broken between words, and only where it is a title', () => {
  expect(breaksIn(TITLE)).toEqual(['桐梓县楚米镇人民政府关于'.length]);
  expect(breaksIn('关于修缮村道的请示')).toEqual([]);
  expect(breaksIn('')).toEqual([]);
  expect(titleBreaks(docOf(TITLE)).find().map(({ from }) => from)).toEqual([1 + '桐梓县楚米镇人民政府关于'.length]);
});

it('[UI99] the breaks follow what is typed, and are no part of the text', () => {
  const plugins = TitleBreaks.config.addProseMirrorPlugins?.call({} as never) ?? [];
  const state = EditorState.create({ doc: docOf(TITLE), plugins });
  const typed = state.apply(state.tr.delete(1, 1 + '桐梓县楚米镇人民政府'.length));
  const breaks = plugins[0]?.getState(typed) as ReturnType<typeof titleBreaks>;
  expect(breaks.find()).toEqual([]);
  expect(typed.doc.firstChild?.textContent).toBe('关于提高防汛物资储备标准的请示');
});
