import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { birth, knownAfter, replica, vectorOf } from '#tests/kit/documents.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { gate, UPDATE_BYTES_MAX, type RejectReason } from './gate.ts';
import { bodyOf, metaOf, RESERVED_CLIENT_ID } from './shape.ts';

const KNOWN = vectorOf(replica(7));

/** lib0 varUint, written by hand so that a test can say things that Yjs never would. */
function varUint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
const text = (value: string): number[] => { const bytes = new TextEncoder().encode(value); return [...varUint(bytes.length), ...bytes]; };
const HAS_ORIGIN = 0x80;
const HAS_RIGHT = 0x40;
const HAS_KEY = 0x20;
const CONTENT = { deleted: 1, json: 2, binary: 3, string: 4, embed: 5, format: 6, type: 7, any: 8, doc: 9 } as const;
const block = (client: number, clock: number, ...structs: readonly number[][]): number[] => [varUint(structs.length), varUint(client), varUint(clock), ...structs].flat();
const update = (...blocks: readonly number[][]): Uint8Array => Uint8Array.from([varUint(blocks.length), ...blocks, [0]].flat());
const ref = (client: number, clock: number): number[] => [...varUint(client), ...varUint(clock)];
const inRoot = (root: string, content: number, ...payload: number[]): number[] => [content, 1, ...text(root), ...payload];
const underKey = (root: string, key: string, content: number, ...payload: number[]): number[] => [content | HAS_KEY, 1, ...text(root), ...text(key), ...payload];
const after = (client: number, clock: number, content: number, ...payload: number[]): number[] => [content | HAS_ORIGIN, ...ref(client, clock), ...payload];
const anyString = (value: string): number[] => [1, 119, ...text(value)];

const refused = (bytes: Uint8Array, reason: RejectReason): void => { expect(gate(bytes, KNOWN)).toEqual({ kind: 'reject', reason }); };

function made(edit: (doc: Y.Doc) => void, client = 50): Uint8Array {
  const doc = replica(client);
  const updates: Uint8Array[] = [];
  doc.on('update', (bytes: Uint8Array) => void updates.push(bytes));
  doc.transact(() => edit(doc));
  return updates[0] as Uint8Array;
}

describe('bytes', () => {
  it('[DOC08] refuses nothing at all, noise and every truncation of a real update', () => {
    refused(new Uint8Array(), 'unparsable');
    refused(Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 255, 255]), 'unparsable');
    const whole = made((doc) => metaOf(doc).set('contactName', '李兰'));
    expect(gate(whole, KNOWN).kind).toBe('pass');
    for (let length = 0; length < whole.length; length += 1) refused(whole.slice(0, length), 'unparsable');
  });

  it('[DOC08] refuses an update that is larger than the limit before reading it', () => {
    refused(new Uint8Array(UPDATE_BYTES_MAX + 1), 'too-large');
  });

  it('[DOC08] refuses the V2 format, which would read as an empty V1 update and be lost', () => {
    const doc = replica(50);
    metaOf(doc).set('contactName', '李兰');
    refused(Y.encodeStateAsUpdateV2(doc), 'unparsable');
    refused(Y.encodeStateAsUpdateV2(new Y.Doc()), 'unparsable');
  });

  it('[DOC08] refuses bytes after the end', () => {
    refused(Uint8Array.from([...made((doc) => metaOf(doc).set('contactName', '李兰')), 0]), 'unparsable');
  });

  it('[DOC08] refuses two blocks of one client, of which applying would drop the first', () => {
    refused(update(block(50, 0, underKey('meta', 'urgency', CONTENT.any, ...anyString('a'))), block(50, 1, after(50, 0, CONTENT.any, ...anyString('b')))), 'unparsable');
  });

  it('[DOC08] refuses nesting that would overflow the stack while reading', () => {
    const opening = [1, ...block(50, 0, underKey('meta', 'urgency', CONTENT.any, 1))];
    const deep = new Uint8Array(opening.length + 400_000).fill(1);
    deep.set(opening);
    for (let at = opening.length; at < deep.length; at += 2) deep[at] = 117;
    refused(deep, 'unparsable');
  });
});

