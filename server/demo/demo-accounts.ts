/**
 * The people of a demonstration: every role at every level, with readable logins and random passwords.
 *
 * Picks them from the generated directory and returns data; storing, hashing and writing the file is the
 * caller's. Logins are deterministic (chumi.yangxy), passwords never are. Never used outside `--demo`.
 */
import type { Random } from '#shared/base/ports.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { readPersonName, readPlaceName } from '#shared/org/pinyin.ts';
import { divisionUnitId } from '#shared/org/generate/organs.ts';
import type { Level } from '#shared/org/model.ts';
import type { MemberRow, UnitRow } from '#shared/org/schema.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { Directory } from '#server/directory/directory.ts';
import { createPassword } from './password.ts';

export interface DemoAccount {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly personId: PersonId;
  /** The organ the roles are exercised for: whose documents this person writes or receives. */
  readonly unitId: UnitId;
  readonly unit: string;
  readonly level: Level;
  readonly roles: readonly Role[];
  /** 岗位 and where it is, for the list that people read. */
  readonly title: string;
  readonly office: string;
}

/** 楚米镇, where the story of the demonstration is set. */
export const STORY_TOWNSHIP_CODE = '520322101';
export const STORY_COUNTY_CODE = STORY_TOWNSHIP_CODE.slice(0, 6);
const MORE_TOWNSHIPS = 2;
const VILLAGES = 2;
/** Per role and organ: enough for two people in one text, and few enough that hashing all the passwords takes seconds. */
const PER_ROLE_MAX: Partial<Record<Role, number>> = { drafter: 3, deputyLeader: 2 };

export async function createDemoAccounts(directory: Directory, random: Random): Promise<readonly DemoAccount[]> {
  const accounts: DemoAccount[] = [];
  const logins = new Set<string>();
  const people = new Set<string>();

  const takenByOrgan = new Map<string, number>();
  const isFull = (organ: UnitRow, role: Role): boolean => (takenByOrgan.get(`${organ.id} ${role}`) ?? 0) >= (PER_ROLE_MAX[role] ?? 1);

  const addUnit = async (organ: UnitRow, place: UnitRow): Promise<void> => {
    for (const { person, membership } of await directory.membersOf(place.id, null)) {
      const isWanted = membership.organId === organ.id && membership.primary && person.status === 'active' && !people.has(person.id)
        && membership.roles.some((role) => !isFull(organ, role));
      if (!isWanted) continue;
      for (const role of membership.roles) takenByOrgan.set(`${organ.id} ${role}`, (takenByOrgan.get(`${organ.id} ${role}`) ?? 0) + 1);
      people.add(person.id);
      accounts.push(await accountOf(organ, place, { person, membership }));
    }
  };

  /** A bureau's full pinyin would be too long to type: 桐梓县教育局 → tongzi-jyj. */
  const loginOfUnit = async (unit: UnitRow): Promise<string> => {
    const parent = unit.kind === 'unit' && unit.parentId !== null ? await directory.unit(unit.parentId) : null;
    if (parent === null) return loginOfPlace(unit);
    return `${loginOfPlace(parent)}-${ascii(readPlaceName(unit.shortName.slice(1)).map((syllable) => syllable[0] ?? '').join(''))}`;
  };

  const accountOf = async (organ: UnitRow, place: UnitRow, { person, membership }: MemberRow): Promise<DemoAccount> => {
    const login = freeLogin(`${await loginOfUnit(organ)}.${loginOfPerson(person.name)}`, logins);
    return {
      login, password: createPassword(random), name: person.name, personId: person.id, unitId: organ.id, unit: organ.fullName, level: organ.level,
      roles: membership.roles, title: membership.title, office: place.name,
    };
  };

  const story = await directory.unit(divisionUnitId(STORY_TOWNSHIP_CODE));
  if (story === null) throw new Error('the demonstration needs the generated directory');
  const path = await directory.path(story.id);
  const [province, , county] = path;
  const towns = county === undefined ? [] : (await directory.children(county.id)).filter((unit) => unit.level === 4 && unit.kind === 'division' && unit.id !== story.id);
  const organs = [story, ...towns.slice(0, MORE_TOWNSHIPS), ...path.slice(0, -1).toReversed()];
  for (const organ of organs) {
    const children = await directory.children(organ.id);
    const isTown = organ.level === 4;
    // The office before the leadership: the first account of an organ is one that drafts.
    const offices = children.filter((unit) => !unit.isOrgan && (unit.name.includes('办公') || unit.name === '领导班子'));
    const wanted = offices.filter((unit) => !isTown || unit.name === '领导班子' || unit.name.startsWith('党政综合')).toSorted((a, b) => b.order - a.order);
    for (const unit of wanted) {
      if (!isTown) for (const section of await directory.children(unit.id)) await addUnit(organ, section);
      await addUnit(organ, unit);
    }
    if (organ.id === story.id) for (const village of children.filter((unit) => unit.kind === 'village').slice(0, VILLAGES)) await addUnit(village, village);
  }
  // One bureau of the county, so that a unit that is no government takes part too; and the three platform administrators.
  for (const [parent, name] of [[county, '教育局'], [province, '大数据发展管理局']] as const) {
    const bureau = parent === undefined ? undefined : (await directory.children(parent.id)).find((unit) => unit.name.endsWith(name));
    if (bureau === undefined) continue;
    const isPlatform = parent === province;
    for (const unit of [bureau, ...(await directory.children(bureau.id))]) {
      const members = isPlatform ? await directory.membersOf(unit.id, null) : [];
      const holdsPlatform = members.some(({ membership }) => membership.roles.some((role) => role.endsWith('Admin') && role !== 'unitAdmin'));
      if (isPlatform ? holdsPlatform : unit === bureau || unit.name === '办公室') await addUnit(bureau, unit);
    }
  }
  return accounts;
}

/** 楚米 → chumi; 楚蔬社区 → chushu. */
const loginOfPlace = (unit: UnitRow): string => ascii(readPlaceName(unit.shortName.replace(/[村社区]+$/u, '')).join(''));

/** 杨晓燕 → yangxy. */
function loginOfPerson(name: string): string {
  const { surname, given } = readPersonName(name);
  return ascii(surname.length === 0 ? given.join('') : `${surname.join('')}${given.map((syllable) => syllable[0] ?? '').join('')}`);
}

const ascii = (text: string): string => text.replaceAll(/[^a-z0-9]/gu, '') || 'x';

function freeLogin(wanted: string, taken: Set<string>): string {
  let login = wanted;
  for (let count = 2; taken.has(login); count += 1) login = `${wanted}${count}`;
  taken.add(login);
  return login;
}
