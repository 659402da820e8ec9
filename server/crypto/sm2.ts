/** 国密 of the server: SM3 by OpenSSL, SM2 in JavaScript (about 1 ms a signature once it is warm). Keys and signatures are hex; who owns which key is unit-keys.ts. */
import { sm2 } from 'sm-crypto-v2';
import type { CryptoProvider } from '#shared/base/ports.ts';
import { sm3 } from '#server/sm3.ts';

/** The one that everybody verifies with unless they were told another (GB/T 35276). */
const USER_ID = '1234567812345678';
const utf8 = new TextEncoder();

export const crypto: CryptoProvider = {
  sm3,
  sm2: {
    createKey: () => sm2.generateKeyPairHex(),
    sign: (message, { privateKey, publicKey }) => sm2.doSignature(utf8.encode(message), privateKey, { hash: true, publicKey, userId: USER_ID }),
    verify: (message, signature, publicKey) => {
      try {
        return sm2.doVerifySignature(utf8.encode(message), signature, publicKey, { hash: true, userId: USER_ID });
      } catch {
        return false;
      }
    },
  },
};
