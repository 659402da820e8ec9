/** The bounds of the quarantine, over both databases; the clock is handed in. */
import { pino } from 'pino';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '#server/app.ts';
import { createLog } from '#server/log.ts';
import { createMetrics, type Metrics } from '#server/metrics.ts';
import type { Storage } from '#server/storage/storage.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { id } from '#tests/kit/story.ts';
import { createQuarantine, QUARANTINE_LIMITS, type Quarantine, type QuarantineLimits } from './quarantine.ts';

const MINUTE_MS = 60_000;
const LIMITS: QuarantineLimits = { rowBytes: 100, perMinute: 1_000, waitingRows: 1_000, perPerson: { rows: 5, bytes: 300 }, inAll: { rows: 20, bytes: 1_000 } };
const value = async (metric: Metrics['quarantineRows'] | Metrics['quarantineDropped'], why?: string): Promise<number> =>
  (await metric.get()).values.find(({ labels }) => why === undefined || (labels as { readonly why?: unknown }).why === why)?.value ?? 0;

describe.each(ADAPTERS)('the quarantine on $name', ({ make }) => {
  let place: Installation | null;
  let storage: Storage;
  let metrics: Metrics;
  let now = 1_000;
  beforeAll(async () => {
    place = await make();
    if (place === null) return;
    const { settings: where, dataDir } = place;
    storage = await openStorage({ settings: { ...where, data: dataDir, leaseMs: MINUTE_MS } as never, random: { bytes: (length) => new Uint8Array(length) } });
  });
  afterAll(async () => {
    await storage?.close();
    await place?.drop();
  });
  beforeEach(async () => {
    if (place === null) return;
    await storage.tx(async (tx) => {
      await tx.deleteFrom('quarantine').execute();
      await tx.deleteFrom('meta').where('key', '=', 'quarantine').execute();
    });
    metrics = createMetrics();
  });

  const open = (limits: Partial<QuarantineLimits> = {}): Quarantine => {
    needInstallation(place);
    return createQuarantine({ storage, clock: { now: () => now }, log: createLog('silent', pino.multistream([])), metrics }, { ...LIMITS, ...limits });
  };
  const send = async (to: Quarantine, personId: string, times: number, bytes = 10, reason = 'unparsable'): Promise<void> => {
    for (let time = 0; time < times; time += 1) to.keep({ docId: id(1), personId, reason, bytes: new Uint8Array(bytes).fill(time) });
    await to.flushed();
  };
  const rowsOf = async (personId: string): Promise<readonly number[]> =>
    (await storage.read((tx) => tx.selectFrom('quarantine').select('bytes').where('person_id', '=', personId).orderBy('seq').execute())).map(({ bytes }) => bytes[0] ?? -1);
  const all = async (): Promise<{ readonly rows: number; readonly bytes: number }> => {
    const sizes = await storage.read((tx) => tx.selectFrom('quarantine').select('bytes').where('reason', '<>', 'set-aside').execute());
    return { rows: sizes.length, bytes: sizes.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) };
  };

  it('[OPS26] of one person the newest rows stay, as many as may and as fit; nobody else’s go', async () => {
    const quarantine = open();
    await send(quarantine, 'p1', 2);
    await send(quarantine, 'p2', 7);
    expect(await rowsOf('p2')).toEqual([2, 3, 4, 5, 6]);
    await send(quarantine, 'p2', 4, 500);
    // Each cut to its beginning.
    expect(await rowsOf('p2')).toEqual([1, 2, 3]);
    expect(await rowsOf('p1')).toEqual([0, 1]);
    expect(await value(metrics.quarantineRows)).toBe(5);
    expect(await value(metrics.quarantineBytes)).toBe(320);
    expect(await value(metrics.quarantineDropped, 'oldest')).toBe(8);
  });

  it('[OPS26] of all together the newest stay, and the figures are those of the table', async () => {
    const quarantine = open();
    for (let person = 0; person < 30; person += 1) {
      await send(quarantine, `p${person}`, 3, 1 + (person % 7));
      const kept = await all();
      expect(kept.rows).toBeLessThanOrEqual(LIMITS.inAll.rows);
      expect({ rows: await value(metrics.quarantineRows), bytes: await value(metrics.quarantineBytes) }).toEqual(kept);
    }
    expect(await rowsOf('p29')).toEqual([0, 1, 2]);
    expect(await rowsOf('p0')).toEqual([]);
    for (let person = 0; person < 30; person += 1) await send(quarantine, `p${person}`, 3, 100);
    expect((await all()).bytes).toBeLessThanOrEqual(LIMITS.inAll.bytes);
    expect((await all()).bytes).toBeGreaterThan(LIMITS.inAll.bytes / 2);
    // Another process begins with what there is.
    const kept = await all();
    metrics = createMetrics();
    await open().flushed();
    expect({ rows: await value(metrics.quarantineRows), bytes: await value(metrics.quarantineBytes) }).toEqual(kept);
  });

  it('[OPS26] a flood is counted, not stored: so many a minute of one person, so many at once of all', async () => {
    const quarantine = open({ perMinute: 3, waitingRows: 4 });
    await send(quarantine, 'p1', 100);
    expect(await rowsOf('p1')).toEqual([0, 1, 2]);
    expect(await value(metrics.quarantineDropped, 'rate')).toBe(97);
    now += MINUTE_MS;
    await send(quarantine, 'p1', 100);
    expect(await rowsOf('p1')).toHaveLength(5);
    for (let person = 0; person < 6; person += 1) quarantine.keep({ docId: id(1), personId: `q${person}`, reason: 'unparsable', bytes: new Uint8Array(1) });
    await quarantine.flushed();
    expect(await value(metrics.quarantineDropped, 'busy')).toBe(2);
  });

  it('[OPS26] what was set aside of somebody’s text is neither counted nor removed', async () => {
    needInstallation(place);
    await storage.tx((tx) => tx.insertInto('quarantine').values(Array.from({ length: 40 }, (_, index) => ({ doc_id: id(1), person_id: 'p1', at: 1, reason: 'set-aside', bytes: new Uint8Array(200).fill(index) }))).execute());
    const quarantine = open();
    await send(quarantine, 'p1', 9);
    for (let person = 0; person < 20; person += 1) await send(quarantine, `r${person}`, 5, 90);
    expect(await storage.read((tx) => tx.selectFrom('quarantine').select('seq').where('reason', '=', 'set-aside').execute())).toHaveLength(40);
    expect({ rows: await value(metrics.quarantineRows), bytes: await value(metrics.quarantineBytes) }).toEqual(await all());
  });

  it('[OPS26] a table that grew without bounds comes down to them, and rows that an operator removed are not missed', async () => {
    needInstallation(place);
    await storage.tx((tx) => tx.insertInto('quarantine').values(Array.from({ length: 500 }, (_, index) => ({ doc_id: id(1), person_id: `p${index % 50}`, at: 1, reason: 'unparsable', bytes: Uint8Array.of(index % 256) }))).execute());
    await send(open(), 'p1', 1);
    expect((await all()).rows).toBeLessThanOrEqual(LIMITS.inAll.rows);
    await storage.tx((tx) => tx.deleteFrom('quarantine').execute());
    const quarantine = open();
    for (let person = 0; person < 4; person += 1) await send(quarantine, `s${person}`, 4);
    expect((await all()).rows).toBe(16);
  });

  it('[OPS26] what cannot be written is counted, and later ones are kept', async () => {
    needInstallation(place);
    let isFailing = true;
    const failing: Storage = { ...storage, tx: (run) => (isFailing ? Promise.reject(new Error('no disk')) : storage.tx(run)) };
    const quarantine = createQuarantine({ storage: failing, clock: { now: () => now }, log: createLog('silent', pino.multistream([])), metrics }, LIMITS);
    await send(quarantine, 'p1', 2);
    expect(await value(metrics.quarantineDropped, 'failed')).toBe(2);
    isFailing = false;
    await send(quarantine, 'p1', 1);
    expect(await rowsOf('p1')).toEqual([0]);
  });

  it('[OPS26] a row costs a look at its person’s rows, not at the table', async () => {
    const at = needInstallation(place);
    const quarantine = open(QUARANTINE_LIMITS);
    const row = (index: number) => ({ doc_id: id(1), person_id: `p${index % 400}`, at: 1, reason: 'unparsable', bytes: new Uint8Array(2_000) });
    for (let start = 0; start < 8_000; start += 500) await storage.tx((tx) => tx.insertInto('quarantine').values(Array.from({ length: 500 }, (_, index) => row(start + index))).execute());
    const question = "select seq from quarantine where reason <> 'set-aside' and person_id = 'p7' order by seq desc";
    if (at.name === 'postgres') await storage.tx((tx) => sql`analyze quarantine`.execute(tx));
    const { rows } = await storage.read((tx) => sql.raw<Record<string, string>>(`explain ${at.name === 'sqlite' ? 'query plan' : ''} ${question}`).execute(tx));
    expect(JSON.stringify(rows)).toContain('quarantine_by_person');
    await send(quarantine, 'p7', 1);
    expect(await value(metrics.quarantineRows)).toBe(8_001);
  });
});
