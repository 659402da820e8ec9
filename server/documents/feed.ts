/**
 * What changed for one person. The cursor is the truth; the hub only hints that it moved, so a lost hint costs nothing but time.
 * Rights are asked when it is read: whoever lost a document hears that it is gone and nothing else.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { FEED_PAGE, type FeedResponse } from '#shared/protocol/http.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { readViews } from './documents.ts';

export async function readCursor(tx: Tx): Promise<number> {
  const row = await tx.selectFrom('event_log').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return Number(row?.seq ?? 0);
}

export function readFeed(storage: Storage, actor: Actor, after: number, org: OrgView): Promise<FeedResponse> {
  return storage.read(async (tx) => {
    // Whoever has seen more than there is has seen it before a backup was restored: only a new beginning brings both together.
    const last = await readCursor(tx);
    const from = after > last ? 0 : after;
    const rows = await tx.selectFrom('feed').select(['doc_id', 'seq']).where('person_id', '=', actor.personId).where('seq', '>', from)
      .orderBy('seq').limit(FEED_PAGE + 1).execute();
    const page = rows.slice(0, FEED_PAGE);
    const more = rows.length > FEED_PAGE;
    const docIds = page.map((row) => row.doc_id as DocId);
    const views = await readViews(tx, docIds);
    const documents = views.filter(({ state }) => can(actor, 'document.read', { kind: 'document', state }, org).ok);
    const readable = new Set(documents.map(({ state }) => state.docId));
    return {
      cursor: more ? Number(page.at(-1)?.seq ?? from) : last,
      more, documents, gone: docIds.filter((docId) => !readable.has(docId)),
    };
  });
}

export interface FeedHub {
  publish(people: readonly string[], cursor: number): void;
  /** Returns the function that stops listening. */
  listen(personId: string, listener: (cursor: number) => void): () => void;
}

export function createFeedHub(): FeedHub {
  const listeners = new Map<string, Set<(cursor: number) => void>>();
  return {
    publish: (people, cursor) => {
      for (const personId of people) for (const listener of listeners.get(personId) ?? []) listener(cursor);
    },
    listen: (personId, listener) => {
      const known = listeners.get(personId) ?? new Set();
      listeners.set(personId, known.add(listener));
      return () => {
        known.delete(listener);
        if (known.size === 0 && listeners.get(personId) === known) listeners.delete(personId);
      };
    },
  };
}
