/**
 * Reading and searching the directory's tables: one implementation for the server's directory.db and the replica's cache.
 *
 * Works on a database that it is handed; opens no file, decides no access (callers pass the scope) and masks no phone (phone.ts).
 * Search works the same offline. Writing is search-index.ts, which needs the dictionary of pinyin; this does not.
 */
import {
  createTables, DIRECTORY_SCHEMA_VERSION, dropTables, membershipFromStore, MEMBERSHIP_SELECT, personFromStore, UNIT_COLUMNS, unitFromStore,
  READ_SEQ, UPGRADES, type StoredMembership, type StoredPerson, type StoredUnit,
} from './directory-tables.ts';
import { createSearch } from './directory-search.ts';
import { labelOfPath } from './path-label.ts';
import { isHan, letters, queryTerms } from './query-terms.ts';
import type { Range } from './ranges.ts';
import type { DirectoryCounts, MemberRow, MembershipRow, PersonRow, SearchHit, UnitRow } from './schema.ts';
import { inTransaction, rowOf, rowsOf, type SqlDatabase } from './sql-port.ts';
import { MAX_DEPTH } from './tree.ts';

export interface SearchOptions {
  /** Only this unit and what is below it. */
  readonly scope?: string;
  /** Nearest first, seen from here. */
  readonly near?: string;
  readonly limit?: number;
}

export const SEARCH_LIMIT_DEFAULT = 50;
const SEARCH_LIMIT_MAX = 200;

export interface DirectoryReader {
  /** Of the last change. */
  lastSeq(): number;
  search(query: string, options?: SearchOptions): readonly SearchHit[];
  roots(): readonly UnitRow[];
  children(unitId: string): readonly UnitRow[];
  unit(unitId: string): UnitRow | undefined;
  person(personId: string): PersonRow | undefined;
  /** From the root down to the unit. */
  path(unitId: string): readonly UnitRow[];
  membersOf(unitId: string): readonly MemberRow[];
  membershipsOf(personId: string): readonly MembershipRow[];
  membership(id: string): MembershipRow | undefined;
  /** Posts whose rights are exercised for an organ. */
  postsFor(organId: string): readonly MembershipRow[];
  unitsWithCode(code: string): readonly UnitRow[];
  unitsWithUscc(uscc: string): readonly UnitRow[];
  /** Everybody who sits at or below a unit, with each post. */
  postsBelow(unitId: string): readonly MemberRow[];
  peopleWithPhones(phones: readonly string[]): readonly PersonRow[];
  /** What is at and below a unit: active units without itself, and people who are there, each once. */
  below(unitId: string): { readonly units: number; readonly people: number };
  /** Everything of a small directory, for building an `OrgView`. */
  all(): { readonly units: readonly UnitRow[]; readonly people: readonly PersonRow[]; readonly memberships: readonly MembershipRow[] };
  counts(): DirectoryCounts;
  /** People with a post in the subtree, without counting them one by one twice. */
  headCount(unitId: string): number;
  range(unitId: string): Range | undefined;
}

/** Which earlier name somebody looked for: one that has a word which today's has not. Of letters nobody can tell without a dictionary, so the last one is said. */
function formerNameMeant(query: string, { name, shortName, formerNames }: UnitRow): string | null {
  if (formerNames.length === 0) return null;
  const plain = (text: string): string => letters(text).join('');
  const words = queryTerms(query).filter(isHan);
  if (words.length === 0) return formerNames[0] ?? null;
  const unmet = words.filter((word) => !plain(name).includes(word) && !plain(shortName).includes(word));
  return formerNames.find((former) => unmet.some((word) => plain(former).includes(word))) ?? null;
}

/** Makes the tables if there are none, and brings those of an earlier version up to date with their rows; of a version that nobody knows they are dropped and filled again. */
function prepareTables(db: SqlDatabase): void {
  db.exec('CREATE TABLE IF NOT EXISTS directory_state(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT');
  const read = (): number | undefined => rowOf<{ value: number }>(db.prepare("SELECT value FROM directory_state WHERE key = 'version'"))?.value;
  const save = (version: number): void => { db.prepare("INSERT INTO directory_state(key, value) VALUES ('version', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value").run(version); };
  for (let version = read(); version !== undefined && version < DIRECTORY_SCHEMA_VERSION; version += 1) {
    const step = UPGRADES[version];
    if (step === undefined) break;
    inTransaction(db, () => {
      db.exec(step);
      save((version ?? 0) + 1);
    });
  }
  if (read() !== DIRECTORY_SCHEMA_VERSION) dropTables(db);
  createTables(db);
  save(DIRECTORY_SCHEMA_VERSION);
}

