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
  unit(id: string): Unit | undefined;
  children(id: string): readonly Unit[];
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

const NEW = 'new:';

export function createDraft(view: ChangeView): Draft {
  const units = new Map<string, Unit | null>();
  const people = new Map<string, Person | null>();
  const posts = new Map<string, Membership | null>();
  let made = 0;
  const put = <T>(map: Map<string, T | null>, id: string, known: T | undefined, wanted: T | null): void => {
    if (wanted !== null && known !== undefined && JSON.stringify(known) === JSON.stringify(wanted)) map.delete(id);
    else if (wanted === null && known === undefined) map.delete(id);
    else map.set(id, wanted);
  };
  const unit = (id: string): Unit | undefined => (units.has(id) ? (units.get(id) ?? undefined) : view.unit(id));
  const own = <T>(map: Map<string, T | null>): readonly T[] => [...map.values()].filter((row) => row !== null);
  const over = <T extends { readonly id: string }>(rows: readonly T[], map: Map<string, T | null>, belongs: (row: T) => boolean): readonly T[] => {
    const mine = own(map).filter(belongs);
    return [...rows.filter((row) => !map.has(row.id)), ...mine];
  };
  const sides = <T extends { readonly id: string }>(map: Map<string, T | null>, known: (id: string) => T | undefined): { readonly before: T[]; readonly after: T[] } => ({
    before: [...map.keys()].flatMap((id) => known(id) ?? []), after: [...own(map)],
  });

  return {
    unit,
    children: (id) => over(view.children(id), units, (row) => row.parentId === id).toSorted((a, b) => a.order - b.order),
    membershipsOf: (personId) => over(view.membershipsOf(personId), posts, (row) => row.personId === personId),
    membersOf: (unitId) => over(view.membersOf(unitId).map(({ membership }) => membership), posts, (row) => row.unitId === unitId).toSorted((a, b) => a.order - b.order),
    putUnit: (row) => put(units, row.id, view.unit(row.id), row),
    putPerson: (row) => put(people, row.id, view.person(row.id), row),
    putPost: (row) => put(posts, row.id, view.membership(row.id), row),
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
