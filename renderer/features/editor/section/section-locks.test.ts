import { getSchema } from '@tiptap/core';
import { EditorState, type Transaction } from '@tiptap/pm/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officialSchema } from '#renderer/features/editor/schema.ts';
import { foreignOwner } from './section-locks.ts';

const schema = getSchema(officialSchema());
const line = (type: string, text: string, attrs = {}) => ({ type, attrs, content: [{ type: 'text', text }] });
const doc = schema.nodeFromJSON({ type: 'doc', content: [line('docTitle', '通知'), { type: 'recipients' }, line('paragraph', '前言。'), line('heading', '一、甲', { level: 1 }), line('paragraph', '甲的内容。'), line('heading', '二、乙', { level: 1 }), line('paragraph', '乙的内容。'), { type: 'signature' }] });
const places: { readonly from: number; readonly to: number }[] = [];
doc.forEach((node, from) => places.push({ from, to: from + node.nodeSize }));
const held = (index: number) => ({ claim: { id: 'a', owner: 'p2', index: 3 }, ...(places[index] as { readonly from: number; readonly to: number }) });
/** The part 一、甲 is another's. */
const locked = [held(3), held(4)];
const inside = (index: number): number => (places[index]?.from ?? 0) + 2;
const change = (make: (tr: Transaction) => Transaction): string | null => foreignOwner(make(EditorState.create({ doc }).tr), locked);

describe('a part that another writes', () => {
  it('[SCT02] is reached by nothing that types, deletes, replaces, joins or restyles in it', () => {
    for (const index of [3, 4]) {
      expect(change((tr) => tr.insertText('改', inside(index)))).toBe('p2');
      expect(change((tr) => tr.delete(inside(index), inside(index) + 1))).toBe('p2');
      expect(change((tr) => tr.addMark(inside(index), inside(index) + 1, schema.mark('bold')))).toBe('p2');
      expect(change((tr) => tr.setNodeAttribute(places[3]?.from ?? 0, 'level', 2))).toBe('p2');
    }
    expect(change((tr) => tr.delete(inside(2), inside(5)))).toBe('p2');
    expect(change((tr) => tr.insertText('全文替换', inside(2), inside(6)))).toBe('p2');
    expect(change((tr) => tr.join(places[4]?.from ?? 0))).toBe('p2');
    // What came before moved it; it is found where it stands then.
    expect(change((tr) => tr.insertText('先写一句。', inside(2)).insertText('改', inside(4) + 5))).toBe('p2');
  });

  it('[SCT02] holds nobody back beside it', () => {
    for (const index of [2, 5, 6]) expect(change((tr) => tr.insertText('写', inside(index)))).toBeNull();
    expect(change((tr) => tr.insert(places[3]?.from ?? 0, schema.nodeFromJSON(line('paragraph', '新段'))))).toBeNull();
    expect(change((tr) => tr.insert(places[5]?.from ?? 0, schema.nodeFromJSON(line('paragraph', '新段'))))).toBeNull();
    expect(change((tr) => tr.insertText('先写。', inside(2)).insertText('后写。', inside(6) + 3))).toBeNull();
  });

  it('[SCT02] whatever is inserted anywhere: it is held back exactly where the part is', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: doc.content.size - 1 }), (at) => {
      if (!doc.resolve(at).parent.isTextblock) return;
      const isIn = locked.some(({ from, to }) => at > from && at < to);
      expect(change((tr) => tr.insertText('字', at)) !== null).toBe(isIn);
    }), { seed: 7601 });
  });
});
