/**
 * 批量导入: a table of people and units, brought into agreement with what is below one unit. A row is one post: the way to its unit from there, who, phone, title, rights.
 * Nobody leaves by it: who is not in the file is counted and named, because an account and its work hang on everybody who goes.
 * Somebody is known by their phone, else by their name within the unit; every row that cannot be understood says why, by its number, and then nothing at all is written.
 */
import { z } from 'zod';
import type { UnitId } from '#shared/base/ids.ts';
import { t } from '#shared/i18n/index.ts';
import { LOCALES } from '#shared/i18n/locales.ts';
import type { Membership, Person, Unit } from '#shared/org/model.ts';
import { mayChangePerson, mayChangeUnit, mayGrant, type Powers } from '#shared/policy/administer.ts';
import { usccOf, usccProblem } from '#shared/org/uscc.ts';
import { ROLES, type Role } from '#shared/policy/roles.ts';
import { mobile, NAME_LENGTH_MAX, POST_TITLE_LENGTH_MAX } from './command.ts';
import { hasUscc, isActive, made, type Ground } from './decide-unit.ts';
import { isNew, sameRow } from './rows.ts';

export const IMPORT_ROWS_MAX = 100_000;
export const IMPORT_COLUMNS = ['unit', 'name', 'phone', 'title', 'roles', 'primary', 'uscc'] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

export const importRow = z.strictObject({
  /** As the spreadsheet numbers it. */
  row: z.int().min(1).max(2_000_000),
  unit: z.string().max(400), name: z.string().max(200), phone: z.string().max(40), title: z.string().max(200), roles: z.string().max(300), primary: z.string().max(20),
  /** Of the unit; empty leaves what is there. */
  uscc: z.string().max(60).default(''),
});
export type ImportRow = z.output<typeof importRow>;

export const IMPORT_PROBLEMS = ['unit', 'deep', 'name', 'phone', 'phoneTwice', 'postTwice', 'title', 'role', 'grant', 'primary', 'elsewhere', 'ambiguous', 'own', 'uscc', 'usccTwo', 'usccTaken', 'usccDenied'] as const;
export interface ImportProblem {
  readonly row: number;
  readonly problem: (typeof IMPORT_PROBLEMS)[number];
  readonly value: string;
}
export const PROBLEMS_MAX = 200;
const NAMED_GONE_MAX = 50;

/** How many rows bring what; `gone` are there and not in the file. */
export interface Imported {
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly same: number;
  readonly units: number;
  readonly gone: number;
  readonly goneNames: readonly string[];
}

const HIDDEN = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const isName = (text: string, max: number): boolean => text !== '' && text.length <= max && !HIDDEN.test(text);
const ROLE_BY_WORD: ReadonlyMap<string, Role> = new Map(LOCALES.flatMap((locale) => ROLES.map((role) => [t(locale, `admin.role.${role}`).replaceAll(' ', ''), role] as const)));
const YES = ['是', '主岗', 'y', 'yes', '1'];
const NO = ['', '否', 'n', 'no', '0'];

/** `null`: the column says nothing, what is there stays. */
function rolesIn(text: string): readonly Role[] | string | null {
  const words = text.split(/[、，,;；/|\n]+|(?<=\p{Script=Han})\s+/u).map((word) => word.replaceAll(/\s/gu, '')).filter((word) => word !== '');
  const unknown = words.find((word) => !ROLE_BY_WORD.has(word));
  return words.length === 0 ? null : (unknown ?? [...new Set(words.flatMap((word) => ROLE_BY_WORD.get(word) ?? []))]);
}

interface Read { readonly row: number; readonly unit: Unit; readonly name: string; readonly phone: string; readonly title: string; readonly roles: readonly Role[] | null; readonly isPrimary: boolean }