export function openDirectoryReader(db: SqlDatabase): DirectoryReader {
  prepareTables(db);
  const readSeq = db.prepare(READ_SEQ);
  const runSearch = createSearch(db);

  const unitById = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE id = ?`);
  const unitByNo = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE no = ?`);
  const childUnits = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE parent_id = ? ORDER BY ord, no`);
  const rootUnits = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit u WHERE parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM unit p WHERE p.id = u.parent_id) ORDER BY ord, no`);
  const personById = db.prepare('SELECT no, id, name, status, phone, seq FROM person WHERE id = ?');
  const posts = db.prepare(`${MEMBERSHIP_SELECT} WHERE u.id = ? ORDER BY m.ord, m.no`);
  const postsOfPerson = db.prepare(`${MEMBERSHIP_SELECT} WHERE p.id = ? ORDER BY m.is_primary DESC, m.ord, m.no`);
  const post = db.prepare(`${MEMBERSHIP_SELECT} WHERE m.id = ?`);
  // An organ is at or above the unit that somebody sits in, so its posts are in its own range.
  const organPosts = db.prepare(`${MEMBERSHIP_SELECT} WHERE m.pos BETWEEN ? AND ? AND o.id = ? ORDER BY m.pos`);
  const rangePosts = db.prepare(`${MEMBERSHIP_SELECT} WHERE m.pos BETWEEN ? AND ? ORDER BY m.pos`);
  const rangePeople = db.prepare('SELECT DISTINCT p.no, p.id, p.name, p.status, p.phone, p.seq FROM membership m JOIN person p ON p.no = m.person_no WHERE m.pos BETWEEN ? AND ?');
  const withPhones = db.prepare('SELECT no, id, name, status, phone, seq FROM person WHERE phone IN (SELECT value FROM json_each(?))');
  const coded = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE code = ?`);
  const withUscc = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE uscc = ?`);
  const unitsBelow = db.prepare("SELECT count(*) AS n FROM unit WHERE lo > ? AND lo <= ? AND status = 'active'");
  const peopleBelow = db.prepare("SELECT count(DISTINCT m.person_no) AS n FROM membership m JOIN person p ON p.no = m.person_no WHERE m.pos BETWEEN ? AND ? AND p.status = 'active'");
  const head = db.prepare('SELECT count(*) AS n FROM membership WHERE is_primary = 1 AND pos BETWEEN ? AND ?');

  const stored = (unitId: string): StoredUnit | undefined => rowOf<StoredUnit>(unitById, unitId);

  function storedPath(unitId: string): readonly StoredUnit[] {
    const path: StoredUnit[] = [];
    for (let next: string | null = unitId; next !== null && path.length < MAX_DEPTH;) {
      const unit: StoredUnit | undefined = stored(next);
      if (unit === undefined) break;
      path.push(unit);
      next = unit.parent_id;
    }
    return path.reverse();
  }

  function range(unitId: string): Range | undefined {
    const unit = stored(unitId);
    return unit === undefined || unit.lo === null || unit.hi === null ? undefined : { from: unit.lo, to: unit.hi };
  }

  function search(query: string, options: SearchOptions = {}): readonly SearchHit[] {
    const scope = options.scope === undefined ? { from: 0, to: Number.MAX_SAFE_INTEGER } : range(options.scope);
    if (scope === undefined) return [];
    const nearest = options.near === undefined ? [] : storedPath(options.near).toReversed().flatMap((unit) => (unit.lo === null || unit.hi === null ? [] : [{ from: unit.lo, to: unit.hi }]));
    const limit = Math.min(options.limit ?? SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX);
    const places = new Map<string, string>();
    const placeOf = (unitId: string): string => {
      const known = places.get(unitId);
      if (known !== undefined) return known;
      const path = storedPath(unitId);
      const label = path.length > 1 ? labelOfPath(path.slice(0, -1)) : '';
      places.set(unitId, label);
      return label;
    };
    return runSearch(query, { scope, nearest, limit }).flatMap((hit): SearchHit[] => {
      if (hit.kind === 'unit') {
        const row = stored(hit.id);
        // What was dissolved is no place to send to or to look into any more.
        if (row === undefined || row.status !== 'active') return [];
        const unit = unitFromStore(row);
        return [{ kind: 'unit', id: unit.id, name: unit.name, unitKind: unit.kind, level: unit.level, isOrgan: unit.isOrgan, pathLabel: placeOf(unit.id), formerName: formerNameMeant(query, unit) }];
      }
      const row = rowOf<StoredUnit>(unitByNo, hit.unit_no);
      const organ = rowOf<StoredUnit>(unitByNo, hit.organ_no);
      if (row === undefined || organ === undefined) return [];
      const unit = unitFromStore(row);
      return [{
        kind: 'person', id: hit.person_id as PersonRow['id'], name: hit.name, title: hit.title, unitId: unit.id, organId: unitFromStore(organ).id,
        unitName: unit.name, pathLabel: placeOf(unit.id), status: hit.status as PersonRow['status'],
      }];
    });
  }

  function person(personId: string): PersonRow | undefined {
    const row = rowOf<StoredPerson>(personById, personId);
    return row === undefined ? undefined : personFromStore(row);
  }

  function counts(): DirectoryCounts {
    const perLevel = rowsOf<{ level: number; n: number }>(db.prepare("SELECT level, count(*) AS n FROM unit WHERE kind IN ('division', 'village') GROUP BY level"));
    const level = (wanted: number): number => perLevel.find((row) => row.level === wanted)?.n ?? 0;
    const count = (table: 'unit' | 'person' | 'membership'): number => rowOf<{ n: number }>(db.prepare(`SELECT count(*) AS n FROM ${table}`))?.n ?? 0;
    return { divisions: [level(1), level(2), level(3), level(4), level(5)], units: count('unit'), people: count('person'), memberships: count('membership') };
  }

  return {
    lastSeq: () => rowOf<{ value: number }>(readSeq)?.value ?? 0,
    search,
    roots: () => rowsOf<StoredUnit>(rootUnits).map(unitFromStore),
    children: (unitId) => rowsOf<StoredUnit>(childUnits, unitId).map(unitFromStore),
    unit: (unitId) => {
      const row = stored(unitId);
      return row === undefined ? undefined : unitFromStore(row);
    },
    person,
    path: (unitId) => storedPath(unitId).map(unitFromStore),
    membersOf: (unitId) => rowsOf<StoredMembership>(posts, unitId).flatMap((row) => {
      const who = person(row.person_id);
      return who === undefined ? [] : [{ membership: membershipFromStore(row), person: who }];
    }),
    membershipsOf: (personId) => rowsOf<StoredMembership>(postsOfPerson, personId).map(membershipFromStore),
    membership: (id) => {
      const row = rowOf<StoredMembership>(post, id);
      return row === undefined ? undefined : membershipFromStore(row);
    },
    postsFor: (organId) => {
      const rows = range(organId);
      return rows === undefined ? [] : rowsOf<StoredMembership>(organPosts, rows.from, rows.to, organId).map(membershipFromStore);
    },
    postsBelow: (unitId) => {
      const rows = range(unitId);
      if (rows === undefined) return [];
      const people = new Map(rowsOf<StoredPerson>(rangePeople, rows.from, rows.to).map((row) => [row.id, personFromStore(row)]));
      return rowsOf<StoredMembership>(rangePosts, rows.from, rows.to).flatMap((row) => {
        const who = people.get(row.person_id);
        return who === undefined ? [] : [{ membership: membershipFromStore(row), person: who }];
      });
    },
    peopleWithPhones: (phones) => rowsOf<StoredPerson>(withPhones, JSON.stringify(phones)).map(personFromStore),
    unitsWithUscc: (uscc) => rowsOf<StoredUnit>(withUscc, uscc).map(unitFromStore),
    unitsWithCode: (code) => rowsOf<StoredUnit>(coded, code).map(unitFromStore),
    below: (unitId) => {
      const rows = range(unitId);
      const count = (statement: typeof unitsBelow): number => (rows === undefined ? 0 : (rowOf<{ n: number }>(statement, rows.from, rows.to)?.n ?? 0));
      return { units: count(unitsBelow), people: count(peopleBelow) };
    },
    all: () => ({
      units: rowsOf<StoredUnit>(db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit`)).map(unitFromStore),
      people: rowsOf<StoredPerson>(db.prepare('SELECT no, id, name, status, phone, seq FROM person')).map(personFromStore),
      memberships: rowsOf<StoredMembership>(db.prepare(MEMBERSHIP_SELECT)).map(membershipFromStore),
    }),
    counts,
    headCount: (unitId) => {
      const rows = range(unitId);
      return rows === undefined ? 0 : (rowOf<{ n: number }>(head, rows.from, rows.to)?.n ?? 0);
    },
    range,
  };
}
