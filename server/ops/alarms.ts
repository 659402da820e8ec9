/**
 * What somebody has to be woken for, as log lines of level error with a stable `alarm` field that monitoring matches on:
 *   storage            writing has failed, the server is read-only (an info line with the same field says that it is over)
 *   audit-chain        the end of the event log no longer links: something wrote past the server
 *   document-fault     faults of its own have made a document read-only (an info line says that it was healed)
 *   classified-text    the text of a document shows a 密级 mark; it is closed for writing (an info line says that it shows none any more)
 *   gate-reject-burst  many updates were turned away within one round: an attack, or a client that is broken
 */
import { CHAIN_START, findBreak } from '#shared/audit/chain.ts';
import type { Json } from '#shared/base/canonical-json.ts';
import type { DocId } from '#shared/base/ids.ts';
import { eventOf } from '#server/documents/documents.ts';
import { lookForBroken } from '#server/documents/faults.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import { sm3 } from '#server/sm3.ts';
import type { Storage } from '#server/storage/storage.ts';

export const ALARM = { storage: 'storage', auditChain: 'audit-chain', documentFault: 'document-fault', gateRejectBurst: 'gate-reject-burst', classified: 'classified-text' } as const;

/** One broken client makes ten and is cut off; this is more than that. */
export const REJECTS_PER_ROUND_MAX = 50;
const ROUND_MS = 10_000;
/** The end of the chain, at start and then hourly; `verify` looks at all of it. */
const CHAIN_ROWS = 1_000;
const CHAIN_EVERY_ROUNDS = 360;

export interface Alarms {
  checkChain(): Promise<void>;
  checkFaults(): Promise<void>;
  checkRejects(): Promise<void>;
  stop(): void;
}

export interface AlarmDeps {
  readonly storage: Storage;
  readonly metrics: Metrics;
  readonly log: Log;
}

export function watchForAlarms({ storage, metrics, log }: AlarmDeps): Alarms {
  let rejectsBefore = 0;
  let known: ReadonlySet<DocId> = new Set();
  let round = 0;
  let isStopped = false;
  metrics.storageHealthy.set(storage.health().kind === 'ok' ? 1 : 0);
  const stopListening = storage.onHealth((health) => {
    metrics.storageHealthy.set(health.kind === 'ok' ? 1 : 0);
    if (health.kind === 'ok') log.info({ alarm: ALARM.storage, health, isOver: true }, 'storage health');
    else log.error({ alarm: ALARM.storage, health }, 'storage health');
  });

  const checkChain = async (): Promise<void> => {
    const rows = (await storage.read((tx) => tx.selectFrom('event_log').selectAll().orderBy('seq', 'desc').limit(CHAIN_ROWS).execute())).toReversed();
    const first = rows[0];
    if (first === undefined) return;
    const start = Number(first.seq) === 1 ? CHAIN_START : first.previous_hash;
    const at = findBreak(sm3, rows.map((row) => ({ row: eventOf(row) as unknown as Json, link: { previous: row.previous_hash, hash: row.hash } })), start);
    const broken = rows[at];
    if (broken !== undefined) log.error({ alarm: ALARM.auditChain, seq: Number(broken.seq), docId: broken.doc_id }, 'the audit chain is broken');
  };
  /** From what is written down: one that was broken before this start, or on another node, has to be seen to as well. */
  const checkFaults = async (): Promise<void> => {
    const broken = await lookForBroken(storage);
    for (const { docId, reason, count, openedAt, upToSeq } of broken) {
      if (!known.has(docId)) log.error({ alarm: ALARM.documentFault, docId, reason, count, openedAt, upToSeq }, 'a document is read-only because of its faults');
    }
    const now = new Set(broken.map(({ docId }) => docId));
    for (const docId of known) if (!now.has(docId)) log.info({ alarm: ALARM.documentFault, docId, isOver: true }, 'a document was healed');
    known = now;
    metrics.brokenDocuments.set(now.size);
  };
  const checkRejects = async (): Promise<void> => {
    const { values } = await metrics.gateRejects.get();
    const rejects = values.reduce((sum, { value }) => sum + value, 0);
    const fresh = rejects - rejectsBefore;
    rejectsBefore = rejects;
    if (fresh < REJECTS_PER_ROUND_MAX) return;
    log.error({ alarm: ALARM.gateRejectBurst, rejects: fresh, byReason: Object.fromEntries(values.map(({ labels, value }) => [String(labels.reason), value])) }, 'many updates were turned away');
  };

  const check = (): void => {
    const failed = (error: unknown): void => { if (!isStopped) log.warn({ err: error }, 'an alarm could not be checked'); };
    checkRejects().catch(failed);
    checkFaults().catch(failed);
    if (round % CHAIN_EVERY_ROUNDS === 0) checkChain().catch(failed);
    round += 1;
  };
  const timer = setInterval(check, ROUND_MS);
  timer.unref();
  check();

  return {
    checkChain,
    checkFaults,
    checkRejects,
    stop: () => {
      isStopped = true;
      clearInterval(timer);
      stopListening();
    },
  };
}
