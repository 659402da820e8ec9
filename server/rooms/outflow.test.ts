import * as decoding from 'lib0/decoding';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Actor } from '#shared/policy/can.ts';
import { layoutOf, type Layout } from '#shared/doc/update-layout.ts';
import { MESSAGE } from '#shared/protocol/collab.ts';
import { encodeUpdate } from '#tests/fuzz/encoder.ts';
import { replica } from '#tests/kit/documents.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { createMember, type Member } from './member.ts';
import { createOutflow } from './outflow.ts';

interface Reader {
  readonly member: Member;
  readonly frames: Uint8Array[];
}

function reader(personId: string): Reader {
  const frames: Uint8Array[] = [];
  const member = createMember({
    actor: { personId, name: personId, memberships: [] } as unknown as Actor, unitName: '', sessionKey: personId, isExtended: true,
    send: (frame) => void frames.push(frame), sendPair: (head, body) => void frames.push(Buffer.concat([head, body])), sendPresence: () => {}, close: () => {},
  });
  member.isAdmitted = true;
  return { member, frames };
}
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
const typeOf = (frame: Uint8Array): number => frame[0] ?? -1;
const updateIn = (frame: Uint8Array): Uint8Array => {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
  return decoding.readVarUint8Array(decoder);
};

it('[SYN23] what one commit made durable is one acknowledgement a writer and one frame a reader, the same bytes for all of them', async () => {
  const readers = [reader('a'), reader('b'), reader('c')];
  const members = new Set(readers.map(({ member }) => member));
  const outflow = createOutflow(members, () => new Map([[900, 5]]), (error) => { throw error; });
  const [a, b, c] = readers as [Reader, Reader, Reader];
  const text = replica(900);
  const expected = replica(901);
  const show = (from: Member, update: Uint8Array): void => {
    Y.applyUpdate(expected, update);
    from.received += 1;
    outflow.show(from, layoutOf(update) as Layout);
    outflow.acknowledge(from);
  };
  text.on('update', (update: Uint8Array) => show(text.clientID === 900 ? a.member : b.member, update));
  withSeed(1, (dice) => { for (let edit = 0; edit < 6; edit += 1) randomEdit(text, dice); });
  text.clientID = 902;
  withSeed(2, (dice) => { for (let edit = 0; edit < 6; edit += 1) randomEdit(text, dice); });
  await turn();
  expect(c.frames.length).toBe(1);
  expect([a, b].map(({ frames }) => frames.map(typeOf))).toEqual([[MESSAGE.durable, MESSAGE.sync], [MESSAGE.durable, MESSAGE.sync]]);
  expect(a.frames[1]).toBe(c.frames[0]);
  const copy = replica(903);
  Y.applyUpdate(copy, updateIn(c.frames[0] as Uint8Array));
  expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(expected))).toBe(true);
});

it('[SYN23] a single author hears nothing of their own words; what cannot be joined leaves one by one', async () => {
  const [a, b] = [reader('a'), reader('b')];
  const outflow = createOutflow(new Set([a.member, b.member]), () => new Map(), (error) => { throw error; });
  const source = replica(900);
  const updates: Uint8Array[] = [];
  source.on('update', (update: Uint8Array) => void updates.push(update));
  withSeed(4, (dice) => { while (updates.length < 3) randomEdit(source, dice); });
  for (const update of updates) outflow.show(a.member, layoutOf(update) as Layout);
  await turn();
  // Between the two of them something is missing.
  const apart = [0, 5].map((clock) => encodeUpdate([{ client: 900, clock, structs: [{ parent: { root: 'body' }, content: { kind: 'type', ref: 3, name: 'paragraph' } }] }]));
  for (const update of apart) outflow.show(a.member, layoutOf(update) as Layout);
  await turn();
  expect([a.frames.length, b.frames.length]).toEqual([0, 1 + apart.length]);
});
