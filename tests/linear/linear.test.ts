import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OpId } from '#shared/base/ids.ts';
import type { Command } from '#shared/workflow/command.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { Execute } from '#server/commands/execute.ts';
import { sm3 } from '#server/sm3.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '#server/storage/storage.ts';
import { openMemoryStorage } from '#tests/fuzz/memory-storage.ts';
import { campaign, type Campaign } from './campaign.ts';
import { isLinearizable } from './checker.ts';
import { everyOrder, SITUATIONS } from './every-order.ts';
import type { Call, Op } from './history.ts';
import { delivered, unborn } from './model.ts';

const dir = mkdtempSync(join(tmpdir(), 'gzt-linear-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const IN_MEMORY = { open: openMemoryStorage, isDurable: false, faultOneIn: 30, perOffice: 64, atOnce: 4 } as const;
const SLOW_MACHINE_MS = 120_000;

describe('acts on one document', () => {
  // More of them, for as long as one wants: `npm run linear -- --histories N --seed S`.
  it.each([1, 2, 3, 4])('[LIN01] come out as if one after another, whoever acts at once, hears nothing or asks again (seed %i)', async (seed) => {
    const report = await campaign({ ...IN_MEMORY, histories: 500, seed });
    expect(report.failures).toEqual([]);
    expect(report.histories).toBe(500);
    // A run in which nothing happens, nothing comes twice and nothing gets lost would prove nothing.
    expect(Math.min(report.accepted / 1_000, report.sentAgain / 1_000, report.unanswered / 200, report.widest / 5, (report.stages.get('issued') ?? 0) / 20)).toBeGreaterThan(1);
  }, SLOW_MACHINE_MS);

  it.each([39_680, 149_888, 168_768])('[LIN01] no edit is taken after a hand-off that happened and that nobody was told of (found in the office of history %i)', async (from) => {
    const report = await campaign({ ...IN_MEMORY, histories: 64, seed: 40_001, from });
    expect(report.failures).toEqual([]);
    expect(report.unanswered).toBeGreaterThan(50);
  }, SLOW_MACHINE_MS);

  it('[LIN01] the same on the disk, with the server stopped and started between', async () => {
    const path = join(dir, 'linear.db');
    const open = (): Promise<Storage> => openSqliteStorage({ path, probeIntervalMs: 20 });
    const report = await campaign({ open, isDurable: true, faultOneIn: 30, perOffice: 100, atOnce: 5, histories: 100, seed: 20_261_126 });
    expect(report.failures).toEqual([]);
    expect(report.accepted).toBeGreaterThan(200);
  }, SLOW_MACHINE_MS);

  it.each(SITUATIONS.map((each) => [each.name, each] as const))('[LIN02] at %s, every order of every act of four people is what the model says', (_name, situation) => {
    const { orders, acts, accepted, differences } = everyOrder(situation);
    process.stdout.write(`${situation.name}: ${orders} orders, ${acts} acts decided, ${accepted} accepted\n`);
    expect(differences).toEqual([]);
    expect(orders).toBeGreaterThan(100_000);
  });
});

type Spoil = NonNullable<Campaign['spoil']>;

/** What was sent again is taken for something new. */
const twice: Spoil = (execute) => {
  const seen = new Map<string, number>();
  return (actor, command) => {
    const times = seen.get(command.opId) ?? 0;
    seen.set(command.opId, times + 1);
    return times === 0 ? execute(actor, command) : execute(actor, { ...command, opId: sm3(`${command.opId} ${times}`).slice(0, 32) as OpId }).then((outcome) => ({ ...outcome, opId: command.opId }));
  };
};
/** Whatever step or text was meant: the one that is there now is taken. */
const present = (which: 'stepNo' | 'contentHash'): Spoil => (execute: Execute, storage: Storage) => async (actor, command) => {
  const row = await storage.read((tx) => tx.selectFrom('document').select('state').where('doc_id', '=', command.docId).executeTakeFirst());
  const state = row === undefined ? null : (JSON.parse(row.state) as DocumentState);
  const value = which === 'stepNo' ? state?.stepNo : state?.contentHash;
  return execute(actor, which in command && value !== undefined && value !== null ? ({ ...command, [which]: value } as Command) : command);
};
/** It says yes and does nothing, once in a while. */
const forgetful: Spoil = (execute) => {
  let count = 0;
  return (actor, command) => ((count += 1) % 40 === 0 ? Promise.resolve({ opId: command.opId, docId: command.docId, status: 'accepted', seq: 1 }) : execute(actor, command));
};

describe('the checker', () => {
  it.each([['does a repeated act again', twice], ['takes an act for the step that is there', present('stepNo')], ['signs a text that nobody saw', present('contentHash')], ['forgets what it has said', forgetful]] as const)('[LIN03] sees an executor that %s', async (_what, spoil) => {
    const { failures } = await campaign({ ...IN_MEMORY, faultOneIn: 0, histories: 300, seed: 5, stopAfter: 1, spoil });
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatch(/^seed \d+: (?:no order of these acts|one op id, two answers)/u);
  }, SLOW_MACHINE_MS);

  const op = (id: string, by: Op['by'], act: Op['act'], stepNo: number, more: Partial<Op> = {}): Op => ({ id, by, act, stepNo, text: 0, to: '', people: [], words: '理由', ...more });
  const call = (each: Op, from: number, until: number, answer: string | null): Call => ({ op: each, from, until, answer });
  const born = [call(op('a', 'drafter', 'create', 0), 1, 2, 'accepted'), call(op('b', 'drafter', 'submit', 0), 3, 4, 'accepted')];
  const [sign, signToo] = [op('c', 'leader', 'signOff', 1), op('d', 'delegate', 'signOff', 1)];

  it('[LIN03] takes either of two at once, and not both', () => {
    const stale = 'reconfirm workflow.stale-step';
    expect(isLinearizable([...born, call(sign, 5, 8, 'accepted'), call(signToo, 6, 7, stale)], unborn)).toBe(true);
    expect(isLinearizable([...born, call(sign, 5, 8, stale), call(signToo, 6, 7, 'accepted')], unborn)).toBe(true);
    expect(isLinearizable([...born, call(sign, 5, 8, 'accepted'), call(signToo, 6, 7, 'accepted')], unborn)).toBe(false);
    // The first was over before the second began.
    expect(isLinearizable([...born, call(sign, 5, 6, stale), call(signToo, 7, 8, 'accepted')], unborn)).toBe(false);
  });

  it('[LIN03] an act without an answer may have happened or not, but not before it was asked for', () => {
    const look = (answer: string): Call => call(op('e', 'outsider', 'look', 0), 7, 8, answer);
    const lost = call(sign, 5, Infinity, null);
    expect(isLinearizable([...born, lost, look('signing 1 2 [] 0 ')], unborn)).toBe(true);
    expect(isLinearizable([...born, lost, look('issued 4 5 [] 0 numbered')], unborn)).toBe(true);
    expect(isLinearizable([...born, lost, look('issued 7 8 [] 0 numbered')], unborn)).toBe(false);
    expect(isLinearizable([...born, call(op('e', 'outsider', 'look', 0), 5, 6, 'issued 4 5 [] 0 numbered'), { ...lost, from: 7 }], unborn)).toBe(false);
  });

  it('[LIN03] one op id has one answer and one effect, also of a received copy', () => {
    const receive = op('f', 'registrar', 'receive', 0);
    const again = Array.from({ length: 100 }, (_, n) => call(receive, 2 * n + 1, 300 + n, 'accepted'));
    expect(isLinearizable([...again, call(op('g', 'outsider', 'look', 0), 500, 501, 'deciding 2 3 [] 0 numbered')], delivered)).toBe(true);
    expect(isLinearizable([...again, call(op('g', 'outsider', 'look', 0), 500, 501, 'deciding 4 5 [] 0 numbered')], delivered)).toBe(false);
    expect(isLinearizable([...again.slice(1), call(receive, 1, 400, 'refused workflow.wrong-stage')], delivered)).toBe(false);
  });
});
