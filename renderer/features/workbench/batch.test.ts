import { describe, expect, it } from 'vitest';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import type { Office } from '#shared/ipc/office.ts';
import { BATCH_ACTS } from '#shared/policy/batch.ts';
import { windowRequest } from '#shared/workflow/command.ts';
import { actOn, actOnAll, offeredFor, requestFor, type BatchTarget, type Handled } from './batch.ts';

const id = (n: number): string => n.toString(16).padStart(32, '0');
const hash = (n: number): string => n.toString(16).padStart(64, 'a');
const target = (n: number, acts: BatchTarget['acts'] = ['approve']): BatchTarget => ({ docId: id(n), title: `第${n}件`, direction: 'outgoing', acts });

/** An office in which the text of odd documents is here, each with a hash of its own, and the acts on `refused` are refused. */
function office(refused: readonly string[] = []) {
  const asked: { readonly name: string; readonly input: unknown }[] = [];
  const call = (async (name: string, input: { readonly docId: string }) => {
    asked.push({ name, input });
    const n = Number.parseInt(input.docId, 16);
    if (name === 'document.get') return ok({ contentHash: n % 2 === 1 ? hash(n) : null });
    if (refused.includes(input.docId)) return err(appError('workflow.not-your-step', { rule: 'WF08' }));
    return ok({ state: n === 99 ? 'reconfirm' : 'waiting', error: n === 99 ? appError('workflow.stale-content') : null });
  }) as unknown as Office['call'];
  return { call, asked, acts: () => asked.filter(({ name }) => name === 'document.act').map(({ input }) => input as { readonly docId: string; readonly contentHash?: string; readonly opinion?: string }) };
}

describe('an act for many documents', () => {
  it('[UI71] binds each to the hash of its own text, with the one opinion', async () => {
    const { call, acts } = office();
    for (const n of [1, 3, 5]) expect(await actOn(call, 'approve', target(n), '同意。')).toEqual({ kind: 'done' });
    expect(acts().map((act) => [act.docId, act.contentHash, act.opinion])).toEqual([1, 3, 5].map((n) => [id(n), hash(n), '同意。']));
  });

  it('[UI71] says of a text that is not on this machine that it is not, and does nothing', async () => {
    const { call, acts } = office();
    expect(await actOn(call, 'approve', target(2), '同意。')).toEqual({ kind: 'noText' });
    expect(acts()).toEqual([]);
  });

  it('[UI71] asks for no text where none is bound', async () => {
    const { call, asked } = office();
    expect(await actOn(call, 'receive', { ...target(2), direction: 'incoming' }, '')).toEqual({ kind: 'done' });
    expect(await actOn(call, 'register', { ...target(4), direction: 'incoming' }, '')).toEqual({ kind: 'done' });
    expect(asked.map(({ name }) => name)).toEqual(['document.act', 'document.act']);
  });

  it('[UI72] goes on after a refusal and tells each with its reason; one to be confirmed again was not done', async () => {
    const { call } = office([id(3)]);
    const handled: Handled[] = [];
    await actOnAll(call, 'approve', [target(1), target(2), target(3), target(99), target(5)], '', (one) => { handled.push(one); }, () => false);
    expect(handled.map(({ outcome }) => (outcome.kind === 'refused' ? outcome.error.code : outcome.kind))).toEqual(['done', 'noText', 'workflow.not-your-step', 'workflow.stale-content', 'done']);
  });

  it('[UI72] stops between two documents when told to', async () => {
    const { call, acts } = office();
    const handled: Handled[] = [];
    await actOnAll(call, 'receive', [1, 2, 3, 4].map((n) => target(n)), '', (one) => { handled.push(one); }, () => handled.length >= 2);
    expect([handled.length, acts().length]).toEqual([2, 2]);
  });

  it('[UI71] makes a whole request of every act that is offered', () => {
    expect(BATCH_ACTS.filter((act) => !windowRequest.safeParse(requestFor(act, id(1), '同意', hash(1))).success)).toEqual([]);
  });

  it('[UI73] offers what at least one of the selected can take, and says how many', () => {
    const targets = [target(1, ['approve', 'print']), target(2, ['approve']), target(3, []), target(4, ['receive'])];
    expect(offeredFor(targets, BATCH_ACTS)).toEqual([{ act: 'approve', count: 2 }, { act: 'receive', count: 1 }, { act: 'print', count: 1 }]);
    expect(offeredFor([target(3, [])], BATCH_ACTS)).toEqual([]);
  });
});
