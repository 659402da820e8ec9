import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { canonicalContent, readContent } from '#shared/doc/canonical.ts';
import type { Place } from '#server/storage/place.ts';
import { archive, draftReport, issueReport, type Office } from '#tests/kit/archive-story.ts';
import { ADAPTERS, embedded, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { ops, opsProcess } from '#tests/kit/ops-command.ts';
import { signIn, type OpenDocument } from '#tests/kit/server-client.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { manifest } from './manifest.ts';

const TOWN = '楚米镇人民政府';
const CHEAP = { GZT_PASSWORD_MEMORY_KIB: '1024', GZT_PASSWORD_PASSES: '1' };
const START_MS = 60_000;

/** Every document's canonical content and the whole event log, as the rows have them. */
function contentsOf(place: Place): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly events: readonly { readonly seq: number; readonly hash: string }[] }> {
  return place.read(async (tx) => {
    const texts = new Map<string, string>();
    for (const { doc_id: docId } of await tx.selectFrom('document').select('doc_id').execute()) {
      const doc = new Y.Doc();
      for (const { bytes } of await tx.selectFrom('update_log').select('bytes').where('doc_id', '=', docId).orderBy('seq').execute()) Y.applyUpdate(doc, bytes);
      texts.set(docId, canonicalContent(readContent(doc)));
    }
    return { texts, events: await tx.selectFrom('event_log').select(['seq', 'hash']).orderBy('seq').execute() };
  });
}

describe.each(ADAPTERS)('a server on $name', ({ make }) => {
  const made: Installation[] = [];
  const another = async (): Promise<Installation> => {
    const installation = needInstallation(await make());
    made.push(installation);
    return installation;
  };
  let home: Installation | null;
  let server: TestServer;
  let office: Office;
  let opened: readonly OpenDocument[] = [];

  beforeAll(async () => {
    home = await make();
    if (home === null) return;
    made.push(home);
    server = await startTestServer({ dataDir: home.dataDir, env: { ...CHEAP, ...home.env } });
    office = {
      drafter: await signIn(server.url, server.account(TOWN, 'drafter')), mayor: await signIn(server.url, server.account(TOWN, 'principalLeader')),
      registrar: await signIn(server.url, server.account(TOWN, 'registrar')),
    };
    const done = await draftReport(office, '关于已办事项的报告');
    await issueReport(office, done);
    await archive(office, done);
    const docIds = await Promise.all(Array.from({ length: 4 }, (_, index) => draftReport(office, `关于第${index}件事的报告`)));
    opened = await Promise.all(docIds.map((docId) => office.drafter.open(docId)));
  }, START_MS);
  afterAll(async () => {
    for (const editor of opened) editor.close();
    await server?.stop();
    for (const installation of made) await installation.drop();
  });

  it('[OPS01] is backed up while clients write, as one moment: restored and started it has every document and the audit chain of that moment', async () => {
    const { args, dir, place } = needInstallation(home);
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
    await waitFor(() => typed > 200, { timeoutMs: START_MS });
    const before = typed;
    const to = join(dir, 'backup');
    const backedUp = await opsProcess('backup', ...args, '--to', to);
    const during = typed - before;
    isWriting = false;
    await writing;
    expect(backedUp).toMatchObject({ code: 0 });
    expect(during).toBeGreaterThan(20);
    const listed = manifest.parse(JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8')));
    expect(JSON.parse(backedUp.out)).toMatchObject({ event: 'backup', eventSeq: listed.eventSeq, chainHead: listed.chainHead });
    expect(listed.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['server.db', 'directory.db']));
    expect(readdirSync(to).toSorted()).toEqual([...listed.files.map(({ name }) => name), 'manifest.json'].toSorted());
    expect(statSync(to).mode & 0o077).toBe(0);

    const restored = await another();
    expect(await ops('restore', '--from', to, ...restored.args)).toMatchObject({ code: 0 });
    const there = await contentsOf(restored.place);
    expect(there.events.at(-1)).toMatchObject({ seq: listed.eventSeq, hash: listed.chainHead });
    // The server's log holds that moment as its beginning.
    const now = await contentsOf(place);
    expect(now.events.slice(0, there.events.length)).toEqual(there.events);
    expect(now.events.length).toBeGreaterThanOrEqual(there.events.length);

    expect(await ops('verify', ...restored.args)).toMatchObject({ code: 0 });
    const again = await startTestServer({ dataDir: restored.dataDir, env: { ...CHEAP, ...restored.env } });
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
      // And it goes on: what is typed now is kept behind what was there.
      const editor = await drafter.open(opened[0]?.provider.roomname ?? '');
      editor.type('恢复之后写的');
      await waitFor(async () => JSON.stringify((await drafter.get(`/api/documents/${opened[0]?.provider.roomname}/content`)).body).includes('恢复之后写的'));
      editor.close();
    } finally {
      expect(await again.stop()).toBe(0);
    }
    expect(await ops('verify', ...restored.args)).toMatchObject({ code: 0 });
  }, 2 * START_MS);

  it('[OPS03] what is there already is left alone, or moved aside whole when that is asked for', async () => {
    const { args, dir } = needInstallation(home);
    const to = join(dir, 'aside');
    expect((await ops('backup', ...args, '--to', to)).code).toBe(0);
    expect((await ops('backup', ...args, '--to', to)).err).toContain('exists already');
    const target = await another();
    mkdirSync(target.dataDir);
    writeFileSync(join(target.dataDir, 'precious.txt'), '不能丢');
    const refused = await ops('restore', '--from', to, ...target.args);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('--force');
    expect(readdirSync(target.dataDir)).toEqual(['precious.txt']);
    const forced = await ops('restore', '--from', to, ...target.args, '--force');
    expect(forced.code).toBe(0);
    const { movedTo } = JSON.parse(forced.out) as { readonly movedTo: string };
    expect(readFileSync(join(movedTo, 'precious.txt'), 'utf8')).toBe('不能丢');
    expect(await target.place.isEmpty()).toBe(false);
    expect(await ops('restore', '--from', to, ...target.args)).toMatchObject({ code: 1, err: expect.stringContaining('--force') });
  }, START_MS);

  it('[OPS03] what is missing on the command line is named', async () => {
    const { args, dir } = needInstallation(home);
    const settings = args.slice(2);
    expect(await ops('backup', ...args)).toMatchObject({ code: 1, err: expect.stringContaining('--to') });
    expect(await ops('restore', '--data', join(dir, 'x'), ...settings)).toMatchObject({ code: 1, err: expect.stringContaining('--from') });
    expect(await ops('verify')).toMatchObject({ code: 1, err: expect.stringContaining('--data') });
    expect(await ops('backup', '--data', join(dir, 'nowhere'), ...settings, '--to', join(dir, 'y'))).toMatchObject({ code: 1, err: expect.stringContaining('no data directory') });
    const nobody = await another();
    expect(await ops('verify', ...nobody.args)).toMatchObject({ code: 1, err: expect.stringContaining('no installation') });
    const foreign = join(dir, 'foreign');
    mkdirSync(foreign);
    for (const name of ['directory.db', 'Foto 1.JPG']) writeFileSync(join(foreign, name), '');
    expect(await ops('backup', '--data', foreign, ...settings, '--to', join(dir, 'y'))).toMatchObject({ code: 1, err: expect.stringContaining('Foto 1.JPG') });
    expect(await ops('backup', ...args, '--into', 'x')).toMatchObject({ code: 1, err: expect.stringContaining('--into') });
  });

  it('[OPS27] a command finds the database as the server does, says when a server would look elsewhere, and never prints its address', async () => {
    const { args, dir, dataDir, settings } = needInstallation(home);
    const password = 'geheim';
    writeFileSync(join(dir, 'named.json'), JSON.stringify(settings));
    expect(await ops('backup', '--data', dataDir, '--config', join(dir, 'named.json'), '--to', join(dir, 'named'))).toMatchObject({ code: 0 });
    const target = await another();
    const { code, out, err } = await ops('restore', '--from', join(dir, 'named'), ...target.args);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ event: 'restored', storage: settings.storage });
    expect(err.includes('"event":"note"')).toBe(settings.storage === 'postgres');
    const away = await ops('verify', ...args.slice(0, 2), '--storage', 'postgres', '--postgres-url', `postgres://gzt:${password}@127.0.0.1:1/gone`);
    expect(away).toMatchObject({ code: 1, out: '' });
    expect(JSON.parse(away.err)).toMatchObject({ event: 'refused', command: 'verify' });
    expect(away.err + out + err).not.toMatch(/geheim|postgres:\/\//);
  }, START_MS);
});

