/**
 * A node that sleeps for sixty seconds, at the lease that the product has. The clock is a row of the database that the test moves, the sleeper's timer is
 * one that does not ring: so nothing here is a race, and whichever the sleeper meets first when it wakes up is tried alone.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from '#server/config.ts';
import { createTestDatabase, needDatabase, type TestDatabase } from '#tests/kit/postgres.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import type { Storage } from '../storage.ts';
import { openPostgresStorage } from './postgres-storage.ts';

const PAUSE_MS = 60_000;
const LEASE_MS = settingsSchema.parse({ data: '/nowhere' }).leaseMs;
const NOT_OWNER = { code: 'storage.not-owner' };

interface Node extends Storage {
  readonly id: string;
  readonly lost: string[];
  /** Its timer rings once: it says that it is alive. */
  ring(): void;
}

let database: TestDatabase | null;
let count = 0;
let sleeper: Node;
let other: Node;
let docId = '';

beforeAll(async () => {
  database = await createTestDatabase();
  if (database !== null) await database.query('create table test_clock as select 1000000::bigint as now_ms');
});
afterAll(async () => { await database?.drop(); });

async function start(): Promise<Node> {
  const id = `node-${++count}`;
  let ring = (): void => {};
  const storage = await openPostgresStorage({
    url: needDatabase(database).url, nodeId: id, leaseMs: LEASE_MS, probeIntervalMs: 20, databaseNow: '(select now_ms from test_clock)',
    every: (_intervalMs, run) => {
      ring = run;
      return () => {};
    },
  });
  const lost: string[] = [];
  storage.lease.onLost((each) => lost.push(each));
  return { ...storage, id, lost, ring: () => ring() };
}
const passMs = (durationMs: number): Promise<unknown> => needDatabase(database).query('update test_clock set now_ms = now_ms + $1', [durationMs]);
const append = (node: Storage, byte: number): Promise<number> => node.appendUpdate({ docId, personId: 'p', at: byte, bytes: new Uint8Array([byte]) });
const log = async (): Promise<readonly (readonly [byte: number, token: number])[]> =>
  (await needDatabase(database).query<{ bytes: Buffer; token: string }>('select bytes, token from update_log where doc_id = $1 order by seq', [docId])).map(({ bytes, token }) => [bytes[0] ?? -1, Number(token)]);
const saysThatItLives = async (node: Node): Promise<void> => {
  const expiry = async (): Promise<string | undefined> => (await needDatabase(database).query<{ expires_at: string }>('select expires_at from node where node_id = $1', [node.id]))[0]?.expires_at;
  const before = await expiry();
  node.ring();
  await waitFor(async () => (await expiry()) !== before);
};

/** Somebody else has the document while the sleeper believes that it is its own. */
async function sleepThroughIt(): Promise<void> {
  await sleeper.lease.acquire(docId);
  await append(sleeper, 1);
  await passMs(LEASE_MS - 1);
  await saysThatItLives(other);
  await expect(other.lease.acquire(docId)).rejects.toMatchObject(NOT_OWNER);
  await passMs(PAUSE_MS - (LEASE_MS - 1));
  await saysThatItLives(other);
  await other.lease.acquire(docId);
  await append(other, 2);
  expect([sleeper.lease.holds(docId), sleeper.lost]).toEqual([true, []]);
}

describe('a node that slept for sixty seconds', () => {
  beforeEach(async () => {
    docId = `z${++count}`;
    [sleeper, other] = [await start(), await start()];
    return async () => {
      await sleeper.close();
      await other.close();
    };
  });

  it('[NODE02] the frames that it finds first are refused by their token, then it knows; the document has one writer', async () => {
    await sleepThroughIt();
    const late = await Promise.allSettled([append(sleeper, 10), append(sleeper, 11), append(sleeper, 12)]);
    for (const each of late) expect(each).toMatchObject({ status: 'rejected', reason: NOT_OWNER });
    expect([sleeper.lease.holds(docId), sleeper.lost, sleeper.health()]).toEqual([false, [docId], { kind: 'ok' }]);
    await append(other, 3);
    expect(await log()).toEqual([[1, 1], [2, 2], [3, 2]]);
  });

  it('[NODE02] when its timer rings first it gives up the document, and its frames go nowhere', async () => {
    await sleepThroughIt();
    sleeper.ring();
    await waitFor(() => sleeper.lost.length > 0);
    await expect(append(sleeper, 10)).rejects.toMatchObject(NOT_OWNER);
    expect([sleeper.lost, await log()]).toEqual([[docId], [[1, 1], [2, 2]]]);
    // It is alive again, and what others have stays theirs.
    await expect(sleeper.lease.acquire(docId)).rejects.toMatchObject(NOT_OWNER);
  });

  it('[NODE02] a write that was on its way when it fell asleep waits for who takes over, and is refused', async () => {
    await sleeper.lease.acquire(docId);
    await append(sleeper, 1);
    await passMs(PAUSE_MS);
    await saysThatItLives(other);
    const { late } = await other.tx(async (tx) => {
      // As `acquire` does, not committed yet: the statement of the sleeper is with the database and waits for the row.
      await sql`update doc_lease set node_id = ${other.id}, token = token + 1 where doc_id = ${docId}`.execute(tx);
      const onItsWay = append(sleeper, 10);
      onItsWay.catch(() => {});
      await waitFor(async () => (await needDatabase(database).query("select 1 from pg_stat_activity where application_name like $1 and wait_event_type = 'Lock'", [`%${sleeper.id}`])).length > 0);
      return { late: onItsWay };
    });
    await expect(late).rejects.toMatchObject(NOT_OWNER);
    expect([sleeper.lost, await log()]).toEqual([[docId], [[1, 1]]]);
  });

  it('[NODE03] nobody needed it meanwhile: it goes on where it was', async () => {
    await sleeper.lease.acquire(docId);
    await append(sleeper, 1);
    await passMs(PAUSE_MS);
    await append(sleeper, 2);
    await saysThatItLives(sleeper);
    await expect(other.lease.acquire(docId)).rejects.toMatchObject(NOT_OWNER);
    expect([sleeper.lost, await log()]).toEqual([[], [[1, 1], [2, 1]]]);
  });
});

it('[NODE03] a node says that it lives while all its readers are busy', async () => {
  const node = await start();
  const done: (() => void)[] = [];
  const reads = Array.from({ length: 50 }, () => node.read(async (tx) => {
    await tx.selectFrom('meta').select('key').execute();
    await new Promise<void>((resolve) => { done.push(resolve); });
  }));
  // As many as there are connections to read with; the others wait for one.
  await waitFor(() => done.length >= 6);
  await passMs(1);
  await saysThatItLives(node);
  const release = setInterval(() => { for (const resolve of done.splice(0)) resolve(); }, 1);
  await Promise.all(reads);
  clearInterval(release);
  await node.close();
});
