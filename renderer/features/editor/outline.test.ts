import { expect, it } from 'vitest';
import type { Block } from '#shared/doc/canonical.ts';
import { outlineOf } from './outline.ts';

const block = (type: string, text: string, attrs: Block['attrs'] = {}): Block => ({ type, attrs, runs: text === '' ? [] : [{ text, marks: [] }] });

it('[UI98] the outline has the headings with their levels and the titles of 附件, in order, each with its place in the text', () => {
  expect(outlineOf({ meta: {}, blocks: [
    block('docTitle', '关于防汛的通知'), block('recipients', ''), block('paragraph', '现通知如下。'), block('heading', '一、总体要求', { level: 1 }), block('heading', ' （一）目标 ', { level: 2 }),
    block('heading', '', { level: 3 }), block('signature', ''), block('attachment', '清单'),
  ] })).toEqual([
    { index: 3, level: 1, text: '一、总体要求' }, { index: 4, level: 2, text: '（一）目标' }, { index: 5, level: 3, text: '' }, { index: 7, level: 0, text: '清单' },
  ]);
  expect(outlineOf({ meta: {}, blocks: [] })).toEqual([]);
});
