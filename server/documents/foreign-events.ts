/**
 * What other nodes commit, as it concerns this one: sockets of the feed get their hint, open documents their new rights. The event log is the truth and is read
 * by cursor; notifications only make it sooner. What this node committed itself comes by here again and changes nothing.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Log } from '#server/log.ts';
import type { Rooms } from '#server/rooms/rooms.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readState } from './documents.ts';
import { readGeneration } from './generation.ts';
import { readCursor, type FeedHub } from './feed.ts';

export interface ForeignEventDeps {
  readonly storage: Storage;
  readonly rooms: Rooms;
  readonly feed: FeedHub;
  readonly log: Log;
  /** How often it looks without having been told. */
  readonly intervalMs: number;
}

const EVENTS_PER_READ = 500;

/** Returns the function that stops it and waits for the look under way. */
export async function followEvents({ storage, rooms, feed, log, intervalMs }: ForeignEventDeps): Promise<() => Promise<void>> {
  let cursor = await storage.read(readCursor);
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isStopped = false;

  const readOn = () => storage.read(async (tx) => {
    const events = await tx.selectFrom('event_log').select(['seq', 'doc_id']).where('seq', '>', cursor).orderBy('seq').limit(EVENTS_PER_READ).execute();
    const docIds = [...new Set(events.map((event) => event.doc_id))];
    const people = docIds.length === 0 ? [] : await tx.selectFrom('feed').select(['person_id', 'seq']).where('doc_id', 'in', docIds).where('seq', '>', cursor).execute();
    return { docIds, people, last: events.at(-1)?.seq ?? cursor };
  });

  /** In the turn of this document's commands: a state that was read before one of them must not arrive after it. */
  const refresh = (docId: DocId): Promise<void> => rooms.exclusive(docId, async () => {
    const { state, generation } = await storage.read(async (tx) => ({ state: await readState(tx, docId), generation: await readGeneration(tx, docId) }));
    if (state === null) return;
    rooms.changed(docId, state);
    await rooms.renewed(docId, generation);
  });

  const look = async (): Promise<void> => {
    while (isWanted && !isStopped) {
      isWanted = false;
      const { docIds, people, last } = await readOn();
      for (const docId of docIds) if (storage.lease.holds(docId)) await refresh(docId as DocId);
      for (const { person_id: personId, seq } of people) feed.publish([personId], seq);
      if (last > cursor) isWanted = true;
      cursor = last;
    }
  };
  const wake = (): void => {
    isWanted = true;
    running ??= look().catch((error: unknown) => log.warn({ err: error }, 'events of other nodes could not be read')).finally(() => { running = null; });
  };

  const stopListening = storage.onForeignEvents(wake);
  const timer = setInterval(wake, intervalMs);
  return async () => {
    isStopped = true;
    stopListening();
    clearInterval(timer);
    await running;
  };
}
