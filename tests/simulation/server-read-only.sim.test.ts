/** One client against a real server that cannot or will not save: what the person is told, and that nothing they wrote is lost. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { removeFault } from '#server/documents/faults.ts';
import type { DocId } from '#shared/base/ids.ts';
import { plantRows, removePlanted, withoutBeginning } from '#tests/kit/broken-text.ts';
import { MESSAGE } from '#shared/protocol/collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { startOfficeClient, type Editor, type OfficeClient } from '#tests/kit/office-client.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { signIn, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { PLAIN } from '#tests/kit/plain-draft.ts';

const ROUND_MS = 1_000;
let server: InProcessServer;
let client: OfficeClient;
let http: ServerClient;
let docId: string;
let editor: Editor;

beforeAll(async () => {
  server = await startInProcessServer({}, { pingIntervalMs: ROUND_MS });
  const [drafter] = server.accounts.filter((account) => account.level === 4 && account.roles.includes('drafter'));
  if (drafter === undefined) throw new Error('no drafter');
  client = await startOfficeClient();
  await client.ask('session.signIn', { serverUrl: server.url, login: drafter.login, password: drafter.password });
  http = await signIn(server.url, drafter);
}, 60_000);
afterEach(() => {
  expect(client.bugs).toEqual([]);
});
afterAll(async () => {
  await client?.close();
  client?.remove();
  await server?.close();
});

const contentOf = async (): Promise<string> => JSON.stringify((await http.get(`/api/documents/${docId}/content`)).body);
const heldOf = async () => (await client.ask('sync.get', {})).held;
const says = (canWrite: boolean, code: string | null): Promise<unknown> => waitFor(() => editor.status()?.canWrite === canWrite && editor.status()?.code === code, { what: `status ${canWrite} ${code}` });
async function drafted(): Promise<void> {
  // Not before this machine has the directory, which a busy one gets late.
  ({ docId } = await waitFor(() => client.ask('document.create', { templateId: 'request-1', subject: '修缮村道', ...PLAIN })));
  editor = await client.open(docId);
  editor.type('先写的。');
  await waitFor(async () => (await contentOf()).includes('先写的。'));
  await waitFor(() => editor.status()?.sync === 'synced');
}

describe('a server that takes no edits for the time being', () => {
  it('[REP21] because its disk is full: said as the server’s trouble, what was typed stays with the document, and it arrives once there is room', async () => {
    await drafted();
    await server.server.storage.tx((tx) => sql`pragma max_page_count = 1`.execute(tx));
    editor.type('满'.repeat(20_000));
    await says(false, 'server.read-only');
    // Typed in the moment before the editor was told: not put aside, it may join later.
    editor.type('盘满时写的。');
    await editor.flush();
    expect(editor.wasReset()).toBe(false);
    expect(editor.status()).toMatchObject({ sync: 'pending', isStorageOk: true });
    expect(await heldOf()).toEqual([{ docId, title: expect.stringContaining('修缮村道'), code: 'server.read-only' }]);
    expect((await client.ask('sync.get', {})).branches).toEqual([]);

    await server.server.storage.tx((tx) => sql`pragma max_page_count = 1073741823`.execute(tx)).catch(() => null);
    await says(true, null);
    await waitFor(async () => (await contentOf()).includes('盘满时写的。'));
    await waitFor(() => editor.status()?.sync === 'synced');
    expect(await heldOf()).toEqual([]);
    editor.close();
  });

  it('[REP21] because the document is broken: nothing is sent again and again, nothing becomes a branch, and it arrives once the document is healed', async () => {
    await drafted();
    plantRows(server.dataDir, docId, withoutBeginning(9_000));
    expect((await http.get(`/api/documents/${docId}/content`)).status).toBe(423);
    await says(false, 'document.broken');
    const refused = async (): Promise<number> => Number(/^gzt_refused_edits_total\{code="document\.broken"\} (\d+)/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1] ?? 0);
    const bystander = await openRaw(http, docId);
    await waitFor(async () => await refused() === 1, { what: 'the bystander to have said what it has' });
    editor.type('熔断时写的。');
    await editor.flush();
    expect([editor.wasReset(), editor.status()?.sync]).toEqual([false, 'pending']);
    expect(await heldOf()).toEqual([{ docId, title: expect.stringContaining('修缮村道'), code: 'document.broken' }]);
    expect(await contentOf()).toContain('先写的。');

    await waitFor(async () => await refused() === 2, { what: 'the edit to be refused' });
    // Rounds of the server, for longer than a client waits before it sends again what is refused for another reason.
    for (let round = 0; round < 4; round += 1) await bystander.take(MESSAGE.awareness);
    bystander.socket.close();
    expect(await refused()).toBe(2);

    // What an operator does: the damaged rows go, then the breaker.
    removePlanted(server.dataDir, docId);
    await server.server.storage.tx((tx) => removeFault(tx, docId as DocId));
    await waitFor(async () => (await contentOf()).includes('熔断时写的。'), { timeoutMs: 15_000 });
    await waitFor(() => editor.status()?.sync === 'synced');
    await says(true, null);
    expect((await client.ask('sync.get', {})).branches).toEqual([]);
    editor.close();
  });
});
