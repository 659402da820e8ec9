/**
 * What was asked and what was answered, with the order that a clock on the wall would see: one call begins before another if its `from` is smaller,
 * and is over before another begins if its `until` is smaller than the other's `from`. Numbers count events, not time.
 */

/** Parts of the small story, as the model knows them: people by what they are to the document, not by id. */
export const WHO = ['drafter', 'mate', 'one', 'two', 'leader', 'delegate', 'registrar', 'deputy', 'outsider'] as const;
export type Who = (typeof WHO)[number];

export const ACTS = [
  'create', 'invite', 'read', 'edit', 'look',
  'submit', 'approve', 'disagree', 'resolve', 'recountersign', 'return', 'withdraw', 'signOff', 'terminate', 'receive', 'refuse', 'reply', 'instruct',
] as const;
export type ActName = (typeof ACTS)[number];

export interface Op {
  /** One id, one effect. `look` and `edit` have none: looking has no effect, and a text takes the same edit once by itself. */
  readonly id: string;
  readonly by: Who;
  readonly act: ActName;
  /** The step that it means. */
  readonly stepNo: number;
  /** The text that its author saw, or, of an edit, what it adds: a set of edits as bits. */
  readonly text: number;
  /** 退回 to. */
  readonly to: string;
  readonly people: readonly Who[];
  /** 意见; empty where a reason was forgotten. */
  readonly words: string;
}

export interface Call {
  readonly op: Op;
  readonly from: number;
  /** Infinity: the answer never came; it may have had its effect at any time since, or never. */
  readonly until: number;
  readonly answer: string | null;
}

export type History = readonly Call[];

export function sayHistory(history: History): string {
  return history.toSorted((a, b) => a.from - b.from).map(({ op, from, until, answer }) => {
    const more = [op.to, op.people.join('+'), op.words === '' ? 'no words' : ''].filter((each) => each !== '').join(' ');
    return `  ${String(from).padStart(4)}–${until === Infinity ? '   ∞' : String(until).padEnd(4)} ${op.id.slice(-6).padStart(6)} ${op.by} ${op.act} step ${op.stepNo} text ${op.text} ${more} → ${answer ?? 'no answer'}`;
  }).join('\n');
}
