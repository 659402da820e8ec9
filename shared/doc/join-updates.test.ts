import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { applyAsIs, replica } from '#tests/kit/documents.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { canonicalContent, readContent } from './canonical.ts';
import { joinUpdates } from './join-updates.ts';
import { metaOf } from './shape.ts';
import { layoutOf, vectorOf, type Layout } from './update-layout.ts';

const layoutsOf = (updates: readonly Uint8Array[]): readonly Layout[] => updates.map((update) => {
  const layout = layoutOf(update);
  if (layout === null) throw new Error('unreadable');
  return layout;
});
const docOf = (updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  applyAsIs(doc, updates);
  return doc;
};
const same = (a: Y.Doc, b: Y.Doc): void => {
  expect(Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))).toBe(true);
  expect(canonicalContent(readContent(a))).toBe(canonicalContent(readContent(b)));
  expect(a.store.pendingStructs).toBe(null);
};

/** A log as a server has it: births, streamed edits, what somebody brought from offline; now and then compacted. */
function logOf(dice: Dice, steps: number): { readonly log: Uint8Array[]; readonly behind: Y.Doc } {
  const clients = [replica(900), replica(901), replica(902)];
  const server = replica(0);
  let log: Uint8Array[] = [Y.encodeStateAsUpdate(server)];
  const behind = replica(903);
  const store = (update: Uint8Array): void => {
    log.push(update);
    applyAsIs(server, [update]);
  };
  for (let step = 0; step < steps; step += 1) {
    const client = dice.pick(clients);
    const typed: Uint8Array[] = [];
    const collect = (update: Uint8Array): void => void typed.push(update);
    client.on('update', collect);
    for (let edits = dice.below(4); edits >= 0; edits -= 1) randomEdit(client, dice);
    client.off('update', collect);
    if (dice.chance(3)) store(Y.encodeStateAsUpdate(client, Y.encodeStateVector(server)));
    else for (const update of typed) store(update);
    if (dice.chance(2)) Y.applyUpdate(client, Y.encodeStateAsUpdate(server, Y.encodeStateVector(client)));
    // As it is: tidying up would be an edit of its own.
    if (dice.chance(9)) applyAsIs(behind, [Y.encodeStateAsUpdate(server, Y.encodeStateVector(behind))]);
    if (dice.chance(20)) log = [Y.encodeStateAsUpdate(docOf(log))];
  }
  return { log, behind };
}

it('[DOC17] updates joined as bytes are the same document as applied one by one, for an empty reader and for one that is behind', () => {
  let joined = 0;
  let all = 0;
  for (let seed = 1; seed <= 80; seed += 1) {
    withSeed(seed, (dice) => {
      const { log, behind } = logOf(dice, 40);
      const layouts = layoutsOf(log);
      const whole = docOf(log);
      expect(vectorOf(layouts)).toEqual(Y.decodeStateVector(Y.encodeStateVector(whole)));
      all += 2;
      const everything = joinUpdates(layouts, new Map());
      if (everything !== null) {
        joined += 1;
        same(docOf([everything]), whole);
        // Also Yjs' own byte-wise merging must be able to read it.
        same(docOf([Y.mergeUpdates([everything, log[0] as Uint8Array])]), whole);
      }
      const missing = joinUpdates(layouts, Y.decodeStateVector(Y.encodeStateVector(behind)));
      if (missing === null) return;
      joined += 1;
      applyAsIs(behind, [missing]);
      same(behind, whole);
      expect(missing.byteLength).toBeLessThanOrEqual((everything ?? missing).byteLength);
    });
  }
  // The long way is for the odd overlap, not for every day.
  expect(joined / all).toBeGreaterThan(0.9);
});

it('[DOC17] a commit of several people joined into one update brings everybody who has the text before it to the text after it', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    withSeed(seed, (dice) => {
      const people = [910, 911, 912, 913].map((id) => replica(id));
      const commit: Uint8Array[] = [];
      for (const person of people) {
        const collect = (update: Uint8Array): void => void commit.push(update);
        person.on('update', collect);
        for (let edits = 0; edits < 5; edits += 1) randomEdit(person, dice);
        person.off('update', collect);
      }
      const joined = joinUpdates(layoutsOf(commit));
      if (joined === null) throw new Error('streamed updates follow each other');
      const before = Y.encodeStateAsUpdate(replica(7));
      same(docOf([before, joined]), docOf([before, ...commit]));
      applyAsIs(people[0] as Y.Doc, [joined]);
      same(people[0] as Y.Doc, docOf([before, ...commit]));
    });
  }
});

it('[DOC17] bytes that are no update, and holes, are not joined', () => {
  expect(layoutOf(new Uint8Array())).toBe(null);
  expect(layoutOf(Uint8Array.of(0, 0, 0))).toBe(null);
  const doc = replica(900);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const name of ['甲', '乙', '丙']) metaOf(doc).set('contactName', name);
  const [first, , third] = layoutsOf(updates);
  expect(joinUpdates([first as Layout, third as Layout])).toBe(null);
});
