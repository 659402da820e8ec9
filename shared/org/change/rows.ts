/**
 * Rows of the directory under change: what is there, what a command has put or dropped so far, and in the end both sides of every row that differs.
 * New rows carry ids that only stand for one (`new:1`) until the change is really made (`named`), so that a preview and the act come to the same thing.
 */
import type { Membership, OrgView, Person, Unit } from '#shared/org/model.ts';
import type { GoneRow } from '#shared/org/schema.ts';
import { isWithin, organOf } from '#shared/org/tree.ts';
import type { ChangeBatch } from '#shared/org/search-index.ts';

/** What a change is decided over; the directory's reader is one. */
export interface ChangeView {
  unit(id: string): Unit | undefined;
  children(id: string): readonly Unit[];
  person(id: string): Person | undefined;
  membership(id: string): Membership | undefined;
  membersOf(unitId: string): readonly { readonly membership: Membership }[];
  membershipsOf(personId: string): readonly Membership[];
  /** Posts whose rights are exercised for an organ, wherever they sit. */
  postsFor(organId: string): readonly Membership[];
  unitsWithCode(code: string): readonly Unit[];
  unitsWithUscc(uscc: string): readonly Unit[];
  /** Everybody who sits at or below a unit, with each post. */
  postsBelow(unitId: string): readonly { readonly membership: Membership; readonly person: Person }[];
  peopleWithPhones(phones: readonly string[]): readonly Person[];
}

export interface Rows {
  readonly units: readonly Unit[];
  readonly people: readonly Person[];
  readonly memberships: readonly Membership[];
}

/** Every row that a change touches, as it was and as it is after; one that is on one side only was made or taken out. */
export interface Diff {
  readonly before: Rows;
  readonly after: Rows;
}

export interface Draft {
  person(id: string): Person | undefined;
  unit(id: string): Unit | undefined;
  post(id: string): Membership | undefined;
  children(id: string): readonly Unit[];
  /** Those that were put so far. */
  units(): readonly Unit[];
  membershipsOf(personId: string): readonly Membership[];
  membersOf(unitId: string): readonly Membership[];
  putUnit(unit: Unit): void;
  putPerson(person: Person): void;
  putPost(post: Membership): void;
  drop(kind: GoneRow['kind'], id: string): void;
  newId(): string;
  tree(): Pick<OrgView, 'unit' | 'isWithin' | 'organOf'>;
  diff(): Diff;
}

/** The same values, in whatever order they were written down: rights are a set. */
export function sameRow(a: object | undefined, b: object | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const said = (value: unknown): unknown => (Array.isArray(value) ? value.toSorted().join(' ') : value);
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && said(value) === said(right.get(key)));
}

const NEW = 'new:';

/** What stands only for a new row is in no table: nobody asks the database for it. */
function withoutNew(view: ChangeView): ChangeView {
  const none: readonly never[] = [];
  return {
    ...view, unit: (id) => (isNew(id) ? undefined : view.unit(id)), person: (id) => (isNew(id) ? undefined : view.person(id)), membership: (id) => (isNew(id) ? undefined : view.membership(id)),
    children: (id) => (isNew(id) ? none : view.children(id)), membersOf: (id) => (isNew(id) ? none : view.membersOf(id)), membershipsOf: (id) => (isNew(id) ? none : view.membershipsOf(id)),
  };
}

