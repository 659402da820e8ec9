import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { replica, vectorOf } from '#tests/kit/documents.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { gateFast } from './gate-fast.ts';
import { gate, type StateVector } from './gate.ts';
import { layoutOf } from './update-layout.ts';

/** Whatever the short way lets pass, the gate lets pass and says the same about it. Answers whether it took the short way. */
function agree(update: Uint8Array, known: StateVector): boolean {
  const fast = gateFast(update, known);
  if (fast === null) return false;
  const full = gate(update, known);
  expect(full.kind).toBe('pass');
  if (full.kind !== 'pass') return true;
  const after = new Map(known);
  for (const { client, end } of fast.blocks) after.set(client, end);
  expect(after).toEqual(full.after);
  expect(full.addsNothing).toBe(fast.blocks.length === 0);
  expect(plain(fast.deletes)).toEqual(plain(full.deletes.clients));
  expect(layoutOf(update)).toEqual(fast);
  return true;
}
const plain = (deletes: ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>): unknown =>
  [...deletes].map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])]);

function updatesOf(dice: Dice, steps: number): { readonly doc: Y.Doc; readonly stream: { readonly update: Uint8Array; readonly before: StateVector }[] } {
  const doc = replica(900);
  const other = replica(901);
  const stream: { update: Uint8Array; before: StateVector }[] = [];
  let before = vectorOf(doc);
  doc.on('update', (update: Uint8Array) => {
    stream.push({ update, before });
    before = vectorOf(doc);
  });
  for (let step = 0; step < steps; step += 1) {
    randomEdit(dice.chance(3) ? other : doc, dice);
    if (dice.chance(3)) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)));
    if (dice.chance(3)) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)));
  }
  return { doc, stream };
}

it('[DOC16] the short way says what the gate says, over honest editing, and is taken for typing and deleting', () => {
  let short = 0;
  let all = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    withSeed(seed, (dice) => {
      for (const { update, before } of updatesOf(dice, 80).stream) {
        all += 1;
        if (agree(update, before)) short += 1;
      }
    });
  }
  expect(short / all).toBeGreaterThan(0.25);
});

it('[DOC16] the short way never passes what the gate refuses, over mutated, repeated, early and foreign updates', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    withSeed(seed, (dice) => {
      const { stream } = updatesOf(dice, 60);
      for (const { update, before } of stream) {
        agree(update, dice.pick(stream).before);
        for (let round = 0; round < 20; round += 1) {
          const hostile = Uint8Array.from(update);
          for (let flips = 0; flips <= dice.below(3); flips += 1) hostile[dice.below(hostile.length)] = dice.below(256);
          agree(dice.chance(4) ? hostile.slice(0, dice.below(hostile.length)) : hostile, before);
        }
      }
    });
  }
});
