import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '#server/app.ts';
import { settingsSchema } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { createMetrics, type Metrics } from '#server/metrics.ts';
import { removeFault, writeFault } from '#server/documents/faults.ts';
import { appendEvents } from '#server/documents/documents.ts';
import { sm3 } from '#server/sm3.ts';
import type { Storage } from '#server/storage/storage.ts';
import { FULL_DISK } from '#tests/kit/full-disk.ts';
import { ADAPTERS, needInstallation, type Installation } from '#tests/kit/installations.ts';
import { id, op, planFor } from '#tests/kit/story.ts';
import { ORGAN, stampOf } from '#tests/kit/small-org.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { REJECTS_PER_ROUND_MAX, watchForAlarms, type Alarms } from './alarms.ts';

const PINO_ERROR = 50;

describe.each(ADAPTERS)('alarms on $name', ({ name, make }) => {
  let installation: Installation | null = null;
  let storage: Storage;
  let metrics: Metrics;
  let alarms: Alarms;
  let lines: { readonly level: number; readonly alarm?: string; readonly [field: string]: unknown }[] = [];

  beforeEach(async () => {
    lines = [];
    installation = await make();
    if (installation === null) return;
    storage = await openStorage({
      settings: settingsSchema.parse({ data: installation.dataDir, ...installation.settings }), random: { bytes: (length) => new Uint8Array(length) }, probeIntervalMs: 20,
    });
    metrics = createMetrics();
    const sink = { write: (line: string) => { lines.push(JSON.parse(line)); } };
    alarms = watchForAlarms({ storage, metrics, log: createLog('info', pino.multistream([{ stream: sink, level: 'info' }])) });
  });
  afterEach(async () => {
    if (installation === null) return;
    alarms.stop();
    await storage.close();
    await installation.drop();
  });

  const raised = (alarm: string) => lines.filter((line) => line.alarm === alarm && line.level === PINO_ERROR);
  const healthy = async (): Promise<number | undefined> => (await metrics.storageHealthy.get()).values[0]?.value;

  it('[OPS07] a failed write is an alarm, and said to be over when writing works again', async () => {
    needInstallation(installation);
    expect(await healthy()).toBe(1);
    await storage.lease.acquire('d');
    await FULL_DISK[name].fill(storage);
    await expect(storage.appendUpdate({ docId: 'd', personId: 'p', at: 1, bytes: new Uint8Array(400_000) })).rejects.toMatchObject({ code: 'storage.full' });
    expect(raised('storage')).toMatchObject([{ health: { kind: 'read-only', code: 'storage.full' } }]);
    expect(await healthy()).toBe(0);
    await FULL_DISK[name].empty(storage);
    await waitFor(() => lines.some((line) => line.alarm === 'storage' && line['isOver'] === true));
    expect(await healthy()).toBe(1);
  });

  it('[OPS07] an event that was changed behind the server is an alarm that names it', async () => {
    const there = needInstallation(installation);
    const created = { kind: 'created', docType: 'report', templateId: 'report-1', plan: planFor(ORGAN.town, 'dispatch'), urgency: 'normal', basis: null, organId: ORGAN.town, organName: '某镇', title: '题', mainRecipientId: ORGAN.county, mainRecipientName: '某县', inReplyTo: null } as const;
    const context = { opId: op(1), actor: stampOf('drafter01'), at: 5, claimedAt: null };
    await storage.tx((tx) => appendEvents(tx, sm3, [1, 2, 3].map((n) => ({ docId: id(n), body: created })), context));
    await alarms.checkChain();
    expect(raised('audit-chain')).toEqual([]);
    await there.disarm();
    await storage.tx((tx) => sql`update event_log set at = 6 where seq = 2`.execute(tx));
    await alarms.checkChain();
    expect(raised('audit-chain')).toMatchObject([{ seq: 2, docId: id(2) }]);
  });

  it('[OPS07] a burst of gate rejects is an alarm once a round, a few are not', async () => {
    needInstallation(installation);
    metrics.gateRejects.inc({ reason: 'unparsable' }, REJECTS_PER_ROUND_MAX - 1);
    await alarms.checkRejects();
    expect(raised('gate-reject-burst')).toEqual([]);
    metrics.gateRejects.inc({ reason: 'bad-content' }, REJECTS_PER_ROUND_MAX);
    await alarms.checkRejects();
    await alarms.checkRejects();
    expect(raised('gate-reject-burst')).toMatchObject([{ rejects: REJECTS_PER_ROUND_MAX, byReason: { 'bad-content': REJECTS_PER_ROUND_MAX } }]);
  });

  it('[OPS42] a document that its faults have made read-only is an alarm once, counted until it is healed, also one that was broken before the start', async () => {
    needInstallation(installation);
    const gauge = async (): Promise<number | undefined> => (await metrics.brokenDocuments.get()).values[0]?.value;
    const fault = { docId: id(3), count: 3, since: 1, at: 2, reason: 'error' } as const;
    await storage.tx((tx) => writeFault(tx, { ...fault, count: 2 }));
    await alarms.checkFaults();
    expect([raised('document-fault'), await gauge()]).toEqual([[], 0]);
    await storage.tx((tx) => writeFault(tx, { ...fault, openedAt: 2, upToSeq: 17 }));
    await alarms.checkFaults();
    await alarms.checkFaults();
    expect(raised('document-fault')).toMatchObject([{ docId: id(3), reason: 'error', count: 3, upToSeq: 17 }]);
    expect(await gauge()).toBe(1);
    const log = createLog('info', pino.multistream([{ stream: { write: (line: string) => { lines.push(JSON.parse(line)); } }, level: 'info' }]));
    const again = watchForAlarms({ storage, metrics, log });
    await again.checkFaults();
    again.stop();
    expect(raised('document-fault').length).toBeGreaterThan(1);
    await storage.tx((tx) => removeFault(tx, id(3)));
    await alarms.checkFaults();
    expect(lines.find((line) => line.alarm === 'document-fault' && line['isOver'] === true)).toMatchObject({ docId: id(3) });
    expect(await gauge()).toBe(0);
  });
});
