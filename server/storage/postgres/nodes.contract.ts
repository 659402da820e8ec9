import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFeedHub } from '#server/documents/feed.ts';
import { followEvents } from '#server/documents/foreign-events.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics.ts';
import { createRooms } from '#server/rooms/rooms.ts';
import { createTexts } from '#server/text/texts.ts';
import { createTestDatabase, needDatabase, type TestDatabase } from '#tests/kit/postgres.ts';
import { smallOrg } from '#tests/kit/small-org.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import type { Storage } from '../storage.ts';
import { openPostgresStorage } from './postgres-storage.ts';

let database: TestDatabase | null;
beforeAll(async () => { database = await createTestDatabase(); });
afterAll(async () => { await database?.drop(); });

const LONG_MS = 60_000;
let count = 0;
interface Node extends Storage {
  readonly id: string;
  readonly lost: string[];
}
async function start(leaseMs = LONG_MS): Promise<Node> {
  const id = `node-${++count}`;
  const storage = await openPostgresStorage({ url: needDatabase(database).url, nodeId: id, leaseMs, probeIntervalMs: 20 });
  const lost: string[] = [];
  storage.lease.onLost((docId) => lost.push(docId));
  return { ...storage, id, lost };
}
const append = (node: Storage, docId: string, byte: number): Promise<number> => node.appendUpdate({ docId, personId: 'p', at: byte, bytes: new Uint8Array([byte]) });
const bytesOf = async (node: Storage, docId: string): Promise<readonly number[]> =>
  (await node.read((tx) => tx.selectFrom('update_log').select('bytes').where('doc_id', '=', docId).orderBy('seq').execute())).map(({ bytes }) => bytes[0] ?? -1);
/** As after a sleep: the database thinks that this node is gone, the node does not know it yet. */
const oversleep = (node: Node): Promise<unknown> => needDatabase(database).query('update node set expires_at = 0 where node_id = $1', [node.id]);
const NOT_OWNER = { code: 'storage.not-owner' };

const withNodes = async (run: (a: Node, b: Node) => Promise<void>, leaseMs?: number): Promise<void> => {
  const [a, b] = [await start(leaseMs), await start(leaseMs)];
  try {
    await run(a, b);
  } finally {
    await a.close();
    await b.close();
  }
};

