/**
 * The organisation as the main thread keeps it: every decision asks it, so it is in memory and synchronous.
 *
 * 114,000 units and 650,000 people must fit: columns instead of objects, ids and names as UTF-8 with offsets,
 * people found through a hash table in one array. Immutable; after a change the worker sends a new one.
 */
import { LEVELS, UNIT_KINDS, type Holder, type Level, type OrgView, type PersonSummary, type Unit } from '#shared/org/model.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { DirectoryView } from '#shared/exchange/distribution.ts';
import { ROLES, type Role } from '#shared/policy/roles.ts';
import { hash32 } from '#shared/org/generate/seeded.ts';
import { isWithin, organOf, parentOrgan } from '#shared/org/tree.ts';
import { childrenOf } from './children.ts';

/** Strings of one column, back to back. */
export interface PackedStrings {
  readonly bytes: Uint8Array;
  /** One more than there are strings. */
  readonly offsets: Uint32Array;
}

/** What the worker sends; all typed arrays travel by transfer. Indexes are positions in these columns. */
export interface OrgSnapshot {
  readonly seq: number;
  readonly units: {
    readonly ids: readonly string[];
    /** −1 for a root. */
    readonly parents: Int32Array;
    readonly kinds: Uint8Array;
    readonly levels: Uint8Array;
    readonly flags: Uint8Array;
    readonly orders: Uint32Array;
    readonly names: PackedStrings;
    readonly shortNames: PackedStrings;
    readonly fullNames: PackedStrings;
    /** Empty stands for null. */
    readonly codes: PackedStrings;
    readonly docCodes: PackedStrings;
    readonly usccs: PackedStrings;
    /** Only of those that have been renamed. */
    readonly formerNames: Readonly<Record<number, readonly string[]>>;
  };
  readonly people: {
    readonly ids: PackedStrings;
    readonly names: PackedStrings;
    readonly isActive: Uint8Array;
    /** Open addressing by `hash32` of the id; a slot holds index + 1, its length is a power of two. */
    readonly slots: Uint32Array;
  };
  /** Posts with at least one role, by organ, then in political order. */
  readonly posts: {
    /** First post of each unit as organ; one more than there are units. */
    readonly starts: Uint32Array;
    readonly people: Uint32Array;
    readonly units: Uint32Array;
    readonly roles: Uint32Array;
    readonly titles: Uint32Array;
    readonly titleNames: readonly string[];
  };
}

export const IS_ORGAN = 1;
export const IS_ACTIVE = 2;
const NOBODY: readonly Holder[] = [];
const NO_NAMES: readonly string[] = [];

const at = (list: { readonly [index: number]: number }, index: number): number => list[index] ?? 0;

function stringAt({ bytes, offsets }: PackedStrings, index: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at(offsets, index), at(offsets, index + 1) - at(offsets, index)).toString('utf8');
}

/** A table half full at most, so that a walk to the next free slot is short. */
export function slotsFor(count: number): Uint32Array {
  let size = 16;
  while (size < count * 2) size *= 2;
  return new Uint32Array(size);
}

export function putSlot(slots: Uint32Array, id: string, index: number): void {
  let slot = hash32(id) & (slots.length - 1);
  while (at(slots, slot) !== 0) slot = (slot + 1) & (slots.length - 1);
  slots[slot] = index + 1;
}

function findSlot(slots: Uint32Array, ids: PackedStrings, wanted: string): number {
  for (let slot = hash32(wanted) & (slots.length - 1); at(slots, slot) !== 0; slot = (slot + 1) & (slots.length - 1)) {
    const index = at(slots, slot) - 1;
    if (stringAt(ids, index) === wanted) return index;
  }
  return -1;
}

/** What decisions ask, and what resolving a distribution asks. */
export type DirectoryOrgView = OrgView & DirectoryView;

export function viewOf(snapshot: OrgSnapshot): DirectoryOrgView {
  const { units, people, posts } = snapshot;
  const indexById = new Map<string, number>();
  for (const [index, id] of units.ids.entries()) indexById.set(id, index);

  function unit(id: string): Unit | undefined {
    const index = indexById.get(id);
    if (index === undefined) return undefined;
    const parent = units.parents[index] ?? -1;
    const flags = at(units.flags, index);
    const orNull = (text: string): string | null => (text === '' ? null : text);
    return {
      id: id as UnitId,
      parentId: parent < 0 ? null : ((units.ids[parent] ?? null) as UnitId | null),
      kind: UNIT_KINDS[at(units.kinds, index)] ?? 'dept',
      level: levelOf(at(units.levels, index)),
      name: stringAt(units.names, index),
      shortName: stringAt(units.shortNames, index),
      fullName: stringAt(units.fullNames, index),
      code: orNull(stringAt(units.codes, index)),
      docCode: orNull(stringAt(units.docCodes, index)),
      uscc: orNull(stringAt(units.usccs, index)),
      formerNames: units.formerNames[index] ?? NO_NAMES,
      isOrgan: (flags & IS_ORGAN) !== 0,
      order: at(units.orders, index),
      status: (flags & IS_ACTIVE) !== 0 ? 'active' : 'dissolved',
    };
  }

  function person(id: string): PersonSummary | undefined {
    const index = findSlot(people.slots, people.ids, id);
    if (index < 0) return undefined;
    return { id: id as PersonId, name: stringAt(people.names, index), status: at(people.isActive, index) === 1 ? 'active' : 'left' };
  }

  function holders(organId: string, role: Role): readonly Holder[] {
    const organ = indexById.get(organId);
    if (organ === undefined) return NOBODY;
    const bit = 1 << ROLES.indexOf(role);
    const found: Holder[] = [];
    for (let post = at(posts.starts, organ); post < at(posts.starts, organ + 1); post += 1) {
      if ((at(posts.roles, post) & bit) === 0) continue;
      const who = at(posts.people, post);
      if (at(people.isActive, who) !== 1) continue;
      found.push({
        personId: stringAt(people.ids, who) as PersonId,
        name: stringAt(people.names, who),
        title: posts.titleNames[at(posts.titles, post)] ?? '',
        unitId: (units.ids[at(posts.units, post)] ?? organId) as UnitId,
      });
    }
    return found;
  }

  /** Asked for by few: not every server sends to groups. */
  let below: ReturnType<typeof childrenOf> | undefined;
  function children(id: string): readonly Unit[] {
    const index = indexById.get(id);
    if (index === undefined) return [];
    below ??= childrenOf(units);
    return [...below(index)].flatMap((child) => unit(units.ids[child] ?? '') ?? []);
  }

  return {
    unit,
    children,
    person,
    organOf: (unitId) => organOf(unit, unitId),
    parentOrgan: (organId) => parentOrgan(unit, organId),
    isWithin: (unitId, ancestorId) => isWithin(unit, unitId, ancestorId),
    holders,
  };
}

const levelOf = (value: number): Level => LEVELS.find((level) => level === value) ?? 5;
