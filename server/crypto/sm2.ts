/**
 * 国密 of the server: SM3 by OpenSSL; SM2 in JavaScript, because OpenSSL's signer cannot be told the user id from Node. What can be made beforehand is: nonces
 * (nonces.ts) and the Z of each key. Keys and signatures are hex; who owns which key is unit-keys.ts.
 */
import { sm2 } from 'sm-crypto-v2';
import type { CryptoProvider } from '#shared/base/ports.ts';
import { sm3 } from '#server/sm3.ts';
import type { Nonces } from './nonces.ts';

/** The one that everybody verifies with unless they were told another (GB/T 35276). */
const USER_ID = '1234567812345678';
const KEYS_KNOWN_MAX = 2_000;
const utf8 = new TextEncoder();

export function createCrypto(nonces?: Pick<Nonces, 'take'>): CryptoProvider {
  /** Z of GB/T 32918.2, 5.5: who signs, as bytes; the same for every message of a key. */
  const known = new Map<string, Uint8Array>();
  const signerOf = (publicKey: string): Uint8Array => {
    let z = known.get(publicKey);
    if (z === undefined) {
      if (known.size >= KEYS_KNOWN_MAX) known.clear();
      z = sm2.getZ(publicKey, USER_ID);
      known.set(publicKey, z);
    }
    return z;
  };
  const digestOf = (message: string, publicKey: string): Uint8Array => new Uint8Array(Buffer.from(sm3(Buffer.concat([signerOf(publicKey), utf8.encode(message)])), 'hex'));

  return {
    sm3,
    sm2: {
      createKey: () => sm2.generateKeyPairHex(),
      sign: (message, { privateKey, publicKey }) => {
        const nonce = nonces?.take() ?? null;
        return sm2.doSignature(digestOf(message, publicKey), privateKey, { publicKey, ...(nonce === null ? {} : { pointPool: [nonce] }) });
      },
      verify: (message, signature, publicKey) => {
        try {
          return sm2.doVerifySignature(utf8.encode(message), signature, publicKey, { hash: true, userId: USER_ID });
        } catch {
          return false;
        }
      },
    },
  };
}

/** For whoever signs little or only verifies. */
export const crypto: CryptoProvider = createCrypto();
