import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from '#shared/base/parse.ts';
import { CALLS } from '#shared/ipc/contract.ts';
import { FILE_CHARS_MAX } from '#shared/ipc/files.ts';
import { saveFile } from './save-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'gzt-save-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('saving a table', () => {
  it('[IPC09] writes where the person chose, over what was there, and leaves nothing beside it', async () => {
    const path = join(dir, '登记簿.csv');
    writeFileSync(path, 'old');
    expect(await saveFile(async (name) => join(dir, name), { name: '登记簿.csv', content: '\uFEFF字号\r\n' })).toEqual({ ok: true, value: { isSaved: true } });
    expect(readFileSync(path, 'utf8')).toBe('\uFEFF字号\r\n');
    expect(readdirSync(dir)).toEqual(['登记簿.csv']);
  });

  it('[IPC09] writes nothing when the person chose no place, and says why it could not', async () => {
    expect(await saveFile(async () => null, { name: 'a.csv', content: 'x' })).toEqual({ ok: true, value: { isSaved: false } });
    expect(await saveFile(async () => join(dir, 'nowhere', 'a.csv'), { name: 'a.csv', content: 'x' })).toMatchObject({ ok: false, error: { code: 'storage.failed' } });
    expect(readdirSync(dir)).toEqual(['登记簿.csv']);
  });

  it('[IPC09] takes a plain name and no path, and bounds the text', () => {
    const { input } = CALLS['file.save'];
    expect(parse(input, { name: '2026年发文登记簿 楚米镇（断号）.csv', text: '' }).ok).toBe(true);
    for (const name of ['', 'a', '.csv', '../a.csv', 'a/b.csv', 'a\\b.csv', 'C:a.csv', 'a.exe', 'a.csv.exe', `${'长'.repeat(200)}.csv`, 'a\u0000.csv', '~/a.csv']) expect(parse(input, { name, text: '' }).ok, name).toBe(false);
    expect(parse(input, { name: 'a.csv', text: 'x'.repeat(FILE_CHARS_MAX + 1) }).ok).toBe(false);
    expect(parse(input, { name: 'a.csv', text: '', path: '/tmp' }).ok).toBe(false);
  });
});
