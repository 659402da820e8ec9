/**
 * Seals the session's token for the disk. With a real keychain the keychain does it; without one the token is encrypted
 * under the person's password (AES-256-GCM, key by scrypt) and opens, also offline, only with that password.
 */
import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import { z } from 'zod';
import type { Random } from '#shared/base/ports.ts';
import type { SecretVault } from '#electron/replica/ports.ts';

const base64 = z.base64().max(20_000);

export const sealedToken = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keychain'), data: base64 }),
  z.strictObject({ kind: z.literal('password'), costLog2: z.int().min(14).max(20), salt: base64, nonce: base64, data: base64, tag: base64 }),
]);
export type SealedToken = z.output<typeof sealedToken>;

/** 2^15 × 1 KiB = 32 MiB a try: a tenth of a second here, and too dear to guess a ten-character password. */
const COST_LOG2 = 15;

export async function sealToken(token: string, password: string, vault: SecretVault, random: Random): Promise<SealedToken> {
  if (await vault.isAvailable()) return { kind: 'keychain', data: await vault.seal(token) };
  const salt = random.bytes(16);
  const nonce = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(password, salt, COST_LOG2), nonce);
  const data = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
  return { kind: 'password', costLog2: COST_LOG2, salt: text(salt), nonce: text(nonce), data: text(data), tag: text(cipher.getAuthTag()) };
}

/** null: the password is not the one, or the file was changed. */
export async function openWithPassword(sealed: Extract<SealedToken, { readonly kind: 'password' }>, password: string): Promise<string | null> {
  const decipher = createDecipheriv('aes-256-gcm', await keyOf(password, bytes(sealed.salt), sealed.costLog2), bytes(sealed.nonce));
  try {
    decipher.setAuthTag(bytes(sealed.tag));
    return Buffer.concat([decipher.update(bytes(sealed.data)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

const keyOf = (password: string, salt: Uint8Array, costLog2: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, { N: 2 ** costLog2, r: 8, p: 1, maxmem: 2 ** costLog2 * 8 * 128 * 2 }, (failure, key) => {
      if (failure === null) resolve(key);
      else reject(failure);
    });
  });

const text = (value: Uint8Array): string => Buffer.from(value).toString('base64');
const bytes = (value: string): Buffer => Buffer.from(value, 'base64');