export function importRows(ground: Ground, powers: Powers, rootId: UnitId, rows: readonly ImportRow[]): Imported {
  const { draft, view } = ground;
  const problems: ImportProblem[] = [];
  let problemCount = 0;
  const wrong = (row: number, problem: ImportProblem['problem'], value: string): null => {
    problemCount += 1;
    if (problems.length < PROBLEMS_MAX) problems.push({ row, problem, value: value.slice(0, 80) });
    return null;
  };
  const units = createUnits(ground, rootId);
  const places = createPlaces(ground);
  const codes = createCodes(ground, powers, wrong);
  const read = rows.flatMap((row) => readRow(row, units, codes, powers, draft, wrong) ?? []);

  const below = view.postsBelow(rootId);
  const here = new Map<string, Person>(below.map(({ person }) => [person.id, person]));
  const byPhone = new Map<string, Person>();
  for (const person of view.peopleWithPhones([...new Set(read.map(({ phone }) => phone))])) if (person.status === 'active') byPhone.set(person.phone, person);
  const byPlace = new Map<string, Person[]>();
  for (const { membership, person } of below) {
    if (person.status !== 'active') continue;
    const key = `${membership.unitId} ${person.name}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), person]);
  }

  // All rows of one person together, in the order of the file.
  const groups = new Map<string, Read[]>();
  for (const each of read) groups.set(each.phone, [...(groups.get(each.phone) ?? []), each]);
  const seen = new Set<string>();
  let [added, changed, moved, same] = [0, 0, 0, 0];
  for (const [phone, group] of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const other = group.find((each) => each.name !== first.name);
    if (other !== undefined) { wrong(other.row, 'phoneTwice', phone); continue; }
    const twice = group.find((each, index) => group.findIndex((earlier) => earlier.unit.id === each.unit.id) !== index);
    if (twice !== undefined) { wrong(twice.row, 'postTwice', twice.unit.name); continue; }
    const namesakes = byPlace.get(`${first.unit.id} ${first.name}`) ?? [];
    const known = byPhone.get(phone) ?? (namesakes.length === 1 ? namesakes[0] : undefined);
    if (known === undefined && namesakes.length > 1) { wrong(first.row, 'ambiguous', first.name); continue; }
    if (known !== undefined && !here.has(known.id)) { wrong(first.row, 'elsewhere', phone); continue; }
    if (known !== undefined && seen.has(known.id)) { wrong(first.row, 'ambiguous', first.name); continue; }
    if (known !== undefined) seen.add(known.id);
    const result = known === undefined ? addPerson(ground, places, group) : changePerson(ground, powers, places, known, group, wrong);
    if (result === 'added') added += 1;
    else if (result === 'moved') moved += 1;
    else if (result === 'changed') changed += 1;
    else if (result === 'same') same += 1;
  }
  const gone = [...here.values()].filter((person) => person.status === 'active' && !seen.has(person.id));
  return { problems: problems.toSorted((a, b) => a.row - b.row), problemCount, added, changed, moved, same, units: units.made(), gone: gone.length, goneNames: gone.slice(0, NAMED_GONE_MAX).map(({ name }) => name) };
}

type Wrong = (row: number, problem: ImportProblem['problem'], value: string) => null;
type Units = ReturnType<typeof createUnits>;

/** The way from the root, made where it is not there yet: as sections, because an organ is set up by a decision of its own. */
function createUnits(ground: Ground, rootId: UnitId) {
  const { draft } = ground;
  const known = new Map<string, Unit | 'unit' | 'deep'>();
  let count = 0;
  const step = (parent: Unit, name: string): Unit | 'unit' | 'deep' => {
    const there = draft.children(parent.id).find((child) => isActive(child) && (child.name === name || child.shortName === name));
    if (there !== undefined) return there;
    if (!isName(name, NAME_LENGTH_MAX)) return 'unit';
    const put = made(ground, { kind: 'dept', isOrgan: false, name, shortName: name, fullName: name, code: null, docCode: null, uscc: null }, parent);
    if (!put.ok) return 'deep';
    count += 1;
    return put.value;
  };
  return {
    at: (path: string): Unit | 'unit' | 'deep' => {
      const before = known.get(path);
      if (before !== undefined) return before;
      let unit: Unit | 'unit' | 'deep' = draft.unit(rootId) ?? 'unit';
      for (const name of path.split(/[/／>＞\\]/u).map((part) => part.trim()).filter((part) => part !== '')) if (typeof unit !== 'string') unit = step(unit, name);
      known.set(path, unit);
      return unit;
    },
    made: () => count,
  };
}

/** 统一社会信用代码 of the units that rows name; several rows of one unit say the same or nothing. */
function createCodes(ground: Ground, powers: Powers, wrong: Wrong) {
  const { draft, view } = ground;
  const said = new Map<UnitId, string>();
  return (row: number, unitId: UnitId, cell: string): 'done' | null => {
    const [uscc, unit] = [usccOf(cell), draft.unit(unitId)];
    if (uscc === '' || unit === undefined) return 'done';
    if (usccProblem(uscc) !== null) return wrong(row, 'uscc', cell);
    if ((said.get(unitId) ?? uscc) !== uscc) return wrong(row, 'usccTwo', cell);
    said.set(unitId, uscc);
    if (unit.uscc === uscc) return 'done';
    if (hasUscc(ground, uscc, unitId)) return wrong(row, 'usccTaken', uscc);
    const put = { ...unit, uscc };
    const before = isNew(unitId) ? null : (view.unit(unitId) ?? null);
    if (!mayChangeUnit(powers, { before, after: put }, draft.tree(), draft.tree()).ok) return wrong(row, 'usccDenied', unit.name);
    draft.putUnit(put);
    return 'done';
  };
}

function readRow({ row, ...cells }: ImportRow, units: Units, codes: ReturnType<typeof createCodes>, powers: Powers, draft: Ground['draft'], wrong: Wrong): Read | null {
  const [name, phone, title] = [cells.name.trim(), cells.phone.replaceAll(/[\s-]/gu, ''), cells.title.trim()];
  const unit = units.at(cells.unit.trim());
  if (typeof unit === 'string') return wrong(row, unit, cells.unit);
  if (codes(row, unit.id, cells.uscc) === null) return null;
  // A row without anybody only names a unit.
  if (name === '' && phone === '' && title === '') return null;
  if (!isName(name, NAME_LENGTH_MAX)) return wrong(row, 'name', name);
  if (!mobile.safeParse(phone).success) return wrong(row, 'phone', cells.phone);
  if (!isName(title, POST_TITLE_LENGTH_MAX)) return wrong(row, 'title', title);
  const roles = rolesIn(cells.roles);
  if (typeof roles === 'string') return wrong(row, 'role', roles);
  const organId = draft.tree().organOf(unit.id)?.id ?? '';
  const refused = roles?.find((role) => !mayGrant(powers, role, organId, draft.tree()));
  if (refused !== undefined) {
    // What somebody holds already is no gift.
    const holds = draft.membersOf(unit.id).some((post) => post.roles.includes(refused) && draft.person(post.personId)?.phone === phone);
    if (!holds) return wrong(row, 'grant', t('zh-CN', `admin.role.${refused}`));
  }
  const primary = cells.primary.trim().toLowerCase();
  if (!YES.includes(primary) && !NO.includes(primary)) return wrong(row, 'primary', cells.primary);
  return { row, unit, name, phone, title, roles, isPrimary: YES.includes(primary) };
}

/** The next place in each unit, counted once. */
type Places = (unitId: UnitId) => number;
function createPlaces({ draft }: Ground): Places {
  const last = new Map<UnitId, number>();
  return (unitId) => {
    const next = (last.get(unitId) ?? draft.membersOf(unitId).reduce((most, { order }) => Math.max(most, order), -1)) + 1;
    last.set(unitId, next);
    return next;
  };
}

function put({ draft }: Ground, places: Places, personId: string, { unit, title, roles }: Read, primary: boolean): void {
  const organ = draft.tree().organOf(unit.id);
  draft.putPost({ id: draft.newId(), personId, unitId: unit.id, organId: organ?.id ?? unit.id, title, roles: roles ?? [], order: places(unit.id), primary });
}

function addPerson(ground: Ground, places: Places, group: readonly Read[]): 'added' {
  const [first] = group;
  const personId = ground.draft.newId();
  ground.draft.putPerson({ id: personId, name: first?.name ?? '', phone: first?.phone ?? '', status: 'active' });
  const main = Math.max(0, group.findIndex(({ isPrimary }) => isPrimary));
  for (const [index, row] of group.entries()) put(ground, places, personId, row, index === main);
  return 'added';
}

function changePerson(ground: Ground, powers: Powers, places: Places, person: Person, group: readonly Read[], wrong: Wrong): 'moved' | 'changed' | 'same' | null {
  const { draft, view } = ground;
  const [first] = group;
  if (first === undefined) return null;
  const old = view.membershipsOf(person.id);
  let did: 'moved' | 'changed' | 'same' = 'same';
  if (person.name !== first.name || person.phone !== first.phone) {
    if (person.id === powers.personId) return wrong(first.row, 'own', first.name);
    if (!mayChangePerson(powers, person.id, old, draft.tree()).ok) return wrong(first.row, 'elsewhere', first.name);
    draft.putPerson({ ...person, name: first.name, phone: first.phone });
    did = 'changed';
  }
  for (const row of group) {
    const post = old.find((each) => each.unitId === row.unit.id);
    // One row, one post, another unit: they were moved. Otherwise it is one more.
    const isMove = post === undefined && group.length === 1 && old.length === 1;
    const from = post ?? (isMove ? old[0] : undefined);
    const organId = draft.tree().organOf(row.unit.id)?.id ?? row.unit.id;
    const wanted: Membership | null = from === undefined ? null : {
      ...from, title: row.title, roles: rolesOf(from, row.roles).filter((role) => !isMove || from.organId === organId || role !== 'unitAdmin' || row.roles?.includes(role) === true), ...(isMove ? { unitId: row.unit.id, organId, order: places(row.unit.id) } : {}),
    };
    if (wanted !== null && sameRow(wanted, from)) continue;
    const isRight = wanted === null || from === undefined || wanted.organId !== from.organId || JSON.stringify(wanted.roles) !== JSON.stringify(from.roles);
    if (person.id === powers.personId && (isRight || isMove)) return wrong(row.row, 'own', row.name);
    if (wanted === null) put(ground, places, person.id, row, false);
    else {
      draft.putPost(wanted);
      if (isMove && from !== undefined && from.organId !== organId) ground.freePeople.push({ personId: person.id, organId: from.organId });
    }
    did = isMove ? 'moved' : did === 'moved' ? 'moved' : 'changed';
  }
  const main = group.find(({ isPrimary }) => isPrimary);
  if (main !== undefined) {
    const posts = draft.membershipsOf(person.id);
    if (posts.find((post) => post.primary)?.unitId !== main.unit.id) {
      for (const post of posts) if (post.primary !== (post.unitId === main.unit.id)) draft.putPost({ ...post, primary: post.unitId === main.unit.id });
      did = did === 'same' ? 'changed' : did;
    }
  }
  return did;
}

/** The same roles in another order are the same; administration is not carried to where it is not given. */
function rolesOf(post: Membership, wanted: readonly Role[] | null): readonly Role[] {
  return wanted === null || (wanted.length === post.roles.length && post.roles.every((role) => wanted.includes(role))) ? post.roles : wanted;
}

