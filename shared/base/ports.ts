/**
 * The seams through which the outside world reaches pure code: clock, randomness, hashing, signing.
 * Whoever starts a process hands real ones in; tests and simulations hand in seeded ones.
 */

/** Epoch milliseconds. Shown as local time only on a screen. */
export type EpochMs = number;

export interface Clock {
  now(): EpochMs;
}

export interface Random {
  /** Fills and returns an array of the given length. */
  bytes(length: number): Uint8Array;
}

/** SM3 (GB/T 32905-2016), 32-byte digest as 64 lower-case hex digits; a string is hashed as its UTF-8 bytes. */
export type Sm3 = (data: Uint8Array | string) => string;

/** A key pair of SM2 (GB/T 32918) in hex: the public half uncompressed, 04 and two coordinates. */
export interface SigningKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** 国密 as pure code sees it. Signatures are r and s in hex, over SM3(Z ‖ message) with the user id 1234567812345678; a string is signed as its UTF-8 bytes. */
export interface CryptoProvider {
  readonly sm3: Sm3;
  readonly sm2: {
    createKey(): SigningKey;
    sign(message: string, key: SigningKey): string;
    /** False for whatever is no signature or no key, too. */
    verify(message: string, signature: string, publicKey: string): boolean;
  };
}
