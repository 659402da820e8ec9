import { expect, it } from 'vitest';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import type { Identified, Identify } from '#server/auth/identity.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import { createKnownTokens } from './known-tokens.ts';

function office() {
  let now = 1_000;
  let asked = 0;
  let end: (key: string) => void = () => {};
  const identify: Identify = async (token) => {
    asked += 1;
    return token === 'good' ? ok({ session: { key: 'k', personId: 'p', expiresAt: 5_000 } } as unknown as Identified) : err(appError('auth.required'));
  };
  const sessions = { onEnd: (listener: (key: string) => void) => { end = listener; return () => {}; } } as unknown as Sessions;
  const known = createKnownTokens(identify, sessions, { now: () => now });
  return { known, asked: () => asked, end: (key: string) => end(key), pass: (ms: number) => { now += ms; } };
}

it('[SYN24] a storm of sockets with one token asks once; nobody is known past a sign-out, an expiry or a few seconds', async () => {
  const { known, asked, end, pass } = office();
  await Promise.all(Array.from({ length: 500 }, () => known.identify('good')));
  expect(asked()).toBe(1);
  end('another');
  await known.identify('good');
  expect(asked()).toBe(1);
  end('k');
  await known.identify('good');
  expect(asked()).toBe(2);
  pass(3_000);
  await known.identify('good');
  expect(asked()).toBe(3);
  pass(1_500);
  await known.identify('good');
  expect(asked()).toBe(4);
});

it('[SYN24] what was refused is asked again', async () => {
  const { known, asked } = office();
  for (let round = 0; round < 3; round += 1) expect((await known.identify('bad')).ok).toBe(false);
  expect((await known.identify(null)).ok).toBe(false);
  expect(asked()).toBe(4);
});
