/** Frames of somebody who means harm and knows the format: mutations of real updates, and updates written by our own grammar. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { bodyOf, metaOf, RESERVED_CLIENT_ID } from '#shared/doc/shape.ts';
import { MESSAGE, SYNC } from '#shared/protocol/collab.ts';
import type { Dice } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { anyKeyed, anyNested, anyValue, encodeUpdate, type Block, type Content, type Deleted, type Ref, type Struct } from './encoder.ts';

export interface Target {
  /** Live copy, to aim at what is really there. */
  readonly live: Y.Doc;
  readonly legitimate: readonly Uint8Array[];
  /** Updates of other documents. */
  readonly foreign: readonly Uint8Array[];
  /** An id that belongs to the victim. */
  readonly victim: number;
  readonly attacker: number;
}

export interface Hostile {
  readonly family: string;
  readonly frame: Uint8Array;
}

export const syncFrame = (step: number, payload: Uint8Array): Uint8Array => encoding.encode((to) => {
  encoding.writeVarUint(to, MESSAGE.sync);
  encoding.writeVarUint(to, step);
  encoding.writeVarUint8Array(to, payload);
});

type Family = (target: Target, dice: Dice) => Uint8Array;

const FAMILIES: Readonly<Record<string, Family>> = {
  mutated: ({ legitimate }, dice) => mutate(dice.pick(legitimate), dice),
  spliced: ({ legitimate }, dice) => {
    const [one, two] = [dice.pick(legitimate), dice.pick(legitimate)];
    return Uint8Array.from([...one.subarray(0, dice.below(one.length)), ...two.subarray(dice.below(two.length))]);
  },
  grammar: (target, dice) => grammar(target, dice, false),
  plausible: (target, dice) => grammar(target, dice, true),
  crossDocument: ({ foreign }, dice) => dice.pick(foreign),
  replayed: ({ legitimate }, dice) => dice.pick(legitimate),
  truncated: ({ legitimate }, dice) => {
    const whole = dice.pick(legitimate);
    return whole.subarray(0, dice.below(whole.length));
  },
  hugeNumbers: (target, dice) => encodeUpdate([{ client: number(dice), clock: number(dice), structs: [struct(target, dice, false)] }], [{ client: number(dice), ranges: [{ clock: number(dice), len: number(dice) }] }]),
  gap: ({ live, attacker }, dice) => encodeUpdate([{ client: attacker, clock: Y.getState(live.store, attacker) + 1 + dice.below(50), structs: [{ content: { kind: 'string', text: '缺' }, origin: { client: 1, clock: 0 } }] }]),
  versionTwo: ({ live }) => Y.encodeStateAsUpdateV2(live),
  forged: ({ live, victim }, dice) => {
    const client = dice.pick([victim, RESERVED_CLIENT_ID]);
    return encodeUpdate([{ client, clock: Y.getState(live.store, client), structs: [{ content: { kind: 'any', values: [anyValue('冒名')] }, parent: { root: 'meta' }, key: 'contactName' }] }]);
  },
  undeclared: ({ live }, dice) => viaYjs(live, (copy) => { copy.getMap(dice.pick(['approvals', '', '__proto__', 'body2'])).set('a', 1); }),
  schema: ({ live }, dice) => viaYjs(live, (copy) => breakSchema(copy, dice)),
  // What an editor would really send now, and that with a few bytes changed: most of these reach the document.
  fresh: ({ live, attacker }, dice) => viaYjs(live, (copy) => { for (let edits = 1 + dice.below(3); edits > 0; edits -= 1) randomEdit(copy, dice); }, attacker),
  bent: (target, dice) => mutate(FAMILIES['fresh']?.(target, dice) ?? new Uint8Array(1), dice),
  deep: ({ live, attacker }, dice) => encodeUpdate([{ client: attacker, clock: Y.getState(live.store, attacker), structs: [{ content: { kind: 'any', values: [anyNested(1 + dice.below(400))] }, origin: { client: 1, clock: 0 } }] }]),
  disordered: (target, dice) => {
    const client = target.attacker + dice.below(3);
    const structs = Array.from({ length: 1 + dice.below(3) }, () => between(dice.pick(listsOf(target.live)), dice));
    return encodeUpdate([{ client, clock: Y.getState(target.live.store, client), structs }]);
  },
  // The end of what is stored of the attacker's once more, longer and with other neighbours.
  overlapping: (target, dice) => {
    const client = target.attacker + dice.below(3);
    const state = Y.getState(target.live.store, client);
    const list = listsOf(target.live).find(({ ids }) => ids.some((id) => id.client === client && id.clock === state - 1)) ?? dice.pick(listsOf(target.live));
    const text = '重叠𠮷的字'.slice(0, 2 + dice.below(4));
    return encodeUpdate([{ client, clock: Math.max(0, state - 1 - dice.below(3)), structs: [{ ...between(list, dice), content: { kind: 'string', text } }] }]);
  },
  // Beside what is deleted and kept as a length only, cut in two: whoever was away may still have whole what stood there.
  besideGone: (target, dice) => {
    const { live, attacker } = target;
    const gone = [...live.store.clients.values()].flat().filter((one) => one instanceof Y.GC).map(({ id, length }) => ({ client: id.client, clock: id.clock + dice.below(length) }));
    const client = attacker + dice.below(3);
    const clock = Y.getState(live.store, client);
    const text: Content = { kind: 'string', text: '旁字' };
    return encodeUpdate([{ client, clock, structs: [{ content: text, origin: gone.length === 0 ? ref(target, dice) : dice.pick(gone) }, { content: text, origin: { client, clock } }] }]);
  },
  // Allowed, and what it leaves is what later frames stand beside.
  deleting: ({ live }, dice) => {
    const client = dice.pick([...live.store.clients.keys()]);
    const clock = dice.below(Y.getState(live.store, client));
    return encodeUpdate([], [{ client, ranges: [{ clock, len: 1 + dice.below(Y.getState(live.store, client) - clock) }] }]);
  },
};
const NAMES = Object.keys(FAMILIES);
const OFTEN = ['mutated', 'mutated', 'mutated', 'grammar', 'grammar', 'plausible', 'plausible', 'plausible', 'spliced', 'bent', 'bent', 'bent', 'bent', 'disordered', 'disordered', 'disordered', 'overlapping', 'besideGone'];
const WEIGHTED = [...OFTEN, ...NAMES];

