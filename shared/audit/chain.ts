/**
 * The audit trail's hash chain: each row's hash covers the row and the hash before it,
 * so removing, changing, inserting or reordering a row breaks every hash after it (P6).
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { Sm3 } from '#shared/base/ports.ts';

/** What the first row links to: 64 zeros. */
export const CHAIN_START = '0'.repeat(64);

export interface Link {
  readonly previous: string;
  readonly hash: string;
}

export const linkHash = (sm3: Sm3, previous: string, row: Json): string =>
  sm3(`${previous}\n${canonicalJson(row)}`);

/** Index of the first broken link, or -1 when the whole chain holds. */
export function findBreak(sm3: Sm3, rows: readonly { readonly row: Json; readonly link: Link }[], start: string = CHAIN_START): number {
  let previous = start;
  for (const [index, { row, link }] of rows.entries()) {
    if (link.previous !== previous || link.hash !== linkHash(sm3, previous, row)) return index;
    previous = link.hash;
  }
  return -1;
}
