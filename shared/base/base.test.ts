import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MESSAGES } from '#shared/i18n/index.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import { appError, ERRORS, isErrorCode } from './errors.ts';
import { createDocId, createOpId, isDocId, isOpId, isPersonId, isUnitId, toHex } from './ids.ts';
import { isDeeperThan, parse } from './parse.ts';
import { err, ok, unreachable } from './result.ts';

describe('the error table', () => {
  it('[ERR01] has words for every code in every language, and no words without a code', () => {
    for (const messages of Object.values(MESSAGES)) {
      const keys = Object.keys(messages).filter((key) => key.startsWith('error.'));
      expect(keys.toSorted()).toEqual(Object.keys(ERRORS).map((code) => `error.${code}`).toSorted());
    }
  });

  it('[ERR02] maps every code to an error status, a close code that can occur, and a word on trying again', () => {
    for (const { status, close, retry } of Object.values(ERRORS)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect((close >= 1000 && close <= 1013) || (close >= 4400 && close < 4500)).toBe(true);
      if (close >= 4400) expect(close - 4000).toBe(status);
      expect(['no', 'later', 'after-sign-in', 'after-update', 'after-reload']).toContain(retry);
    }
  });

  it('[ERR02] knows its codes from anything else', () => {
    expect(isErrorCode('auth.required')).toBe(true);
    for (const other of ['toString', '__proto__', 'auth', '', null, 404]) expect(isErrorCode(other)).toBe(false);
    expect(appError('not-found', { rule: 'POL04' })).toEqual({ code: 'not-found', rule: 'POL04' });
  });

  it('[ERR04] keeps expected refusals as values and lets bugs throw', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(err('no')).toEqual({ ok: false, error: 'no' });
    expect(() => unreachable('gone' as never)).toThrow('unreachable: "gone"');
  });
});

describe('untrusted input', () => {
  const schema = z.strictObject({ commands: z.array(z.strictObject({ opId: z.string() })) });

  it('[ERR03] names an unknown field with its path', () => {
    expect(parse(schema, { commands: [], colour: 1 })).toEqual({ ok: false, error: { code: 'request.unknown-field', field: 'colour' } });
    expect(parse(schema, { commands: [{ opId: 'a', opid: 'b' }] })).toEqual({ ok: false, error: { code: 'request.unknown-field', field: 'commands.0.opid' } });
  });

  it('[ERR04] names the first thing wrong and never throws', () => {
    expect(parse(schema, { commands: [{ opId: 1 }] })).toEqual({ ok: false, error: { code: 'request.invalid', field: 'commands.0.opId' } });
    fc.assert(fc.property(fc.anything(), (input) => { expect(typeof parse(schema, input).ok).toBe('boolean'); }));
  });

  it('[ERR05] measures depth without going past the limit', () => {
    const nested = (depth: number): unknown => { let value: unknown = 1; for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { value }; return value; };
    expect(isDeeperThan(nested(16), 16)).toBe(false);
    expect(isDeeperThan(nested(17), 16)).toBe(true);
    expect(isDeeperThan(nested(100_000), 16)).toBe(true);
    for (const flat of [null, 1, 'text', [], {}]) expect(isDeeperThan(flat, 1)).toBe(false);
  });

  it('[ERR06] takes an id in exactly one form', () => {
    const good = 'a0'.repeat(16);
    for (const isRandomId of [isDocId, isOpId]) {
      expect(isRandomId(good)).toBe(true);
      for (const other of [good.toUpperCase(), good.slice(1), `${good}0`, `${good}\n`, 12, null, undefined]) expect(isRandomId(other)).toBe(false);
    }
    for (const isEntityId of [isUnitId, isPersonId]) {
      expect(isEntityId('u52032212')).toBe(true);
      for (const other of ['short', 'Upper123', 'a-b-c-d', 'x'.repeat(41), 'abcdef\n', null]) expect(isEntityId(other)).toBe(false);
    }
  });

  it('[ERR06] makes ids from the randomness that it is given', () => {
    const random = { bytes: (length: number) => new Uint8Array(length).fill(0xab) };
    expect(createDocId(random)).toBe('ab'.repeat(16));
    expect(isOpId(createOpId(random))).toBe(true);
    expect(toHex(Uint8Array.of(0, 15, 255))).toBe('000fff');
  });
});

describe('canonical JSON', () => {
  it('[AUD01] is one string for one value, whatever order the keys came in', () => {
    expect(canonicalJson({ b: [1, true, null], a: { d: '值', c: -0 } })).toBe('{"a":{"c":0,"d":"值"},"b":[1,true,null]}');
    const json = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constant(null), fc.boolean(), fc.maxSafeInteger(), fc.string(), fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
    })).value;
    fc.assert(fc.property(json, (value) => {
      const written = canonicalJson(value);
      expect(canonicalJson(JSON.parse(written) as Json)).toBe(written);
      expect(canonicalJson(reversed(value))).toBe(written);
    }));
  });

  it('[AUD01] carries safe integers only and leaves out what is undefined', () => {
    for (const number of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => canonicalJson(number)).toThrow(RangeError);
    expect(canonicalJson({ a: undefined as unknown as Json, b: 1 })).toBe('{"b":1}');
  });
});

function reversed(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Json) => reversed(item));
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, child]) => [key, reversed(child)]));
}
