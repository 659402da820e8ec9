import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUIET_BY_DEFAULT } from '#shared/time/quiet-hours.ts';
import { DEFAULTS, openSettings } from './settings.ts';

let dir: string;
let unsaved = 0;
const open = (path = join(dir, 'settings.json')) => openSettings({ path, now: () => 7, onUnsaved: () => { unsaved += 1; } });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gzt-settings-'));
  unsaved = 0;
});
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

describe('settings', () => {
  it('[SET01] a change is on disk when it is answered, and the window is not among what a page sees', async () => {
    const settings = await open();
    expect(await settings.set({ locale: 'en', serverUrl: 'https://gzt.example' })).toMatchObject({ ok: true, value: { locale: 'en' } });
    await settings.setWindow({ x: 1, y: 2, width: 900, height: 700, isMaximised: true });
    const again = await open();
    expect(again.get()).toEqual({ serverUrl: 'https://gzt.example', locale: 'en', fontScale: 1, contrast: 'normal', ...QUIET_BY_DEFAULT, proofKindsOff: [] });
    expect(again.window()).toMatchObject({ width: 900, isMaximised: true });
    expect(JSON.parse(readFileSync(join(dir, 'settings.json'), 'utf8'))).toMatchObject({ locale: 'en' });
  });

  it('[SET01] what is missing is filled, what is unknown is ignored', async () => {
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ locale: 'zh-Hant', fromTheFuture: true }));
    const settings = await open();
    expect(settings.get()).toMatchObject({ locale: 'zh-Hant', fontScale: 1 });
    expect(settings.movedTo).toBeNull();
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ locale: 'zh-Hant', proofKindsOff: ['rhyme'] }));
    const older = await open();
    expect([older.get().locale, older.get().proofKindsOff, older.movedTo]).toEqual(['zh-Hant', [], null]);
  });

  for (const [what, text] of [['half a file', '{"locale":"en"'], ['an empty file', ''], ['another shape', '{"locale":"tlh"}'], ['no object', '"x"'], ['binary', '\u0000\u0001']] as const) {
    it(`[SET02] a broken file is moved aside, kept and said: ${what}`, async () => {
      writeFileSync(join(dir, 'settings.json'), text);
      const settings = await open();
      expect(settings.get()).toMatchObject({ locale: DEFAULTS.locale });
      expect(settings.movedTo).toBe(join(dir, 'settings.json.broken-7'));
      expect(readFileSync(join(dir, 'settings.json.broken-7'), 'utf8')).toBe(text);
      expect((await settings.set({ locale: 'en' })).ok).toBe(true);
    });
  }

  it('[SET03] a write that fails is reported, the change holds until the end, and nothing throws', async () => {
    mkdirSync(join(dir, 'settings.json'));
    const settings = await open();
    expect(await settings.set({ fontScale: 1.5 })).toMatchObject({ ok: false, error: { code: 'storage.failed' } });
    expect(settings.get().fontScale).toBe(1.5);
    expect(unsaved).toBeGreaterThan(0);
  });
});
