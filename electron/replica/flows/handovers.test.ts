import { expect, it } from 'vitest';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { nodeRandom } from '../host/node-seams.ts';
import { createHandovers, type HandoversOptions } from './handovers.ts';

const WISH = { organId: 'town0001' as UnitId, fromId: 'drafter01' as PersonId, toId: 'drafter02' as PersonId, fingerprint: 'a'.repeat(64), reason: '' };

function machine(answers: Result<unknown, AppError>[]) {
  const sent: string[] = [];
  const told = { isOnline: true };
  const http = {
    get: async () => ok({ records: [] }),
    post: async (_path: string, body: { readonly opId: string }) => { sent.push(body.opId); return answers.shift() ?? ok({}); },
  } as unknown as HandoversOptions['http'];
  return { handovers: createHandovers({ http, random: nodeRandom, isOnline: () => told.isOnline }), sent, told };
}

it('[HND05] a handover whose answer was lost is asked for again under the same op id; another wish has another one', async () => {
  const { handovers, sent } = machine([err(appError('network.unreachable')), ok({}), err(appError('handover.stale'))]);
  await handovers.handOver(WISH);
  await handovers.handOver(WISH);
  await handovers.handOver(WISH);
  await handovers.handOver({ ...WISH, reason: '轮岗' });
  expect(sent[1]).toBe(sent[0]);
  expect(new Set(sent).size).toBe(3);
});

it('[HND05] waits for a network rather than half happening', async () => {
  const { handovers, sent, told } = machine([]);
  told.isOnline = false;
  expect(await handovers.handOver(WISH)).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
  expect(await handovers.list('town0001')).toMatchObject({ ok: false });
  expect(sent).toEqual([]);
});
