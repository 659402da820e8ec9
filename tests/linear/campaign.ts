/** Random histories against an office, each checked. Everything is drawn from the seed; a history that fails is said with its seed, as short as it gets. */
import type { DocId } from '#shared/base/ids.ts';
import { seeded, type Dice } from '#tests/kit/ports.ts';
import { isLinearizable, minimalHistory } from './checker.ts';
import { sayHistory, type ActName, type Call, type History, type Op, type Who } from './history.ts';
import { delivered, unborn, type Model } from './model.ts';
import { hex, LineBroke, openOffice, type Kind, type Office, type OfficeOptions } from './office.ts';

export interface Report {
  histories: number;
  calls: number;
  accepted: number;
  sentAgain: number;
  unanswered: number;
  /** Calls that were under way at the same time, at most. */
  widest: number;
  readonly stages: Map<string, number>;
  readonly failures: string[];
}

export type Campaign = Omit<OfficeOptions, 'dice'> & {
  readonly histories: number;
  readonly seed: number;
  /** Documents at one office before the next is opened. */
  readonly perOffice: number;
  /** Documents at the same time. */
  readonly atOnce: number;
  /** The first history: that of an office in which something was found. */
  readonly from?: number;
  readonly stopAfter?: number;
  readonly tell?: (so: Report) => void;
};

export async function campaign(options: Campaign): Promise<Report> {
  const from = options.from ?? 0;
  const report: Report = { histories: 0, calls: 0, accepted: 0, sentAgain: 0, unanswered: 0, widest: 0, stages: new Map(), failures: [] };
  while (report.histories < options.histories && report.failures.length < (options.stopAfter ?? 3)) {
    const seed = (options.seed * 1_000_003 + from + report.histories) >>> 0;
    const office = await openOffice({ ...options, dice: seeded(seed) });
    try {
      const end = Math.min(options.histories, report.histories + options.perOffice);
      while (report.histories < end && report.failures.length < (options.stopAfter ?? 3)) {
        const count = Math.min(options.atOnce, end - report.histories);
        const seeds = Array.from({ length: count }, (_, n) => (options.seed * 7_919 + from + report.histories + n) >>> 0);
        await Promise.all(seeds.map((each) => tellOne(office, each, report)));
        report.histories += count;
        options.tell?.(report);
        // Between two rounds nothing is under way: here a server that keeps its data is stopped and started.
        await office.restart();
      }
    } finally {
      await office.close();
    }
  }
  return report;
}

async function tellOne(office: Office, seed: number, report: Report): Promise<void> {
  const dice = seeded(seed);
  const kind: Kind = dice.chance(5) ? 'received' : 'own';
  const own = hex(dice) as DocId;
  const docId = kind === 'own' ? own : await office.deliver(own);
  const start: Model = kind === 'own' ? unborn : delivered;
  const { calls, wholes } = await history(office, docId, kind, dice);
  report.calls += calls.length;
  report.accepted += calls.filter(({ answer }) => answer === 'accepted').length;
  report.sentAgain += calls.length - new Set(calls.map(({ op }) => op.id)).size;
  report.unanswered += calls.filter(({ answer }) => answer === null).length;
  report.widest = Math.max(report.widest, widthOf(calls));
  const stage = calls.at(-1)?.answer?.split(' ')[0] ?? '';
  report.stages.set(stage, (report.stages.get(stage) ?? 0) + 1);
  const twofold = [...wholes].find(([, answers]) => answers.size > 1);
  if (twofold !== undefined) report.failures.push(`seed ${seed}: one op id, two answers: ${[...twofold[1]].join(' | ')}`);
  if (!isLinearizable(calls, start)) report.failures.push(`seed ${seed}: no order of these acts gives these answers\n${sayHistory(minimalHistory(calls, start))}`);
}

const widthOf = (calls: History): number => Math.max(...calls.map(({ from }) => calls.filter((each) => each.from <= from && each.until >= from).length));

/** Acts that say nothing of their own: with other words they would be the same act. */
const WORDLESS: readonly ActName[] = ['create', 'invite', 'read', 'withdraw', 'receive', 'reply'];

interface Told { readonly calls: Call[]; readonly wholes: Map<string, Set<string>> }

