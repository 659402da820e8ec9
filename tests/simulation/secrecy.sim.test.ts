/** One client against a real server, and a text that shows a 密级 mark: nothing of it leaves the machine, it stays its author's, and goes on without the mark. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Y from 'yjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { startOfficeClient, type Editor, type OfficeClient } from '#tests/kit/office-client.ts';
import { PLAIN } from '#tests/kit/plain-draft.ts';
import { signIn, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

let server: InProcessServer;
let client: OfficeClient;
let http: ServerClient;

beforeAll(async () => {
  server = await startInProcessServer();
  const [drafter] = server.accounts.filter((account) => account.level === 4 && account.roles.includes('drafter'));
  if (drafter === undefined) throw new Error('no drafter');
  client = await startOfficeClient();
  await client.ask('session.signIn', { serverUrl: server.url, login: drafter.login, password: drafter.password });
  http = await signIn(server.url, drafter);
}, 60_000);
afterEach(() => expect(client.bugs).toEqual([]));
afterAll(async () => {
  await client?.close();
  client?.remove();
  await server?.close();
});

const contentOf = async (docId: string): Promise<string> => JSON.stringify((await http.get(`/api/documents/${docId}/content`)).body);
const held = async (): Promise<readonly string[]> => (await client.ask('sync.get', {})).held.map(({ docId, code }) => `${docId} ${code}`);
/** Every byte that the server has of anything. */
const serverHas = (words: string): boolean => readdirSync(server.dataDir).filter((name) => name.startsWith('server.db')).some((name) => readFileSync(join(server.dataDir, name)).includes(words));
async function drafted(): Promise<{ readonly docId: string; readonly editor: Editor }> {
  const { docId } = await waitFor(() => client.ask('document.create', { templateId: 'request-1', subject: '修缮村道', ...PLAIN }));
  const editor = await client.open(docId);
  editor.type('先写的。');
  await waitFor(async () => (await contentOf(docId)).includes('先写的。'));
  await waitFor(() => editor.status()?.sync === 'synced');
  return { docId, editor };
}
function remove(editor: Editor, words: string): void {
  const node = bodyOf(editor.doc).toArray().find((each): each is Y.XmlElement => each instanceof Y.XmlElement && each.nodeName === NODE.paragraph);
  const text = node?.get(0) as Y.XmlText;
  text.delete(text.toString().indexOf(words), words.length);
}

describe('a text that shows a mark of secrecy', () => {
  it.each([['plain', '机密★'], ['full width, spaced', '绝　密 ★'], ['another star', '秘密☆5年'], ['invisible between', '机\u200b密★'], ['traditional', '絕密★']])('[SEC04] stays on the machine (%s): not the mark and nothing written after it; without the mark it all goes out', async (_name, mark) => {
    const { docId, editor } = await drafted();
    const secret = `不可外发${docId.slice(0, 8)}`;
    editor.type(mark + secret);
    await waitFor(() => editor.status()?.code === 'document.classified', { what: 'the text to be held' });
    expect(editor.status()).toMatchObject({ canWrite: true });
    editor.type('接着写的。');
    const contentHash = await editor.flush();
    expect(await held()).toEqual([`${docId} document.classified`]);
    expect((await client.refusal('document.act', { kind: 'submit', docId, contentHash, opinion: '', people: [], dueAt: null, reasons: {} })).code).toBe('document.classified');
    expect(await contentOf(docId)).not.toContain('接着写的');
    expect(serverHas(secret)).toBe(false);
    expect((await client.ask('sync.get', {})).branches).toEqual([]);

    remove(editor, mark + secret);
    await waitFor(async () => (await contentOf(docId)).includes('接着写的。'), { what: 'the rest to be sent' });
    await waitFor(() => editor.status()?.sync === 'synced' && editor.status()?.code === null);
    expect(await held()).toEqual([]);
    expect(serverHas(secret)).toBe(false);
    expect(serverHas(mark)).toBe(false);
    editor.close();
  });

  it('[SEC05] is still held after the machine was started again, and goes on from there', async () => {
    const { docId, editor } = await drafted();
    editor.type('机密★留在本机');
    await editor.flush();
    await client.close();
    await client.start();
    await waitFor(async () => (await held()).length > 0);
    expect(await held()).toEqual([`${docId} document.classified`]);
    const again = await client.open(docId);
    await waitFor(() => again.text().includes('留在本机'));
    expect(serverHas('留在本机')).toBe(false);
    remove(again, '机密★');
    await waitFor(async () => (await contentOf(docId)).includes('留在本机'));
    again.close();
  });

  /** Every byte of every file that this client keeps. */
  const clientHas = (words: string): boolean => readdirSync(client.dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(words));

  it('[SEC21] is deleted at its author’s word: what was never sent goes, with every byte of it; what the server has stays and is written on', async () => {
    const { docId, editor } = await drafted();
    const secret = `不可留存${docId.slice(0, 8)}`;
    for (let line = 0; line < 60; line += 1) editor.type(`机密★${secret}第${line}句，`.repeat(20));
    await editor.flush();
    expect(clientHas(secret)).toBe(true);
    expect(await client.ask('document.erase', { docId })).toEqual({ isScrubbed: true });
    expect(clientHas(secret)).toBe(false);
    expect(await held()).toEqual([]);
    expect((await client.ask('sync.get', {})).branches).toEqual([]);
    const again = await client.open(docId);
    await waitFor(() => again.text().includes('先写的。'));
    expect(again.text()).not.toContain(secret);
    again.type('重新写的。');
    await waitFor(async () => (await contentOf(docId)).includes('重新写的。'));
    expect(serverHas(secret)).toBe(false);
    again.close();
  });

  it('[SEC21] what is taken out by hand is written over too', async () => {
    const { docId, editor } = await drafted();
    const secret = `删掉就没有${docId.slice(0, 8)}`;
    editor.type(`绝密★${secret}`);
    await editor.flush();
    expect(clientHas(secret)).toBe(true);
    remove(editor, `绝密★${secret}`);
    await editor.flush();
    await waitFor(() => editor.status()?.sync === 'synced' && editor.status()?.code === null);
    expect(clientHas(secret)).toBe(false);
    editor.close();
  });

  it('[SEC21] nothing is deleted that no mark holds back', async () => {
    const { docId, editor } = await drafted();
    expect((await client.refusal('document.erase', { docId })).code).toBe('not-found');
    expect((await client.refusal('document.erase', { docId: 'f'.repeat(32) })).code).toBe('not-found');
    expect(editor.text()).toContain('先写的。');
    editor.close();
  });

  it('[SEC04] is not taken for one where ordinary work speaks of secrets', async () => {
    const { docId, editor } = await drafted();
    editor.type('保守国家秘密，人人有责；密切配合，注意商业秘密。');
    await waitFor(async () => (await contentOf(docId)).includes('注意商业秘密'));
    expect(await held()).toEqual([]);
    editor.close();
  });
});
