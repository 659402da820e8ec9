/**
 * What the gate has turned away, kept for whoever looks into it: who sent it, when, by which rule. Nobody waits for it, and nobody fills the disk
 * with it: so many a minute are kept of one person, so much of one person and of all together, the oldest go first. What is over is counted.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import { createRateLimit } from '#server/http/rate-limit.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import type { Storage } from '#server/storage/storage.ts';
import { keepRows, readKept, type Bounds, type Kept, type NewRow } from './quarantine-table.ts';

export interface Rejected {
  readonly docId: DocId;
  readonly personId: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

export interface Quarantine {
  keep(rejected: Rejected): void;
  /** Resolves when nothing is waiting to be written. */
  flushed(): Promise<void>;
}

export interface QuarantineLimits extends Bounds {
  /** The beginning of a frame says what it was. */
  readonly rowBytes: number;
  /** Of one person, and so many at once. */
  readonly perMinute: number;
  /** While a transaction is under way. */
  readonly waitingRows: number;
}

export const QUARANTINE_LIMITS: QuarantineLimits = {
  rowBytes: 65_536, perMinute: 30, waitingRows: 64,
  perPerson: { rows: 200, bytes: 4_194_304 },
  inAll: { rows: 10_000, bytes: 67_108_864 },
};

export interface QuarantineDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export function createQuarantine({ storage, clock, log, metrics }: QuarantineDeps, limits: QuarantineLimits = QUARANTINE_LIMITS): Quarantine {
  const mayKeep = createRateLimit(limits.perMinute, clock);
  let waiting: NewRow[] = [];
  const show = ({ rows, bytes }: Kept): void => {
    metrics.quarantineRows.set(rows);
    metrics.quarantineBytes.set(bytes);
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const rows = waiting;
      waiting = [];
      try {
        const { kept, removed } = await storage.tx((tx) => keepRows(tx, rows, limits));
        show(kept);
        if (removed > 0) metrics.quarantineDropped.inc({ why: 'oldest' }, removed);
      } catch (error) {
        metrics.quarantineDropped.inc({ why: 'failed' }, rows.length);
        log.warn({ err: error, rows: rows.length }, 'quarantine failed');
      }
    }
    writing = null;
  };
  let writing: Promise<void> | null = storage.read(readKept).then(show, (error: unknown) => log.warn({ err: error }, 'quarantine could not be counted')).then(writeAll);

  return {
    keep: ({ docId, personId, reason, bytes }) => {
      if (!mayKeep(personId)) return metrics.quarantineDropped.inc({ why: 'rate' });
      if (waiting.length >= limits.waitingRows) return metrics.quarantineDropped.inc({ why: 'busy' });
      // A copy: the frame is a window on all that was read with it.
      waiting.push({ doc_id: docId, person_id: personId, at: clock.now(), reason, bytes: bytes.slice(0, limits.rowBytes) });
      // Everything of one turn in one transaction.
      writing ??= Promise.resolve().then(writeAll);
    },
    flushed: async () => {
      while (writing !== null) await writing;
    },
  };
}
