import { sm2 } from 'sm-crypto-v2';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { makeNonces, nonceOf, SIZE } from './nonce.ts';
import { createNonces, type Nonces } from './nonces.ts';
import { createCrypto } from './sm2.ts';

const MESSAGE = '关于测试的通知';
const nonces = createNonces();
afterAll(() => nonces.close());

const isGood = (signature: string, message: string, publicKey: string): boolean => sm2.doVerifySignature(message, signature, publicKey, { hash: true, userId: '1234567812345678' });
const made = async (from: Nonces) => vi.waitFor(() => {
  const nonce = from.take();
  if (nonce === null) throw new Error('none yet');
  return nonce;
}, { timeout: 20_000 });

describe('nonces made ahead', () => {
  it('[EXC44] belong to their points: a thousand of them, all different', () => {
    const bytes = makeNonces(1_000);
    const seen = new Set<bigint>();
    for (let at = 0; at < bytes.byteLength; at += SIZE) {
      const { k, x1 } = nonceOf(bytes.subarray(at, at + SIZE));
      seen.add(k);
      if (at % (SIZE * 20) === 0) expect(sm2.getPublicKeyFromPrivateKey(k.toString(16).padStart(64, '0')).slice(2, 66)).toBe(x1.toString(16).padStart(64, '0'));
    }
    expect(seen.size).toBe(1_000);
  });

  it('[EXC44] whoever signs while there is none makes its own, and the signatures verify alike', async () => {
    const taken: bigint[] = [];
    const crypto = createCrypto({
      take: () => {
        const nonce = nonces.take();
        if (nonce !== null) taken.push(nonce.k);
        return nonce;
      },
    });
    const key = crypto.sm2.createKey();
    const first = crypto.sm2.sign(MESSAGE, key);
    expect(taken).toEqual([]);
    expect(isGood(first, MESSAGE, key.publicKey)).toBe(true);

    await made(nonces);
    const signatures = Array.from({ length: 40 }, (_, index) => crypto.sm2.sign(`${MESSAGE}${index}`, key));
    expect(taken).toHaveLength(40);
    expect(new Set(taken).size).toBe(40);
    for (const [index, signature] of signatures.entries()) {
      expect(isGood(signature, `${MESSAGE}${index}`, key.publicKey)).toBe(true);
      expect(isGood(signature, MESSAGE, key.publicKey)).toBe(false);
    }
  });

  it('[EXC44] never run out for long, and end when the server does', async () => {
    const own = createNonces(1);
    const seen = new Set<bigint>();
    while (seen.size < 1_500) seen.add((await made(own)).k);
    await own.close();
    expect(own.take()).toBeNull();
  });
});