describe('several nodes on one database', () => {
  it('[NODE01] one node owns a document; the other is refused until it is given back', () => withNodes(async (a, b) => {
    await a.lease.acquire('n1');
    await expect(b.lease.acquire('n1')).rejects.toMatchObject(NOT_OWNER);
    await append(a, 'n1', 1);
    await expect(append(b, 'n1', 2)).rejects.toMatchObject(NOT_OWNER);
    expect(b.health()).toEqual({ kind: 'ok' });
    await a.lease.release('n1');
    await b.lease.acquire('n1');
    await append(b, 'n1', 3);
    await expect(append(a, 'n1', 4)).rejects.toMatchObject(NOT_OWNER);
    expect(await bytesOf(a, 'n1')).toEqual([1, 3]);
  }));

  it('[NODE02] a node that overslept writes nothing after another took over, and hears that it lost the document; its other documents go on', () => withNodes(async (a, b) => {
    await a.lease.acquire('n2');
    await a.lease.acquire('n2-other');
    await append(a, 'n2', 1);
    await oversleep(a);
    await b.lease.acquire('n2');
    const [late, other] = await Promise.allSettled([append(a, 'n2', 2), append(a, 'n2-other', 9)]);
    expect(late).toMatchObject({ status: 'rejected', reason: NOT_OWNER });
    expect(other.status).toBe('fulfilled');
    expect(a.lost).toEqual(['n2']);
    expect(a.lease.holds('n2')).toBe(false);
    await append(b, 'n2', 3);
    expect(await bytesOf(b, 'n2')).toEqual([1, 3]);
    expect(await bytesOf(b, 'n2-other')).toEqual([9]);
  }));

  it('[NODE03] a silent node is missed after its lease, on the clock of the database; one that says that it is alive keeps what it has', () => withNodes(async (a, b) => {
    await a.lease.acquire('n3');
    await expect(b.lease.acquire('n3')).rejects.toMatchObject(NOT_OWNER);
    await oversleep(a);
    // It wakes up in time: nobody took anything, nothing is lost.
    await waitFor(async () => (await needDatabase(database).query<{ expires_at: string }>('select expires_at from node where node_id = $1', [a.id]))[0]?.expires_at !== '0');
    await append(a, 'n3', 1);
    expect(a.lost).toEqual([]);
    // Again if it says that it is alive in between.
    await waitFor(async () => {
      await oversleep(a);
      await b.lease.acquire('n3');
      return true;
    });
    // Nobody writes there: the next sign of life shows it.
    await waitFor(() => a.lost.includes('n3'));
  }, 600));

  it('[NODE04] a command on any node stands between the appends of the owner, who reads the document again and goes on', () => withNodes(async (a, b) => {
    await a.lease.acquire('n4');
    await append(a, 'n4', 1);
    let seenByCommand: readonly number[] = [];
    const waiting = await b.tx(async (tx) => {
      await b.lease.fence(tx, 'n4');
      const rows = await tx.selectFrom('update_log').select('bytes').where('doc_id', '=', 'n4').orderBy('seq').execute();
      seenByCommand = rows.map(({ bytes }) => bytes[0] ?? -1);
      const late = append(a, 'n4', 2);
      late.catch(() => {});
      return { late };
    });
    await expect(waiting.late).rejects.toMatchObject(NOT_OWNER);
    expect(seenByCommand).toEqual([1]);
    // Still the owner: nobody has to leave.
    expect(a.lost).toEqual([]);
    await append(a, 'n4', 3);
    expect(await bytesOf(b, 'n4')).toEqual([1, 3]);
  }));

  it('[NODE04] a command on the owner disturbs nobody', () => withNodes(async (a) => {
    await a.lease.acquire('n5');
    await append(a, 'n5', 1);
    await a.tx((tx) => a.lease.fence(tx, 'n5'));
    await append(a, 'n5', 2);
    expect(await bytesOf(a, 'n5')).toEqual([1, 2]);
  }));

  it('[NODE05] transactions of all nodes come out as if one after another', () => withNodes(async (a, b) => {
    const add = (node: Node): Promise<void> => node.tx(async (tx) => {
      const last = await tx.selectFrom('event_log').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
      const seq = (last?.seq ?? 0) + 1;
      await tx.insertInto('event_log').values({ seq, doc_id: 'd', doc_seq: seq, op_id: 'o', actor: '{}', at: 1, claimed_at: null, body: '{}', previous_hash: '', hash: 'h' }).execute();
    });
    await Promise.all(Array.from({ length: 30 }, (_, index) => add(index % 2 === 0 ? a : b)));
    const rows = await a.read((tx) => tx.selectFrom('event_log').select('seq').orderBy('seq').execute());
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  }));

  it('[NODE06] a node hears of what another commits, and gives up a document that is wanted elsewhere', () => withNodes(async (a, b) => {
    let hints = 0;
    b.onForeignEvents(() => { hints += 1; });
    await waitFor(() => hints > 0, { what: 'the first connection' });
    const before = hints;
    await a.tx((tx) => tx.insertInto('event_log').values({ seq: 1_000, doc_id: 'x', doc_seq: 1, op_id: 'o', actor: '{}', at: 1, claimed_at: null, body: '{}', previous_hash: '', hash: 'h' }).execute());
    await waitFor(() => hints > before);
    await a.lease.acquire('n6');
    await append(a, 'n6', 1);
    await waitFor(() => b.lease.acquire('n6').then(() => true));
    expect(a.lost).toEqual(['n6']);
    await append(b, 'n6', 2);
  }, 600));

  it('[NODE02] a transaction that falls asleep is ended by the database and holds up nobody for long', () => withNodes(async (a, b) => {
    const startedAt = performance.now();
    let wakeUp = (): void => {};
    let asleepHasBegun = false;
    const asleep = a.tx(async (tx) => {
      await tx.insertInto('meta').values({ key: 'asleep', value: '1' }).execute();
      asleepHasBegun = true;
      await new Promise<void>((resolve) => { wakeUp = resolve; });
      await tx.insertInto('meta').values({ key: 'awake', value: '1' }).execute();
    });
    asleep.catch(() => {});
    await waitFor(() => asleepHasBegun);
    await b.tx((tx) => tx.insertInto('meta').values({ key: 'other', value: '1' }).execute());
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    wakeUp();
    await expect(asleep).rejects.toMatchObject({ code: 'storage.failed' });
    expect((await b.read((tx) => tx.selectFrom('meta').select('key').where('key', 'in', ['asleep', 'awake', 'other']).execute())).map(({ key }) => key)).toEqual(['other']);
  }));
});

it('[NODE06] events of other nodes are found by cursor when no notification comes', async () => {
  const [a, b] = [await start(), await start()];
  const texts = createTexts();
  const feed = createFeedHub();
  const heard: number[] = [];
  feed.listen('reader', (cursor) => heard.push(cursor));
  const deaf: Storage = { ...b, onForeignEvents: () => () => {} };
  const log = createLog('silent', pino.multistream([]));
  const rooms = createRooms({ storage: deaf, texts, org: smallOrg, clock: { now: () => 0 }, log, metrics: createMetrics() });
  const stop = await followEvents({ storage: deaf, rooms, feed, log, intervalMs: 20 });
  for (const seq of [2_001, 2_002, 2_003]) {
    await a.tx(async (tx) => {
      await tx.insertInto('event_log').values({ seq, doc_id: `y${seq}`, doc_seq: 1, op_id: 'o', actor: '{}', at: 1, claimed_at: null, body: '{}', previous_hash: '', hash: 'h' }).execute();
      await tx.insertInto('feed').values({ person_id: 'reader', doc_id: `y${seq}`, seq }).execute();
    });
  }
  await waitFor(() => heard.includes(2_003));
  expect(heard).toEqual([2_001, 2_002, 2_003]);
  await stop();
  rooms.close();
  await texts.close();
  await a.close();
  await b.close();
});
