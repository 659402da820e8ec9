import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { replica } from '#tests/kit/documents.ts';
import { sm3 } from '#tests/kit/ports.ts';
import { bodyText, contentFacts, readContent } from './canonical.ts';
import { finish, gate, learnPlaces } from './gate.ts';
import { createPlaces } from './gate-places.ts';
import { bodyOf, META_LENGTH_MAX, metaOf, NODE, NODE_NAMES, SHAPE, type NodeName } from './shape.ts';

/** The verdict about one honest-looking change by somebody who is no editor of ours. */
function judged(edit: (doc: Y.Doc) => void): string {
  const doc = replica(50);
  const stored = Y.encodeStateAsUpdate(doc);
  const known = Y.decodeStateVector(Y.encodeStateVector(doc));
  const made: Uint8Array[] = [];
  doc.on('update', (bytes: Uint8Array) => void made.push(bytes));
  doc.transact(() => edit(doc));
  const places = createPlaces();
  finish(learnPlaces(places, stored));
  return gate(made[0] as Uint8Array, known, places).kind;
}

const element = (name: string, ...inside: readonly (Y.XmlElement | Y.XmlText)[]): Y.XmlElement => {
  const node = new Y.XmlElement(name);
  node.insert(0, [...inside]);
  return node;
};
const cell = (text: string): Y.XmlElement => element(NODE.tableCell, element(NODE.paragraph, new Y.XmlText(text)));
const tableOf = (...rows: readonly (readonly string[])[]): Y.XmlElement => element(NODE.table, ...rows.map((row) => element(NODE.tableRow, ...row.map(cell))));
const put = (node: Y.XmlElement) => (doc: Y.Doc): void => bodyOf(doc).insert(2, [node]);

describe('what may stand in what', () => {
  it('[DOC23] a node stands where the shape says and nowhere else, whatever stands in whatever', () => {
    const answers = (NODE_NAMES as readonly NodeName[]).flatMap((parent) => (NODE_NAMES as readonly NodeName[]).map((child) =>
      ({ parent, child, verdict: judged(put(element(parent, element(child)))) })));
    const expected = (NODE_NAMES as readonly NodeName[]).flatMap((parent) => (NODE_NAMES as readonly NodeName[]).map((child) =>
      ({ parent, child, verdict: SHAPE[parent].isTopLevel && typeof SHAPE[parent].inside !== 'string' && (SHAPE[parent].inside as readonly string[]).includes(child) ? 'pass' : 'reject' })));
    expect(answers).toEqual(expected);
    expect((NODE_NAMES as readonly NodeName[]).map((name) => judged(put(element(name))))).toEqual((NODE_NAMES as readonly NodeName[]).map((name) => (SHAPE[name].isTopLevel ? 'pass' : 'reject')));
    expect((NODE_NAMES as readonly NodeName[]).filter((name) => judged(put(element(name, new Y.XmlText('字')))) === 'pass')).toEqual((NODE_NAMES as readonly NodeName[]).filter((name) => SHAPE[name].isTopLevel && SHAPE[name].inside === 'text'));
    expect(judged(put(tableOf(['甲', '乙'], ['丙', '丁'])))).toBe('pass');
  });

  it('[DOC23] an attribute has one of its values or none', () => {
    const withAttribute = (name: NodeName, key: string, value: unknown): string => {
      const node = element(name);
      node.setAttribute(key, value as string);
      const whole = name === NODE.tableCell ? element(NODE.table, element(NODE.tableRow, node)) : node;
      return judged(put(whole));
    };
    for (const level of [1, 2, 3, 4, null]) expect(withAttribute(NODE.heading, 'level', level)).toBe('pass');
    for (const level of [0, 5, 1.5, '1', [1], { level: 1 }, true]) expect(withAttribute(NODE.heading, 'level', level)).toBe('reject');
    for (const align of ['left', 'center', 'right', null]) expect(withAttribute(NODE.paragraph, 'align', align)).toBe('pass');
    for (const align of ['justify', 'url(x)', 1, ['left']]) expect(withAttribute(NODE.paragraph, 'align', align)).toBe('reject');
    for (const [key, value] of [['colspan', 1], ['colspan', 63], ['rowspan', 1_000], ['colwidth', [120]], ['colwidth', [120, 0, 2_000]], ['colwidth', null]] as const) expect(withAttribute(NODE.tableCell, key, value)).toBe('pass');
    for (const [key, value] of [['colspan', 0], ['colspan', 64], ['rowspan', 1_001], ['rowspan', '2'], ['colwidth', 120], ['colwidth', [-1]], ['colwidth', ['1']], ['colwidth', Array.from({ length: 64 }, () => 30)], ['style', 'x'], ['__proto__', 1], ['constructor', 1]] as const) {
      expect(withAttribute(NODE.tableCell, key, value)).toBe('reject');
    }
    for (const [key, value] of [['blob', 'a'.repeat(64)], ['pixels', '1600x1200'], ['width', 10], ['width', 156], ['alt', ''], ['alt', '塌方路段'], ['inserted', 'a'.repeat(12)]] as const) expect(withAttribute(NODE.figure, key, value)).toBe('pass');
    for (const [key, value] of [['blob', 'A'.repeat(64)], ['blob', ['a'.repeat(64)]], ['pixels', '0x9'], ['pixels', '1e3x2'], ['width', 9], ['width', 157], ['width', '80'], ['alt', 'x'.repeat(201)], ['src', 'http://x'], ['style', 'x']] as const) expect(withAttribute(NODE.figure, key, value)).toBe('reject');
  });

  it('[DOC23] metadata has its keys, lengths and formats', () => {
    const withMeta = (key: string, value: unknown): string => judged((doc) => { metaOf(doc).set(key, value as string); });
    for (const [key, max] of Object.entries(META_LENGTH_MAX).filter(([key]) => !['format', 'recipientsAt'].includes(key))) {
      expect(withMeta(key, '字'.repeat(max))).toBe('pass');
      expect(withMeta(key, '字'.repeat(max + 1))).toBe('reject');
      expect(withMeta(key, 1)).toBe('reject');
    }
    for (const format of ['general', 'letter', 'order', 'minutes', '']) expect(withMeta('format', format)).toBe('pass');
    for (const place of ['colophon', '']) expect(withMeta('recipientsAt', place)).toBe('pass');
    for (const [key, value] of [['recipientsAt', 'top'], ['recipientsAt', 1], ['format', 'poster'], ['format', null], ['toString', 'x'], ['unknown', 'x']] as const) expect(withMeta(key, value)).toBe('reject');
  });
});

