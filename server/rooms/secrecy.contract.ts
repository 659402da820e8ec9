import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import { request, type OpenDocument, type ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { bodyOf, NODE } from '#shared/doc/shape.ts';

const TOWN = '楚米镇人民政府';
const START_MS = 120_000;

/** Every look opens a line, and lines are counted: not more of them than a person would open. */
const LINES_EVERY_MS = 250;

describe.each(ADAPTERS)('a text with a mark of secrecy at the server, on $name', ({ make }) => {
  let installation: Installation | null;
  let office: InProcessServer;
  let drafter: ServerClient;

  const start = async (at: Installation): Promise<void> => {
    office = await startInProcessServer({ ...at.settings, data: at.dataDir });
    drafter = await office.as(TOWN, 'drafter');
  };
  beforeAll(async () => {
    installation = await make();
    if (installation !== null) await start(installation);
  }, START_MS);
  afterAll(async () => {
    await office?.close();
    await installation?.drop();
  });

  const draft = async (title = '关于修缮村道的请示'): Promise<string> => (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1', title })).body.docId;
  const alarms = (): readonly string[] => office.log().split('\n').filter((line) => line.includes('"alarm":"classified-text"'));
  const isClosed = async (docId: string): Promise<boolean> => {
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    try {
      // A line that is sent away instead says with which code.
      const decoder = await Promise.race([raw.take(MESSAGE.permission), raw.closed.then((code) => { throw new Error(`the line was closed with ${code}`); })]);
      decoding.readVarUint(decoder);
      return decoding.readVarString(decoder) === 'document.classified';
    } finally {
      raw.socket.close();
    }
  };
  const refusedEdits = async (): Promise<number> => Number(/^gzt_refused_edits_total\{code="document\.classified"\} (\d+)/mu.exec((await request<string>(office.url, '/metrics')).body)?.[1] ?? 0);
  const firstText = (open: OpenDocument): Y.XmlText => {
    const paragraph = bodyOf(open.doc).toArray().find((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.nodeName === NODE.paragraph);
    return paragraph?.get(0) as Y.XmlText;
  };

  it('[SEC01] neither a title nor an opinion with a mark reaches it, however it is written', async () => {
    needInstallation(installation);
    for (const title of ['机密★关于某事的请示', '关于某事的请示（机密）', '绝　密★1年', '秘 密 ☆']) {
      expect(await drafter.post('/api/documents', { templateId: 'request-1', title }), title).toMatchObject({ status: 422, body: { error: { code: 'document.classified', rule: 'SEC01' } } });
    }
    const docId = await draft();
    expect(await drafter.act({ kind: 'terminate', docId, stepNo: 0, opinion: '机密★长期' })).toMatchObject({ status: 'refused', error: { code: 'document.classified' } });
  });

  it.each([['plain', '机密★'], ['full width and spaced', '绝　密　★　1年'], ['another star', '秘密☆'], ['invisible between', '机\u200b密\u2060★'], ['traditional', '絕密★']])('[SEC02] one that a foreign client writes (%s) closes the document for writing, with an alarm that says nothing of the text', async (_name, mark) => {
    needInstallation(installation);
    const docId = await draft();
    const before = alarms().length;
    const open = await drafter.open(docId);
    open.type(`${mark}关于一件事。`);
    await waitFor(() => alarms().length > before, { what: 'the alarm' });
    expect(alarms().at(-1)).toContain(docId);
    expect(office.log()).not.toContain('关于一件事');
    expect(await isClosed(docId)).toBe(true);
    const refused = await refusedEdits();
    open.type('再写一句');
    await waitFor(async () => await refusedEdits() > refused, { what: 'the edit to be refused' });
    open.close();
  });

  it('[SEC03] taking the mark out opens it again; it stays closed over a restart until then', async () => {
    const at = needInstallation(installation);
    const docId = await draft();
    const first = await drafter.open(docId);
    first.type('机密★关于一件事。');
    await waitFor(() => isClosed(docId), { what: 'the document to be closed', intervalMs: LINES_EVERY_MS });
    first.close();
    await office.close();
    await start(at);
    expect(await isClosed(docId)).toBe(true);
    const open = await drafter.open(docId);
    firstText(open).delete(0, 3);
    await waitFor(async () => !(await isClosed(docId)), { what: 'the document to be open again' });
    open.type('接着写。');
    await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === open.hash());
    open.close();
  });

  it('[SEC02] one that comes about by what is taken out between is seen when nobody writes any more; the words of ordinary work close nothing', async () => {
    needInstallation(installation);
    const docId = await draft();
    const open = await drafter.open(docId);
    open.type('保守国家秘密，密切配合，商业秘密。机构密切★');
    await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === open.hash());
    expect(await isClosed(docId)).toBe(false);
    const text = firstText(open);
    const at = text.toString().indexOf('机构密切★');
    text.delete(at + 1, 1);
    text.delete(at + 2, 1);
    await waitFor(async () => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash === open.hash());
    open.close();
    await waitFor(() => isClosed(docId), { what: 'the document to be closed', intervalMs: LINES_EVERY_MS });
  });
});
