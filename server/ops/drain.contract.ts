import * as decoding from 'lib0/decoding';
import { afterAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyText, readContent } from '#shared/doc/canonical.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { edit, openRaw, type RawCollab } from '#tests/kit/raw-collab.ts';
import { signIn } from '#tests/kit/server-client.ts';
import { startTestServer } from '#tests/kit/test-server.ts';

const TOWN = '楚米镇人民政府';
const CLIENTS = 200;
const DOCUMENTS = 20;
const made: Installation[] = [];
afterAll(async () => { for (const installation of made) await installation.drop(); });

interface Writer {
  readonly raw: RawCollab;
  readonly docId: string;
  /** What it typed, in the order of its messages. */
  readonly typed: string[];
  acknowledged(): number;
}

function writerOf(raw: RawCollab, docId: string, name: number): Writer & { type(): void } {
  const typed: string[] = [];
  return {
    raw, docId, typed,
    type: () => {
      const word = `〔${name}.${typed.length}〕`;
      typed.push(word);
      raw.update(edit(raw, word));
    },
    // The first message of every socket is its answer to the server's step 1.
    acknowledged: () => Math.max(0, ...raw.seen.filter(({ type }) => type === MESSAGE.durable).map(({ decoder }) => decoding.readVarUint(decoding.clone(decoder)))) - 1,
  };
}

it.each(ADAPTERS)('[OPS08] SIGTERM on $name with two hundred clients that write: 1012 for all, code 0, within five seconds, and everything acknowledged is there', async ({ make }) => {
  const installation = needInstallation(await make());
  made.push(installation);
  const server = await startTestServer({ dataDir: installation.dataDir, env: installation.env });
  const drafter = await signIn(server.url, server.account(TOWN, 'drafter'));
  const docIds = await Promise.all(Array.from({ length: DOCUMENTS }, async (_, index) =>
    (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'report-1', title: `关于第${index}件事的报告` })).body.docId));
  const writers = await Promise.all(Array.from({ length: CLIENTS }, async (_, index) => {
    const docId = docIds[index % DOCUMENTS] ?? '';
    const raw = await openRaw(drafter, docId, [SUBPROTOCOL.extended]);
    await raw.sync();
    return writerOf(raw, docId, index);
  }));
  let isWriting = true;
  let startedAt = 0;
  const writing = (async () => {
    for (let round = 0; isWriting; round += 1) {
      for (const writer of writers) if (writer.raw.socket.readyState === writer.raw.socket.OPEN) writer.type();
      if (round === 3) startedAt = performance.now();
      await new Promise((resolve) => { setImmediate(resolve); });
    }
  })();
  while (startedAt === 0) await new Promise((resolve) => { setImmediate(resolve); });
  const code = await server.stop();
  const tookMs = performance.now() - startedAt;
  isWriting = false;
  await writing;
  const closes = await Promise.all(writers.map(({ raw }) => raw.closed));
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(5_000);
  expect(closes.filter((close) => close !== 1012)).toEqual([]);

  const texts = await installation.place.read(async (tx) => new Map(await Promise.all(docIds.map(async (docId) => {
    const doc = new Y.Doc();
    for (const { bytes } of await tx.selectFrom('update_log').select('bytes').where('doc_id', '=', docId).orderBy('seq').execute()) Y.applyUpdate(doc, bytes);
    return [docId, bodyText(readContent(doc))] as const;
  }))));
  let acknowledged = 0;
  const lost = writers.flatMap((writer) => {
    const words = writer.typed.slice(0, Math.max(0, writer.acknowledged()));
    acknowledged += words.length;
    return words.filter((word) => texts.get(writer.docId)?.includes(word) !== true);
  });
  expect(lost).toEqual([]);
  expect(acknowledged).toBeGreaterThan(CLIENTS);
}, 60_000);
