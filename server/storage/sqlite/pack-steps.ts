/**
 * Steps of a group of transactions on their way to the database thread: numbers in one array, values in another, and each SQL text only the first time.
 * A structured clone of a hundred small objects with their texts takes longer than the database with what they say.
 */
import type { SqlValue, Step } from './messages.ts';

export interface PackedSteps {
  /** SQL texts that have not been sent before; numbered in the order of sending. */
  readonly texts: readonly string[];
  /** The numbering starts over. */
  readonly forgets: boolean;
  /** Per step its kind; of a statement also the number of its text and how many values it has. */
  readonly codes: readonly number[];
  readonly values: readonly SqlValue[];
}

const KINDS = ['open', 'keep', 'drop', 'ask', 'write'] as const satisfies readonly Step['kind'][];
const TEXTS_MAX = 1_000;

export interface Packer {
  pack(steps: readonly Step[]): PackedSteps;
  /** What was packed last may not have arrived: every text is sent again. */
  startOver(): void;
}

export function createPacker(): Packer {
  const numbers = new Map<string, number>();
  let startsOver = false;

  const pack = (steps: readonly Step[]): PackedSteps => {
    const forgets = startsOver || numbers.size > TEXTS_MAX;
    startsOver = false;
    if (forgets) numbers.clear();
    const texts: string[] = [];
    const codes: number[] = [];
    const values: SqlValue[] = [];
    for (const step of steps) {
      codes.push(KINDS.indexOf(step.kind));
      if (step.kind !== 'ask' && step.kind !== 'write') continue;
      let number = numbers.get(step.sql);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(step.sql, number);
        texts.push(step.sql);
      }
      codes.push(number, step.parameters.length);
      for (const value of step.parameters) values.push(value);
    }
    return { texts, forgets, codes, values };
  };
  return { pack, startOver: () => { startsOver = true; } };
}

export function createUnpacker(): (packed: PackedSteps) => Iterable<Step> {
  const known: string[] = [];
  return (packed) => {
    // Now and not when the steps are taken: they may never be.
    if (packed.forgets) known.length = 0;
    known.push(...packed.texts);
    return stepsIn(packed, known);
  };
}

function* stepsIn({ codes, values }: PackedSteps, known: readonly string[]): Generator<Step> {
  let used = 0;
  for (let at = 0; at < codes.length; at += 1) {
    const kind = KINDS[codes[at] ?? 0] ?? 'open';
    if (kind !== 'ask' && kind !== 'write') {
      yield { kind };
      continue;
    }
    const count = codes[at + 2] ?? 0;
    yield { kind, sql: known[codes[at + 1] ?? 0] ?? '', parameters: values.slice(used, used + count) };
    used += count;
    at += 2;
  }
}
