/**
 * Keeps open sockets in step with what has changed about their people: accounts that were disabled, sessions that another process ended,
 * posts that moved, desks that were handed over (委托). Whoever is cut or moved feels it within seconds. Three small questions to storage a round, however many are connected.
 */
import type { Actor } from '#shared/policy/can.ts';
import type { Log } from '#server/log.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Delegations } from '#server/delegations/delegations.ts';
import { actorOf, type People } from './identity.ts';
import type { Account } from './accounts.ts';

/** The open sockets, as far as this concerns them. */
export interface Watched {
  accounts(): readonly Account[];
  closeSession(key: string): void;
  closePerson(personId: string): void;
  reassess(actor: Actor): void;
}

export interface WatchDeps extends People {
  readonly storage: Storage;
  readonly delegations: Delegations;
  readonly log: Log;
  readonly watched: Watched;
  /** What else a node hears of in rounds. */
  readonly onRound: () => Promise<void>;
  readonly intervalMs?: number;
}

const INTERVAL_MS = 2_000;

export function createWatch({ storage, directory, delegations, log, watched, onRound, intervalMs = INTERVAL_MS }: WatchDeps): { stop(): Promise<void> } {
  let lastEnd: number | null = null;
  let round: Promise<void> = Promise.resolve();
  let isBusy = false;
  let hasMoved = false;

  const look = async (): Promise<void> => {
    const [disabled, ended] = await storage.readAll((db) => [
      db.selectFrom('account').select('person_id').where('is_disabled', '=', 1),
      // The first look only finds out where to start: whoever was there before has been asked at the door.
      lastEnd === null
        ? db.selectFrom('session_end').select(['seq', 'token_hash']).orderBy('seq', 'desc').limit(1)
        : db.selectFrom('session_end').select(['seq', 'token_hash']).where('seq', '>', lastEnd).orderBy('seq'),
    ]);
    if (lastEnd !== null) for (const { token_hash: key } of ended) watched.closeSession(key);
    lastEnd = Math.max(lastEnd ?? 0, ...ended.map(({ seq }) => Number(seq)));
    for (const { person_id: personId } of disabled) watched.closePerson(personId);
    await onRound();
    const standing = new Set<string>(await delegations.refresh());
    const isEverybody = hasMoved;
    if (!isEverybody && standing.size === 0) return;
    hasMoved = false;
    const people = new Map(watched.accounts().map((account) => [account.personId, account]));
    for (const account of people.values()) if (isEverybody || standing.has(account.personId)) watched.reassess(await actorOf(account, { directory, delegations }));
  };
  const start = (): void => {
    if (isBusy) return;
    isBusy = true;
    round = look().catch((error: unknown) => log.warn({ err: error }, 'who is still allowed in could not be read')).finally(() => { isBusy = false; });
  };
  const timer = setInterval(start, intervalMs);
  const stopListening = directory.onChange(() => {
    hasMoved = true;
    start();
  });
  start();
  return {
    stop: async () => {
      clearInterval(timer);
      stopListening();
      await round;
    },
  };
}
