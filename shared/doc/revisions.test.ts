/** 修订: what a text reads like with all of them accepted, and with none. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sm3 } from '#tests/kit/ports.ts';
import { canonicalContent, contentFacts, readContent, type Block, type Content, type Run } from './canonical.ts';
import { gate } from './gate.ts';
import { createPlaces } from './gate-places.ts';
import { cleanContent, isRevised, originalContent, placeInRevised, revisionIdsOf } from './revisions.ts';
import { isMarkValue, isRevisionRecord, revisionsOf, shapeOf } from './shape.ts';
import { writeContent } from './write-content.ts';

const A = 'a'.repeat(12);
const B = 'b'.repeat(12);
const paragraph = (runs: readonly (string | readonly [string, ...string[]])[], attrs: Block['attrs'] = {}): Block => ({ type: 'paragraph', attrs, runs: runs.map(runOf) });
const runOf = (run: string | readonly [string, ...string[]]): Run => (typeof run === 'string' ? { text: run, marks: [] } : { text: run[0], marks: run.slice(1).toSorted() });
const text = (...blocks: readonly Block[]): Content => ({ meta: {}, blocks });
const lines = ({ blocks }: Content): readonly string[] => blocks.map(({ type, runs }) => `${type === 'paragraph' ? '' : `${type} `}${runs.map((run) => run.text).join('')}`);
const ins = `insertion:${A}`;
const del = `deletion:${B}`;

describe('清样 and 原文', () => {
  it('[REV01] of words: what was put in is in the one, what was taken out in the other, and what was put in and taken out again in neither', () => {
    const content = text(paragraph(['拟修', ['缮', del], ['建', ins], '村道', ['两条', ins, del]]));
    expect(lines(cleanContent(content))).toEqual(['拟修建村道']);
    expect(lines(originalContent(content))).toEqual(['拟修缮村道']);
  });

  it('[REV02] of paragraphs: a break that was put in or taken out joins what stands on its sides', () => {
    const split = text(paragraph(['第一句。']), paragraph(['第二句。'], { inserted: A }));
    expect(lines(cleanContent(split))).toEqual(['第一句。', '第二句。']);
    expect(lines(originalContent(split))).toEqual(['第一句。第二句。']);
    const merged = text(paragraph(['第一句。']), paragraph(['第二句。'], { deleted: B }));
    expect(lines(cleanContent(merged))).toEqual(['第一句。第二句。']);
    expect(lines(originalContent(merged))).toEqual(['第一句。', '第二句。']);
    const gone = text(paragraph(['第一句。']), paragraph([['第二句。', del]], { deleted: B }), paragraph(['第三句。']));
    expect(lines(cleanContent(gone))).toEqual(['第一句。', '第三句。']);
    expect(cleanContent(gone).blocks.every(({ attrs }) => Object.keys(attrs).length === 0)).toBe(true);
  });

  it('[REV02] of tables, rows, page breaks and 附件: they come and go as a whole', () => {
    const row = (word: string, attrs: Block['attrs'] = {}): Block => ({ type: 'tableRow', attrs, runs: [], blocks: [{ type: 'tableCell', attrs: {}, runs: [], blocks: [paragraph([word])] }] });
    const content = text(paragraph(['前']), { type: 'table', attrs: {}, runs: [], blocks: [row('甲'), row('乙', { deleted: B }), row('丙', { inserted: A })] }, { type: 'pageBreak', attrs: { inserted: A }, runs: [] }, { type: 'attachment', attrs: { deleted: B }, runs: [{ text: '表', marks: [] }] }, paragraph([]));
    const words = (of: Content): readonly string[] => of.blocks.map((block) => block.blocks?.map((each) => each.blocks?.[0]?.blocks?.[0]?.runs[0]?.text).join('') ?? block.type);
    expect(words(cleanContent(content))).toEqual(['paragraph', '甲丙', 'pageBreak', 'paragraph']);
    expect(words(originalContent(content))).toEqual(['paragraph', '甲乙', 'attachment', 'paragraph']);
  });

  it('[REV03] of looks: another style or kind of paragraph is taken back with its revision', () => {
    const content = text({ type: 'heading', attrs: { level: 1, formerly: `${A} paragraph center` }, runs: [{ text: '一、', marks: ['bold', `formerly:${A}:italic`] }] });
    expect(cleanContent(content).blocks).toEqual([{ type: 'heading', attrs: { level: 1 }, runs: [{ text: '一、', marks: ['bold'] }] }]);
    expect(originalContent(content).blocks).toEqual([{ type: 'paragraph', attrs: { align: 'center' }, runs: [{ text: '一、', marks: ['italic'] }] }]);
  });

  it('[REV01] a text without revisions is what it is, from both sides', () => {
    const content = text(paragraph(['甲', ['乙', 'bold']], { align: 'right' }), paragraph([]));
    expect(isRevised(content)).toBe(false);
    expect(cleanContent(content)).toEqual(content);
    expect(originalContent(content)).toEqual(content);
  });

  it('[REV04] a place of the 清样 is found in the text with its revisions', () => {
    const content = text(paragraph([['旧', del], '一二', ['三四', ins]]), paragraph([['删去', del]], { deleted: B }), paragraph(['五六'], { deleted: B }), paragraph(['七八']));
    expect(lines(cleanContent(content))).toEqual(['一二三四五六', '七八']);
    expect(placeInRevised(content, { index: 0, start: 0, end: 2 })).toEqual({ index: 0, start: 1, end: 3 });
    expect(placeInRevised(content, { index: 0, start: 4, end: 6 })).toEqual({ index: 2, start: 0, end: 2 });
    expect(placeInRevised(content, { index: 0, start: 3, end: 5 })).toBe(null);
    expect(placeInRevised(content, { index: 1, start: 1, end: 2 })).toEqual({ index: 3, start: 1, end: 2 });
    expect(placeInRevised(content, { index: 2, start: 0, end: 0 })).toBe(null);
  });
});

describe('修订 in a document', () => {
  const CONTENT: Content = {
    ...text(paragraph([['旧', del], ['新', ins], ['斜', 'italic', `formerly:${A}:bold`]]), paragraph(['后'], { inserted: A, deleted: B })),
    revisions: { [A]: { by: 'p1', at: 1 }, [B]: { by: 'p2', at: 2 } },
  };
  const docOf = (content: Content): Y.Doc => { const doc = new Y.Doc(); writeContent(doc, content); return doc; };

  it('[REV05] are written, read and hashed with whose they are; the title and length are those of the 清样', () => {
    const doc = docOf(CONTENT);
    expect(canonicalContent(readContent(doc))).toBe(canonicalContent(CONTENT));
    expect(revisionIdsOf(CONTENT)).toEqual([A, B]);
    const facts = contentFacts(doc, sm3);
    expect(facts).toMatchObject({ isRevised: true, bodyLength: 3 });
    revisionsOf(doc).set(A, { by: 'p3', at: 1 });
    expect(contentFacts(doc, sm3).hash).not.toBe(facts.hash);
  });

  it('[SEC01] a mark of secrecy is seen whichever way the text is read', () => {
    const facts = (content: Content) => contentFacts(docOf(content), sm3).isClassified;
    expect(facts(text(paragraph([['机密★', del]])))).toBe(true);
    expect(facts(text(paragraph(['机', ['械', del], '密★'])))).toBe(true);
    expect(facts(text(paragraph(['机械', ['加工', ins]])))).toBe(false);
  });

  it('[DOC23] what they carry is of one form', () => {
    for (const good of [{ id: A }, null]) expect(isMarkValue('insertion', good)).toBe(true);
    for (const bad of [{}, { id: 'x' }, { id: A, by: 'p' }, [A], A, { id: [A] }]) expect(isMarkValue('deletion', bad)).toBe(false);
    expect(isMarkValue('formerly', { id: A, was: 'bold,italic' })).toBe(true);
    for (const was of ['red', 'italic,bold', 1, undefined]) expect(isMarkValue('formerly', { id: A, was })).toBe(false);
    const formerly = shapeOf('paragraph')?.attributes['formerly'];
    for (const good of [`${A} paragraph`, `${A} paragraph center`, `${A} heading 4`]) expect(formerly?.(good)).toBe(true);
    for (const bad of [A, `${A} heading 9`, `${A} table`, `${A} paragraph <b>`, 1]) expect(formerly?.(bad)).toBe(false);
    for (const bad of [{ by: 'p' }, { by: '', at: 1 }, { by: 'p', at: -1 }, { by: 'p', at: 1, more: 1 }, 'p', ['p', 1]]) expect(isRevisionRecord(bad)).toBe(false);
  });

  it('[REV06] the gate tells whom new records name, and takes no second word about one', () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    revisionsOf(doc).set(A, { by: 'p1', at: 1 });
    revisionsOf(doc).set(A, { by: 'p2', at: 1 });
    const places = createPlaces();
    const first = gate(updates[0] as Uint8Array, new Map(), places);
    expect(first).toMatchObject({ kind: 'pass', authors: ['p1'] });
    if (first.kind === 'pass') first.place();
    expect(gate(updates[1] as Uint8Array, new Map([[doc.clientID, 1]]), places)).toMatchObject({ kind: 'reject', reason: 'misplaced' });
    const hostile = new Y.Doc();
    const sent: Uint8Array[] = [];
    hostile.on('update', (update: Uint8Array) => sent.push(update));
    (revisionsOf(hostile) as Y.Map<unknown>).set('not an id', { by: 'p1', at: 1 });
    (revisionsOf(hostile) as Y.Map<unknown>).set(B, { by: 'p1', at: 1, name: '冒名' });
    expect(gate(sent[0] as Uint8Array, new Map(), createPlaces())).toMatchObject({ kind: 'reject', reason: 'bad-content' });
    expect(gate(sent[1] as Uint8Array, new Map([[hostile.clientID, 1]]), createPlaces())).toMatchObject({ kind: 'reject', reason: 'bad-content' });
  });
});