interface List { readonly type: Y.AbstractType<unknown>; readonly ids: readonly Ref[] }

/** Every list of the document with everything that ever stood in it, in its order. */
function listsOf(live: Y.Doc): readonly List[] {
  const lists: List[] = [];
  const types: Y.AbstractType<unknown>[] = [bodyOf(live) as unknown as Y.AbstractType<unknown>];
  for (let type = types.pop(); type !== undefined; type = types.pop()) {
    const ids: Ref[] = [];
    for (let item = type._start; item !== null; item = item.right) {
      for (let unit = 0; unit < item.length; unit += 1) ids.push({ client: item.id.client, clock: item.id.clock + unit });
      if (item.content instanceof Y.ContentType) types.push(item.content.type as Y.AbstractType<unknown>);
    }
    if (ids.length > 0) lists.push({ type, ids });
  }
  return lists;
}

/** What may stand in that list, between any two of its members. */
function between({ type, ids }: List, dice: Dice): Struct {
  const content: Content = type instanceof Y.XmlText ? { kind: 'string', text: dice.pick(['乱', '序列']) } : { kind: 'type', ref: type instanceof Y.XmlElement ? 6 : 3, name: 'paragraph' };
  const [origin, right] = [dice.pick(ids), dice.pick(ids)];
  switch (dice.below(6)) {
    case 0: return { content, origin };
    case 1: return { content, right };
    default: return { content, origin, right };
  }
}

export function hostileFrame(target: Target, dice: Dice): Hostile {
  if (dice.chance(25)) return { family: 'protocol', frame: protocolFrame(dice) };
  const family = dice.pick(WEIGHTED);
  return { family, frame: syncFrame(dice.chance(4) ? SYNC.step2 : SYNC.update, (FAMILIES[family] as Family)(target, dice)) };
}

export function mutate(update: Uint8Array, dice: Dice): Uint8Array {
  const bytes = [...update];
  for (let step = 1 + dice.below(4); step > 0; step -= 1) {
    switch (dice.below(5)) {
      case 0: case 1: bytes[dice.below(bytes.length)] = dice.below(256); break;
      case 2: bytes[dice.below(bytes.length)] = dice.pick([0, 1, 127, 128, 255, 117, 118, 10]); break;
      case 3: bytes.splice(dice.below(bytes.length), dice.below(4)); break;
      default: bytes.splice(dice.below(bytes.length + 1), 0, ...Array.from({ length: dice.below(4) }, () => dice.below(256)));
    }
  }
  return Uint8Array.from(bytes);
}

