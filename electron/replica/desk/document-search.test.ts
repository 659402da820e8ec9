import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';
import { openStore } from '#electron/replica/store/open.ts';
import type { ReplicaStore } from '#electron/replica/store/store.ts';
import { readContent, type Content } from '#shared/doc/canonical.ts';
import { id } from '#tests/kit/story.ts';
import { excerptAt, searchDocuments } from './document-search.ts';
import { createKeptTexts, fold } from './kept-texts.ts';

let dir: string;
let store: ReplicaStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-search-'));
  store = openStore(nodeDisk, dir, { now: () => 0 }).store;
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

function textOf(...paragraphs: readonly string[]): Y.Doc {
  const doc = new Y.Doc();
  bodyOf(doc).insert(0, paragraphs.map((words) => {
    const paragraph = new Y.XmlElement(NODE.paragraph);
    paragraph.insert(0, [new Y.XmlText(words)]);
    return paragraph;
  }));
  return doc;
}
const keep = (at: number, ...paragraphs: readonly string[]): void => store.appendRows(id(at), [{ seq: 1, bytes: Y.encodeStateAsUpdate(textOf(...paragraphs)), isSynced: true }]);
const entry = (at: number, words = '') => ({ docId: id(at), words: words.toLowerCase() });

describe('全文检索', () => {
  it('[UI143] finds one character, two, a rare one, letters in any case, and several words anywhere, each with where it is said', () => {
    keep(1, '经研究，拟修缮村道三公里。', '资金由县级财政统筹，另见PPP方案。');
    keep(2, '㵲阳河沿线治理。');
    const texts = createKeptTexts({ store, openText: () => null });
    expect(texts.readSome([id(1), id(2), id(3)])).toEqual({ unread: 0, notHere: 1 });
    const find = (query: string) => searchDocuments([entry(1, '关于村道的请示'), entry(2), entry(3)], query, ({ docId }) => texts.textOf(docId), 10).map(({ entry: { docId }, excerpt }) => [docId, excerpt?.match ?? null]);
    expect(find('缮')).toEqual([[id(1), '缮']]);
    expect(find('财政')).toEqual([[id(1), '财政']]);
    expect(find('㵲')).toEqual([[id(2), '㵲']]);
    expect(find('ppp')).toEqual([[id(1), 'PPP']]);
    expect(find('村道  公里')).toEqual([[id(1), '公里']]);
    expect(find('请示')).toEqual([[id(1), null]]);
    for (const nothing of ['财政厅', '', '   ', '村道 治理', '\n']) expect(find(nothing)).toEqual([]);
  });

  it('[UI143] what changed or was closed to this person is found as it is now; an open text before what the disk has', () => {
    keep(1, '旧的说法。');
    let open: Content | null = null;
    const texts = createKeptTexts({ store, openText: () => open });
    const find = (query: string): number => {
      texts.readSome([id(1)]);
      return searchDocuments([entry(1)], query, ({ docId }) => texts.textOf(docId), 10).length;
    };
    expect([find('旧的'), find('新的')]).toEqual([1, 0]);
    open = readContent(textOf('新的说法。'));
    expect(find('新的'), 'not before somebody says that it changed').toBe(0);
    texts.forget(id(1));
    expect([find('旧的'), find('新的')]).toEqual([0, 1]);
    open = null;
    store.removeDocument(id(1));
    texts.forget(id(1));
    expect(texts.readSome([id(1)])).toEqual({ unread: 0, notHere: 1 });
    expect(find('说法')).toBe(0);
  });

  it('[UI144] texts are read a part at a time, each once, and what is known besides is found at once', () => {
    for (let at = 1; at <= 150; at += 1) keep(at, `第${at}号文本。`);
    const all = Array.from({ length: 150 }, (_, at) => id(at + 1));
    let reads = 0;
    const texts = createKeptTexts({ store: { text: (docId) => { reads += 1; return store.text(docId); }, textsKept: store.textsKept }, openText: () => null });
    expect([texts.readSome(all).unread, texts.readSome(all).unread, texts.readSome(all).unread, texts.readSome(all).unread]).toEqual([90, 30, 0, 0]);
    expect(reads).toBe(150);
    const hits = searchDocuments([entry(149), ...all.map((docId, at) => ({ docId, words: at === 140 ? '文本汇编' : '' }))], '文本', ({ docId }) => texts.textOf(docId), 5);
    expect(hits.length).toBe(5);
    expect(hits[0]).toMatchObject({ entry: { docId: id(141) }, excerpt: null });
  });

  it('[UI143] an excerpt is a piece of one line and cuts no letter in two', () => {
    const line = `${'前'.repeat(20)}𬱖𬱖𬱖要找的${'后'.repeat(60)}`;
    const { before, match, after } = excerptAt(`上一行\n${line}\n下一行`, 4 + 20 + 6, 3);
    expect([before, match, after]).toEqual([`…${'前'.repeat(6)}𬱖𬱖𬱖`, '要找的', `${'后'.repeat(40)}…`]);
    expect(excerptAt('𬱖𬱖𬱖𬱖𬱖𬱖𬱖找', 14, 1).before).toBe(`…${'𬱖'.repeat(6)}`);
    expect(excerptAt('上\n找到\n下', 2, 1)).toEqual({ before: '', match: '找', after: '到' });
    expect(fold('İ一')).toBe('İ一');
  });
});
