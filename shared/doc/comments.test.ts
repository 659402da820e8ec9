import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sm3 } from '#tests/kit/ports.ts';
import { canonicalContent, contentFacts, readContent } from './canonical.ts';
import { readComments, speaksTo, threadsIn } from './comments.ts';
import { gate } from './gate.ts';
import { createPlaces } from './gate-places.ts';
import { bodyOf, commentsOf, COMMENT_LENGTH_MAX, isCommentRecord, NODE, type CommentRecord } from './shape.ts';

const id = (n: number): string => n.toString(16).padStart(12, '0');
const thread = (by: string, at: number, text: string, mentions: readonly string[] = []): CommentRecord => ({ kind: 'thread', by, at, text, mentions, quote: '村道', from: '00aa', to: '00ab' });
const docWith = (records: readonly CommentRecord[]): Y.Doc => {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement(NODE.paragraph);
  paragraph.insert(0, [new Y.XmlText('拟修缮村道。')]);
  bodyOf(doc).insert(0, [paragraph]);
  records.forEach((record, index) => { commentsOf(doc).set(id(index + 1), record); });
  return doc;
};
const threads = (...records: readonly CommentRecord[]) => threadsIn(readComments(docWith(records)));

describe('批注', () => {
  it('[CMT02] are threads with replies in the order in which they were said, settled and reopened by whoever does it', () => {
    const [first, second] = threads(thread('p2', 20, '何时完工？'), thread('p1', 10, '资金来源？', ['p3']), { kind: 'reply', by: 'p3', at: 30, thread: id(2), text: '县级财政', mentions: [] }, { kind: 'reply', by: 'p1', at: 25, thread: id(2), text: '请注明', mentions: [] });
    expect([first?.text, first?.replies.map(({ text }) => text), second?.text]).toEqual(['资金来源？', ['请注明', '县级财政'], '何时完工？']);
    expect([speaksTo(first as never, 'p3'), speaksTo(first as never, 'p2')]).toEqual([true, false]);
    const settled = threads(thread('p1', 10, '资金来源？', ['p3']), { kind: 'settled', by: 'p2', at: 40, thread: id(1) });
    expect(settled[0]?.settled).toEqual({ by: 'p2', at: 40 });
    expect(speaksTo(settled[0] as never, 'p3')).toBe(false);
    expect(threads(thread('p1', 10, '资金来源？'), { kind: 'settled', by: 'p2', at: 40, thread: id(1) }, { kind: 'reopened', by: 'p1', at: 50, thread: id(1) })[0]?.settled).toBe(null);
  });

  it('[CMT02] what belongs to no thread is not shown', () => {
    expect(threads({ kind: 'reply', by: 'p1', at: 1, thread: id(9), text: '无主', mentions: [] }, { kind: 'settled', by: 'p1', at: 1, thread: id(9) })).toEqual([]);
  });

  it('[CMT01 DOC23] a record has one of four forms and nothing beside', () => {
    expect(isCommentRecord(thread('p1', 1, '好'))).toBe(true);
    const bad: readonly unknown[] = [
      null, [], 'x', { kind: 'thread' }, { ...thread('p1', 1, ''), text: '' }, { ...thread('p1', 1, 'x'), text: 'x'.repeat(COMMENT_LENGTH_MAX + 1) }, { ...thread('p1', 1, 'x'), quote: 'x'.repeat(201) },
      { ...thread('p1', 1, 'x'), from: 'zz' }, { ...thread('p1', 1, 'x'), mentions: Array.from({ length: 11 }, () => 'p') }, { ...thread('p1', 1, 'x'), html: '<b>' }, { ...thread('', 1, 'x') }, { ...thread('p1', -1, 'x') },
      { kind: 'settled', by: 'p1', at: 1, thread: 'x' }, { kind: 'shout', by: 'p1', at: 1, thread: id(1) },
    ];
    for (const record of bad) expect(isCommentRecord(record), JSON.stringify(record)?.slice(0, 80)).toBe(false);
  });

  it('[CMT01] the gate tells whom a record names, and takes no second word in its place', () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    commentsOf(doc).set(id(1), thread('p1', 1, '请核实'));
    commentsOf(doc).set(id(1), thread('p1', 1, '改口'));
    (commentsOf(doc) as Y.Map<unknown>).set(id(2), { kind: 'thread', by: 'p1', at: 1, text: '<script>' });
    const places = createPlaces();
    const first = gate(updates[0] as Uint8Array, new Map(), places);
    expect(first).toMatchObject({ kind: 'pass', authors: ['p1'] });
    if (first.kind === 'pass') first.place();
    expect(gate(updates[1] as Uint8Array, new Map([[doc.clientID, 1]]), places)).toMatchObject({ kind: 'reject', reason: 'misplaced' });
    expect(gate(updates[2] as Uint8Array, new Map([[doc.clientID, 2]]), createPlaces())).toMatchObject({ kind: 'reject', reason: 'bad-content' });
  });

  it('[CMT03] is no part of the content and of no hash; a mark of secrecy in one is seen', () => {
    const plain = docWith([]);
    const spoken = docWith([thread('p1', 1, '请核实')]);
    expect(canonicalContent(readContent(spoken))).toBe(canonicalContent(readContent(plain)));
    expect(contentFacts(spoken, sm3)).toEqual(contentFacts(plain, sm3));
    expect(contentFacts(docWith([thread('p1', 1, '机密★，请注意')]), sm3).isClassified).toBe(true);
    expect(contentFacts(docWith([{ ...thread('p1', 1, '看'), quote: '绝　密 ★' } as CommentRecord]), sm3).isClassified).toBe(true);
  });
});
