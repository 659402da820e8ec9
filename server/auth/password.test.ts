import { expect, it } from 'vitest';
import { createPassword, createPasswords } from './password.ts';

const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
const cheap = { memoryKiB: 1024, passes: 1 };

it('[AUTH07] a password is kept as argon2id with its own salt and cost, and only itself matches', async () => {
  const passwords = createPasswords(random, cheap);
  const hash = await passwords.hash('桐梓①', { memoryKiB: 2048, passes: 2 });
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=2048,t=2,p=1\$/);
  expect(await passwords.hash('桐梓①', cheap)).not.toBe(await passwords.hash('桐梓①', cheap));
  expect(await passwords.verify('桐梓①', hash)).toBe(true);
  expect(await passwords.verify('桐梓1', hash)).toBe(true);
  expect(await passwords.verify('桐梓2', hash)).toBe(false);
  expect(await passwords.verify('桐梓①', null)).toBe(false);
  for (const broken of ['', '$argon2id$', hash.slice(0, -5), hash.replace('argon2id', 'argon2i')]) expect(await passwords.verify('桐梓①', broken)).toBe(false);
});

it('[AUTH08] many sign-ins at once wait for their turn and all get an answer', async () => {
  const passwords = createPasswords(random, cheap);
  const hash = await passwords.hash('right', cheap);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => passwords.verify(index % 2 === 0 ? 'right' : 'wrong', hash)));
  expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => index % 2 === 0));
});

it('[AUTH09] random passwords are long, readable and all different', () => {
  const made = Array.from({ length: 200 }, () => createPassword(random));
  expect(new Set(made).size).toBe(200);
  for (const password of made) expect(password).toMatch(/^[a-hj-km-np-z2-9]{16}$/);
});
