/**
 * The directory's change feed: what a scope has to know after a sequence number, oldest change first, in pages.
 *
 * Every row carries the number of its last change, so a reader who was away for a month gets each row once.
 * What left the scope comes as `gone`. A page never splits one change, and `seq` is where the next page begins.
 */
import type { DatabaseSync } from 'node:sqlite';
import {
  membershipFromStore, MEMBERSHIP_SELECT, personFromStore, UNIT_COLUMNS, unitFromStore,
  type StoredMembership, type StoredPerson, type StoredUnit,
} from '#shared/org/directory-tables.ts';
import { mergeRanges, type Range, within } from '#shared/org/ranges.ts';
import { DIRECTORY_PAGE_ROWS, type DirectoryChanges, type GoneRow, type PersonRow } from '#shared/org/schema.ts';
import type { DirectoryReader } from '#shared/org/directory-reader.ts';
import type { DirectoryScope } from './scope.ts';

interface Numbered {
  readonly seq: number;
  readonly put: (page: Draft) => void;
}

type Draft = { -readonly [K in 'gone' | 'units' | 'people' | 'memberships']: DirectoryChanges[K] };

export interface FeedRequest {
  readonly afterSeq: number;
  readonly scope: DirectoryScope;
  readonly limit: number;
  /** Masks what this reader may not see. */
  readonly show: (person: PersonRow) => PersonRow;
}

export function createChangeFeed(db: DatabaseSync, index: DirectoryReader): (request: FeedRequest) => DirectoryChanges {
  // `+seq` keeps SQLite on the subtree's range of rows; a scope is a county, not the province.
  const units = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE lo BETWEEN ? AND ? AND +seq > ? ORDER BY +seq LIMIT ?`);
  const unit = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE id = ? AND seq > ?`);
  const person = db.prepare('SELECT no, id, name, status, phone, seq FROM person WHERE id = ? AND seq > ?');
  const people = db.prepare(
    `SELECT DISTINCT p.no, p.id, p.name, p.status, p.phone, p.seq FROM membership m JOIN person p ON p.no = m.person_no
     WHERE m.pos BETWEEN ? AND ? AND +p.seq > ? ORDER BY +p.seq LIMIT ?`);
  const memberships = db.prepare(`${MEMBERSHIP_SELECT} WHERE m.pos BETWEEN ? AND ? AND +m.seq > ? ORDER BY +m.seq LIMIT ?`);
  const gone = db.prepare('SELECT g.seq, g.kind, g.id, g.unit_id, u.lo FROM directory_gone g LEFT JOIN unit u ON u.id = g.unit_id WHERE g.seq > ? ORDER BY g.seq LIMIT ?');

  /** A post may be older than the last change of its unit or person: a page brings along what its posts refer to. */
  function complete(page: Draft, upTo: number, ranges: readonly Range[], singles: ReadonlySet<string>, show: FeedRequest['show']): void {
    const unitIds = new Set(page.units.map((row) => row.id as string));
    const personIds = new Set(page.people.map((row) => row.id as string));
    for (const { unitId, organId, personId } of page.memberships) {
      for (const id of [unitId, organId]) {
        const row = unitIds.has(id) ? undefined : (unit.get(id, -1) as StoredUnit | undefined);
        if (row === undefined) continue;
        const isSentElsewhere = singles.has(id) || (row.lo !== null && within(row.lo, ranges));
        if (isSentElsewhere && row.seq <= upTo) continue;
        unitIds.add(id);
        page.units.push(unitFromStore(row));
      }
      const row = personIds.has(personId) ? undefined : (person.get(personId, upTo) as StoredPerson | undefined);
      if (row === undefined) continue;
      personIds.add(personId);
      page.people.push(show(personFromStore(row)));
    }
  }

  return ({ afterSeq, scope, limit, show }) => {
    const lastSeq = index.lastSeq();
    const page: Draft = { gone: [], units: [], people: [], memberships: [] };
    if (afterSeq >= lastSeq) return { seq: lastSeq, ...page, more: false };
    const size = Math.max(1, Math.min(limit, DIRECTORY_PAGE_ROWS));
    const ranges: readonly Range[] = mergeRanges(scope.subtrees.flatMap((id) => index.range(id) ?? []));
    const singles = new Set<string>(scope.units);
    const found: Numbered[] = [];
    const seenPeople = new Set<number>();

    for (const range of ranges) {
      for (const row of units.all(range.from, range.to, afterSeq, size + 1) as unknown as StoredUnit[]) {
        found.push({ seq: row.seq, put: (draft) => draft.units.push(unitFromStore(row)) });
      }
      for (const row of people.all(range.from, range.to, afterSeq, size + 1) as unknown as StoredPerson[]) {
        if (seenPeople.has(row.no)) continue;
        seenPeople.add(row.no);
        found.push({ seq: row.seq, put: (draft) => draft.people.push(show(personFromStore(row))) });
      }
      for (const row of memberships.all(range.from, range.to, afterSeq, size + 1) as unknown as StoredMembership[]) {
        found.push({ seq: row.seq, put: (draft) => draft.memberships.push(membershipFromStore(row)) });
      }
    }
    for (const id of singles) {
      const row = unit.get(id, afterSeq) as StoredUnit | undefined;
      if (row !== undefined && (row.lo === null || !within(row.lo, ranges))) found.push({ seq: row.seq, put: (draft) => draft.units.push(unitFromStore(row)) });
    }
    for (const row of gone.all(afterSeq, size + 1) as unknown as { seq: number; kind: GoneRow['kind']; id: string; unit_id: string | null; lo: number | null }[]) {
      // Where it stood is gone as well, or stands in the scope: the reader may hold it.
      const concerns = row.unit_id === null || row.lo === null || within(row.lo, ranges) || singles.has(row.unit_id);
      found.push({ seq: row.seq, put: (draft) => { if (concerns) draft.gone.push({ kind: row.kind, id: row.id }); } });
    }

    found.sort((a, b) => a.seq - b.seq);
    const more = found.length > size;
    const taken = more ? found.slice(0, size) : found;
    for (const change of taken) change.put(page);
    const upTo = more ? (taken.at(-1)?.seq ?? lastSeq) : lastSeq;
    complete(page, upTo, ranges, singles, show);
    return { seq: upTo, ...page, more };
  };
}
