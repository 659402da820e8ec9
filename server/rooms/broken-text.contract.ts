import * as decoding from 'lib0/decoding';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { edit, openRaw } from '#tests/kit/raw-collab.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
let office: InProcessServer;
beforeAll(async () => { office = await startInProcessServer(); });
afterAll(() => office.close());

/** What no gate lets through, as a damaged disk might leave it: thousands of edits whose beginning is gone. */
function withoutBeginning(count: number): readonly Uint8Array[] {
  const source = new Y.Doc();
  const text = new Y.XmlText();
  const log: Uint8Array[] = [];
  bodyOf(source).insert(0, [text]);
  text.insert(0, 'x');
  source.on('update', (update: Uint8Array) => void log.push(update));
  for (let index = 0; index < count; index += 1) text.insert(text.length, 'x');
  return log.slice(1);
}

it('[SYN26] a document whose text brings its thread down becomes read-only; other documents and the server go on', async () => {
  const drafter = await office.as(TOWN, 'drafter');
  const create = async (): Promise<string> => (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' })).body.docId;
  const [damaged, sound] = [await create(), await create()];
  const { personId } = drafter.session.person;
  await Promise.all(withoutBeginning(9_000).map((bytes) => office.server.storage.appendUpdate({ docId: damaged, personId, at: 1, bytes })));

  const reader = await openRaw(drafter, damaged, [SUBPROTOCOL.extended]);
  expect(decoding.readVarUint(await reader.take(MESSAGE.permission))).toBe(1);
  expect((await drafter.get(`/api/documents/${damaged}/content`)).status).toBe(500);
  const permission = await reader.take(MESSAGE.permission);
  expect([decoding.readVarUint(permission), decoding.readVarString(permission)]).toEqual([0, 'storage.corrupt']);
  reader.update(edit(await synced(sound, drafter), '不该写入'));
  await waitFor(() => reader.seen.some(({ type }) => type === MESSAGE.refused || type === MESSAGE.resync));
  reader.socket.close();

  const other = await synced(sound, drafter);
  other.update(edit(other, '照常'));
  await waitFor(async () => JSON.stringify((await drafter.get(`/api/documents/${sound}/content`)).body).includes('照常'));
  other.socket.close();
});

async function synced(docId: string, person: Parameters<typeof openRaw>[0]): ReturnType<typeof openRaw> {
  const raw = await openRaw(person, docId, [SUBPROTOCOL.extended]);
  await raw.sync();
  return raw;
}
