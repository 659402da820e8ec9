import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { birth, knownAfter, replica, vectorOf } from '#tests/kit/documents.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { gate } from './gate.ts';
import { bodyOf, metaOf, NODE } from './shape.ts';

const CLIENTS = 4;

/** Several honest clients around a server that stores only what the gate lets through. */
function honestRound(seed: number, steps: number, gc: boolean): { readonly gated: number } {
  let gated = 0;
  withSeed(seed, (dice) => {
    const server = replica(0, gc);
    const clients = Array.from({ length: CLIENTS }, (_, index) => replica(1000 + index * 7, gc));
    const sent: Uint8Array[] = [];
    const offer = (update: Uint8Array): void => {
      const before = vectorOf(server);
      const result = gate(update, before);
      gated += 1;
      expect(result.kind).toBe('pass');
      if (result.kind !== 'pass') return;
      Y.applyUpdate(server, update);
      expect(knownAfter(before, result.advances)).toEqual(vectorOf(server));
      sent.push(update);
    };
    for (let step = 0; step < steps; step += 1) {
      const client = dice.pick(clients);
      const updates: Uint8Array[] = [];
      const collect = (update: Uint8Array): void => void updates.push(update);
      const held = dice.chance(4);
      client.on('update', collect);
      for (let edit = 0; edit <= dice.below(4); edit += 1) randomEdit(client, dice);
      client.off('update', collect);
      if (held) {
        // Offline for a while: what the server missed goes up as sync step 2.
        offer(Y.encodeStateAsUpdate(client, Y.encodeStateVector(server)));
      } else if (updates.length > 0) {
        if (dice.chance(3)) offer(Y.mergeUpdates(updates));
        else for (const update of updates) offer(update);
      }
      if (dice.chance(5) && sent.length > 0) offer(dice.pick(sent));
      if (dice.chance(6)) offer(Y.encodeStateAsUpdate(client));
      if (dice.chance(3)) Y.applyUpdate(dice.pick(clients), Y.encodeStateAsUpdate(server));
      if (dice.chance(3)) Y.applyUpdate(client, Y.encodeStateAsUpdate(server, Y.encodeStateVector(client)));
    }
  });
  return { gated };
}

describe('honest editors', () => {
  it('[DOC07] lets every edit, merged update, sync answer and repetition of several clients through', () => {
    let gated = 0;
    for (let seed = 1; seed <= 30; seed += 1) gated += honestRound(seed, 60, seed % 2 === 0).gated;
    expect(gated).toBeGreaterThan(2_000);
  });

  it('[DOC02] lets the first content be repeated once it is known', () => {
    const known = vectorOf(replica(7));
    expect(gate(birth(), known)).toMatchObject({ kind: 'pass', advances: [] });
  });

  it('[DOC12] tells deletions and repetitions from additions', () => {
    const doc = replica(7);
    const before = vectorOf(doc);
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void updates.push(update));
    bodyOf(doc).delete(2, 1);
    const deletion = gate(updates[0] as Uint8Array, before);
    expect(deletion).toMatchObject({ kind: 'pass', advances: [] });
    expect(deletion.kind === 'pass' && deletion.layout.deletes.size).toBe(1);
    bodyOf(doc).insert(0, [new Y.XmlElement(NODE.paragraph)]);
    expect(gate(updates[1] as Uint8Array, before)).toMatchObject({ kind: 'pass', advances: [{ client: 7, end: 1 }] });
  });
});

describe('something missing', () => {
  it('[DOC11] answers "gap" to an update whose predecessor never arrived, and changes nothing', () => {
    const doc = replica(7);
    const known = vectorOf(doc);
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => void updates.push(update));
    for (const text of ['甲', '乙']) metaOf(doc).set('contactName', text);
    const frozen = new Map(known);
    expect(gate(updates[1] as Uint8Array, known)).toEqual({ kind: 'gap' });
    expect(known).toEqual(frozen);
  });

  it('[DOC11] answers "gap" to a merged update with a hole, to a reference and to a deletion of what is not here', () => {
    const author = replica(7);
    const updates: Uint8Array[] = [];
    author.on('update', (update: Uint8Array) => void updates.push(update));
    for (const text of ['甲', '乙', '丙']) metaOf(author).set('contactName', text);
    const known = vectorOf(replica(8));
    expect(gate(Y.mergeUpdates([updates[0] as Uint8Array, updates[2] as Uint8Array]), known)).toEqual({ kind: 'gap' });

    const reader = replica(9);
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(author));
    const onTop: Uint8Array[] = [];
    reader.on('update', (update: Uint8Array) => void onTop.push(update));
    metaOf(reader).set('contactName', '丁');
    metaOf(reader).delete('contactName');
    expect(gate(onTop[0] as Uint8Array, known)).toEqual({ kind: 'gap' });
    expect(gate(onTop[1] as Uint8Array, known)).toEqual({ kind: 'gap' });
  });
});
