/** What an identity provider sees of a subtree, in pages: people by their main post, and units with who sits in them. Runs in the worker. */
import type { DatabaseSync } from 'node:sqlite';
import type { DirectoryReader } from '#shared/org/directory-reader.ts';
import { UNIT_COLUMNS, personFromStore, unitFromStore, type StoredPerson, type StoredUnit } from '#shared/org/directory-tables.ts';
import type { MembershipRow, PersonRow, UnitRow } from '#shared/org/schema.ts';

export interface ProvisionedPerson { readonly person: PersonRow; readonly posts: readonly MembershipRow[] }
export interface ProvisionedUnit { readonly unit: UnitRow; /** Active siblings before it. */ readonly place: number; readonly members: readonly { readonly person: PersonRow; readonly mainUnitId: string }[] }

export interface Pages {
  /** `without`: people who left and are not shown any more. */
  people(rootId: string, offset: number, limit: number, without: readonly string[]): { readonly total: number; readonly people: readonly ProvisionedPerson[] };
  units(rootId: string, offset: number, limit: number, withMembers: boolean, name: string | null): { readonly total: number; readonly units: readonly ProvisionedUnit[] };
  unit(unitId: string): ProvisionedUnit | null;
}

export function createPages(db: DatabaseSync, index: DirectoryReader): Pages {
  const from = `FROM membership m JOIN person p ON p.no = m.person_no WHERE m.is_primary = 1 AND m.pos BETWEEN ? AND ?
    AND NOT (p.status = 'left' AND p.id IN (SELECT value FROM json_each(?)))`;
  const people = db.prepare(`SELECT p.no, p.id, p.name, p.status, p.phone, p.seq ${from} ORDER BY m.pos LIMIT ? OFFSET ?`);
  const countPeople = db.prepare(`SELECT count(*) AS n ${from}`);
  const units = db.prepare(`SELECT ${UNIT_COLUMNS} FROM unit WHERE lo BETWEEN ?1 AND ?2 AND status = 'active' AND (?3 IS NULL OR name = ?3 COLLATE NOCASE) ORDER BY lo LIMIT ?4 OFFSET ?5`);
  const countUnits = db.prepare("SELECT count(*) AS n FROM unit WHERE lo BETWEEN ?1 AND ?2 AND status = 'active' AND (?3 IS NULL OR name = ?3 COLLATE NOCASE)");
  const count = (row: unknown): number => Number((row as { readonly n: number }).n);

  const provisioned = (unit: UnitRow, withMembers: boolean): ProvisionedUnit => ({
    unit,
    place: unit.parentId === null ? 0 : index.children(unit.parentId).filter((each) => each.status === 'active').findIndex((each) => each.id === unit.id),
    members: withMembers ? index.membersOf(unit.id).flatMap(({ person, membership }) => (person.status !== 'active' ? [] : [{ person, mainUnitId: membership.primary ? membership.unitId : (index.membershipsOf(person.id)[0]?.unitId ?? '') }])) : [],
  });
  return {
    people: (rootId, offset, limit, without) => {
      const range = index.range(rootId);
      if (range === undefined) return { total: 0, people: [] };
      const gone = JSON.stringify(without);
      const rows = people.all(range.from, range.to, gone, limit, offset) as unknown as StoredPerson[];
      return { total: count(countPeople.get(range.from, range.to, gone)), people: rows.map((row) => ({ person: personFromStore(row), posts: index.membershipsOf(row.id) })) };
    },
    units: (rootId, offset, limit, withMembers, name) => {
      const range = index.range(rootId);
      if (range === undefined) return { total: 0, units: [] };
      const rows = units.all(range.from, range.to, name, limit, offset) as unknown as StoredUnit[];
      return { total: count(countUnits.get(range.from, range.to, name)), units: rows.map((row) => provisioned(unitFromStore(row), withMembers)) };
    },
    unit: (unitId) => {
      const unit = index.unit(unitId);
      return unit === undefined ? null : provisioned(unit, true);
    },
  };
}
