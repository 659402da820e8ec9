/**
 * What a client's replica holds of the directory (the server decides, the client asks for nothing wider):
 * its own county with everybody in it, or at prefecture and province its own unit; plus the units above.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { DirectoryReader } from '#shared/org/directory-reader.ts';
import type { UnitRow } from '#shared/org/schema.ts';

export interface DirectoryScope {
  /** Whole subtrees: units, posts, people. */
  readonly subtrees: readonly UnitId[];
  /** Single units without their people. */
  readonly units: readonly UnitId[];
}

const isPlace = (unit: UnitRow): boolean => unit.kind === 'division' || unit.kind === 'zone';

export function scopeOf(index: DirectoryReader, personId: string): DirectoryScope {
  const subtrees = new Set<UnitId>();
  const units = new Set<UnitId>();
  for (const membership of index.membershipsOf(personId)) {
    const path = index.path(membership.unitId);
    const county = path.find((unit) => isPlace(unit) && unit.level === 3);
    if (county !== undefined) {
      subtrees.add(county.id);
      for (const unit of path.slice(0, path.indexOf(county))) units.add(unit.id);
      continue;
    }
    const place = path.findLast(isPlace);
    if (place === undefined) continue;
    const position = path.indexOf(place);
    for (const unit of path.slice(0, position + 1)) units.add(unit.id);
    const own = path[position + 1];
    for (const child of index.children(place.id)) {
      units.add(child.id);
      // The government's own people sit in several units that are no organs: leadership and office belong together.
      if (child.id === own?.id || (membership.organId === place.id && !child.isOrgan)) subtrees.add(child.id);
    }
  }
  return { subtrees: [...subtrees], units: [...units].filter((id) => !subtrees.has(id)) };
}
