import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { finish } from '#shared/doc/gate.ts';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import { layoutOf, type Layout } from '#shared/doc/update-layout.ts';
import { encodeUpdate, type Struct } from '#tests/fuzz/encoder.ts';
import { replica, vectorOf } from '#tests/kit/documents.ts';
import { inSteps } from './in-steps.ts';
import { createTextIndex, type News, type TextIndex } from './text-index.ts';

const VICTIM = 50;
const ATTACKER = 60;

function opened(stored: readonly Uint8Array[]): TextIndex {
  const index = createTextIndex();
  index.load(stored.map((part) => layoutOf(part) as Layout));
  finish(index.learn(stored));
  return index;
}
function newsOf(index: TextIndex, update: Uint8Array): News {
  const weighed = index.weigh(update);
  if (weighed.kind !== 'news') throw new Error(weighed.kind);
  index.admit(weighed);
  index.confirm(weighed);
  return weighed;
}
const read = (...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
};

/** A victim has written a rare character, which Yjs counts as two, and an attacker two letters behind it. */
function beside(): { readonly stored: readonly Uint8Array[]; readonly rare: number; readonly letters: Struct } {
  const victim = replica(VICTIM);
  const text = (bodyOf(victim).get(0) as Y.XmlElement).get(0) as Y.XmlText;
  text.insert(0, '𠮷');
  const rare = Y.getState(victim.store, VICTIM) - 2;
  const letters: Struct = { content: { kind: 'string', text: 'ab' }, origin: { client: VICTIM, clock: rare + 1 } };
  return { stored: [Y.encodeStateAsUpdate(victim), encodeUpdate([{ client: ATTACKER, clock: 0, structs: [letters] }])], rare, letters };
}
const more = (names: Omit<Struct, 'content'>): Struct => ({ content: { kind: 'string', text: 'abc' }, ...names });

it('[DOC21] of an update only what is new is kept: what is known and comes along says nothing more', () => {
  const { stored, letters } = beside();
  const index = opened(stored);
  const whole = encodeUpdate([{ client: ATTACKER, clock: 0, structs: [letters, { content: { kind: 'string', text: 'c' }, origin: { client: ATTACKER, clock: 0 } }] }]);
  expect(newsOf(index, whole).layout.blocks).toMatchObject([{ client: ATTACKER, clock: 2, end: 3, count: 1 }]);
  const again = encodeUpdate([{ client: ATTACKER, clock: 0, structs: [letters] }], [{ client: VICTIM, ranges: [{ clock: 0, len: 1 }] }]);
  const news = newsOf(index, again);
  expect([news.layout.blocks, news.isOnlyDeletes]).toEqual([[], true]);
  expect(index.weigh(again)).toEqual({ kind: 'known' });
});

it('[DOC21] what is known cannot come again with other neighbours, at which Yjs would cut the text of somebody else', () => {
  const { stored, rare } = beside();
  const half = { client: VICTIM, clock: rare };
  const next: Struct = { content: { kind: 'string', text: 'c' }, origin: { client: ATTACKER, clock: 1 } };
  for (const structs of [[more({ origin: half })], [more({ origin: { client: VICTIM, clock: rare + 1 } })], [{ ...more({ origin: half }), content: { kind: 'string', text: 'ab' } } as const, next]]) {
    const index = opened(stored);
    const live = read(...stored, newsOf(index, encodeUpdate([{ client: ATTACKER, clock: 0, structs }])).layout.bytes);
    expect(bodyOf(live).toString()).toContain('𠮷abc');
    expect(vectorOf(live).get(ATTACKER)).toBe(3);
  }
});

it('[DOC21] an update without anything known is kept as it is, to the byte', () => {
  const { stored } = beside();
  const update = encodeUpdate([{ client: ATTACKER, clock: 2, structs: [{ content: { kind: 'string', text: 'c' }, origin: { client: ATTACKER, clock: 1 } }, { content: { kind: 'format', key: 'bold', json: '{}' }, origin: { client: ATTACKER, clock: 2 } }] }]);
  expect(newsOf(opened(stored), update).layout.bytes).toBe(update);
});

/** A heading that is deleted and kept no more, somebody who still has it whole, and what may be written beside what stood in it. */
function departed(): { readonly stored: readonly Uint8Array[]; readonly away: Y.Doc; readonly level: Y.ID; readonly text: Y.ID } {
  const victim = replica(VICTIM);
  const heading = new Y.XmlElement(NODE.heading);
  bodyOf(victim).insert(1, [heading]);
  heading.setAttribute('level', 1 as unknown as string);
  heading.insert(0, [new Y.XmlText('旧')]);
  const level = (heading._map.get('level') as Y.Item).id;
  const text = ((heading.get(0) as Y.XmlText)._start as Y.Item).id;
  const away = read(Y.encodeStateAsUpdate(victim));
  bodyOf(victim).delete(1, 1);
  return { stored: [Y.encodeStateAsUpdate(victim)], away, level, text };
}

it('[DOC22] what is written beside what is gone is stored as gone, and nobody who still has that whole builds on it', () => {
  const { stored, away, level, text } = departed();
  const index = opened(stored);
  const typed = newsOf(index, encodeUpdate([{ client: VICTIM + 1, clock: 0, structs: [{ content: { kind: 'string', text: '新字' }, origin: text }] }]));
  // Text among the values of an attribute, cut in two: Yjs would throw when it lets go of the heading.
  const forged = newsOf(index, encodeUpdate([{ client: ATTACKER, clock: 0, structs: [more({ origin: level }), more({ origin: { client: ATTACKER, clock: 1 } })] }], [{ client: ATTACKER, ranges: [{ clock: 1, len: 2 }] }]));
  for (const { layout } of [typed, forged]) expect(Y.decodeUpdate(layout.bytes).structs.every((struct) => struct instanceof Y.GC)).toBe(true);
  expect(forged.layout.blocks).toMatchObject([{ client: ATTACKER, clock: 0, end: 6, count: 2 }]);
  expect([...forged.layout.deletes]).toEqual([[ATTACKER, [{ clock: 1, len: 2 }]]]);
  const everything = Y.mergeUpdates([...stored, typed.layout.bytes, forged.layout.bytes]);
  Y.applyUpdate(away, Y.diffUpdate(everything, Y.encodeStateVector(away)));
  expect(Y.equalSnapshots(Y.snapshot(away), Y.snapshot(read(everything)))).toBe(true);
  expect(bodyOf(away).toString()).toBe(bodyOf(read(everything)).toString());
});

it('[SYN52] where everything stands in a long text is read in steps, between which others have their turn', async () => {
  const structs = Array.from({ length: 5_000 }, (_, index): Struct => ({ content: { kind: 'string', text: 'x' }, origin: index === 0 ? { client: VICTIM, clock: 0 } : { client: ATTACKER, clock: index - 1 } }));
  const stored = [encodeUpdate([{ client: VICTIM, clock: 0, structs: [{ parent: { root: 'body' }, content: { kind: 'type', ref: 3, name: 'paragraph' } }] }]), encodeUpdate([{ client: ATTACKER, clock: 0, structs }])];
  const index = createTextIndex();
  index.load(stored.map((part) => layoutOf(part) as Layout));
  let turns = 0;
  const count = (): void => { turns += 1; if (!index.isPlaced()) setImmediate(count); };
  setImmediate(count);
  await inSteps(index.learn(stored));
  expect(turns).toBeGreaterThan(5);
  expect(index.isPlaced()).toBe(true);
});
