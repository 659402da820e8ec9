/** Reminders between real replicas and a real server: who is told that a document has come, and how often. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { QUIET_BY_DEFAULT } from '#shared/time/quiet-hours.ts';
import type { Ring } from '#shared/time/ring.ts';
import { draftReport, type Office } from '#tests/kit/archive-story.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { startOfficeClient, type OfficeClient } from '#tests/kit/office-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';

const TOWN = '楚米镇人民政府';
/** The test may run at night. */
const AT_ANY_TIME = { ...QUIET_BY_DEFAULT, quietFromMinute: 0, quietToMinute: 0, workingDaysOnly: false };

let server: InProcessServer;
let office: Office;
const clients: OfficeClient[] = [];

beforeAll(async () => {
  server = await startInProcessServer();
  office = { drafter: await server.as(TOWN, 'drafter'), mayor: await server.as(TOWN, 'principalLeader'), registrar: await server.as(TOWN, 'registrar') };
}, 60_000);
afterAll(async () => {
  for (const client of clients) {
    expect(client.bugs).toEqual([]);
    await client.close();
    client.remove();
  }
  await server?.close();
}, 60_000);

interface Heard { readonly rings: Ring[]; readonly todo: number[] }

function listen(client: OfficeClient): Heard {
  const heard: Heard = { rings: [], todo: [] };
  client.replica().setReminders(AT_ANY_TIME);
  client.replica().onNotice((name, payload) => {
    if (name === 'reminder.rang') heard.rings.push(payload as Ring);
    if (name === 'desk.counted') heard.todo.push((payload as { readonly todo: number }).todo);
  });
  return heard;
}
async function clientOf(role: 'principalLeader' | 'registrar'): Promise<{ readonly client: OfficeClient; readonly heard: Heard }> {
  const client = await startOfficeClient();
  clients.push(client);
  const heard = listen(client);
  const { login, password } = server.account(TOWN, role);
  await client.ask('session.signIn', { serverUrl: server.url, login, password });
  return { client, heard };
}
async function submit(title: string): Promise<string> {
  const docId = await draftReport(office, title);
  const { body } = await office.drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`);
  expect(await office.drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: body.hash, opinion: '', people: [], dueAt: null, reasons: {} })).toMatchObject({ status: 'accepted' });
  return docId;
}

it('[REM07] what is handed to somebody rings on their machine once, also over a restart, and on nobody else’s', async () => {
  await submit('关于先前事项的报告');
  const mayor = await clientOf('principalLeader');
  const registrar = await clientOf('registrar');
  await waitFor(() => mayor.heard.todo.at(-1) === 1);
  expect(mayor.heard.rings).toEqual([]);
  const docId = await submit('关于新到事项的报告');
  const [ring] = await waitFor(() => (mayor.heard.rings.length > 0 ? mayor.heard.rings : null));
  expect(ring).toMatchObject({ first: { docId, title: expect.stringContaining('新到事项'), stage: 'arrived' }, counts: { arrived: 1 } });
  await waitFor(() => mayor.heard.todo.at(-1) === 2);
  await mayor.client.close();
  await mayor.client.start();
  const again = listen(mayor.client);
  await mayor.client.ask('sync.now', {});
  const third = await submit('关于再到事项的报告');
  await waitFor(() => again.rings.length > 0);
  expect(again.rings.map(({ first, counts }) => [first.docId, counts.arrived])).toEqual([[third, 1]]);
  expect(mayor.heard.rings).toHaveLength(1);
  expect(registrar.heard.rings).toEqual([]);
}, 60_000);
