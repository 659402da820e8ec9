import { expect, it } from 'vitest';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { canonicalContent, type Content } from '#shared/doc/canonical.ts';
import { sm3 } from '#electron/replica/sm3.ts';
import { id } from '#tests/kit/story.ts';
import { createVersions } from './versions.ts';

const content: Content = { meta: { organName: '楚米镇人民政府' }, blocks: [{ type: 'paragraph', attrs: {}, runs: [{ text: '妥否，请批示。', marks: [] }] }] };
const canonical = canonicalContent(content);
const hash = sm3(canonical);

function machine(says = canonical) {
  const line = { isOnline: true };
  const http = { get: async (): Promise<Result<unknown, AppError>> => (line.isOnline ? ok({ hash, at: 1, canonical: says }) : err(appError('network.unreachable'))) } as unknown as Parameters<typeof createVersions>[0]['http'];
  return { line, versions: createVersions({ http, clock: { now: () => 1 }, sm3, isOnline: () => line.isOnline }) };
}

it('[CMP07] a version is what its hash says, or it is not shown', async () => {
  expect(await machine().versions.read({ docId: id(1), hash })).toMatchObject({ ok: true, value: content });
  expect(await machine(canonical.replace('请批示', '请照办')).versions.read({ docId: id(1), hash })).toMatchObject({ ok: false, error: { rule: 'CMP07' } });
});

it('[CMP07] what was read stays readable without the network, what was not says why', async () => {
  const { line, versions } = machine();
  await versions.read({ docId: id(1), hash });
  line.isOnline = false;
  expect(await versions.read({ docId: id(1), hash })).toMatchObject({ ok: true, value: content });
  expect(await versions.read({ docId: id(2), hash })).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
});