describe('numbers', () => {
  it('[DOC08] refuses clients above 32 bits and clocks above 31', () => {
    refused(update(block(2 ** 32, 0, underKey('meta', 'urgency', CONTENT.any, ...anyString('a')))), 'out-of-bounds');
    refused(update(block(50, 2 ** 31, underKey('meta', 'urgency', CONTENT.any, ...anyString('a')))), 'out-of-bounds');
    refused(update(block(50, 0, [0, ...varUint(2 ** 31)])), 'out-of-bounds');
    refused(update(block(50, 0, after(2 ** 40, 0, CONTENT.string, ...text('a')))), 'out-of-bounds');
    refused(Uint8Array.from([0, 1, ...varUint(2 ** 33), 1, 0, 1]), 'out-of-bounds');
    refused(Uint8Array.from([0, 1, ...varUint(RESERVED_CLIENT_ID), 1, 0, ...varUint(2 ** 31)]), 'out-of-bounds');
  });

  it('[DOC08] refuses a struct and a deletion of no length, on which Yjs throws half-way', () => {
    refused(Uint8Array.from([0, 1, ...varUint(50), 1, 0, 0]), 'out-of-bounds');
    refused(update(block(50, 0, [0, 0])), 'out-of-bounds');
    refused(update(block(50, 0, underKey('meta', 'urgency', CONTENT.any, 0))), 'out-of-bounds');
  });

  it('[DOC11] answers "gap" to a clock that jumps ahead and to a reference to a client that nobody knows', () => {
    expect(gate(update(block(50, 5, underKey('meta', 'urgency', CONTENT.any, ...anyString('a')))), KNOWN)).toEqual({ kind: 'gap' });
    expect(gate(update(block(50, 0, after(51, 0, CONTENT.string, ...text('a')))), KNOWN)).toEqual({ kind: 'gap' });
  });
});

