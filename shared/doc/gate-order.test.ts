import type * as Y from 'yjs';
import { expect, it } from 'vitest';
import { encodeUpdate, type Ref, type Struct } from '#tests/fuzz/encoder.ts';
import { contentOf } from '#tests/fuzz/oracle.ts';
import { inAnotherOrder } from '#tests/fuzz/other-orders.ts';
import { birth, replica, vectorOf } from '#tests/kit/documents.ts';
import { withSeed, type Dice } from '#tests/kit/ports.ts';
import { canBeNeighbours, createRun, type Run } from './gate-order.ts';
import { createPlaces } from './gate-places.ts';
import { finish, gate, learnPlaces } from './gate.ts';
import { bodyOf } from './shape.ts';

const TEXT = { kind: 'text', name: '' } as const;

interface Stood { readonly run: Run; readonly clock: number }

/** Every one behind some earlier one, many of them far down, as characters: what a run stands for. */
function tree(dice: Dice, size: number): { readonly all: readonly Stood[]; readonly behind: ReadonlyMap<Stood, Stood | null> } {
  const all: Stood[] = [];
  const behind = new Map<Stood, Stood | null>();
  const add = (run: Run, clock: number, left: Stood | null): Stood => {
    const stood = { run, clock };
    all.push(stood);
    behind.set(stood, left);
    return stood;
  };
  while (all.length < size) {
    const left = all.length === 0 || dice.chance(20) ? null : dice.chance(2) ? (all.at(-1) as Stood) : dice.pick(all);
    const start = dice.below(1_000);
    const run = createRun(TEXT, start, left?.run ?? null, left?.clock ?? 0);
    let last = add(run, start, left);
    for (let more = dice.below(4); more > 0; more -= 1) last = add(run, last.clock + 1, last);
  }
  return { all, behind };
}

it('[DOC20] two structs can be neighbours unless copies could differ about what stands between: told from the tree of what was written behind what', () => {
  const seen = { yes: 0, no: 0 };
  for (let seed = 1; seed <= 20; seed += 1) {
    withSeed(seed, (dice) => {
      const { all, behind } = tree(dice, 600);
      const above = (one: Stood | null): readonly (Stood | null)[] => {
        const way: (Stood | null)[] = [];
        for (let at = one; at !== null; at = behind.get(at) ?? null) way.push(at);
        return way;
      };
      for (let pair = 0; pair < 400; pair += 1) {
        const left = dice.chance(10) ? null : dice.pick(all);
        const right = dice.chance(10) ? null : dice.chance(2) && left !== null ? (dice.pick(above(left)) ?? left) : dice.pick(all);
        const before = right === null ? null : (behind.get(right) ?? null);
        const isTorn = left !== null && left.run === right?.run && right.clock <= left.clock && right.clock > right.run.start;
        const isApart = right !== null && before !== left && (left === null || above(before).includes(left));
        const can = canBeNeighbours(left?.run ?? null, left?.clock ?? 0, right?.run ?? null, right?.clock ?? 0);
        expect(can).toBe(!isTorn && !isApart);
        seen[can ? 'yes' : 'no'] += 1;
      }
    });
  }
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(1_000);
});

it('[DOC20] a tree as deep as a long text is climbed in a few steps', () => {
  const chain: Run[] = [createRun(TEXT, 0, null, 0)];
  while (chain.length < 200_000) chain.push(createRun(TEXT, 0, chain.at(-1) as Run, 0));
  const [first, deepest] = [chain[1] as Run, chain.at(-1) as Run];
  const cpu = process.threadCpuUsage();
  for (let asked = 0; asked < 20_000; asked += 1) expect(canBeNeighbours(first, 0, deepest, 0)).toBe(false);
  const { user, system } = process.threadCpuUsage(cpu);
  expect(user + system).toBeLessThan(3_000_000);
});

/** People and attackers at one spot of the title: single letters with any neighbours of that spot, of which the gate takes what it takes. */
function scramble(dice: Dice): readonly Uint8Array[] {
  const places = createPlaces();
  finish(learnPlaces(places, birth()));
  const known = vectorOf(replica(7));
  const text = (bodyOf(replica(7)).get(0) as Y.XmlElement).get(0) as Y.XmlText;
  const { client, clock } = (text._start as Y.Item).id;
  const spot: Ref[] = [{ client, clock }];
  const log: Uint8Array[] = [birth()];
  const people = [40, 50, 60, 70];
  while (log.length < 10) {
    const person = dice.pick(people);
    const at = known.get(person) ?? 0;
    const origin = dice.chance(8) ? {} : { origin: dice.pick(spot) };
    const right = dice.chance(4) && 'origin' in origin ? {} : { right: dice.pick(spot) };
    const struct: Struct = { content: { kind: 'string', text: dice.chance(3) ? '乙丙' : String.fromCharCode(0x61 + log.length) }, ...origin, ...right };
    const update = encodeUpdate([{ client: person, clock: at, structs: [struct] }]);
    const verdict = gate(update, known, places);
    if (verdict.kind !== 'pass') continue;
    verdict.place();
    const end = verdict.advances[0]?.end ?? at;
    for (let unit = at; unit < end; unit += 1) spot.push({ client: person, clock: unit });
    known.set(person, end);
    log.push(update);
  }
  return log;
}

it('[DOC20] whatever the gate lets stand between two neighbours stands in the same order for everybody, whoever heard what first', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    withSeed(seed, (dice) => {
      const log = scramble(dice);
      const read = contentOf(inAnotherOrder(log, dice));
      for (let order = 0; order < 5; order += 1) expect(contentOf(inAnotherOrder(log, dice))).toBe(read);
    });
  }
});
