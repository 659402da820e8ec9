/**
 * The two lowest levels: a township's sections, a village's committee and its resident team (驻村工作队).
 *
 * A village is a leaf of about ten people; one of them usually comes from the township and holds a second post.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { DivisionContext } from './organs.ts';
import { dept, divisionUnitId } from './organs.ts';
import { headTitle } from './naming.ts';
import { opaqueId } from './seeded.ts';
import { fillSection, officePosts, openCell, personIdOf, secondPost, type GeneratedUnit, type Member, type Post } from './staffing.ts';
import { TOWNSHIP_SECTIONS } from './unit-catalogue.ts';

const SECTIONS_FIRST_NUMBER = 16;
const townKey = (code: string): string => `${code}|内设`;

/** Every township has at least this many people in its sections, so a village can name one without generating them. */
const TOWN_STAFF_MIN = 60;
const OFFICE_STAFF = 9;

export function* townshipSections({ seed, division, firstNumber }: DivisionContext): Generator<GeneratedUnit> {
  const organId = divisionUnitId(division.code);
  const cell = openCell(seed, townKey(division.code), firstNumber + SECTIONS_FIRST_NUMBER);
  for (const [index, name] of TOWNSHIP_SECTIONS.entries()) {
    const id = opaqueId('u', `${division.code}|${index}`) as UnitId;
    const isOffice = index === 0;
    const posts: readonly Post[] = isOffice ? officePosts('主任', 4) : [{ title: headTitle(name), roles: ['sectionHead'] }];
    const size = isOffice ? OFFICE_STAFF : cell.random.between(4, 7) + (name.endsWith('中心') ? 2 : 0);
    const unit = { ...dept(id, organId, 4, 'dept', name, (index + 1) * 10), fullName: `${division.name}${name}` };
    yield { unit, members: fillSection(cell, id, organId, 4, posts, size) };
  }
}

const VILLAGE_POSTS: readonly Post[] = [
  { title: '党支部书记、村委会主任', roles: ['villageOfficer', 'principalLeader'] },
  { title: '副主任', roles: ['villageOfficer'] },
  { title: '文书', roles: ['villageOfficer', 'unitAdmin'] },
  { title: '委员', roles: ['villageOfficer'] },
  { title: '驻村第一书记', roles: ['villageOfficer'] },
  { title: '村务监督委员会主任', roles: [] },
];
const TEAM_CHANCE = 0.75;

export function villageMembers({ seed, division, firstNumber }: DivisionContext): readonly Member[] {
  const id = divisionUnitId(division.code);
  const cell = openCell(seed, division.code, firstNumber);
  const isCommunity = division.shortName.endsWith('社区');
  const members = VILLAGE_POSTS.map((post, order) =>
    cell.hire(id, id, isCommunity ? { ...post, title: communityTitle(post.title) } : post, order));
  const size = cell.random.between(8, 12);
  for (let order = members.length; order < size; order += 1) members.push(cell.hire(id, id, { title: '网格员', roles: ['villageOfficer'] }, order));
  if (division.parentCode !== null && cell.random.chance(TEAM_CHANCE)) {
    // Positions behind the office: it must not lose its people to the villages.
    const position = cell.random.between(OFFICE_STAFF + 1, TOWN_STAFF_MIN - 1);
    const personId = personIdOf(seed, townKey(division.parentCode), position);
    members.push(secondPost(personId, id, id, { title: isCommunity ? '包片干部' : '驻村工作队队员', roles: ['villageOfficer'] }, size));
  }
  return members;
}

const communityTitle = (title: string): string => title.replace('村委会', '居委会').replace('村务', '居务').replace('驻村', '驻社区');
