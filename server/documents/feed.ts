/**
 * What changed for one person. The cursor is the truth; the hub only hints that it moved, so a lost hint costs nothing but time.
 * Rights are asked when it is read: whoever lost a document hears that it is gone and nothing else.
 */
import { sql } from 'kysely';
import type { DocId, PersonId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import { audience, can, type Actor } from '#shared/policy/can.ts';
import { FEED_PAGE, type FeedResponse } from '#shared/protocol/http.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { readViews, viewsOf, type Change } from './documents.ts';

export async function readCursor(tx: Tx): Promise<number> {
  const [row] = await ask(tx, cursorOf(tx));
  return Number(row?.seq ?? 0);
}

/** Who must hear of a change: everybody who may read it now, and everybody who could a moment ago. */
export const audienceOf = ({ before, after }: Pick<Change, 'before' | 'after'>, org: OrgView): readonly PersonId[] =>
  [...new Set([...(before === null ? [] : audience(before, org)), ...audience(after, org)])];

/** Whose changes concern somebody: their own, and of those they stand in for. */
export const heardBy = (actor: Actor): readonly PersonId[] => [...new Set([actor.personId, ...(actor.standsFor ?? []).map((each) => each.personId)])];

/** Whoever has seen more than there is has seen it before a backup was restored: only a new beginning brings both together. */
const pageOf = (db: Tx, personId: PersonId, after: number, size: number) => db.selectFrom('feed').where('person_id', '=', personId)
  .where('seq', '>', sql<number>`case when cast(${after} as bigint) > coalesce((select max(seq) from event_log), 0) then 0 else cast(${after} as bigint) end`)
  .orderBy('seq').limit(size);
const cursorOf = prepared((db) => db.selectFrom('event_log').select('seq').orderBy('seq', 'desc').limit(1));
/** One more than are shown, to know whether there are more. */
const changedFor = prepared((db, personId: PersonId, after: number) => pageOf(db, personId, after, FEED_PAGE + 1).select(['doc_id', 'seq']));
const statesFor = prepared((db, personId: PersonId, after: number) => db.selectFrom('document').select(['doc_id', 'state'])
  .where('doc_id', 'in', pageOf(db, personId, after, FEED_PAGE).select('doc_id')));
const eventsFor = prepared((db, personId: PersonId, after: number) => db.selectFrom('event_log').selectAll()
  .where('doc_id', 'in', pageOf(db, personId, after, FEED_PAGE).select('doc_id')).orderBy('seq'));

export async function readFeed(storage: Storage, actor: Actor, after: number, org: OrgView): Promise<Omit<FeedResponse, 'standsFor'>> {
  if (heardBy(actor).length > 1) return readFeedOfSeveral(storage, actor, after, org);
  const { personId } = actor;
  const [cursors, rows, states, events] = await storage.readAll((db) =>
    [cursorOf(db), changedFor(db, personId, after), statesFor(db, personId, after), eventsFor(db, personId, after)]);
  const last = Number(cursors[0]?.seq ?? 0);
  const page = rows.slice(0, FEED_PAGE);
  const more = rows.length > FEED_PAGE;
  const documents = viewsOf(states, events).filter(({ state }) => can(actor, 'document.read', { kind: 'document', state }, org).ok);
  const readable = new Set(documents.map(({ state }) => state.docId));
  return {
    cursor: more ? Number(page.at(-1)?.seq ?? last) : last,
    more, documents, gone: page.map((row) => row.doc_id as DocId).filter((docId) => !readable.has(docId)),
  };
}

/** For the few who stand in for somebody: the same, of several people's changes. */
function readFeedOfSeveral(storage: Storage, actor: Actor, after: number, org: OrgView): Promise<Omit<FeedResponse, 'standsFor'>> {
  return storage.read(async (tx) => {
    // Whoever has seen more than there is has seen it before a backup was restored: only a new beginning brings both together.
    const last = await readCursor(tx);
    const from = after > last ? 0 : after;
    const rows = await tx.selectFrom('feed').select(['doc_id', 'seq']).where('person_id', 'in', heardBy(actor)).where('seq', '>', from)
      .orderBy('seq').limit(FEED_PAGE + 1).execute();
    const page = rows.slice(0, FEED_PAGE);
    const more = rows.length > FEED_PAGE;
    const docIds = [...new Set(page.map((row) => row.doc_id as DocId))];
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
