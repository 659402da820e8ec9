import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { contentOf } from '#tests/fuzz/oracle.ts';
import { inAnotherOrder } from '#tests/fuzz/other-orders.ts';
import { applyAsIs, birth, knownAfter, replica, vectorOf } from '#tests/kit/documents.ts';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { createPlaces } from './gate-places.ts';
import { finish, gate, learnPlaces } from './gate.ts';
import { bodyOf, NODE } from './shape.ts';
import { nameTrueNeighbours } from './undo-neighbours.ts';

const TYPED = 'typed';

interface Writer {
  readonly doc: Y.Doc;
  readonly undo: Y.UndoManager;
  readonly made: Uint8Array[];
}

function writer(clientId: number, isMended = true): Writer {
  const doc = replica(clientId);
  if (isMended) nameTrueNeighbours(doc);
  const made: Uint8Array[] = [];
  // What is heard of others has no origin.
  doc.on('update', (update: Uint8Array, origin: unknown) => { if (origin !== null) made.push(update); });
  return { doc, undo: new Y.UndoManager(bodyOf(doc), { trackedOrigins: new Set([TYPED]), captureTimeout: 0 }), made };
}

/** What a server answers to these one after the other, and what it has stored then. */
function sentToGate(updates: readonly Uint8Array[]): { readonly answers: ReadonlySet<string>; readonly stored: readonly Uint8Array[] } {
  const places = createPlaces();
  finish(learnPlaces(places, birth()));
  let known = vectorOf(replica(7));
  const stored = [birth()];
  const answers = new Set<string>();
  for (const update of updates) {
    const verdict = gate(update, known, places);
    answers.add(verdict.kind === 'reject' ? verdict.reason : verdict.kind);
    if (verdict.kind !== 'pass') continue;
    verdict.place();
    known = knownAfter(known, verdict.advances);
    stored.push(update);
  }
  return { answers, stored };
}

/** A letter is deleted and brought back while somebody else writes in front of it; then that goes, then the paragraph, and all comes back. */
function bringBack({ doc, undo, made }: Writer): readonly Uint8Array[] {
  const log: Uint8Array[] = [];
  const other = writer(95);
  const write = (act: () => void): void => doc.transact(act, TYPED);
  const block = new Y.XmlElement(NODE.paragraph);
  const text = new Y.XmlText('甲乙');
  block.insert(0, [text]);
  write(() => bodyOf(doc).insert(0, [block]));
  applyAsIs(other.doc, made);
  write(() => text.delete(1, 1));
  undo.undo();
  other.doc.transact(() => ((bodyOf(other.doc).get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(1, '丙'), TYPED);
  log.push(...made.splice(0), ...other.made);
  applyAsIs(doc, other.made);
  write(() => text.delete(2, 1));
  write(() => bodyOf(doc).delete(0, 1));
  undo.undo();
  undo.undo();
  return [...log, ...made];
}

const firstLine = (doc: Y.Doc): string => bodyOf(doc).get(0).toString();
const reopened = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

it('[DOC20] what Yjs itself writes at an undo may read differently when it is opened again: the gate refuses that one', () => {
  const one = writer(90, false);
  const log = bringBack(one);
  expect(firstLine(one.doc)).toBe('<paragraph>甲乙丙</paragraph>');
  expect(firstLine(reopened(one.doc))).toBe('<paragraph>甲丙乙</paragraph>');
  expect([...sentToGate(log).answers]).toEqual(['pass', 'misplaced']);
});

it('[DOC20] an undo names what it really stands between, so it reads the same when it is opened again and passes the gate', () => {
  const one = writer(90);
  const { answers, stored } = sentToGate(bringBack(one));
  expect([...answers]).toEqual(['pass']);
  const stream = new Y.Doc();
  for (const update of stored) Y.applyUpdate(stream, update);
  for (const copy of [one.doc, reopened(one.doc), stream, reopened(stream)]) expect(firstLine(copy)).toBe('<paragraph>甲乙丙</paragraph>');
});

/** Three people who undo as often as they write, each hearing of the others now and then. */
function session(dice: Dice): { readonly people: readonly Writer[]; readonly log: readonly Uint8Array[] } {
  const people = [40, 50, 60].map((clientId) => writer(clientId));
  const log: Uint8Array[] = [];
  const heard = new Map(people.map((person) => [person, 0]));
  const say = ({ made }: Writer): void => { log.push(...made.splice(0)); };
  const hear = (person: Writer): void => {
    applyAsIs(person.doc, log.slice(heard.get(person)));
    heard.set(person, log.length);
  };
  for (let step = 0; step < 80; step += 1) {
    const person = dice.pick(people);
    const { doc, undo } = person;
    if (dice.chance(3)) undo.undo();
    else if (dice.chance(6)) undo.redo();
    else doc.transact(() => randomEdit(doc, dice), TYPED);
    say(person);
    if (dice.chance(3)) hear(dice.pick(people));
  }
  for (const person of people) hear(person);
  return { people, log };
}

it('[DOC20] whatever is undone, by whoever, beside whatever: it passes the gate, and everybody reads the same', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    withSeed(seed, (dice) => {
      const { people, log } = session(dice);
      const { answers, stored } = sentToGate(log);
      expect([...answers]).toEqual(['pass']);
      const read = contentOf(inAnotherOrder(stored, dice));
      for (const { doc } of people) expect([contentOf(doc), contentOf(reopened(doc))]).toEqual([read, read]);
    });
  }
});
