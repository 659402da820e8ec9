import { describe, expect, it } from 'vitest';
import { parse } from '#shared/base/parse.ts';
import { HASH, id } from '#tests/kit/story.ts';
import { actRequest, CALLS, NOTICES, settings } from './contract.ts';
import { docPortUp } from './doc-port.ts';

describe('the window’s contract', () => {
  it.each(Object.entries(CALLS))('[PRO05] %s has an owner and refuses a field that it does not know', (_name, call) => {
    expect(['main', 'replica']).toContain(call.owner);
    const answer = parse(call.input, { madeUp: 1 });
    expect(answer.ok).toBe(false);
    for (const wrong of [null, 'text', [], 1]) expect(parse(call.input, wrong).ok).toBe(false);
  });

  it('[PRO05] knows no other name, not even one that every object has', () => {
    for (const name of ['toString', '__proto__', 'constructor', 'document.delete']) {
      expect(Object.hasOwn(CALLS, name)).toBe(false);
      expect(Object.hasOwn(NOTICES, name)).toBe(false);
    }
  });

  it('[PRO05] takes acts without op id, step or time: those are stamped by the client', () => {
    expect(parse(actRequest, { kind: 'submit', docId: id(1), contentHash: HASH, opinion: '', people: [], dueAt: null, reasons: {} }).ok).toBe(true);
    expect(parse(actRequest, { kind: 'submit', docId: id(1), contentHash: HASH, opinion: '', people: [], dueAt: null, reasons: {}, stepNo: 0 })).toMatchObject({ error: { code: 'request.unknown-field', field: 'stepNo' } });
    expect(parse(actRequest, { kind: 'submit', docId: id(1) }).ok).toBe(false);
  });

  it('[PRO05] takes part of the settings, never an unknown one or a wrong value', () => {
    const change = CALLS['settings.set'].input;
    expect(parse(change, { locale: 'en' })).toEqual({ ok: true, value: { locale: 'en' } });
    expect(parse(change, { theme: 'dark' })).toMatchObject({ error: { code: 'request.unknown-field' } });
    expect(parse(change, { fontScale: 9 }).ok).toBe(false);
    expect(parse(settings, { locale: 'en' }).ok).toBe(false);
  });

  it('[PRO05] bounds what a document’s port may carry', () => {
    expect(parse(docPortUp, { kind: 'sync', bytes: new Uint8Array(3) }).ok).toBe(true);
    expect(parse(docPortUp, { kind: 'sync', bytes: [1, 2, 3] }).ok).toBe(false);
    expect(parse(docPortUp, { kind: 'awareness', bytes: new Uint8Array(20_000_001) }).ok).toBe(false);
    expect(parse(docPortUp, { kind: 'paste', bytes: new Uint8Array(1) }).ok).toBe(false);
  });
});
