/**
 * To whom a document goes (分送范围): units named one by one and groups given by a rule, such as all counties of the province.
 * A rule is kept as a rule and resolved from the directory as of the day of sending; it asks the directory only for a unit and for its
 * children (`DirectoryView`), and writes nothing.
 * Always true of what `resolve` answers: each unit once, never the sender, no unit that was dissolved, in political order. How the rules
 * are worded in an official document is wording.ts.
 */
import { z } from 'zod';
import { isUnitId, type UnitId } from '#shared/base/ids.ts';
import type { Unit } from '#shared/org/model.ts';

/** 各市州（含新区）· 各县 · 各乡镇街道 · 各村居 · 各部门、直属机构; every one of them below the unit that the rule names. */
export const RULE_KINDS = ['prefectures', 'counties', 'townships', 'villages', 'departments'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const TARGETS_MAX = 500;
export const ATTACHMENTS_MAX = 50;

const unitId = z.custom<UnitId>(isUnitId, 'unit id');
/** 分送: with only these attachments; left out: with all of them. */
const attachmentIds = z.array(z.string().regex(/^[a-z0-9]{1,64}$/)).max(ATTACHMENTS_MAX).readonly().optional();

export const rule = z.strictObject({ kind: z.enum(RULE_KINDS), below: unitId }).readonly();
export const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('organ'), organId: unitId, attachmentIds }),
  z.strictObject({ kind: z.literal('group'), rule, attachmentIds }),
]).readonly();
export const distribution = z.array(target).min(1).max(TARGETS_MAX).readonly();

export type Rule = z.output<typeof rule>;
export type Target = z.output<typeof target>;
export type Distribution = z.output<typeof distribution>;

/** What resolving needs of a directory. */
export interface DirectoryView {
  unit(id: string): Unit | undefined;
  /** Directly below it, in political order. */
  children(id: string): readonly Unit[];
}

export interface Recipient {
  readonly organId: UnitId;
  /** Null: with every attachment. */
  readonly attachmentIds: readonly string[] | null;
}

export interface Resolution {
  readonly recipients: readonly Recipient[];
  /** Named one by one and yet not there, dissolved, no organ, or the sender itself: who chooses must see it. */
  readonly leftOut: readonly UnitId[];
}

export function resolve(targets: Distribution, view: DirectoryView, senderId: UnitId): Resolution {
  const found = new Map<UnitId, { readonly unit: Unit; readonly recipient: Recipient }>();
  const leftOut: UnitId[] = [];
  const take = (unit: Unit, ids: readonly string[] | undefined): void => {
    if (unit.id !== senderId && !found.has(unit.id)) found.set(unit.id, { unit, recipient: { organId: unit.id, attachmentIds: ids ?? null } });
  };
  // A unit that is named by itself keeps its own variant, whichever group it also belongs to.
  for (const one of targets) {
    if (one.kind !== 'organ') continue;
    const unit = view.unit(one.organId);
    if (unit === undefined || !mayReceive(unit) || unit.id === senderId) leftOut.push(one.organId);
    else take(unit, one.attachmentIds);
  }
  for (const one of targets) if (one.kind === 'group') for (const unit of unitsOf(one.rule, view)) take(unit, one.attachmentIds);

  const placeOf = createPlaces(view);
  const placed = [...found.values()].map((one) => ({ ...one, place: placeOf(one.unit) }));
  placed.sort((a, b) => rank(a.unit) - rank(b.unit) || (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
  return { recipients: placed.map(({ recipient }) => recipient), leftOut };
}

const mayReceive = (unit: Unit): boolean => unit.isOrgan && unit.status === 'active';

/** The organs that a rule means today. */
export function unitsOf({ kind, below }: Rule, view: DirectoryView): readonly Unit[] {
  const units: Unit[] = [];
  if (kind === 'departments') {
    for (const unit of view.children(below)) if (unit.kind === 'unit' && mayReceive(unit)) units.push(unit);
    return units;
  }
  const { level, isMeant } = PLACES[kind];
  const walk = (id: UnitId): void => {
    for (const unit of view.children(id)) {
      if (!isPlace(unit) || unit.level > level) continue;
      if (unit.level === level && isMeant(unit) && mayReceive(unit)) units.push(unit);
      // Also below what was dissolved: whoever is still there is still meant.
      if (unit.level < level) walk(unit.id);
    }
  };
  walk(below);
  return units;
}

const isPlace = ({ kind }: Unit): boolean => kind === 'division' || kind === 'zone' || kind === 'village';
const isDivision = ({ kind }: Unit): boolean => kind === 'division';

/** 贵安新区 counts as a prefecture, a development zone does not count as a county. */
const PLACES = {
  prefectures: { level: 2, isMeant: ({ kind }: Unit) => kind === 'division' || kind === 'zone' },
  counties: { level: 3, isMeant: isDivision },
  townships: { level: 4, isMeant: isDivision },
  villages: { level: 5, isMeant: ({ kind }: Unit) => kind === 'village' },
} as const;

/** 先下级政府，后部门: governments from above to below, then the departments in the same way. */
const rank = (unit: Unit): number => (unit.kind === 'unit' ? 10 : 0) + unit.level;

const ORDER_DIGITS = 10;

/** Where a unit stands in the tree, as text that sorts like it. The paths of parents are kept: thousands of villages share them. */
function createPlaces(view: DirectoryView): (unit: Unit) => string {
  const known = new Map<UnitId, string>();
  const placeOf = (unit: Unit, depth: number): string => `${above(unit.parentId, depth)}/${String(unit.order).padStart(ORDER_DIGITS, '0')}${unit.id}`;
  const above = (id: UnitId | null, depth: number): string => {
    if (id === null || depth > DEPTH_MAX) return '';
    const before = known.get(id);
    if (before !== undefined) return before;
    const parent = view.unit(id);
    const place = parent === undefined ? '' : placeOf(parent, depth + 1);
    known.set(id, place);
    return place;
  };
  return (unit) => placeOf(unit, 0);
}

/** A damaged tree with a cycle ends here. */
const DEPTH_MAX = 16;