describe('references', () => {
  it('[DOC09] refuses a reference to itself or to what comes later from the same client', () => {
    refused(update(block(50, 0, after(50, 0, CONTENT.string, ...text('a')))), 'unknown-reference');
    refused(update(block(50, 0, after(50, 1, CONTENT.string, ...text('a')), after(1, 0, CONTENT.string, ...text('b')))), 'unknown-reference');
    refused(update(block(50, 0, [CONTENT.string | HAS_RIGHT, ...ref(50, 2), ...text('abc')])), 'unknown-reference');
  });

  it('[DOC09] refuses two clients that wait for each other', () => {
    refused(update(block(50, 0, after(51, 0, CONTENT.string, ...text('a'))), block(51, 0, after(50, 0, CONTENT.string, ...text('b')))), 'unknown-reference');
  });

  it('[DOC09] does not pass a forward reference inside a struct that is already known: applying looks it up all the same', () => {
    const [client, clock] = [...KNOWN][0] as [number, number];
    expect(gate(update(block(client, 0, after(client, clock, CONTENT.string, ...text('a')))), KNOWN).kind).not.toBe('pass');
  });

  it('[DOC09] unties a knot of waiting clients in time that grows with its size, not with its square', () => {
    // X:i waits for B:i, B:i waits for X:i-1, and a crowd waits for the last X: a naive walk looks at the whole crowd after every step.
    const x = 4_000_000_000;
    const b = (index: number): number => 100 + index;
    const knot = (steps: number, crowd: number): Uint8Array => {
      const structs = Array.from({ length: steps }, (_, index) => after(b(index), 0, CONTENT.string, ...text('x')));
      const blocks = [block(x, 0, ...structs), block(b(0), 0, after(1, 0, CONTENT.string, ...text('b')))];
      for (let index = 1; index < steps; index += 1) blocks.push(block(b(index), 0, after(x, index - 1, CONTENT.string, ...text('b'))));
      for (let index = 0; index < crowd; index += 1) blocks.push(block(1_000_000 + index, 0, after(x, steps - 1, CONTENT.string, ...text('c'))));
      return update(...blocks);
    };
    // Processor time, which waits for nobody, and both sizes in turn, so that whatever else the machine does meets both.
    const spentOn = (bytes: Uint8Array): number => {
      const before = process.cpuUsage();
      expect(gate(bytes, KNOWN).kind).toBe('pass');
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const [large, small] = [knot(16_000, 18_000), knot(2_000, 2_250)];
    expect(large.byteLength).toBeLessThan(UPDATE_BYTES_MAX);
    const spent = Array.from({ length: 9 }, () => ({ large: spentOn(large), small: Array.from({ length: 8 }, () => spentOn(small)).reduce((sum, each) => sum + each, 0) }));
    // Eight small ones together are as large as the large one.
    expect(Math.min(...spent.map((each) => each.large)) / Math.min(...spent.map((each) => each.small))).toBeLessThan(4);
  });

  it('[DOC09] refuses new content in the name of the first content', () => {
    const forged = new Y.Doc();
    Y.applyUpdate(forged, birth());
    forged.clientID = RESERVED_CLIENT_ID;
    const updates: Uint8Array[] = [];
    forged.on('update', (bytes: Uint8Array) => void updates.push(bytes));
    metaOf(forged).set('mainRecipientName', '贵州省人民政府');
    refused(updates[0] as Uint8Array, 'reserved-client');
  });
});

describe('shape', () => {
  it('[DOC10] refuses roots that nobody declared', () => {
    refused(made((doc) => doc.getMap('approvals').set('signed', 'yes')), 'undeclared-root');
    refused(update(block(50, 0, underKey('__proto__', 'x', CONTENT.any, ...anyString('a')))), 'undeclared-root');
    refused(update(block(50, 0, inRoot('', CONTENT.string, ...text('a')))), 'undeclared-root');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('[DOC10] refuses the key %s, on the map and inside a value', (key) => {
    refused(update(block(50, 0, underKey('meta', key, CONTENT.any, ...anyString('a')))), 'bad-content');
    const [parent] = [...KNOWN][0] as [number, number];
    refused(update(block(50, 0, [CONTENT.any | HAS_KEY, 0, ...ref(parent, 0), ...text('style'), 1, 118, 1, ...text(key), 118, 0])), 'bad-content');
  });

  it('[DOC10] refuses unknown metadata, and metadata that is no short string', () => {
    refused(made((doc) => (metaOf(doc) as Y.Map<unknown>).set('approvedBy', '县长')), 'bad-content');
    refused(made((doc) => (metaOf(doc) as Y.Map<unknown>).set('urgency', { level: 1 })), 'bad-content');
    refused(made((doc) => metaOf(doc).set('urgency', '急'.repeat(201))), 'bad-content');
    refused(update(block(50, 0, inRoot('meta', CONTENT.any, ...anyString('a')))), 'bad-content');
  });

  it('[DOC10] refuses nodes and marks that no editor knows, because the editor would delete the text around them', () => {
    refused(made((doc) => bodyOf(doc).insert(0, [new Y.XmlElement('iframe')])), 'bad-content');
    refused(made((doc) => bodyOf(doc).insert(0, [new Y.XmlHook('paragraph') as unknown as Y.XmlElement])), 'bad-content');
    refused(update(block(50, 0, inRoot('body', CONTENT.string, ...text('loose text')))), 'bad-content');
    refused(made((doc) => {
      const node = new Y.XmlElement('paragraph');
      const line = new Y.XmlText('请批示');
      node.insert(0, [line]);
      bodyOf(doc).insert(0, [node]);
      line.format(0, 2, { blink: {} });
    }), 'bad-content');
  });

  it('[DOC10] refuses sub-documents, embeds, binaries, old JSON content, big integers and values nested too deep', () => {
    refused(update(block(50, 0, after(1, 0, CONTENT.doc, ...text('x'), 118, 0))), 'bad-content');
    refused(update(block(50, 0, after(1, 0, CONTENT.embed, ...text('{}')))), 'bad-content');
    refused(update(block(50, 0, after(1, 0, CONTENT.binary, 1, 7))), 'bad-content');
    refused(update(block(50, 0, after(1, 0, CONTENT.json, 1, ...text('{"a":1}')))), 'bad-content');
    refused(update(block(50, 0, after(1, 0, CONTENT.any, 1, 122, 0, 0, 0, 0, 0, 0, 0, 1))), 'bad-content');
    refused(update(block(50, 0, after(1, 0, CONTENT.any, 1, ...Array.from({ length: 40 }, () => [117, 1]).flat(), 126))), 'bad-content');
    expect(gate(update(block(50, 0, after(1, 0, CONTENT.any, 1, ...Array.from({ length: 20 }, () => [117, 1]).flat(), 126))), KNOWN).kind).toBe('pass');
  });
});

describe('noise', () => {
  const FRAMES = 20_000;

  it('[DOC12] applies and encodes again whatever passes, out of twenty thousand mutated updates', () => {
    let passed = 0;
    let changed = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      withSeed(seed, (dice) => {
        const base = replica(7);
        for (let step = 0; step < 10; step += 1) randomEdit(base, dice);
        const known = vectorOf(base);
        const stored = Y.encodeStateAsUpdate(base);
        const author = new Y.Doc();
        author.clientID = 50;
        Y.applyUpdate(author, stored);
        const originals: Uint8Array[] = [];
        author.on('update', (bytes: Uint8Array) => void originals.push(bytes));
        while (originals.length < 12) randomEdit(author, dice);
        originals.push(Y.mergeUpdates(originals), Y.encodeStateAsUpdate(author));
        for (let frame = 0; frame < FRAMES / 40; frame += 1) {
          const bytes = mutate(dice.pick(originals), dice);
          const result = gate(bytes, known);
          if (result.kind !== 'pass') continue;
          passed += 1;
          const doc = new Y.Doc();
          bodyOf(doc);
          metaOf(doc);
          Y.applyUpdate(doc, stored);
          Y.applyUpdate(doc, bytes);
          if (result.advances.length > 0) changed += 1;
          expect(doc.store.pendingStructs).toBeNull();
          expect(doc.store.pendingDs).toBeNull();
          expect(vectorOf(doc)).toEqual(knownAfter(known, result.advances));
          const again = new Y.Doc();
          Y.applyUpdate(again, Y.encodeStateAsUpdate(doc));
          // Not the text: a forged pair of neighbours can order itself differently there, which only a whole document could tell.
          expect(vectorOf(again)).toEqual(vectorOf(doc));
          expect(again.store.pendingStructs).toBeNull();
        }
      });
    }
    // Guards against noise that never gets past the first byte.
    expect(passed).toBeGreaterThan(500);
    expect(changed).toBeGreaterThan(100);
  });
});

function mutate(bytes: Uint8Array, dice: Dice): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let count = 0; count <= dice.below(3); count += 1) {
    const at = dice.below(out.length);
    switch (dice.below(4)) {
      case 0: out[at] = dice.below(256); break;
      case 1: out[at] = (out[at] as number) ^ (1 << dice.below(8)); break;
      case 2: out[at] = Math.max(0, (out[at] as number) + dice.below(5) - 2) & 255; break;
      default: out[at] = dice.pick([0, 1, 127, 128, 255]);
    }
  }
  return dice.chance(12) ? out.slice(0, dice.below(out.length)) : out;
}
