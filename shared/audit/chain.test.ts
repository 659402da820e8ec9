import { describe, expect, it } from 'vitest';
import { sm3 } from '#tests/kit/ports.ts';
import type { Json } from '#shared/base/canonical-json.ts';
import { CHAIN_START, findBreak, linkHash, type Link } from './chain.ts';

interface Row {
  readonly row: Json;
  readonly link: Link;
}

function chainOf(rows: readonly Json[]): Row[] {
  let previous = CHAIN_START;
  return rows.map((row) => {
    const link = { previous, hash: linkHash(sm3, previous, row) };
    previous = link.hash;
    return { row, link };
  });
}

const chain = (): Row[] => chainOf(Array.from({ length: 6 }, (_, seq) => ({ seq, actor: 'townhead1', act: 'signOff' })));
const at = (rows: readonly Row[], index: number): Row => rows[index] as Row;

describe('the audit chain', () => {
  it('[AUD02] holds untouched, when empty, and from any link on', () => {
    expect(findBreak(sm3, chain())).toBe(-1);
    expect(findBreak(sm3, [])).toBe(-1);
    expect(findBreak(sm3, chain().slice(3), at(chain(), 2).link.hash)).toBe(-1);
    expect(at(chain(), 0).link.previous).toBe('0'.repeat(64));
  });

  it('[AUD02] is the same on every machine: SM3 over the previous hash and canonical JSON', () => {
    expect(linkHash(sm3, CHAIN_START, { b: 1, a: 2 })).toBe(sm3(`${CHAIN_START}\n{"a":2,"b":1}`));
  });

  it('[AUD03] finds a changed row, also one whose own hash was made to fit', () => {
    const rows = chain();
    rows[2] = { ...at(rows, 2), row: { seq: 2, actor: 'somebody', act: 'signOff' } };
    expect(findBreak(sm3, rows)).toBe(2);
    const { previous } = at(rows, 2).link;
    rows[2] = { row: at(rows, 2).row, link: { previous, hash: linkHash(sm3, previous, at(rows, 2).row) } };
    expect(findBreak(sm3, rows)).toBe(3);
  });

  it('[AUD03] finds a removed row, the first one too', () => {
    expect(findBreak(sm3, chain().toSpliced(3, 1))).toBe(3);
    expect(findBreak(sm3, chain().slice(1))).toBe(0);
  });

  it('[AUD03] finds an inserted row', () => {
    const rows = chain();
    const row = { seq: 99 };
    const { hash } = at(rows, 2).link;
    expect(findBreak(sm3, rows.toSpliced(3, 0, { row, link: { previous: hash, hash: linkHash(sm3, hash, row) } }))).toBe(4);
  });

  it('[AUD03] finds rows that changed places', () => {
    const rows = chain();
    expect(findBreak(sm3, rows.with(1, at(rows, 2)).with(2, at(rows, 1)))).toBe(1);
  });

  it('[AUD03] finds rows cut off at the end only with the last hash kept elsewhere', () => {
    const [whole, cut] = [chain(), chain().slice(0, 4)];
    expect(findBreak(sm3, cut)).toBe(-1);
    expect(at(cut, 3).link.hash).not.toBe(at(whole, 5).link.hash);
  });
});
