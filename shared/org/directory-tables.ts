/**
 * The directory's tables, the same in the server's directory.db and in the replica's store.
 *
 * unit / person / membership are the rows; `unit_text` and `post_text` are FTS5 indexes over them, rebuilt from
 * them at any time. Every unit owns an interval [lo, hi] of row numbers and every membership a `pos` inside
 * its unit's interval, so a whole subtree is one range: scope, head count and "nearest first" cost nothing extra.
 * Intervals leave gaps for newcomers; when one is full, everything is laid out again (directory-layout.ts).
 */
import { ROLES, type Role } from '#shared/policy/roles.ts';
import type { Unit } from './model.ts';
import type { MembershipRow, PersonRow, UnitRow } from './schema.ts';
import type { SqlDatabase } from './sql-port.ts';

export const DIRECTORY_SCHEMA_VERSION = 2;

/** From the version before, with every row kept: on a server these tables are not only a copy. */
export const UPGRADES: { readonly [from: number]: string } = { 1: "ALTER TABLE unit ADD COLUMN uscc TEXT; ALTER TABLE unit ADD COLUMN former TEXT NOT NULL DEFAULT ''" };

const TABLES = `
CREATE TABLE IF NOT EXISTS unit(
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, parent_id TEXT, kind TEXT NOT NULL, level INTEGER NOT NULL, name TEXT NOT NULL, short_name TEXT NOT NULL,
  full_name TEXT NOT NULL, code TEXT, doc_code TEXT, is_organ INTEGER NOT NULL, ord INTEGER NOT NULL, status TEXT NOT NULL, seq INTEGER NOT NULL,
  lo INTEGER, people_hi INTEGER, hi INTEGER, uscc TEXT, former TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE IF NOT EXISTS person(no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, phone TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS membership(
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, person_no INTEGER NOT NULL, unit_no INTEGER NOT NULL, organ_no INTEGER NOT NULL, title TEXT NOT NULL,
  roles INTEGER NOT NULL, ord INTEGER NOT NULL, is_primary INTEGER NOT NULL, seq INTEGER NOT NULL, pos INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS directory_gone(seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, unit_id TEXT) STRICT;
CREATE TABLE IF NOT EXISTS directory_state(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS unit_text USING fts5(k, content='', contentless_delete=1, detail=none, tokenize='unicode61', prefix='1 2 3');
CREATE VIRTUAL TABLE IF NOT EXISTS post_text USING fts5(k, content='', contentless_delete=1, detail=none, tokenize='unicode61', prefix='1 2 3');
`;

const INDEXES = {
  unit_id: 'CREATE UNIQUE INDEX IF NOT EXISTS unit_id ON unit(id)',
  unit_parent: 'CREATE INDEX IF NOT EXISTS unit_parent ON unit(parent_id, ord)',
  unit_uscc: 'CREATE INDEX IF NOT EXISTS unit_uscc ON unit(uscc) WHERE uscc IS NOT NULL',
  unit_lo: 'CREATE UNIQUE INDEX IF NOT EXISTS unit_lo ON unit(lo)',
  person_id: 'CREATE UNIQUE INDEX IF NOT EXISTS person_id ON person(id)',
  membership_id: 'CREATE UNIQUE INDEX IF NOT EXISTS membership_id ON membership(id)',
  membership_unit: 'CREATE INDEX IF NOT EXISTS membership_unit ON membership(unit_no, ord)',
  membership_person: 'CREATE INDEX IF NOT EXISTS membership_person ON membership(person_no)',
  membership_pos: 'CREATE UNIQUE INDEX IF NOT EXISTS membership_pos ON membership(pos)',
} as const;

export function createTables(db: SqlDatabase): void {
  db.exec(TABLES);
  createIndexes(db);
}

export const createIndexes = (db: SqlDatabase): void => db.exec(Object.values(INDEXES).join(';'));

/** For a bulk load into empty tables: sorting once at the end beats 650,000 random insertions. */
export const dropIndexes = (db: SqlDatabase): void => db.exec(Object.keys(INDEXES).map((name) => `DROP INDEX IF EXISTS ${name}`).join(';'));

export function dropTables(db: SqlDatabase): void {
  for (const table of ['unit', 'person', 'membership', 'directory_gone', 'directory_state', 'unit_text', 'post_text']) db.exec(`DROP TABLE IF EXISTS ${table}`);
}