describe('what a reader sees of it', () => {
  const hashAfter = (edit: (doc: Y.Doc) => void): string => {
    const doc = replica(50);
    edit(doc);
    return contentFacts(doc, sm3).hash;
  };

  it('[DOC24] the words, the order and the widths of cells, and where a page begins, change the hash', () => {
    const cellIn = (doc: Y.Doc): Y.XmlElement => ((bodyOf(doc).get(2) as Y.XmlElement).get(0) as Y.XmlElement).get(0) as Y.XmlElement;
    const base = (doc: Y.Doc): void => put(tableOf(['甲', '乙']))(doc);
    const variants = [
      base, put(tableOf(['乙', '甲'])), put(tableOf(['甲'], ['乙'])), put(tableOf(['甲', '乙', ''])),
      (doc: Y.Doc) => { base(doc); cellIn(doc).setAttribute('colwidth', [120] as unknown as string); },
      (doc: Y.Doc) => { base(doc); cellIn(doc).setAttribute('colspan', 2 as unknown as string); },
      (doc: Y.Doc) => { base(doc); put(element(NODE.pageBreak))(doc); },
      (doc: Y.Doc) => { base(doc); bodyOf(doc).insert(bodyOf(doc).length, [element(NODE.attachment, new Y.XmlText('名单')), element(NODE.paragraph)]); },
      (doc: Y.Doc) => { base(doc); metaOf(doc).set('ccRecipients', '省委办公厅'); },
      () => undefined,
    ];
    expect(new Set(variants.map(hashAfter)).size).toBe(variants.length);
  });

  it('[DOC24] 密级 marks and words are found in a cell; a row reads as a line', () => {
    const doc = replica(50);
    put(tableOf(['序号', '单位'], ['1', '绝密★长期']))(doc);
    expect(bodyText(readContent(doc)).split('\n').slice(0, 2)).toEqual(['序号\t单位', '1\t绝密★长期']);
    expect(contentFacts(doc, sm3).isClassified).toBe(true);
  });
});
