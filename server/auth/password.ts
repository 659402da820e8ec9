/**
 * Passwords as argon2id hashes in PHC form: the cost stands in each hash, so it can be raised without invalidating anybody.
 * At most two are computed at once: each takes tens of megabytes, and a storm of sign-ins must not starve the server (P8).
 */
import { argon2, timingSafeEqual } from 'node:crypto';
import type { Random } from '#shared/base/ports.ts';

export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
}

/** RFC 9106, second recommended option. */
export const PRODUCTION_COST: PasswordCost = { memoryKiB: 65_536, passes: 3 };
/** Random 16-character demo passwords cannot be guessed, so a county of accounts need not cost minutes of hashing. */
export const DEMO_COST: PasswordCost = { memoryKiB: 1_024, passes: 1 };

const TAG_BYTES = 32;
const SALT_BYTES = 16;
const CONCURRENCY = 2;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

export interface Passwords {
  hash(password: string, cost: PasswordCost): Promise<string>;
  /** With `null` for the hash (no such account) it takes as long as with one and is false. */
  verify(password: string, phc: string | null): Promise<boolean>;
}

export function createPasswords(random: Random, cost: PasswordCost): Passwords {
  let running = 0;
  const queue: (() => void)[] = [];

  const derive = async (password: string, salt: Uint8Array, { memoryKiB, passes }: PasswordCost): Promise<Buffer> => {
    if (running >= CONCURRENCY) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    try {
      return await new Promise((resolve, reject) => {
        const parameters = { message: password.normalize('NFKC'), nonce: salt, parallelism: 1, tagLength: TAG_BYTES, memory: memoryKiB, passes };
        argon2('argon2id', parameters, (error, key) => (error === null ? resolve(key) : reject(error)));
      });
    } finally {
      // The place is handed on, not freed, so nobody can slip in between.
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };

  return {
    hash: async (password, wanted) => {
      const salt = random.bytes(SALT_BYTES);
      return encode(wanted, salt, await derive(password, salt, wanted));
    },
    verify: async (password, phc) => {
      const stored = phc === null ? null : decode(phc);
      const key = await derive(password, stored?.salt ?? new Uint8Array(SALT_BYTES), stored?.cost ?? cost);
      return stored !== null && timingSafeEqual(key, stored.key);
    },
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

const encode = (cost: PasswordCost, salt: Uint8Array, key: Uint8Array): string =>
  `$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=1$${base64(salt)}$${base64(key)}`;

function decode(phc: string): { readonly cost: PasswordCost; readonly salt: Buffer; readonly key: Buffer } | null {
  const [, memory, passes, salt, key] = PHC.exec(phc) ?? [];
  if (memory === undefined || passes === undefined || salt === undefined || key === undefined) return null;
  const stored = Buffer.from(key, 'base64');
  if (stored.byteLength !== TAG_BYTES) return null;
  return { cost: { memoryKiB: Number(memory), passes: Number(passes) }, salt: Buffer.from(salt, 'base64'), key: stored };
}

/** No letters or digits that people mix up when they read a password out. */
const PASSWORD_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 16;

export function createPassword(random: Random): string {
  let password = '';
  while (password.length < PASSWORD_LENGTH) {
    for (const byte of random.bytes(PASSWORD_LENGTH)) {
      // Bytes beyond the last whole multiple are thrown away: taking them modulo would favour some letters.
      if (byte < 256 - (256 % PASSWORD_ALPHABET.length) && password.length < PASSWORD_LENGTH) password += PASSWORD_ALPHABET[byte % PASSWORD_ALPHABET.length];
    }
  }
  return password;
}