const number = (dice: Dice): number => dice.pick([0, 1, 2, 2 ** 16, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER, dice.below(2 ** 32)]);

/** An id of something that is there, mostly. */
function ref({ live, attacker }: Target, dice: Dice): Ref {
  if (dice.chance(12)) return { client: number(dice), clock: number(dice) };
  const client = dice.chance(6) ? attacker : dice.pick([...live.store.clients.keys()]);
  const state = Y.getState(live.store, client);
  return { client, clock: dice.below(Math.max(1, state)) };
}

function value(dice: Dice): Uint8Array {
  switch (dice.below(7)) {
    case 0: return anyValue({ a: [1, 'b', null] });
    case 1: return anyValue(12_345n);
    case 2: return anyValue(Uint8Array.of(1, 2));
    case 3: return anyKeyed(dice.pick(['__proto__', 'constructor', 'prototype', 'x']), anyValue(1));
    case 4: return anyNested(1 + dice.below(60));
    case 5: return dice.chance(6) ? anyValue(undefined) : anyValue(dice.pick([null, true, 1.5, -1, 2 ** 52]));
    default: return anyValue('急'.repeat(1 + dice.below(250)));
  }
}

function content(dice: Dice, isPlausible: boolean): Content {
  if (isPlausible) {
    switch (dice.below(6)) {
      case 0: return { kind: 'type', ref: 3, name: dice.pick(['paragraph', 'heading', 'docTitle', 'signature', 'recipients']) };
      case 1: return { kind: 'type', ref: 6, name: '' };
      case 2: return { kind: 'format', key: dice.pick(['bold', 'italic', 'underline', 'bold--abc', 'insertion', 'formerly']), json: dice.pick(['{}', 'null', 'true', '{"id":"a1a1a1a1a1a1"}', '{"id":"a1a1a1a1a1a1","was":"bold"}']) };
      case 3: return { kind: 'any', values: Array.from({ length: dice.chance(3) ? 2 : 1 }, () => anyValue(dice.pick<unknown>([1, 2, '左', true, null]))) };
      case 4: return { kind: 'deleted', length: 1 + dice.below(5) };
      default: return { kind: 'string', text: dice.pick(['文', '字句', '𠮷', '\ud83c']) };
    }
  }
  switch (dice.below(12)) {
    case 0: return { kind: 'gc', length: dice.below(4) };
    case 1: return { kind: 'skip', length: 1 + dice.below(4) };
    case 2: return { kind: 'json', values: ['{"a":1}'] };
    case 3: return { kind: 'binary', bytes: Uint8Array.of(1, 2, 3) };
    case 4: return { kind: 'embed', json: dice.pick(['{}', '{"__proto__":{"a":1}}', 'nonsense']) };
    case 5: return { kind: 'format', key: dice.pick(['blink', '__proto__', 'bold', '']), json: dice.pick(['{}', '{"__proto__":{"a":1}}', '[[[[1]]]]', 'x']) };
    case 6: return { kind: 'type', ref: dice.below(9), name: dice.pick(['iframe', 'script', 'paragraph', '', '__proto__']) };
    case 7: return { kind: 'any', values: Array.from({ length: dice.below(4) }, () => value(dice)) };
    case 8: return { kind: 'doc', guid: 'sub', options: anyValue({ autoLoad: true }) };
    case 9: return { kind: 'raw', info: dice.below(256), bytes: Uint8Array.from({ length: dice.below(8) }, () => dice.below(256)) };
    case 10: return { kind: 'deleted', length: dice.pick([0, 1, 3, 2 ** 31]) };
    default: return content(dice, true);
  }
}

function struct(target: Target, dice: Dice, isPlausible: boolean): Struct {
  const what = content(dice, isPlausible);
  switch (dice.below(5)) {
    case 0: return { content: what, origin: ref(target, dice) };
    case 1: return { content: what, right: ref(target, dice) };
    case 2: return { content: what, origin: ref(target, dice), right: ref(target, dice) };
    case 3: return { content: what, parent: ref(target, dice), ...(dice.chance(2) ? { key: dice.pick(['level', 'style', '__proto__', 'x']) } : {}) };
    default: return { content: what, parent: { root: dice.pick(isPlausible ? ['body', 'meta'] : ['body', 'meta', 'hidden', '__proto__']) }, ...(dice.chance(2) ? { key: dice.pick(['urgency', 'contactName', 'approvedBy', 'constructor']) } : {}) };
  }
}

