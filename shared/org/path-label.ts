/**
 * The short path that stands beside every name: 遵义市·桐梓县·楚米镇.
 *
 * Names alone identify nobody (和平村 exists 50 times, 龙场镇 five times), so each hit, chip and card shows
 * where it is. The province is left out unless it is all there is: everybody is in it.
 */
import type { Unit } from './model.ts';
import { pathOf, type UnitLookup } from './tree.ts';

export const PATH_SEPARATOR = '·';

/** Units from the root down, as names; the root is dropped when anything is below it. */
export function labelOfPath(path: readonly Pick<Unit, 'name'>[]): string {
  const shown = path.length > 1 ? path.slice(1) : path;
  return shown.map((unit) => unit.name).join(PATH_SEPARATOR);
}

export const pathLabel = (lookup: UnitLookup, unitId: string): string => labelOfPath(pathOf(lookup, unitId));

/** Where a unit is, without the unit itself; empty for the root. */
export function placeLabel(lookup: UnitLookup, unitId: string): string {
  const path = pathOf(lookup, unitId);
  return path.length > 1 ? labelOfPath(path.slice(0, -1)) : '';
}
