import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { birth, FIRST, replica } from '#tests/kit/documents.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { sm3, withSeed } from '#tests/kit/ports.ts';
import { canonicalContent, contentFacts, readContent } from './canonical.ts';
import { bodyOf, metaOf, NODE } from './shape.ts';

const hashOf = (doc: Y.Doc): string => contentFacts(doc, sm3).hash;
const line = (doc: Y.Doc, index: number): Y.XmlText => (bodyOf(doc).get(index) as Y.XmlElement).get(0) as Y.XmlText;

describe('equal content', () => {
  it('[DOC04] has one hash on every replica, in whatever order the edits arrived', () => {
    for (let seed = 100; seed < 140; seed += 1) {
      withSeed(seed, (dice) => {
        const one = replica(11);
        const two = replica(12, false);
        for (let round = 0; round < 12; round += 1) {
          for (const doc of [one, two]) for (let edit = 0; edit < dice.below(5); edit += 1) randomEdit(doc, dice);
          if (dice.chance(3)) Y.applyUpdate(two, Y.encodeStateAsUpdate(one, Y.encodeStateVector(two)));
        }
        Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
        Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
        const third = new Y.Doc();
        Y.applyUpdate(third, Y.mergeUpdates([Y.encodeStateAsUpdate(two), Y.encodeStateAsUpdate(one)]));
        expect(canonicalContent(readContent(one))).toBe(canonicalContent(readContent(two)));
        expect(hashOf(third)).toBe(hashOf(one));
      });
    }
  });

  it('[DOC04] does not depend on how the text was cut into pieces, nor on marks taken off again', () => {
    const whole = replica(11);
    line(whole, 0).insert(0, '甲乙丙');
    const pieces = replica(12);
    for (const [at, character] of ['甲', '乙', '丙'].entries()) line(pieces, 0).insert(at, character);
    line(pieces, 0).format(0, 2, { bold: {} });
    line(pieces, 0).format(0, 2, { bold: null });
    expect(hashOf(pieces)).toBe(hashOf(whole));
  });

  it('[DOC04] reads marks in one order, whichever was put on first', () => {
    const one = replica(11);
    line(one, 0).format(0, 2, { bold: {} });
    line(one, 0).format(0, 2, { italic: {} });
    const two = replica(12);
    line(two, 0).format(0, 2, { 'italic--AbCd+/==': {} });
    line(two, 0).format(0, 2, { bold: {} });
    expect(hashOf(two)).toBe(hashOf(one));
  });
});

describe('different content', () => {
  const changes: Readonly<Record<string, (doc: Y.Doc) => void>> = {
    'a character of the title': (doc) => line(doc, 0).insert(1, '县'),
    'a mark': (doc) => line(doc, 0).format(0, 2, { bold: {} }),
    'an empty paragraph': (doc) => bodyOf(doc).insert(2, [new Y.XmlElement(NODE.paragraph)]),
    'the contact': (doc) => void metaOf(doc).set('contactName', '李兰'),
    'a block removed': (doc) => bodyOf(doc).delete(3, 1),
    'a paragraph made a heading': (doc) => {
      const heading = new Y.XmlElement(NODE.heading);
      heading.insert(0, [new Y.XmlText('妥否，请批示。')]);
      bodyOf(doc).delete(3, 1);
      bodyOf(doc).insert(3, [heading]);
    },
  };
  it.each(Object.entries(changes))('[DOC05] has another hash: %s', (_what, change) => {
    const doc = replica(11);
    const before = hashOf(doc);
    change(doc);
    expect(hashOf(doc)).not.toBe(before);
  });
});

describe('facts for deciding', () => {
  it('[DOC02] reads the template as it stands: title, recipient, closing words', () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, birth());
    expect(contentFacts(doc, sm3)).toMatchObject({
      title: FIRST.title, mainRecipientId: FIRST.mainRecipientId, mainRecipientName: FIRST.mainRecipientName, bodyLength: '妥否，请批示。'.length, isClassified: false,
    });
    expect(readContent(doc).blocks.map((block) => block.type)).toEqual(['docTitle', 'recipients', 'paragraph', 'paragraph', 'signature']);
  });

  it('[DOC05] counts no white space as text and reads nothing as no title', () => {
    const empty = new Y.Doc();
    expect(contentFacts(empty, sm3)).toMatchObject({ title: '', bodyLength: 0, mainRecipientId: null, mainRecipientName: '' });
    const doc = replica(11);
    line(doc, 3).delete(0, line(doc, 3).length);
    line(doc, 3).insert(0, ' \u3000\n');
    expect(contentFacts(doc, sm3).bodyLength).toBe(0);
  });

  it.each(['绝密★10年', '机密★', '機密☆', '絕密★', '秘密 ★ 1年', '祕密＊', '秘　密★', '秘\u200b密★'])('[DOC06] finds the mark %s in a paragraph, a title and the metadata', (mark) => {
    for (const place of [(doc: Y.Doc) => line(doc, 3).insert(0, mark), (doc: Y.Doc) => line(doc, 0).insert(0, mark), (doc: Y.Doc) => void metaOf(doc).set('urgency', mark)]) {
      const doc = replica(11);
      place(doc);
      expect(contentFacts(doc, sm3).isClassified).toBe(true);
    }
  });

  it('[DOC06] finds a mark in a second title and across two runs, and leaves ordinary words alone', () => {
    const doc = replica(11);
    const second = new Y.XmlElement(NODE.title);
    second.insert(0, [new Y.XmlText('秘密★')]);
    bodyOf(doc).insert(1, [second]);
    expect(contentFacts(doc, sm3).isClassified).toBe(true);
    const split = replica(11);
    line(split, 3).insert(0, '机密★');
    line(split, 3).format(1, 1, { bold: {} });
    expect(contentFacts(split, sm3).isClassified).toBe(true);
    const plain = replica(11);
    line(plain, 3).insert(0, '做好保密工作，机密文件另行报送。');
    expect(contentFacts(plain, sm3).isClassified).toBe(false);
  });

  it('[DOC06] looks with the one guard of R21: a bare mark by itself, cut into runs, in a title; and no prose about secrets', () => {
    const classified = (edit: (doc: Y.Doc) => void): boolean => {
      const doc = replica(11);
      edit(doc);
      return contentFacts(doc, sm3).isClassified;
    };
    expect(classified((doc) => line(doc, 0).insert(0, '（机密）'))).toBe(true);
    expect(classified((doc) => { line(doc, 3).insert(0, '内部资料 不得外传。'); line(doc, 3).format(2, 3, { bold: {} }); })).toBe(true);
    expect(classified((doc) => void metaOf(doc).set('contactName', '绝密'))).toBe(true);
    expect(classified((doc) => line(doc, 0).insert(0, '保守国家秘密'))).toBe(false);
    expect(classified((doc) => line(doc, 3).insert(0, '不得泄露商业秘密、工作秘密。'))).toBe(false);
  });
});
