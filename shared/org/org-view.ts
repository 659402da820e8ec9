/**
 * An `OrgView` over plain arrays: for the replica (a county) and for tests. The server keeps its own compact one.
 *
 * Built once from a consistent set of rows; never changes afterwards. Holders come in political order.
 */
import type { Role } from '#shared/policy/roles.ts';
import type { Holder, Membership, OrgView, PersonSummary, Unit } from './model.ts';
import { isWithin, organOf, parentOrgan } from './tree.ts';

const NOBODY: readonly Holder[] = [];

export function createOrgView(
  units: Iterable<Unit>,
  people: Iterable<PersonSummary>,
  memberships: Iterable<Membership>,
): OrgView {
  const unitById = new Map<string, Unit>();
  for (const unit of units) unitById.set(unit.id, unit);
  const personById = new Map<string, PersonSummary>();
  for (const { id, name, status } of people) personById.set(id, { id, name, status });

  const holdersByKey = new Map<string, Holder[]>();
  const place = depthFirst(unitById);
  const rank = (membership: Membership): number => place.get(membership.unitId) ?? 0;
  for (const membership of [...memberships].sort((a, b) => rank(a) - rank(b) || a.order - b.order)) {
    const person = personById.get(membership.personId);
    if (person?.status !== 'active') continue;
    for (const role of membership.roles) {
      const key = `${membership.organId} ${role}`;
      const holder: Holder = { personId: membership.personId, name: person.name, title: membership.title, unitId: membership.unitId };
      const known = holdersByKey.get(key);
      if (known === undefined) holdersByKey.set(key, [holder]);
      else known.push(holder);
    }
  }

  const lookup = (id: string): Unit | undefined => unitById.get(id);
  return {
    unit: lookup,
    person: (id) => personById.get(id),
    organOf: (unitId) => organOf(lookup, unitId),
    parentOrgan: (organId) => parentOrgan(lookup, organId),
    isWithin: (unitId, ancestorId) => isWithin(lookup, unitId, ancestorId),
    holders: (organId: string, role: Role) => holdersByKey.get(`${organId} ${role}`) ?? NOBODY,
  };
}

/** Political order across units: 领导班子 before the office, the office before the sections. */
function depthFirst(units: ReadonlyMap<string, Unit>): ReadonlyMap<string, number> {
  const children = new Map<string, Unit[]>();
  const roots: Unit[] = [];
  for (const unit of [...units.values()].sort((a, b) => a.order - b.order)) {
    if (unit.parentId === null || !units.has(unit.parentId)) roots.push(unit);
    else children.set(unit.parentId, [...(children.get(unit.parentId) ?? []), unit]);
  }
  const place = new Map<string, number>();
  const visit = (unit: Unit): void => {
    place.set(unit.id, place.size);
    for (const child of children.get(unit.id) ?? []) visit(child);
  };
  for (const root of roots) visit(root);
  return place;
}
