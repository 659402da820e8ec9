import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSettings, redacted, type Settings } from './config.ts';

const dir = mkdtempSync(join(tmpdir(), 'gzt-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const settingsOf = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Settings => {
  const read = readSettings(args, env);
  if (!read.ok) throw new Error(read.message);
  return read.settings;
};
const messageOf = (args: readonly string[], env: Readonly<Record<string, string>> = {}): string => {
  const read = readSettings(args, env);
  return read.ok ? '' : read.message;
};

it('[SRV20] a flag wins over the environment, the environment over the file, the file over the default', () => {
  writeFileSync(join(dir, 'server.json'), JSON.stringify({ port: 1001, host: '0.0.0.0', scale: 'prefecture' }));
  const env = { GZT_PORT: '1002', GZT_SCALE: 'province', GZT_SERVER_URL: 'http://not-a-setting', GZT_DATA: dir };
  expect(settingsOf(['--port', '1003'], env)).toMatchObject({ port: 1003, scale: 'province', host: '0.0.0.0', sessionHours: 12, data: dir });
  expect(settingsOf([], env).port).toBe(1002);
  expect(settingsOf(['--data', dir]).port).toBe(1001);
  expect(settingsOf(['--data', join(dir, 'empty')]).port).toBe(8787);
  expect(settingsOf(['--data', dir, '--demo']).demo).toBe(true);
  expect(settingsOf(['--data', dir], { GZT_DEMO: '1' }).demo).toBe(true);
});

it('[SRV21] an unknown or impossible setting is named', () => {
  expect(messageOf([])).toContain('--data');
  expect(messageOf(['--data', dir, '--port', 'many'])).toContain('port');
  expect(messageOf(['--data', dir, '--scale', 'village'])).toContain('scale');
  expect(messageOf(['--data', dir, '--verbose'])).toContain('verbose');
  expect(messageOf(['--data', dir, 'start-please'])).toContain('start-please');
  expect(messageOf(['--data', dir, '--config', join(dir, 'none.json')])).toContain('none.json');
  writeFileSync(join(dir, 'other.json'), '{"portt":1}');
  expect(messageOf(['--data', dir, '--config', join(dir, 'other.json')])).toContain('portt');
});

it('[SRV22] what is printed at start hides whatever is named like a secret', () => {
  const printed = JSON.stringify(redacted({ ...settingsOf(['--data', dir]), databaseUrl: 'postgres://u:geheim@h/d', signingKey: 'geheim' } as Settings));
  expect(printed).not.toContain('geheim');
  expect(printed).toContain('"port"');
});

it('[SRV24] PostgreSQL is chosen by name and needs an address, which is never printed', () => {
  const url = 'postgres://gzt:geheim@db.example:5432/gzt';
  expect(settingsOf(['--data', dir]).storage).toBe('sqlite');
  expect(messageOf(['--data', dir, '--storage', 'postgres'])).toContain('--postgres-url');
  expect(messageOf(['--data', dir, '--storage', 'mysql'])).toContain('storage');
  const wrong = messageOf(['--data', dir, '--storage', 'postgres', '--postgres-url', 'http://gzt:geheim@db.example']);
  expect(wrong).toContain('postgresUrl');
  expect(wrong).not.toContain('geheim');
  const settings = settingsOf(['--data', dir], { GZT_STORAGE: 'postgres', GZT_POSTGRES_URL: url });
  expect(settings).toMatchObject({ storage: 'postgres', postgresUrl: url, leaseMs: 15_000 });
  expect(JSON.stringify(redacted(settings))).not.toContain('geheim');
});
