import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { canonicalContent, readContent } from '#shared/doc/canonical.ts';
import { archive, draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { signIn, type OpenDocument } from '#tests/kit/server-client.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { manifest } from './manifest.ts';

const TOWN = '楚米镇人民政府';
const MAIN = new URL('../main.ts', import.meta.url).pathname;
const CHEAP = { GZT_PASSWORD_MEMORY_KIB: '1024', GZT_PASSWORD_PASSES: '1' };
const dir = mkdtempSync(join(tmpdir(), 'gzt-ops-'));
let server: TestServer;
let office: Office;
let opened: readonly OpenDocument[] = [];

interface Ran { readonly code: number | null; readonly out: string; readonly err: string }
/** Asynchronous: the clients of this process go on writing meanwhile. */
const run = (...args: readonly string[]): Promise<Ran> => new Promise((resolve) => {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
  child.once('close', (code) => resolve({ code, out, err }));
});

beforeAll(async () => {
  server = await startTestServer({ env: CHEAP });
  office = {
    drafter: await signIn(server.url, server.account(TOWN, 'drafter')), mayor: await signIn(server.url, server.account(TOWN, 'principalLeader')),
    registrar: await signIn(server.url, server.account(TOWN, 'registrar')),
  };
  const done = await draftReport(office, '关于已办事项的报告');
  await issueReport(office, done);
  await archive(office, done);
  const docIds = await Promise.all(Array.from({ length: 4 }, (_, index) => draftReport(office, `关于第${index}件事的报告`)));
  opened = await Promise.all(docIds.map((docId) => office.drafter.open(docId)));
}, 60_000);
afterAll(async () => {
  for (const editor of opened) editor.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Every document's canonical content and the whole event log, as the files have them. */
function contentsOf(path: string): { readonly texts: ReadonlyMap<string, string>; readonly events: readonly unknown[] } {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const texts = new Map<string, string>();
    for (const row of db.prepare('select doc_id from document').all()) {
      const docId = String(row['doc_id']);
      const doc = new Y.Doc();
      for (const { bytes } of db.prepare('select bytes from update_log where doc_id = ? order by seq').all(docId)) Y.applyUpdate(doc, bytes as Uint8Array);
      texts.set(docId, canonicalContent(readContent(doc)));
    }
    return { texts, events: db.prepare('select seq, hash from event_log order by seq').all() };
  } finally {
    db.close();
  }
}

it('[OPS01] a backup made while clients write is one moment: restored and started it has every document and the audit chain of that moment', async () => {
  let isWriting = true;
  let typed = 0;
  const writing = Promise.all(opened.map(async (editor, index) => {
    for (let count = 0; isWriting; count += 1) {
      editor.type(String.fromCodePoint(0x4e00 + (count * 7 + index) % 2_000));
      typed += 1;
      // As fast as the server answers, not faster.
      await office.drafter.get('/healthz');
      if (count % 25 === 0) await office.drafter.post('/api/documents', { templateId: 'report-1', title: `关于${index}之${count}的报告` });
    }
  }));
  await waitFor(() => typed > 200);
  const before = typed;
  const to = join(dir, 'backup');
  const made = await run('backup', '--data', server.dataDir, '--to', to);
  const during = typed - before;
  isWriting = false;
  await writing;
  expect(made).toMatchObject({ code: 0 });
  expect(during).toBeGreaterThan(20);
  expect(made.err).toContain('server.db 100 %');
  const listed = manifest.parse(JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8')));
  expect(JSON.parse(made.out)).toMatchObject({ event: 'backup', eventSeq: listed.eventSeq, chainHead: listed.chainHead });
  expect(listed.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['server.db', 'directory.db']));
  expect(readdirSync(to).toSorted()).toEqual([...listed.files.map(({ name }) => name), 'manifest.json'].toSorted());
  expect(statSync(to).mode & 0o077).toBe(0);

  const data = join(dir, 'restored');
  const restored = await run('restore', '--from', to, '--data', data);
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.err).toContain('100 %');
  const there = contentsOf(join(data, 'server.db'));
  expect(there.events.at(-1)).toMatchObject({ seq: listed.eventSeq, hash: listed.chainHead });
  // The server's log holds that moment as its beginning.
  const now = contentsOf(join(server.dataDir, 'server.db'));
  expect(now.events.slice(0, there.events.length)).toEqual(there.events);
  expect(now.events.length).toBeGreaterThanOrEqual(there.events.length);

  expect(await run('verify', '--data', data)).toMatchObject({ code: 0 });
  const again = await startTestServer({ dataDir: data, env: CHEAP });
  try {
    const drafter = await signIn(again.url, again.account(TOWN, 'drafter'));
    const feed = await drafter.feed();
    // A client that has seen more than this backup holds starts over instead of waiting for what is gone.
    expect(await drafter.feed(listed.eventSeq + 1_000)).toEqual(feed);
    expect(feed.documents.length).toBeGreaterThanOrEqual(5);
    for (const { state } of feed.documents) {
      const { content } = (await drafter.get<{ readonly content: unknown }>(`/api/documents/${state.docId}/content`)).body;
      expect(content).toEqual(JSON.parse(there.texts.get(state.docId) ?? 'null'));
    }
  } finally {
    expect(await again.stop()).toBe(0);
  }
}, 60_000);

it('[OPS02] one flipped byte, a missing file, a file that is shorter, a manifest that leads elsewhere: refused by the file’s name, nothing restored', async () => {
  const to = join(dir, 'damaged');
  expect((await run('backup', '--data', server.dataDir, '--to', to)).code).toBe(0);
  const data = join(dir, 'never');
  const refused = async (name: string, damage: (bytes: Buffer) => Buffer | null): Promise<string> => {
    const path = join(to, name);
    const whole = readFileSync(path);
    const damaged = damage(Buffer.from(whole));
    if (damaged === null) rmSync(path);
    else writeFileSync(path, damaged);
    const { code, err } = await run('restore', '--from', to, '--data', data);
    writeFileSync(path, whole);
    expect(code).toBe(1);
    expect(existsSync(data)).toBe(false);
    return err;
  };
  const flip = (bytes: Buffer): Buffer => { bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1); return bytes; };
  expect(await refused('server.db', flip)).toContain('damaged backup: server.db is not what the manifest says');
  expect(await refused('directory.db', flip)).toContain('damaged backup: directory.db');
  expect(await refused('server.db', (bytes) => bytes.subarray(0, -1))).toMatch(/server\.db has \d+ bytes/);
  expect(await refused('directory.db', () => null)).toContain('directory.db cannot be read');
  expect(await refused('manifest.json', (bytes) => Buffer.from(bytes.toString().replace('"server.db"', '"../server.db"')))).toContain('manifest.json');
  expect((await run('restore', '--from', to, '--data', data)).code).toBe(0);
  expect((await run('backup', '--data', server.dataDir, '--to', to)).err).toContain('exists already');
}, 60_000);

