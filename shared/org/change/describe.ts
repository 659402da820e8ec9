/**
 * What a change amounts to in words' place: lines for the preview and for 目录变更记录, and how far it reaches. Phones are masked: the record is read by more people than may see one.
 */
import type { Membership, Person, Unit } from '#shared/org/model.ts';
import { maskPhone } from '#shared/org/phone.ts';
import { ancestors } from '#shared/org/tree.ts';
import { pairs, type Diff } from './rows.ts';

export const CHANGE_FIELDS = ['made', 'removed', 'name', 'shortName', 'fullName', 'code', 'docCode', 'uscc', 'parent', 'level', 'order', 'status', 'phone', 'unit', 'organ', 'title', 'roles', 'primary'] as const;
export type ChangeField = (typeof CHANGE_FIELDS)[number];

export interface ChangeLine {
  readonly about: 'unit' | 'person' | 'post';
  readonly subject: string;
  readonly field: ChangeField;
  readonly from: string;
  readonly to: string;
}

/** As many as anybody reads; the counts beside them are of all. */
export const LINES_MAX = 100;

export interface Names {
  unit(id: string): Pick<Unit, 'name'> | undefined;
  person(id: string): Pick<Person, 'name'> | undefined;
}

export function describeChange({ before, after }: Diff, names: Names): readonly ChangeLine[] {
  const units = new Map([...before.units, ...after.units].map((row) => [row.id, row.name]));
  const people = new Map([...before.people, ...after.people].map((row) => [row.id, row.name]));
  const unitName = (id: string | null): string => (id === null ? '' : (units.get(id) ?? names.unit(id)?.name ?? ''));
  const personName = (id: string): string => people.get(id) ?? names.person(id)?.name ?? '';
  const lines: ChangeLine[] = [];
  const say = (about: ChangeLine['about'], subject: string, fields: readonly (readonly [ChangeField, string, string])[]): void => {
    for (const [field, from, to] of fields) if (from !== to && lines.length < LINES_MAX) lines.push({ about, subject, field, from, to });
  };
  for (const pair of pairs(before.units, after.units)) {
    const { before: old, after: now } = pair;
    if (old === null || now === null) say('unit', (now ?? old)?.name ?? '', [[now === null ? 'removed' : 'made', old === null ? '' : unitName(old.parentId), now === null ? '' : unitName(now.parentId)]]);
    else say('unit', old.name, unitFields(old, now, unitName));
  }
  for (const { before: old, after: now } of pairs(before.people, after.people)) {
    if (old !== null && now !== null) say('person', old.name, [['name', old.name, now.name], ['phone', maskPhone(old.phone), maskPhone(now.phone)], ['status', old.status, now.status]]);
    else say('person', (now ?? old)?.name ?? '', [[now === null ? 'removed' : 'made', old === null ? '' : maskPhone(old.phone), now === null ? '' : maskPhone(now.phone)]]);
  }
  for (const { before: old, after: now } of pairs(before.memberships, after.memberships)) {
    const post = (now ?? old) as Membership;
    const place = (one: Membership): string => `${unitName(one.unitId)} ${one.title}`.trim();
    if (old === null || now === null) say('post', personName(post.personId), [[now === null ? 'removed' : 'made', old === null ? '' : place(old), now === null ? '' : place(now)]]);
    else say('post', personName(post.personId), postFields(old, now, unitName));
  }
  return lines;
}

const unitFields = (old: Unit, now: Unit, nameOf: (id: string | null) => string): readonly (readonly [ChangeField, string, string])[] => [
  ['name', old.name, now.name], ['shortName', old.shortName, now.shortName], ['fullName', old.fullName, now.fullName], ['code', old.code ?? '', now.code ?? ''],
  ['docCode', old.docCode ?? '', now.docCode ?? ''], ['uscc', old.uscc ?? '', now.uscc ?? ''], ['parent', nameOf(old.parentId), nameOf(now.parentId)], ['level', String(old.level), String(now.level)],
  ...(old.parentId === now.parentId ? [['order', String(old.order + 1), String(now.order + 1)] as const] : []), ['status', old.status, now.status],
];

const postFields = (old: Membership, now: Membership, nameOf: (id: string | null) => string): readonly (readonly [ChangeField, string, string])[] => [
  ['unit', nameOf(old.unitId), nameOf(now.unitId)], ['organ', nameOf(old.organId), nameOf(now.organId)], ['title', old.title, now.title], ['roles', old.roles.join(' '), now.roles.join(' ')],
  ...(old.unitId === now.unitId ? [['order', String(old.order + 1), String(now.order + 1)] as const] : []), ['primary', String(old.primary), String(now.primary)],
];

/** Who will notice: everything below the units that change more than their order, and the people whose rows or posts do; nothing is counted twice that lies in one another. */
export function reachOfChange({ before, after }: Diff, org: { below(unitId: string): { readonly units: number; readonly people: number }; unit(id: string): Unit | undefined }): { readonly units: number; readonly people: number } {
  const changed = pairs(before.units, after.units).flatMap(({ before: old, after: now }) => (old === null ? [] : now !== null && now.order !== old.order && now.name === old.name && now.parentId === old.parentId ? [] : [old]));
  const ids = new Set(changed.map(({ id }) => id));
  const isInner = (unit: Unit): boolean => ancestors(org.unit, unit.id).some((above) => above.id !== unit.id && ids.has(above.id));
  let [units, people] = [0, 0];
  const outer = changed.filter((unit) => !isInner(unit));
  for (const unit of outer) {
    const below = org.below(unit.id);
    units += below.units;
    people += below.people;
  }
  if (outer.length > 0) return { units, people };
  return { units: 0, people: new Set([...before.people, ...after.people].map(({ id }) => id).concat([...before.memberships, ...after.memberships].map((post) => post.personId))).size };
}

/** Whom the record of a change is kept for: every unit and person it names, and the units above a new or moved one. */
export function aboutOf({ before, after }: Diff): readonly string[] {
  const ids = new Set<string>();
  for (const { units, people, memberships } of [before, after]) {
    for (const unit of units) { ids.add(unit.id); if (unit.parentId !== null) ids.add(unit.parentId); }
    for (const person of people) ids.add(person.id);
    for (const post of memberships) { ids.add(post.unitId); ids.add(post.personId); }
  }
  return ids.size <= ABOUT_MAX ? [...ids] : [...new Set([...before.units, ...after.units].map(({ id }) => id))];
}

/** Beyond it a change stands in the history of its units alone: an import of a hundred thousand would be written three times. */
const ABOUT_MAX = 5_000;
