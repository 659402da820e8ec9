/** A one-time number k of an SM2 signature (GB/T 32918.2, 6.1) and the x coordinate of [k]G, in 64 bytes. */
import { createECDH } from 'node:crypto';

export interface Nonce {
  readonly k: bigint;
  readonly x1: bigint;
}

const COORDINATE = 32;
export const SIZE = 2 * COORDINATE;
/** Before an uncompressed point stands one byte that says so. */
const PREFIX = 1;

/** An SM2 key pair is such a number with its point, and OpenSSL draws it evenly. */
export function makeNonces(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * SIZE);
  const pair = createECDH('SM2');
  for (let at = 0; at < bytes.byteLength; at += SIZE) {
    const point = pair.generateKeys();
    const k = pair.getPrivateKey();
    bytes.set(k, at + COORDINATE - k.byteLength);
    bytes.set(point.subarray(PREFIX, PREFIX + COORDINATE), at + COORDINATE);
  }
  return bytes;
}

export const nonceOf = (bytes: Uint8Array): Nonce => ({ k: numberOf(bytes.subarray(0, COORDINATE)), x1: numberOf(bytes.subarray(COORDINATE, SIZE)) });

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