it('[OPS03] a data directory that is not empty is left alone, or moved aside whole when that is asked for', async () => {
  const to = join(dir, 'aside');
  expect((await run('backup', '--data', server.dataDir, '--to', to)).code).toBe(0);
  const data = join(dir, 'occupied');
  mkdirSync(data);
  writeFileSync(join(data, 'precious.txt'), '不能丢');
  const refused = await run('restore', '--from', to, '--data', data);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('--force');
  expect(readdirSync(data)).toEqual(['precious.txt']);
  const forced = await run('restore', '--from', to, '--data', data, '--force');
  expect(forced.code).toBe(0);
  const { movedTo } = JSON.parse(forced.out) as { readonly movedTo: string };
  expect(readFileSync(join(movedTo, 'precious.txt'), 'utf8')).toBe('不能丢');
  expect(existsSync(join(data, 'server.db'))).toBe(true);
}, 60_000);

it('[OPS03] what is missing on the command line is named', async () => {
  expect(await run('backup', '--data', server.dataDir)).toMatchObject({ code: 1, err: expect.stringContaining('--to') });
  expect(await run('restore', '--data', join(dir, 'x'))).toMatchObject({ code: 1, err: expect.stringContaining('--from') });
  expect(await run('verify')).toMatchObject({ code: 1, err: expect.stringContaining('--data') });
  expect(await run('verify', '--data', join(dir, 'nowhere'))).toMatchObject({ code: 1, err: expect.stringContaining('no data directory') });
  const data = join(dir, 'foreign');
  mkdirSync(data);
  for (const name of ['server.db', 'Foto 1.JPG']) writeFileSync(join(data, name), '');
  expect(await run('backup', '--data', data, '--to', join(dir, 'y'))).toMatchObject({ code: 1, err: expect.stringContaining('Foto 1.JPG') });
  expect(await run('backup', '--data', server.dataDir, '--into', 'x')).toMatchObject({ code: 1, err: expect.stringContaining('--into') });
}, 60_000);