export const INSERT_UNIT = `INSERT INTO unit(no, id, parent_id, kind, level, name, short_name, full_name, code, doc_code, uscc, former, is_organ, ord, status, seq, lo, people_hi, hi)
  VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`;
export const INSERT_PERSON = 'INSERT INTO person(no, id, name, status, phone, seq) VALUES (?,?,?,?,?,?)';
export const INSERT_MEMBERSHIP = 'INSERT INTO membership(no, id, person_no, unit_no, organ_no, title, roles, ord, is_primary, seq, pos) VALUES (?,?,?,?,?,?,?,?,?,?,?)';
export const READ_SEQ = "SELECT value FROM directory_state WHERE key = 'seq'";
export const SAVE_SEQ = "INSERT INTO directory_state(key, value) VALUES ('seq', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value";

/** No name holds a line break. */
const NAMES_APART = '\n';
export const formerNamesOf = (former: string): string[] => (former === '' ? [] : former.split(NAMES_APART));

/** The columns parent_id … status, in the order of INSERT_UNIT. */
export const unitValues = (unit: Unit): (string | number | null)[] => [
  unit.parentId, unit.kind, unit.level, unit.name, unit.shortName, unit.fullName, unit.code, unit.docCode, unit.uscc, unit.formerNames.join(NAMES_APART), unit.isOrgan ? 1 : 0, unit.order, unit.status,
];

/** Roles are stored as a bit set; ROLES is append-only for that reason. */
export function rolesToBits(roles: readonly Role[]): number {
  let bits = 0;
  for (const role of roles) bits |= 1 << ROLES.indexOf(role);
  return bits;
}

export const bitsToRoles = (bits: number): Role[] => ROLES.filter((_, index) => (bits & (1 << index)) !== 0);

/** Columns of a unit as `UNIT_COLUMNS` selects them. */
export interface StoredUnit {
  readonly no: number;
  readonly id: string;
  readonly parent_id: string | null;
  readonly kind: string;
  readonly level: number;
  readonly name: string;
  readonly short_name: string;
  readonly full_name: string;
  readonly code: string | null;
  readonly doc_code: string | null;
  readonly uscc: string | null;
  readonly former: string;
  readonly is_organ: number;
  readonly ord: number;
  readonly status: string;
  readonly seq: number;
  readonly lo: number | null;
  readonly people_hi: number | null;
  readonly hi: number | null;
}
export const UNIT_COLUMNS = 'no, id, parent_id, kind, level, name, short_name, full_name, code, doc_code, uscc, former, is_organ, ord, status, seq, lo, people_hi, hi';

export function unitFromStore(row: StoredUnit): UnitRow {
  return {
    id: row.id, parentId: row.parent_id, kind: row.kind, level: row.level, name: row.name, shortName: row.short_name, fullName: row.full_name,
    code: row.code, docCode: row.doc_code, uscc: row.uscc, formerNames: formerNamesOf(row.former), isOrgan: row.is_organ === 1, order: row.ord, status: row.status,
  } as UnitRow;
}

export interface StoredPerson {
  readonly no: number;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly phone: string;
  readonly seq: number;
}

export const personFromStore = ({ id, name, status, phone }: StoredPerson): PersonRow => ({ id, name, status, phone }) as PersonRow;

export interface StoredMembership {
  readonly id: string;
  readonly person_id: string;
  readonly unit_id: string;
  readonly organ_id: string;
  readonly title: string;
  readonly roles: number;
  readonly ord: number;
  readonly is_primary: number;
  readonly seq: number;
}
/** To be followed by WHERE; aliases: m, p, u, o. */
export const MEMBERSHIP_SELECT = `SELECT m.id, p.id AS person_id, u.id AS unit_id, o.id AS organ_id, m.title, m.roles, m.ord, m.is_primary, m.seq
  FROM membership m JOIN person p ON p.no = m.person_no JOIN unit u ON u.no = m.unit_no JOIN unit o ON o.no = m.organ_no`;

export function membershipFromStore(row: StoredMembership): MembershipRow {
  return {
    id: row.id, personId: row.person_id, unitId: row.unit_id, organId: row.organ_id, title: row.title,
    roles: bitsToRoles(row.roles), order: row.ord, primary: row.is_primary === 1,
  } as MembershipRow;
}