async function history(office: Office, docId: DocId, kind: Kind, dice: Dice): Promise<Told> {
  const calls: Call[] = [];
  const wholes = new Map<string, Set<string>>();
  let clock = 0;
  const past: Op[] = [];
  const call = async (op: Op, isHeard = true): Promise<void> => {
    const from = (clock += 1);
    const index = calls.push({ op, from, until: Infinity, answer: null }) - 1;
    try {
      const { answer, whole } = await office.act(docId, kind, op);
      // The same op id with other words is another question.
      const asked = JSON.stringify(op);
      if (op.act !== 'look' && op.act !== 'edit') wholes.set(asked, (wholes.get(asked) ?? new Set()).add(whole));
      if (isHeard) calls[index] = { op, from, until: (clock += 1), answer };
    } catch (error) {
      if (!(error instanceof LineBroke)) throw error;
    }
  };
  const people = peopleOf(kind, dice);
  if (kind === 'own') {
    const create = opOf(dice, 'drafter', 'create', 0, 0);
    await Promise.all(Array.from({ length: dice.chance(4) ? 3 : 1 }, () => call(create)));
    // Who else would create it would be its author.
    while (!calls.some(({ answer }) => answer === 'accepted')) await call(create);
    past.push(create);
    // Most of what can go wrong lies behind 送审.
    if (!dice.chance(3)) await call(opOf(dice, 'drafter', 'submit', 0, 0, { people: dice.pick<readonly Who[]>([[], [], ['one'], ['one', 'two']]) }));
  }
  const client = async (who: Who, count: number): Promise<void> => {
    let seen = await office.look(docId);
    for (let n = 0; n < count; n += 1) {
      await pause(dice);
      if (!dice.chance(4)) seen = await office.look(docId);
      // An act of long ago is sent once more: from a notebook that was offline, or with other words by mistake.
      const old = past.length > 0 && dice.chance(8) ? dice.pick(past) : null;
      const op = old === null ? choose(dice, who, seen.state?.stage ?? 'none', seen.state?.stepNo ?? 0, seen.text) : dice.chance(8) ? { ...old, by: who, words: WORDLESS.includes(old.act) ? old.words : '另一句' } : old;
      if (op.act !== 'look' && op.act !== 'edit') past.push(op);
      const times = dice.chance(6) ? 1 + dice.below(dice.chance(60) ? 100 : 4) : 1;
      if (dice.chance(8)) await call(op, false);
      if (dice.chance(2)) await Promise.all(Array.from({ length: times }, () => call(op)));
      else for (let again = 0; again < times; again += 1) await call(op);
    }
  };
  const each = 1 + dice.below(3);
  await Promise.all(people.map((who) => client(who, each)));
  // Whoever heard nothing asks once more, as every client does; then one look at what is there now.
  for (const { op, answer } of calls) if (answer === null && op.act !== 'edit' && op.act !== 'look') await call(op);
  for (let looks = 0; looks === 0 || calls.at(-1)?.answer === null; looks += 1) await call(opOf(dice, 'outsider', 'look', 0, 0));
  return { calls, wholes };
}

function peopleOf(kind: Kind, dice: Dice): readonly Who[] {
  const all: readonly Who[] = kind === 'own' ? ['drafter', 'one', 'leader', 'delegate', 'two', 'mate', 'registrar', 'outsider'] : ['registrar', 'leader', 'delegate', 'deputy', 'outsider'];
  const first = all.slice(0, kind === 'own' ? 3 : 2);
  const others = all.filter((who) => !first.includes(who));
  return [...first, ...Array.from({ length: 1 + dice.below(2) }, () => dice.pick(others))];
}

const opOf = (dice: Dice, by: Who, act: ActName, stepNo: number, text: number, more: Partial<Op> = {}): Op => ({ id: hex(dice), by, act, stepNo, text, to: '', people: [], words: '理由', ...more });

/** What somebody would do who sees this stage: mostly what leads on, sometimes anything. */
const LIKELY: { readonly [stage: string]: { readonly [who in Who]?: readonly ActName[] } } = {
  drafting: { drafter: ['submit', 'submit', 'submit', 'edit', 'invite', 'terminate'], mate: ['edit', 'edit', 'read'], leader: ['read', 'signOff'] },
  countersigning: { one: ['approve', 'approve', 'disagree'], two: ['approve', 'disagree'], drafter: ['withdraw', 'edit', 'look'], leader: ['look', 'terminate', 'signOff'] },
  consulting: { drafter: ['resolve', 'recountersign', 'return'] },
  signing: { leader: ['signOff', 'signOff', 'return', 'terminate'], delegate: ['signOff', 'signOff', 'return'], drafter: ['withdraw', 'edit', 'submit'], one: ['withdraw', 'approve'], mate: ['edit'] },
  issued: { leader: ['signOff', 'return', 'read'], drafter: ['edit', 'withdraw', 'read'], registrar: ['read'], delegate: ['signOff'] },
  awaitingReceipt: { registrar: ['receive', 'receive', 'receive', 'refuse'], leader: ['reply', 'read'] },
  deciding: { leader: ['reply', 'reply', 'instruct'], delegate: ['reply', 'reply', 'instruct'], registrar: ['withdraw', 'receive'], deputy: ['read', 'reply'] },
};
const ANY: { readonly [kind: string]: readonly ActName[] } = {
  own: ['look', 'read', 'invite', 'edit', 'submit', 'approve', 'disagree', 'resolve', 'recountersign', 'return', 'withdraw', 'signOff', 'terminate', 'create'],
  received: ['look', 'read', 'receive', 'refuse', 'reply', 'instruct', 'withdraw'],
};
const RECEIVED = ['awaitingReceipt', 'deciding', 'replied', 'filed', 'refused'];

function choose(dice: Dice, who: Who, stage: string, stepNo: number, text: number): Op {
  const kind = RECEIVED.includes(stage) ? 'received' : 'own';
  const act = dice.pick((dice.chance(5) ? undefined : LIKELY[stage]?.[who]) ?? ANY[kind] ?? []);
  const more = {
    to: act === 'return' ? dice.pick(['drafting', 'drafting', 'countersigning', 'consulting', 'signing']) : act === 'instruct' ? 'filed' : '',
    people: act === 'submit' ? dice.pick<readonly Who[]>([[], ['one'], ['one', 'two']]) : [],
    words: dice.chance(10) ? '' : '理由',
  };
  if (act === 'edit') return opOf(dice, who, who === 'mate' ? 'edit' : who === 'drafter' ? 'edit' : 'look', 0, who === 'mate' ? 2 : 1);
  const at = dice.chance(8) ? Math.max(0, stepNo - 1 + dice.below(3)) : stepNo;
  return opOf(dice, who, act, at, dice.chance(15) ? 9 : text, more);
}

async function pause(dice: Dice): Promise<void> {
  if (dice.chance(3)) await new Promise<void>((resolve) => { setImmediate(resolve); });
  for (let turns = dice.below(6); turns > 0; turns -= 1) await Promise.resolve();
}
