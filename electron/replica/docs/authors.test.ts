import { expect, it } from 'vitest';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { createAuthors, type AuthorsOptions } from './authors.ts';

const DOC = 'a'.repeat(32);

it('[REV10] who wrote under which client id is asked of the server, and known on without the network', async () => {
  const line = { isOnline: true, asked: 0 };
  const http = { get: async () => { line.asked += 1; return line.asked > 1 ? err(appError('network.unreachable')) : ok({ docId: DOC, authors: [{ client: 7, personId: 'p1', name: '李兰', firstAt: 1 }] }); } } as unknown as AuthorsOptions['http'];
  const authors = createAuthors({ http, clock: { now: () => 1 }, isOnline: () => line.isOnline });
  expect(await authors.read(DOC)).toMatchObject({ ok: true, value: [{ client: 7, personId: 'p1' }] });
  line.isOnline = false;
  expect(await authors.read(DOC)).toMatchObject({ ok: true, value: [{ personId: 'p1' }] });
  expect(await authors.read('b'.repeat(32))).toMatchObject({ ok: false, error: { code: 'network.unreachable' } });
  expect(line.asked).toBe(1);
});
