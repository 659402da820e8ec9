/**
 * Seals the audit chain while the server runs: once in a while where it has grown, and a last time when the server stops. What came after the last seal
 * is covered by the chain alone until the next one. A seal that cannot be made stops nothing else; it is an alarm, because somebody may have changed the key.
 */
import type { Clock, CryptoProvider } from '#shared/base/ports.ts';
import type { UnitKeys } from '#server/crypto/unit-keys.ts';
import type { Log } from '#server/log.ts';
import { ALARM } from '#server/ops/alarms.ts';
import { StorageError, type Storage } from '#server/storage/storage.ts';
import { sealHead } from './seals.ts';

export interface SealerDeps {
  readonly storage: Storage;
  readonly crypto: CryptoProvider;
  readonly keys: UnitKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly intervalMs?: number;
}

export interface Sealer {
  /** Resolves when what was there is sealed, or could not be. */
  seal(): Promise<void>;
  stop(): Promise<void>;
}

const INTERVAL_MS = 60_000;

export function createSealer({ storage, crypto, keys, clock, log, intervalMs = INTERVAL_MS }: SealerDeps): Sealer {
  let turn: Promise<void> = Promise.resolve();
  const seal = (): Promise<void> => {
    turn = turn.then(() => storage.tx((tx) => sealHead(tx, crypto, keys, clock.now()))).then((made) => {
      if (made !== null) log.debug({ seq: made.seq }, 'the audit chain was sealed');
    }, (error: unknown) => {
      // A disk that fails has its own alarm.
      if (error instanceof StorageError) log.warn({ err: error }, 'the audit chain could not be sealed');
      else log.error({ err: error, alarm: ALARM.auditChain }, 'the audit chain could not be sealed');
    });
    return turn;
  };
  const timer = setInterval(() => void seal(), intervalMs);
  timer.unref();
  return {
    seal,
    stop: async () => {
      clearInterval(timer);
      await seal();
    },
  };
}
