import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { startTestServer, type TestServer } from '#tests/kit/test-server.ts';
import { signIn } from '#tests/kit/server-client.ts';
import { startTcpProxy } from '#tests/kit/tcp-proxy.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
const MAIN = new URL('./main.ts', import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'gzt-process-'));
const runMain = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', timeout: 20_000, env: { ...process.env, ...env } });

let server: TestServer;
beforeAll(async () => { server = await startTestServer(); });
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** The process starts from source, and a slow machine takes several seconds for each start. */
const SIX_RESTARTS_MS = 120_000;

describe('the server as a process', () => {
  it('[SRV14] SIGKILL loses nothing that anybody was shown or told', async () => {
    const drafter = await signIn(server.url, server.account(TOWN, 'drafter'));
    const colleague = await signIn(server.url, server.account(TOWN, 'sectionHead'));
    const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于断电的请示' })).body;
    await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
    const mine = await drafter.open(docId);
    let theirs = await colleague.open(docId);
    for (let round = 0; round < 5; round += 1) {
      for (let letter = 0; letter < 20; letter += 1) mine.type(String.fromCodePoint(0x4e00 + round * 20 + letter));
      const last = String.fromCodePoint(0x4e00 + round * 20 + 19);
      await waitFor(() => theirs.text().includes(last));
      const shown = theirs.text();
      theirs.close();
      // Taken off the line first, so that it cannot repair the server from its own copy.
      mine.provider.disconnect();
      await server.kill9();
      await server.restart();
      theirs = await colleague.open(docId);
      expect(theirs.text()).toBe(shown);
      mine.provider.connect();
      await waitFor(() => mine.provider.synced);
    }
    const submitted = await drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: mine.hash(), opinion: '', people: [], dueAt: null, reasons: {} });
    expect(submitted.status).toBe('accepted');
    await server.kill9();
    await server.restart();
    expect((await drafter.view(docId)).state).toMatchObject({ stage: 'signing', contentHash: mine.hash() });
    mine.close();
    theirs.close();
  }, SIX_RESTARTS_MS);

  it('[SRV15] a cut cable is only a pause', async () => {
    const cable = await startTcpProxy(server.url);
    const drafter = await signIn(cable.url, server.account(TOWN, 'drafter'));
    const { docId } = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title: '关于断网的请示' })).body;
    const mine = await drafter.open(docId);
    cable.cut();
    await waitFor(() => !mine.provider.wsconnected);
    mine.type('断网时写的');
    await expect(fetch(`${cable.url}/healthz`)).rejects.toThrow();
    cable.join();
    await waitFor(async () => JSON.stringify((await drafter.get(`/api/documents/${docId}/content`)).body).includes('断网时写的'));
    mine.close();
    await cable.close();
  });

  it('[SRV16] demo accounts stand in a file of their owner alone and survive a restart', async () => {
    expect(statSync(join(server.dataDir, 'demo-accounts.json')).mode & 0o777).toBe(0o600);
    expect(server.accounts.length).toBeGreaterThan(50);
    expect(Object.keys(server.accounts[0] ?? {})).toEqual(expect.arrayContaining(['login', 'password', 'name', 'unitId', 'unit', 'level', 'roles']));
    await server.kill9();
    await server.restart();
    await signIn(server.url, server.account(TOWN, 'registrar'));
  });

  it('[SRV17] SIGTERM drains: sockets close with 1012, the code is 0, within five seconds', async () => {
    const draining = await startTestServer();
    const person = await signIn(draining.url, draining.account(TOWN, 'drafter'));
    const socket = new WebSocket(`${draining.url.replace('http', 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${person.token}`]);
    await new Promise((resolve) => { socket.once('open', resolve); });
    const closed = new Promise((resolve) => { socket.once('close', resolve); });
    const startedAt = performance.now();
    expect(await draining.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await closed).toBe(1012);
  });

  it('[SRV18] a wrong setting stops the start with a sentence that names it', () => {
    const data = join(dir, 'settings');
    expect(runMain([])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('--data') });
    expect(runMain(['--data', data, '--colour', 'red'])).toMatchObject({ status: 1, stderr: expect.stringContaining('--colour') });
    expect(runMain(['--data', data, '--port', '99999'])).toMatchObject({ status: 1, stderr: expect.stringContaining('port') });
    const config = join(dir, 'server.json');
    writeFileSync(config, '{"color":"red"}');
    expect(runMain(['--data', data, '--config', config])).toMatchObject({ status: 1, stderr: expect.stringContaining('color') });
    writeFileSync(config, '{"port":');
    expect(runMain(['--data', data, '--config', config])).toMatchObject({ status: 1, stderr: expect.stringContaining('JSON') });
  });

  it('[AUTH06] init-admin makes the three administrators once and prints their passwords once', async () => {
    const data = join(dir, 'admin');
    const env = { GZT_PASSWORD_MEMORY_KIB: '1024', GZT_PASSWORD_PASSES: '1' };
    const made = runMain(['init-admin', '--data', data], env);
    expect(made.status).toBe(0);
    const lines = made.stdout.trim().split('\n').map((line) => line.split('\t'));
    expect(lines.map(([, login]) => login)).toEqual(['sysadmin', 'secadmin', 'auditadmin']);
    expect(runMain(['init-admin', '--data', data], env)).toMatchObject({ status: 1, stdout: '' });
    for (const [, , password = ''] of lines) expect(readFileSync(join(data, 'server.db')).includes(password)).toBe(false);
    const real = await startTestServer({ demo: false, dataDir: data, env });
    const [, login = '', password = ''] = lines[0] ?? [];
    expect((await signIn(real.url, { login, password })).session.person.memberships).toEqual([]);
    expect(await real.stop()).toBe(0);
  });

  it('[SRV19] the first line on standard output is one JSON object with an address that works, also over IPv6', async () => {
    const child = spawn(process.execPath, [MAIN, '--host', '::1', '--port', '0', '--data', join(dir, 'v6')], { stdio: ['ignore', 'pipe', 'ignore'] });
    const first = await new Promise<string>((resolve) => { child.stdout.setEncoding('utf8').once('data', resolve); });
    const { event, url } = JSON.parse(first.split('\n')[0] ?? '') as { readonly event: string; readonly url: string };
    expect(event).toBe('listening');
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const exited = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGINT');
    expect(await exited).toBe(0);
  });
});
