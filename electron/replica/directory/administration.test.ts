import { expect, it } from 'vitest';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { nodeRandom } from '../host/node-seams.ts';
import { createAdministration, type AdministrationOptions } from './administration.ts';

const WISH = { command: { kind: 'post.end', postId: 'post0001' } as const, fingerprint: 'a'.repeat(64), grounds: '' };

function machine(answers: Result<unknown, AppError>[]) {
  const sent: string[] = [];
  const told = { isOnline: true, followed: 0 };
  const http = {
    get: async () => ok({}),
    post: async (_path: string, body: { readonly opId: string }) => { sent.push(body.opId); return answers.shift() ?? ok({}); },
  } as unknown as AdministrationOptions['http'];
  return { administration: createAdministration({ http, random: nodeRandom, isOnline: () => told.isOnline, followDirectory: async () => { told.followed += 1; } }), sent, told };
}

it('[DIR06] a change whose answer was lost is asked for again under the same op id; another wish, and one that was refused, has another', async () => {
  const { administration, sent } = machine([err(appError('network.unreachable')), ok({}), err(appError('directory.stale'))]);
  for (let times = 0; times < 3; times += 1) await administration.make(WISH);
  await administration.make({ ...WISH, grounds: '县编办〔2026〕3号' });
  expect(sent[1]).toBe(sent[0]);
  expect(new Set(sent).size).toBe(3);
});

it('[DIR15] this machine’s copy follows before the window hears that a change was made', async () => {
  const { administration, told } = machine([ok({}), err(appError('directory.stale'))]);
  await administration.make(WISH);
  expect(told.followed).toBe(1);
  await administration.make(WISH);
  expect(told.followed).toBe(1);
});

it('[DIR20] without a network nothing is asked', async () => {
  const { administration, sent, told } = machine([]);
  told.isOnline = false;
  for (const answer of [await administration.make(WISH), await administration.preview(WISH), await administration.unit({ unitId: 'town0001' }), await administration.history({ about: 'town0001' })]) {
    expect(answer).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
  }
  expect(sent).toEqual([]);
});
