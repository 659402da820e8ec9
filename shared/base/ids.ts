/**
 * Branded identifiers. Documents and acts carry random 128-bit ids so that they can be born offline
 * and still never collide (DESIGN: one op id, one effect). Units and people carry opaque ids from the directory.
 */
import type { Random } from './ports.ts';

type Brand<B extends string> = string & { readonly __brand: B };

export type DocId = Brand<'DocId'>;
export type OpId = Brand<'OpId'>;
/** Opaque and never reused; the directory allots them, so they are not branded by whoever holds one. */
export type UnitId = string;
export type PersonId = string;

const RANDOM_ID = /^[0-9a-f]{32}$/;
const ENTITY_ID = /^[a-z0-9]{6,40}$/;

export const isDocId = (value: unknown): value is DocId => typeof value === 'string' && RANDOM_ID.test(value);
export const isOpId = (value: unknown): value is OpId => typeof value === 'string' && RANDOM_ID.test(value);
export const isUnitId = (value: unknown): value is UnitId => typeof value === 'string' && ENTITY_ID.test(value);
export const isPersonId = (value: unknown): value is PersonId => typeof value === 'string' && ENTITY_ID.test(value);

export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}

export const createDocId = (random: Random): DocId => toHex(random.bytes(16)) as DocId;
export const createOpId = (random: Random): OpId => toHex(random.bytes(16)) as OpId;
