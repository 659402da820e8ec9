import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { knownAfter, vectorOf } from '#tests/kit/documents.ts';
import type { DocId, UnitId } from '#shared/base/ids.ts';
import { canonicalContent, readContent, type Block } from './canonical.ts';
import { firstContent } from './first-content.ts';
import { createPlaces } from './gate-places.ts';
import { finish, gate, learnPlaces, UPDATE_BYTES_MAX } from './gate.ts';
import { importInto, restoreInto } from './import-content.ts';
import { bodyOf, metaOf } from './shape.ts';

const BORN = firstContent({ docId: 'a'.repeat(32) as DocId, docType: 'notice', organId: 'town0001' as UnitId, organName: '楚米镇人民政府', mainRecipientId: null, mainRecipientName: '', title: '关于某事的通知', paragraphs: ['', '请认真贯彻执行。'] });
const paragraph = (text: string): Block => ({ type: 'paragraph', attrs: {}, runs: text === '' ? [] : [{ text, marks: [] }] });
const attachment: Block = { type: 'attachment', attrs: {}, runs: [{ text: '检查表', marks: [] }] };

describe('a text that is imported', () => {
  it.each([['nothing', 0], ['a few lines', 3], ['a book', 1_234]])('[DCX06] of %s stands between 主送 and 署名, and every update of it passes the gate', (_name, count) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, BORN);
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    const blocks = Array.from({ length: count }, (_, index) => paragraph(`第${index}段，${'内容'.repeat(60)}。`));
    importInto(doc, { title: '关于做好冬季校园安全工作的通知', blocks, attachments: [attachment, paragraph('各校填写。')], meta: { ccRecipients: '县应急管理局' } });
    const content = readContent(doc);
    expect(content.blocks.map(({ type }) => type)).toEqual(['docTitle', 'recipients', ...(count === 0 ? ['paragraph'] : blocks.map(() => 'paragraph')), 'signature', 'attachment', 'paragraph']);
    expect(content.blocks[0]?.runs[0]?.text).toBe('关于做好冬季校园安全工作的通知');
    if (count > 0) expect(content.blocks.slice(2, 2 + count)).toEqual(blocks);
    expect(content.meta['ccRecipients']).toBe('县应急管理局');
    const places = createPlaces();
    finish(learnPlaces(places, BORN));
    const before = new Y.Doc();
    Y.applyUpdate(before, BORN);
    let known = vectorOf(before);
    for (const update of updates) {
      expect(update.byteLength).toBeLessThan(UPDATE_BYTES_MAX);
      const verdict = gate(update, known, places);
      expect(verdict.kind).toBe('pass');
      if (verdict.kind !== 'pass') continue;
      verdict.place();
      known = knownAfter(known, verdict.advances);
    }
  });

  it('[CMP09] an earlier version is put back as a new edit, its metadata too, and can be undone', () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, BORN);
    importInto(doc, { title: '关于甲的通知', blocks: [paragraph('第一版。')], attachments: [attachment, paragraph('填写。')], meta: { annotation: '此件公开发布' } });
    const version = readContent(doc);
    importInto(doc, { title: '关于乙的通知', blocks: [paragraph('第二版。'), paragraph('再一段。')], attachments: [], meta: { ccRecipients: '县财政局' } });
    const second = canonicalContent(readContent(doc));
    const undo = new Y.UndoManager([bodyOf(doc), metaOf(doc)], { trackedOrigins: new Set(['editor']) });
    restoreInto(doc, version, 'editor');
    expect(canonicalContent(readContent(doc))).toBe(canonicalContent(version));
    undo.undo();
    expect(canonicalContent(readContent(doc))).toBe(second);
  });
});
