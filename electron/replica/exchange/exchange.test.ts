import { describe, expect, it } from 'vitest';
import { ok } from '#shared/base/result.ts';
import { parse } from '#shared/base/parse.ts';
import { CALLS } from '#shared/ipc/contract.ts';
import { id, op } from '#tests/kit/story.ts';
import { createExchange } from './exchange.ts';

const asked: string[] = [];
const http = { get: async (path: string) => { asked.push(path); return ok({} as never); }, post: async (path: string) => { asked.push(path); return ok({} as never); } };
const question = { docId: id(1), filter: { state: 'overdue', name: '桐梓 &x=1' }, offset: 0, limit: 200 } as const;

describe('the exchange of this machine', () => {
  it('[EXC42] without the network it says so at once and asks nothing', async () => {
    const exchange = createExchange(http, () => false);
    const act = { docId: id(1), act: { opId: op(1), kind: 'urge', organIds: 'unsigned', reason: '' } } as const;
    for (const answer of [await exchange.board(question), await exchange.act(act), await exchange.preview({ senderId: 'county01', distribution: [{ kind: 'organ', organId: 'town0001' }] })]) {
      expect(answer).toEqual({ ok: false, error: { code: 'network.unreachable' } });
    }
    expect(asked).toEqual([]);
  });

  it('[EXC42] a filter travels as a query that cannot become another', async () => {
    await createExchange(http, () => true).board(question);
    const [path = ''] = asked;
    expect(Object.fromEntries(new URL(path, 'http://x').searchParams)).toEqual({ offset: '0', limit: '200', state: 'overdue', name: '桐梓 &x=1' });
  });

  it('[EXC14] the window’s questions are bounded before they leave', () => {
    expect(parse(CALLS['exchange.board'].input, question).ok).toBe(true);
    for (const bad of [{ limit: 5_000 }, { offset: -1 }, { filter: { sort: 'speed' } }]) expect(parse(CALLS['exchange.board'].input, { ...question, ...bad }).ok).toBe(false);
  });
});
