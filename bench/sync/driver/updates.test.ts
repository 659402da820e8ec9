import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { gate } from '#shared/doc/gate.ts';
import { createAuthor, OPENING_CLOCKS, readRanges } from './updates.ts';
import { largeDocument } from './large-document.ts';

const rangesOf = (update: Uint8Array): number[][] => {
  const found: number[][] = [];
  readRanges(update, (client, from, to) => found.push([client, from, to]));
  return found;
};

describe('the load of the sync benchmark', () => {
  it('[BEN01] writes updates that Yjs applies and the gate passes', () => {
    const doc = new Y.Doc();
    const author = createAuthor(4_000_000_001);
    for (const update of [author.opening(), ...Array.from({ length: 300 }, () => author.character())]) {
      expect(gate(update, Y.decodeStateVector(Y.encodeStateVector(doc))).kind).toBe('pass');
      Y.applyUpdate(doc, update);
    }
    expect(doc.getXmlFragment('body').toString()).toBe(`<paragraph>${'x'.repeat(300)}</paragraph>`);
    const away = createAuthor(77);
    const offline = away.offline(200);
    expect(gate(offline, Y.decodeStateVector(Y.encodeStateVector(doc))).kind).toBe('pass');
    Y.applyUpdate(doc, offline);
    expect(doc.getXmlFragment('body').toString()).toContain(`<paragraph>${'x'.repeat(200)}</paragraph>`);
    expect(Y.decodeUpdate(Y.encodeStateAsUpdate(doc)).structs.filter(({ id }) => id.client === 77)).toHaveLength(OPENING_CLOCKS + 200);
  });

  it('[BEN02] reads the same clocks from an update as Yjs does', () => {
    const { updates, vector } = largeDocument(20_000, 7);
    const doc = new Y.Doc();
    for (const update of updates) {
      const { from, to } = Y.parseUpdateMeta(update);
      for (const [client, start, end] of rangesOf(update)) expect([start, end]).toEqual([from.get(client as number), to.get(client as number)]);
      Y.applyUpdate(doc, update);
    }
    expect(new Map(rangesOf(Y.encodeStateAsUpdate(doc)).map(([client, , to]) => [client, to]))).toEqual(vector);
  });
});
