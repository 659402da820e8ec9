import { beforeAll, expect, it } from 'vitest';
import { loadDivisions } from '#server/directory/divisions-file.ts';
import { ROLES, type Role } from '#shared/policy/roles.ts';
import { MembershipRow, PersonRow, UnitRow } from '#shared/org/schema.ts';
import { generateDirectory } from './generate.ts';
import type { DivisionTree } from './divisions.ts';
import type { GeneratedUnit } from './staffing.ts';

let divisions: DivisionTree;
let county: readonly GeneratedUnit[];

beforeAll(() => {
  divisions = loadDivisions();
  county = [...generateDirectory(divisions, { scale: 'county' })];
});

it('[ORG10] the division table has 1, 9, 88, 1,510 and 17,964 divisions, without noise', () => {
  expect(divisions.counts).toEqual([1, 9, 88, 1510, 17_964]);
  expect(divisions.get('520322101')?.name).toBe('楚米镇');
  expect(divisions.get('520325')?.shortName).toBe('道真');
  expect(divisions.children('52').map((one) => one.shortName)).toEqual(['贵阳', '六盘水', '遵义', '安顺', '毕节', '铜仁', '黔西南', '黔东南', '黔南']);
  const names = divisions.children('52').flatMap((city) => divisions.children(city.code)).map((one) => one.name);
  expect(names.filter((name) => /市辖区|开发区|管委会/u.test(name))).toEqual([]);
});

it('[ORG11] the county scale is whole: unique ids and phones, known parents, people before their second posts, rows that fit the wire', () => {
  const ids = new Set<string>();
  const phones = new Set<string>();
  for (const { unit, members } of county) {
    UnitRow.parse(unit);
    expect(unit.parentId === null || ids.has(unit.parentId), unit.name).toBe(true);
    expect(ids.has(unit.id)).toBe(false);
    ids.add(unit.id);
    for (const { person, membership } of members) {
      MembershipRow.parse(membership);
      expect(ids.has(membership.id)).toBe(false);
      ids.add(membership.id);
      expect(ids.has(membership.organId)).toBe(true);
      if (person === null) {
        expect(ids.has(membership.personId)).toBe(true);
        expect(membership.primary).toBe(false);
        continue;
      }
      PersonRow.parse(person);
      expect(person.phone).toMatch(/^154\d{8}$/u);
      expect(phones.has(person.phone)).toBe(false);
      phones.add(person.phone);
      ids.add(person.id);
    }
  }
  expect(county.length).toBeGreaterThan(1_300);
  expect(county.length).toBeLessThan(2_000);
  expect(phones.size).toBeGreaterThan(6_500);
});

it('[ORG12] every organ has people for the roles it needs', () => {
  const rolesByOrgan = new Map<string, Role[]>();
  for (const { members } of county) {
    for (const { membership } of members) rolesByOrgan.set(membership.organId, [...(rolesByOrgan.get(membership.organId) ?? []), ...membership.roles]);
  }
  const count = (organId: string, role: Role): number => rolesByOrgan.get(organId)?.filter((one) => one === role).length ?? 0;
  const needed: readonly Role[] = ['drafter', 'sectionHead', 'reviewer', 'deputyLeader', 'principalLeader', 'registrar', 'sealKeeper', 'dataOfficer', 'unitAdmin'];
  for (const { unit } of county) {
    if (!unit.isOrgan) continue;
    const missing = (unit.kind === 'village' ? ['villageOfficer', 'unitAdmin'] as const : needed).filter((role) => count(unit.id, role) === 0);
    expect(missing, unit.name).toEqual([]);
    if (unit.kind !== 'village') expect(count(unit.id, 'principalLeader'), unit.name).toBe(1);
    if (unit.level === 4) expect(count(unit.id, 'drafter'), unit.name).toBeGreaterThanOrEqual(2);
  }
  const held = new Set(county.flatMap(({ members }) => members.flatMap(({ membership }) => membership.roles)));
  expect(ROLES.filter((role) => !held.has(role))).toEqual([]);
});

it('[ORG13] system, security and audit administrators are three people without any other role', () => {
  const platform = county.flatMap(({ members }) => members).filter(({ membership }) => membership.roles.some((role) => ['systemAdmin', 'securityAdmin', 'auditAdmin'].includes(role)));
  expect(platform.map(({ membership }) => membership.roles).flat().sort()).toEqual(['auditAdmin', 'securityAdmin', 'systemAdmin']);
  expect(new Set(platform.map(({ membership }) => membership.personId)).size).toBe(3);
});

it('[ORG14] the same seed gives the same people, another seed others, and a county alone equals its part of the prefecture', () => {
  const prefecture = new Map<string, string>();
  for (const made of generateDirectory(divisions, { scale: 'prefecture' })) prefecture.set(made.unit.id, JSON.stringify(made));
  for (const made of county) expect(prefecture.get(made.unit.id)).toBe(JSON.stringify(made));
  expect(JSON.stringify([...generateDirectory(divisions, { scale: 'county' })])).toBe(JSON.stringify(county));
  const other = [...generateDirectory(divisions, { scale: 'county', seed: 'another' })];
  expect(other.map(({ unit }) => unit.id)).toEqual(county.map(({ unit }) => unit.id));
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(county));
});

it('[ORG15] full names and 机关代字 are those of official documents, and no two siblings share a 代字', () => {
  const named = (name: string): GeneratedUnit['unit'] | undefined => county.find(({ unit }) => unit.name === name)?.unit;
  expect(named('桐梓县')).toMatchObject({ fullName: '桐梓县人民政府', docCode: '桐府发', code: '520322' });
  expect(named('楚米镇')).toMatchObject({ fullName: '桐梓县楚米镇人民政府', docCode: '楚府发', shortName: '楚米' });
  expect(named('海校街道')?.fullName).toBe('桐梓县海校街道办事处');
  expect(named('高山村')).toMatchObject({ fullName: '桐梓县楚米镇高山村村民委员会', docCode: null, kind: 'village' });
  expect(named('桐梓县教育局')).toMatchObject({ docCode: '桐教发', shortName: '县教育局' });
  const seen = new Set<string>();
  for (const { unit } of county) {
    if (unit.docCode === null) continue;
    const key = `${unit.parentId ?? ''} ${unit.docCode}`;
    expect(seen.has(key), key).toBe(false);
    seen.add(key);
  }
});

it('[ORG36] the province scale has about 114,000 units and 650,000 people on every level', () => {
  const people = [0, 0, 0, 0, 0];
  let units = 0;
  for (const { unit, members } of generateDirectory(divisions, { scale: 'province' })) {
    units += 1;
    for (const { person } of members) if (person !== null) people[unit.level - 1] = (people[unit.level - 1] ?? 0) + 1;
  }
  expect(Math.abs(units - 114_000)).toBeLessThan(1_500);
  for (const [index, target] of [30_800, 72_900, 224_300, 141_800, 179_800].entries()) {
    expect(Math.abs((people[index] ?? 0) - target) / target, `level ${index + 1}`).toBeLessThan(0.05);
  }
});
