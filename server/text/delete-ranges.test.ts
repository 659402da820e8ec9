import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { seeded } from '#tests/kit/ports.ts';
import { createDeleteRanges } from './delete-ranges.ts';

const deletesOf = (update: Uint8Array) => Y.decodeUpdate(update).ds.clients;

it('[SYN15] whether deletions are known already is decided exactly, whatever order they came in', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const dice = seeded(seed);
    const doc = new Y.Doc();
    const text = doc.getText('body');
    text.insert(0, 'x'.repeat(200));
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (let step = 0; step < 30; step += 1) text.delete(dice.below(text.length - 3), 1 + dice.below(3));
    const ranges = createDeleteRanges();
    const kept = updates.filter(() => dice.chance(2));
    for (const update of kept.toReversed()) ranges.add(deletesOf(update));
    const known = new Set(kept);
    for (const update of updates) expect([seed, ranges.covers(deletesOf(update))]).toEqual([seed, known.has(update)]);
    for (const update of updates) ranges.add(deletesOf(update));
    expect(ranges.covers(deletesOf(Y.encodeStateAsUpdate(doc)))).toBe(true);
  }
});

it('[SYN15] what is repeated to the byte is known without being looked into, until something is added', () => {
  const doc = new Y.Doc();
  const text = doc.getText('body');
  text.insert(0, '一二三四五六');
  text.delete(1, 2);
  const encoded = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)).subarray(1);
  text.delete(2, 1);
  const more = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc));
  const ranges = createDeleteRanges(encoded);
  expect([ranges.isStill(encoded), ranges.isStill(more.subarray(1))]).toEqual([true, false]);
  ranges.add(deletesOf(more));
  expect(ranges.isStill(encoded)).toBe(false);
  expect(ranges.covers(deletesOf(more))).toBe(true);
});
