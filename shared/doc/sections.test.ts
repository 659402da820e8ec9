import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sm3 } from '#tests/kit/ports.ts';
import { contentFacts } from './canonical.ts';
import { gate } from './gate.ts';
import { createPlaces } from './gate-places.ts';
import { holdersOf, readSections, type OutlineBlock } from './sections.ts';
import { isSectionRecord, NODE, sectionsOf } from './shape.ts';

const heading = (level: number): OutlineBlock => ({ type: NODE.heading, level });
const text: OutlineBlock = { type: NODE.paragraph, level: 0 };
const TITLE = [{ type: NODE.title, level: 0 }, { type: NODE.recipients, level: 0 }] as const;
const END = [{ type: NODE.signature, level: 0 }, { type: NODE.attachment, level: 0 }, text] as const;
const id = (n: number): string => n.toString(16).padStart(12, '0');
const owners = (blocks: readonly OutlineBlock[], ...claims: readonly (readonly [number, string, number?])[]): string =>
  holdersOf(blocks, claims.map(([index, owner, n = index]) => ({ id: id(n), owner, index }))).map((claim) => claim?.owner ?? '·').join('');

describe('分工', () => {
  it('[SCT01] a part reaches from its heading to the next one that is not below it, and never into 署名 or 附件', () => {
    const blocks = [...TITLE, text, heading(1), text, heading(2), text, heading(1), text, ...END];
    expect(owners(blocks, [3, 'a'], [7, 'b'])).toBe('···aaaabb···');
    expect(owners(blocks, [5, 'a'])).toBe('·····aa·····');
    expect(owners(blocks, [3, 'a'], [5, 'c'])).toBe('···aacc·····');
    // What is no heading (any more) is nobody's part.
    expect(owners(blocks, [2, 'a'], [4, 'b'], [99, 'c'])).toBe('············');
    expect(owners([...blocks], [3, 'b', 9], [3, 'a', 1])).toBe('···aaaa·····');
  });

  it('[SCT01] everybody sees the same parts, in whatever order they were said', () => {
    const block = fc.oneof(fc.constant(text), fc.integer({ min: 1, max: 4 }).map(heading));
    fc.assert(fc.property(fc.array(block, { maxLength: 12 }), fc.array(fc.tuple(fc.nat(14), fc.constantFrom('a', 'b', 'c')), { maxLength: 5 }), (blocks, rows) => {
      const claims = rows.map(([index, owner], n) => ({ id: id(n), owner, index }));
      expect(holdersOf(blocks, claims)).toEqual(holdersOf(blocks, claims.toReversed()));
    }), { seed: 7501 });
  });

  it('[SCT01 DOC23] are no content, and the gate takes nothing else for one', () => {
    const doc = new Y.Doc();
    const before = contentFacts(doc, sm3).hash;
    sectionsOf(doc).set(id(1), { owner: 'p1', at: '00ab' });
    expect(contentFacts(doc, sm3).hash).toBe(before);
    expect([...readSections(doc)]).toEqual([[id(1), { owner: 'p1', at: '00ab' }]]);
    for (const bad of [null, {}, { owner: '', at: '00' }, { owner: 'p', at: 'zz' }, { owner: 'p', at: '00', x: 1 }, { owner: ['p'], at: '00' }, { owner: 'p'.repeat(65), at: '00' }]) {
      expect(isSectionRecord(bad)).toBe(false);
      const hostile = new Y.Doc();
      const updates: Uint8Array[] = [];
      hostile.on('update', (update: Uint8Array) => updates.push(update));
      (sectionsOf(hostile) as Y.Map<unknown>).set(id(1), bad);
      expect(gate(updates[0] as Uint8Array, new Map(), createPlaces())).toMatchObject({ kind: 'reject', reason: 'bad-content' });
    }
    const honest = new Y.Doc();
    const updates: Uint8Array[] = [];
    honest.on('update', (update: Uint8Array) => updates.push(update));
    sectionsOf(honest).set(id(1), { owner: 'p1', at: '00ab' });
    sectionsOf(honest).set(id(1), { owner: 'p2', at: '00ab' });
    sectionsOf(honest).delete(id(1));
    const places = createPlaces();
    for (const [clock, update] of updates.entries()) {
      const result = gate(update, new Map(clock === 0 ? [] : [[honest.clientID, clock]]), places);
      expect(result.kind).toBe('pass');
      if (result.kind === 'pass') result.place();
    }
  });
});
