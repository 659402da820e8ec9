import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBreak } from '#shared/audit/chain.ts';
import type { Json } from '#shared/base/canonical-json.ts';
import type { DocId } from '#shared/base/ids.ts';
import { eventOf } from '#server/documents/documents.ts';
import { sm3 } from '#server/sm3.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { randomId, type ServerClient } from '#tests/kit/server-client.ts';

const TOWN = '楚米镇人民政府';
let office: InProcessServer;
let drafter: ServerClient;
let mayor: ServerClient;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
  mayor = await office.as(TOWN, 'principalLeader');
});
afterAll(() => office.close());

it('[SRV27] commands on many documents at once: one chain, one effect for each op id, and refusals disturb nobody', async () => {
  const docIds = await Promise.all(Array.from({ length: 40 }, async () => (await drafter.post<{ readonly docId: DocId }>('/api/documents', { templateId: 'request-1' })).body.docId));
  const hashes = await Promise.all(docIds.map(async (docId) => (await drafter.get<{ readonly hash: string }>(`/api/documents/${docId}/content`)).body.hash));
  const opId = randomId();
  const outcomes = await Promise.all(docIds.flatMap((docId, index) => [
    drafter.act({ kind: 'submit', docId, stepNo: 0, contentHash: hashes[index], opinion: '', people: [], dueAt: null, reasons: {}, opId: index < 10 ? opId : randomId() }),
    // Not theirs to sign yet, or for ever; and a step that has passed.
    drafter.act({ kind: 'signOff', docId, stepNo: 1, contentHash: hashes[index], opinion: '同意' }),
    drafter.act({ kind: 'withdraw', docId, stepNo: 7 }),
  ]));
  const submitted = outcomes.filter((_, index) => index % 3 === 0);
  expect(submitted.slice(0, 10).map(({ status }) => status).toSorted()).toEqual(['accepted', ...Array.from({ length: 9 }, () => 'refused')]);
  expect(submitted.slice(10).map(({ status }) => status)).toEqual(docIds.slice(10).map(() => 'accepted'));
  expect(outcomes.filter((_, index) => index % 3 !== 0).filter(({ status }) => status === 'accepted')).toEqual([]);
  const signing = docIds.filter((_, index) => submitted[index]?.status === 'accepted');
  const signed = await Promise.all(signing.map((docId) => mayor.act({ kind: 'signOff', docId, stepNo: 1, contentHash: hashes[docIds.indexOf(docId)], opinion: '同意' })));
  expect(signed.map(({ status }) => status)).toEqual(signing.map(() => 'accepted'));

  const rows = await office.server.storage.read((tx) => tx.selectFrom('event_log').selectAll().orderBy('seq').execute());
  expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1));
  expect(findBreak(sm3, rows.map((row) => ({ row: eventOf(row) as unknown as Json, link: { previous: row.previous_hash, hash: row.hash } })))).toBe(-1);
  expect(rows.filter(({ op_id: id }) => id === opId).length).toBe(1);
  // What an answer says is where its event lies.
  for (const outcome of [...submitted, ...signed]) if (outcome.status === 'accepted') expect(rows[outcome.seq - 1]?.op_id).toBe(outcome.opId);
  const numbers = await Promise.all(signing.map(async (docId) => (await drafter.view(docId)).state.number));
  expect(new Set(numbers).size).toBe(signing.length);
});