export function createDraft(reader: ChangeView): Draft {
  const view = withoutNew(reader);
  const units = new Map<string, Unit | null>();
  const people = new Map<string, Person | null>();
  const posts = new Map<string, Membership | null>();
  // By what they hang on: an import puts rows by the hundred thousand.
  const [byParent, byUnit, byPerson] = [new Map<string, Set<string>>(), new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const note = (index: Map<string, Set<string>>, key: string | null, id: string): void => {
    const known = index.get(key ?? '');
    if (known === undefined) index.set(key ?? '', new Set([id]));
    else known.add(id);
  };
  let made = 0;
  const put = <T extends object>(map: Map<string, T | null>, id: string, known: T | undefined, wanted: T | null): void => {
    if (wanted !== null && sameRow(known, wanted)) map.delete(id);
    else if (wanted === null && known === undefined) map.delete(id);
    else map.set(id, wanted);
  };
  const unit = (id: string): Unit | undefined => (units.has(id) ? (units.get(id) ?? undefined) : view.unit(id));
  const own = <T>(map: Map<string, T | null>): readonly T[] => [...map.values()].filter((row) => row !== null);
  const over = <T extends { readonly id: string }>(rows: readonly T[], map: Map<string, T | null>, index: Map<string, Set<string>>, key: string, belongs: (row: T) => boolean): readonly T[] => {
    const mine = [...(index.get(key) ?? [])].flatMap((id) => map.get(id) ?? []).filter(belongs);
    return [...rows.filter((row) => !map.has(row.id)), ...mine];
  };
  const sides = <T extends { readonly id: string }>(map: Map<string, T | null>, known: (id: string) => T | undefined): { readonly before: T[]; readonly after: T[] } => ({
    before: [...map.keys()].flatMap((id) => known(id) ?? []), after: [...own(map)],
  });

  return {
    unit,
    units: () => own(units),
    post: (id) => (posts.has(id) ? (posts.get(id) ?? undefined) : view.membership(id)),
    children: (id) => over(view.children(id), units, byParent, id, (row) => row.parentId === id).toSorted((a, b) => a.order - b.order),
    membershipsOf: (personId) => over(view.membershipsOf(personId), posts, byPerson, personId, (row) => row.personId === personId),
    membersOf: (unitId) => over(view.membersOf(unitId).map(({ membership }) => membership), posts, byUnit, unitId, (row) => row.unitId === unitId).toSorted((a, b) => a.order - b.order),
    person: (id) => (people.has(id) ? (people.get(id) ?? undefined) : view.person(id)),
    putUnit: (row) => {
      note(byParent, row.parentId, row.id);
      put(units, row.id, view.unit(row.id), row);
    },
    putPerson: (row) => put(people, row.id, view.person(row.id), row),
    putPost: (row) => {
      note(byUnit, row.unitId, row.id);
      note(byPerson, row.personId, row.id);
      put(posts, row.id, view.membership(row.id), row);
    },
    drop: (kind, id) => {
      if (kind === 'unit') put(units, id, view.unit(id), null);
      else if (kind === 'person') put(people, id, view.person(id), null);
      else put(posts, id, view.membership(id), null);
    },
    newId: () => `${NEW}${++made}`,
    tree: () => ({ unit, isWithin: (id, ancestorId) => isWithin(unit, id, ancestorId), organOf: (id) => organOf(unit, id) }),
    diff: () => {
      const [u, p, m] = [sides(units, view.unit), sides(people, view.person), sides(posts, view.membership)];
      return { before: { units: u.before, people: p.before, memberships: m.before }, after: { units: u.after, people: p.after, memberships: m.after } };
    },
  };
}

export const isNew = (id: string): boolean => id.startsWith(NEW);

/** Gives every new row its id: `idOf` is told its number. */
export function named({ before, after }: Diff, idOf: (number: number) => string): Diff {
  const real = <T extends string | null>(id: T): T => (id !== null && isNew(id) ? (idOf(Number(id.slice(NEW.length))) as T) : id);
  return {
    before,
    after: {
      units: after.units.map((row) => ({ ...row, id: real(row.id), parentId: real(row.parentId) })),
      people: after.people.map((row) => ({ ...row, id: real(row.id) })),
      memberships: after.memberships.map((row) => ({ ...row, id: real(row.id), personId: real(row.personId), unitId: real(row.unitId), organId: real(row.organId) })),
    },
  };
}

/** What the directory writes. */
export function batchOf({ before, after }: Diff): ChangeBatch {
  const goneOf = (kind: GoneRow['kind'], old: readonly { readonly id: string }[], now: readonly { readonly id: string }[]): GoneRow[] => {
    const kept = new Set(now.map(({ id }) => id));
    return old.filter(({ id }) => !kept.has(id)).map(({ id }) => ({ kind, id }));
  };
  return {
    gone: [...goneOf('membership', before.memberships, after.memberships), ...goneOf('person', before.people, after.people), ...goneOf('unit', before.units, after.units)],
    units: after.units, people: after.people, memberships: after.memberships,
  };
}

/** Pairs of one kind, by id. */
export function pairs<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): readonly { readonly before: T | null; readonly after: T | null }[] {
  const now = new Map(after.map((row) => [row.id, row]));
  const old = new Set(before.map(({ id }) => id));
  return [...before.map((row) => ({ before: row, after: now.get(row.id) ?? null })), ...after.filter(({ id }) => !old.has(id)).map((row) => ({ before: null, after: row }))];
}
