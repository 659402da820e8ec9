/**
 * Walking the organisation tree: paths, ancestors, containment, and the check that a move makes no cycle.
 *
 * Works over any `UnitLookup`, so the same walk serves the server's snapshot, the replica's cache and tests.
 * Always ends: a damaged tree with a cycle is cut at MAX_DEPTH instead of hanging the caller.
 */
import type { Level, Unit } from './model.ts';

export type UnitLookup = (id: string) => Unit | undefined;

/** Real data needs 6 (省/市/县/局/股/…); the rest is head room for imported trees. */
export const MAX_DEPTH = 16;

export const LEVEL_NAMES = { 1: '省', 2: '市州', 3: '县', 4: '乡镇', 5: '村' } as const satisfies Record<Level, string>;

/** From the unit itself up to the root. */
export function ancestors(lookup: UnitLookup, unitId: string): readonly Unit[] {
  const found: Unit[] = [];
  let next: string | null = unitId;
  while (next !== null && found.length < MAX_DEPTH) {
    const unit: Unit | undefined = lookup(next);
    if (unit === undefined) break;
    found.push(unit);
    next = unit.parentId;
  }
  return found;
}

/** From the root down to the unit itself. */
export const pathOf = (lookup: UnitLookup, unitId: string): readonly Unit[] => ancestors(lookup, unitId).toReversed();

export function isWithin(lookup: UnitLookup, unitId: string, ancestorId: string): boolean {
  return ancestors(lookup, unitId).some((unit) => unit.id === ancestorId);
}

/** A unit that does not issue documents works for the nearest ancestor that does. */
export function organOf(lookup: UnitLookup, unitId: string): Unit | undefined {
  return ancestors(lookup, unitId).find((unit) => unit.isOrgan);
}

/** The organ above; a dissolved one is passed over, because nobody can receive for it any more. */
export function parentOrgan(lookup: UnitLookup, organId: string): Unit | undefined {
  return ancestors(lookup, organId).find((unit) => unit.id !== organId && unit.isOrgan && unit.status === 'active');
}

export type MoveProblem = 'unknown-unit' | 'unknown-parent' | 'cycle' | 'too-deep';

/** May `unitId` be hung below `newParentId`? `height` is the number of levels below the unit itself. */
export function moveProblem(lookup: UnitLookup, unitId: string, newParentId: string, height = 0): MoveProblem | undefined {
  if (lookup(unitId) === undefined) return 'unknown-unit';
  if (lookup(newParentId) === undefined) return 'unknown-parent';
  const path = ancestors(lookup, newParentId);
  if (path.some((unit) => unit.id === unitId)) return 'cycle';
  return path.length + 1 + height > MAX_DEPTH ? 'too-deep' : undefined;
}