describe('a backup', () => {
  let source: Installation;
  const made: Installation[] = [];
  beforeAll(async () => {
    source = embedded();
    made.push(source);
    const server = await startTestServer({ dataDir: source.dataDir, env: CHEAP });
    await server.stop();
    expect((await ops('backup', ...source.args, '--to', join(source.dir, 'backup'))).code).toBe(0);
  }, START_MS);
  afterAll(async () => { for (const installation of made) await installation.drop(); });

  it.each(ADAPTERS)('[OPS02] with a flipped byte, a missing or shorter file, a manifest that leads elsewhere: refused by the file’s name, nothing restored into $name', async ({ make }) => {
    const target = needInstallation(await make());
    made.push(target);
    const to = join(source.dir, 'backup');
    const refused = async (name: string, damage: (bytes: Buffer) => Buffer | null): Promise<string> => {
      const path = join(to, name);
      const whole = readFileSync(path);
      const damaged = damage(Buffer.from(whole));
      if (damaged === null) rmSync(path);
      else writeFileSync(path, damaged);
      const { code, err } = await ops('restore', '--from', to, ...target.args);
      writeFileSync(path, whole);
      expect(code).toBe(1);
      expect(existsSync(target.dataDir)).toBe(false);
      expect(await target.place.isEmpty()).toBe(true);
      return err;
    };
    const flip = (bytes: Buffer): Buffer => { bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1); return bytes; };
    expect(await refused('server.db', flip)).toContain('damaged backup: server.db is not what the manifest says');
    expect(await refused('directory.db', flip)).toContain('damaged backup: directory.db');
    expect(await refused('server.db', (bytes) => bytes.subarray(0, -1))).toMatch(/server\.db has \d+ bytes/);
    expect(await refused('directory.db', () => null)).toContain('directory.db cannot be read');
    expect(await refused('manifest.json', (bytes) => Buffer.from(bytes.toString().replace('"server.db"', '"../server.db"')))).toContain('manifest.json');
    expect(await refused('manifest.json', () => null)).toContain('no backup');
    expect((await ops('restore', '--from', to, ...target.args)).code).toBe(0);
  }, START_MS);
});
