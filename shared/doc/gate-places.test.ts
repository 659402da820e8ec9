import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { birth, replica, vectorOf } from '#tests/kit/documents.ts';
import { anyValue, encodeUpdate, type Struct } from '#tests/fuzz/encoder.ts';
import { finish, gate, learnPlaces } from './gate.ts';
import { createPlaces, type Places } from './gate-places.ts';
import { bodyOf, metaOf, RESERVED_CLIENT_ID } from './shape.ts';

const KNOWN = vectorOf(replica(7));

function places(): Places {
  const made = createPlaces();
  finish(learnPlaces(made, birth()));
  return made;
}
const judge = (...structs: readonly Struct[]): string => {
  const result = gate(encodeUpdate([{ client: 50, clock: 0, structs }]), KNOWN, places());
  return result.kind === 'reject' ? result.reason : result.kind;
};
/** Where the first content put things: 标题, its text, … */
const find = (wanted: (item: Y.Item) => boolean): { readonly client: number; readonly clock: number } => {
  const items = (replica(7).store.clients.get(RESERVED_CLIENT_ID) ?? []).filter((struct): struct is Y.Item => struct instanceof Y.Item);
  const item = items.find(wanted);
  if (item === undefined) throw new Error('not in the first content');
  return item.id;
};
const BLOCK = find(({ content }) => content instanceof Y.ContentType && content.type instanceof Y.XmlElement);
const TEXT = find(({ content }) => content instanceof Y.ContentType && content.type instanceof Y.XmlText);
const LETTER = find(({ content }) => content instanceof Y.ContentString);
const VALUE = find(({ parentSub }) => parentSub !== null);

describe('places', () => {
  it('[DOC10] refuses what names a neighbour in order to stand where its kind may not', () => {
    expect(judge({ origin: BLOCK, content: { kind: 'string', text: '散' } })).toBe('misplaced');
    expect(judge({ right: BLOCK, content: { kind: 'type', ref: 6, name: '' } })).toBe('misplaced');
    expect(judge({ origin: LETTER, content: { kind: 'type', ref: 3, name: 'paragraph' } })).toBe('misplaced');
    expect(judge({ origin: LETTER, content: { kind: 'any', values: [anyValue('a')] } })).toBe('misplaced');
    expect(judge({ origin: VALUE, content: { kind: 'any', values: [anyValue({ a: 1 })] } })).toBe('misplaced');
    expect(judge({ origin: VALUE, content: { kind: 'string', text: 'a' } })).toBe('misplaced');
    expect(judge({ parent: BLOCK, content: { kind: 'type', ref: 3, name: 'paragraph' } })).toBe('misplaced');
    expect(judge({ parent: TEXT, key: 'x', content: { kind: 'any', values: [anyValue('a')] } })).toBe('misplaced');
    expect(judge({ parent: BLOCK, key: 'onclick', content: { kind: 'any', values: [anyValue('a')] } })).toBe('misplaced');
    expect(judge({ origin: LETTER, content: { kind: 'string', text: '字' } })).toBe('pass');
    expect(judge({ origin: BLOCK, content: { kind: 'type', ref: 3, name: 'paragraph' } })).toBe('pass');
    expect(judge({ origin: VALUE, content: { kind: 'any', values: [anyValue('急件')] } })).toBe('pass');
  });

  it('[DOC10] refuses neighbours that stand in different places, on which copies could come to disagree', () => {
    expect(judge({ origin: LETTER, right: BLOCK, content: { kind: 'string', text: '字' } })).toBe('misplaced');
    expect(judge({ origin: VALUE, right: LETTER, content: { kind: 'any', values: [anyValue('a')] } })).toBe('misplaced');
  });

  it('[DOC10] refuses several values of one key in one struct, of which a neighbour could cut one off and leave it undeleted', () => {
    const values = [anyValue('急件'), anyValue('特急')];
    expect(judge({ origin: VALUE, content: { kind: 'any', values } })).toBe('bad-content');
    expect(judge({ parent: { root: 'meta' }, key: 'urgency', content: { kind: 'any', values } })).toBe('bad-content');
    // As Yjs writes values that were replaced and that somebody can still undo.
    const replaced = encodeUpdate([{ client: 50, clock: 0, structs: [{ origin: VALUE, content: { kind: 'any', values } }] }], [{ client: 50, ranges: [{ clock: 0, len: 2 }] }]);
    expect(gate(replaced, KNOWN, places()).kind).toBe('pass');
  });

  it('[DOC10] follows what the same update puts up before', () => {
    const paragraph: Struct = { origin: BLOCK, content: { kind: 'type', ref: 3, name: 'paragraph' } };
    const line: Struct = { parent: { client: 50, clock: 0 }, content: { kind: 'type', ref: 6, name: '' } };
    expect(judge(paragraph, line, { parent: { client: 50, clock: 1 }, content: { kind: 'string', text: '字' } })).toBe('pass');
    expect(judge(paragraph, { parent: { client: 50, clock: 0 }, content: { kind: 'string', text: '字' } })).toBe('misplaced');
  });

  it('[DOC10] a struct of which one half is stored cannot move the other half elsewhere', () => {
    const known = new Map(KNOWN).set(50, 1);
    const made = places();
    finish(learnPlaces(made, encodeUpdate([{ client: 50, clock: 0, structs: [{ origin: LETTER, content: { kind: 'string', text: '字' } }] }])));
    const moved = encodeUpdate([{ client: 50, clock: 0, structs: [{ origin: BLOCK, content: { kind: 'string', text: '字句' } }] }]);
    expect(gate(moved, known, made)).toEqual({ kind: 'reject', reason: 'misplaced' });
    const whole = encodeUpdate([{ client: 50, clock: 0, structs: [{ origin: LETTER, content: { kind: 'string', text: '字句' } }] }]);
    expect(gate(whole, known, made).kind).toBe('pass');
  });

  it('[DOC07] what is written beside something that was deleted and forgotten passes', () => {
    const server = replica(7);
    const writer = replica(50);
    const block = bodyOf(writer).get(2) as Y.XmlElement;
    block.insert(0, [new Y.XmlText('在写')]);
    bodyOf(server).delete(2, 1);
    const made = createPlaces();
    finish(learnPlaces(made, Y.encodeStateAsUpdate(server)));
    expect(gate(Y.encodeStateAsUpdate(writer, Y.encodeStateVector(server)), vectorOf(server), made).kind).toBe('pass');
  });

  it('[DOC12] is counted in when it is admitted and not before, and says what was brought', () => {
    const made = places();
    const writer = replica(50);
    const updates: Uint8Array[] = [];
    writer.on('update', (update: Uint8Array) => void updates.push(update));
    metaOf(writer).set('contactName', '李兰');
    metaOf(writer).set('contactName', '李岚');
    const first = gate(updates[0] as Uint8Array, KNOWN, made);
    expect(first).toMatchObject({ kind: 'pass', advances: [{ client: 50, end: 1 }] });
    expect(made.state(50)).toBe(0);
    if (first.kind === 'pass') first.place();
    expect(made.state(50)).toBe(1);
    expect(gate(updates[1] as Uint8Array, new Map(KNOWN).set(50, 1), made).kind).toBe('pass');
  });
});
