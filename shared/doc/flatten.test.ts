import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { replica } from '#tests/kit/documents.ts';
import { sm3, withSeed } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { id } from '#tests/kit/story.ts';
import { canonicalContent, readContent } from './canonical.ts';
import { flatten } from './flatten.ts';
import { gate } from './gate.ts';
import { bodyOf } from './shape.ts';

const clientsOf = (doc: Y.Doc): ReadonlySet<number> => new Set(Y.decodeStateVector(Y.encodeStateVector(doc)).keys());
const flat = (doc: Y.Doc, generation = 2): Uint8Array => flatten({ docId: id(1), generation, content: readContent(doc), usedClients: clientsOf(doc) }, sm3);
const read = (bytes: Uint8Array): Y.Doc => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes);
  return doc;
};

it('[OPS10] a flattened text shows the same, to the hash, in the same bytes wherever it is made, and passes the gate', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    withSeed(seed, (dice) => {
      const doc = replica(100 + seed);
      const edits = 5 + dice.below(60);
      for (let edit = 0; edit < edits; edit += 1) randomEdit(doc, dice);
      const canonical = canonicalContent(readContent(doc));
      const bytes = flat(doc);
      expect(canonicalContent(readContent(read(bytes)))).toBe(canonical);
      expect(flat(read(Y.encodeStateAsUpdate(doc)))).toEqual(bytes);
      expect(gate(bytes, new Map())).toMatchObject({ kind: 'pass' });
    });
  }
});

it('[OPS10] a flattened text carries nothing that was deleted, and no client id that wrote before', () => {
  const doc = replica(77);
  const text = new Y.XmlText('不该留下的话');
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [text]);
  bodyOf(doc).insert(2, [paragraph]);
  bodyOf(doc).delete(2, 1);
  const bytes = flat(doc);
  expect(Buffer.from(bytes).includes('不该留下的话')).toBe(false);
  expect([...clientsOf(read(bytes))].some((client) => clientsOf(doc).has(client))).toBe(false);
  const [first = 0] = clientsOf(read(bytes));
  const taken = flatten({ docId: id(1), generation: 2, content: readContent(doc), usedClients: new Set([first]) }, sm3);
  expect(clientsOf(read(taken)).has(first)).toBe(false);
  expect(flat(doc, 3)).not.toEqual(bytes);
});

it('[OPS10] a mark that stands twice over the same text stands twice afterwards', () => {
  const doc = replica(78);
  const line = bodyOf(doc).get(3) as Y.XmlElement;
  (line.get(0) as Y.XmlText).format(0, 2, { 'bold--aaaa': {}, 'bold--bbbb': {}, italic: {} });
  expect(canonicalContent(readContent(read(flat(doc))))).toBe(canonicalContent(readContent(doc)));
});
