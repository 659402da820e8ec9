/**
 * The seams through which the outside world reaches pure code: clock, randomness, hashing.
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