function grammar(target: Target, dice: Dice, isPlausible: boolean): Uint8Array {
  const blocks: Block[] = [];
  for (let count = 1 + dice.below(isPlausible ? 2 : 3); count > 0; count -= 1) {
    const client = isPlausible && blocks.length === 0 ? target.attacker : dice.chance(3) ? number(dice) : dice.pick([target.attacker, target.attacker + 1, target.victim]);
    const clock = dice.chance(8) ? number(dice) : Y.getState(target.live.store, client);
    const structs = Array.from({ length: 1 + dice.below(isPlausible ? 3 : 4) }, () => struct(target, dice, isPlausible));
    blocks.push({ client, clock, structs, ...(dice.chance(30) ? { count: dice.below(2 ** 20) } : {}) });
  }
  const deletes: Deleted[] = dice.chance(3) ? [{ client: ref(target, dice).client, ranges: [{ clock: dice.below(20), len: dice.below(6) }] }] : [];
  return encodeUpdate(blocks, deletes);
}

/** What Yjs itself writes when it is asked to do harm. */
function viaYjs(live: Y.Doc, harm: (copy: Y.Doc) => void, clientId?: number): Uint8Array {
  const copy = new Y.Doc();
  bodyOf(copy);
  metaOf(copy);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(live));
  // Only now: Yjs takes another id when it meets its own in what others wrote.
  if (clientId !== undefined) copy.clientID = clientId;
  const before = Y.encodeStateVector(copy);
  copy.transact(() => harm(copy));
  const update = Y.encodeStateAsUpdate(copy, before);
  copy.destroy();
  return update;
}

function breakSchema(copy: Y.Doc, dice: Dice): void {
  const body = bodyOf(copy);
  const meta = metaOf(copy) as Y.Map<unknown>;
  const block = body.toArray().find((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.get(0) instanceof Y.XmlText);
  const text = block?.get(0);
  switch (dice.below(10)) {
    case 0: return body.insert(dice.below(body.length + 1), [new Y.XmlElement(dice.pick(['iframe', 'table', 'script']))]);
    case 1: return body.insert(dice.below(body.length + 1), [new Y.XmlText('散字')]);
    case 2: return block?.insert(0, [new Y.XmlElement('paragraph')]);
    case 3: return void meta.set('urgency', new Y.Map());
    case 4: return void meta.set('contactName', dice.pick<unknown>([1, { a: 1 }, null, '长'.repeat(300)]));
    case 5: return void (text instanceof Y.XmlText && text.insertEmbed(0, { image: 'x' }));
    case 6: return void (text instanceof Y.XmlText && text.format(0, 1, { link: { href: 'javascript:0' } }));
    case 7: return void (text instanceof Y.XmlText && text.setAttribute('evil', '1'));
    case 8: return block?.setAttribute('level', new Y.Map() as unknown as string);
    default: return void meta.set('urgency', new Y.Doc());
  }
}

function protocolFrame(dice: Dice): Uint8Array {
  const noise = Uint8Array.from({ length: dice.below(40) }, () => dice.below(256));
  switch (dice.below(6)) {
    case 0: return noise;
    case 1: return Uint8Array.from([dice.pick([2, 4, 50, 100, 101, 102, 103, 104, 127]), ...noise]);
    case 2: return Uint8Array.from([MESSAGE.sync, dice.below(8), ...noise]);
    case 3: return Uint8Array.from([MESSAGE.awareness, ...noise]);
    case 4: return encoding.encode((to) => {
      encoding.writeVarUint(to, MESSAGE.awareness);
      encoding.writeVarUint8Array(to, encoding.encode((inner) => {
        const count = dice.pick([1, 2, 5, 1_000_000]);
        encoding.writeVarUint(inner, count);
        for (let index = 0; index < Math.min(count, 5); index += 1) {
          encoding.writeVarUint(inner, number(dice));
          encoding.writeVarUint(inner, number(dice));
          encoding.writeVarString(inner, dice.pick(['null', '{}', '{"user":{"name":"x"}}', '[]', '{"__proto__":{"a":1}}', 'x'.repeat(3_000)]));
        }
      }));
    });
    default: return syncFrame(SYNC.step1, noise);
  }
}
