import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { replica } from '#tests/kit/documents.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { readDeletes } from './delete-set.ts';
import { StructReader, type Content, type Struct } from './struct-reader.ts';

/** Every struct of an update; null where it cannot be read to its end. */
function read(bytes: Uint8Array): readonly Struct[] | null {
  const structs: Struct[] = [];
  const at = new StructReader(bytes);
  try {
    for (let blocks = at.reader.varUint(); blocks > 0; blocks -= 1) {
      const count = at.reader.varUint();
      const client = at.reader.varUint();
      let clock = at.reader.varUint();
      for (let index = 0; index < count; index += 1) {
        at.next();
        structs.push(at.struct(client, clock));
        clock += at.length;
      }
    }
    readDeletes(at.reader);
    return structs;
  } catch {
    return null;
  }
}

/** What Yjs itself makes of the same bytes. */
function readByYjs(bytes: Uint8Array): readonly Struct[] | null {
  try {
    return Y.decodeUpdate(bytes).structs.map((struct) => {
      const where = { client: struct.id.client, clock: struct.id.clock, length: struct.length };
      if (!(struct instanceof Y.Item)) return { ...where, content: { kind: struct instanceof Y.Skip ? 'skip' : 'gc' }, origin: null, rightOrigin: null, parent: null, parentSub: null };
      const plain = (id: unknown): { client: number; clock: number } | null => (id instanceof Y.ID ? { client: id.client, clock: id.clock } : null);
      return { ...where, content: contentOf(struct.content), origin: plain(struct.origin), rightOrigin: plain(struct.rightOrigin), parent: typeof struct.parent === 'string' ? struct.parent : plain(struct.parent), parentSub: struct.parentSub };
    });
  } catch {
    return null;
  }
}

function contentOf(content: unknown): Content {
  if (content instanceof Y.ContentDeleted) return { kind: 'deleted' };
  if (content instanceof Y.ContentString) return { kind: 'string' };
  if (content instanceof Y.ContentFormat) return { kind: 'format', key: content.key, value: content.value };
  if (content instanceof Y.ContentAny) return { kind: 'any', values: content.arr };
  if (content instanceof Y.ContentType && content.type instanceof Y.XmlElement) return { kind: 'element', name: content.type.nodeName };
  return { kind: content instanceof Y.ContentType && content.type instanceof Y.XmlText ? 'text' : 'foreign' };
}

it('[DOC16] reads every struct as Yjs does, and nothing that Yjs cannot read, over honest editing and what becomes of it when bytes are changed', () => {
  let same = 0;
  let refused = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    withSeed(seed, (dice) => {
      const doc = replica(900);
      const updates: Uint8Array[] = [];
      doc.on('update', (update: Uint8Array) => void updates.push(update));
      for (let step = 0; step < 60; step += 1) randomEdit(doc, dice);
      updates.push(Y.encodeStateAsUpdate(doc), Y.mergeUpdates(updates));
      for (const update of updates) {
        expect(read(update)).toEqual(readByYjs(update));
        same += 1;
        for (let round = 0; round < 20; round += 1) {
          const changed = Uint8Array.from(update);
          for (let flips = 0; flips <= dice.below(3); flips += 1) changed[dice.below(changed.length)] = dice.below(256);
          const bytes = dice.chance(4) ? changed.slice(0, dice.below(changed.length)) : changed;
          const structs = read(bytes);
          // Foreign content is passed over unread: the gate refuses it whatever it says.
          if (structs === null) refused += 1;
          else if (structs.every(({ content }) => content.kind !== 'foreign')) expect(structs).toEqual(readByYjs(bytes));
        }
      }
    });
  }
  expect(same).toBeGreaterThan(2_000);
  expect(refused).toBeGreaterThan(2_000);
});
