/**
 * A small organisation for tests: one line from the province down to a village, every role of the story held by somebody,
 * and a neighbouring town whose people must see nothing. Ids are readable; everything is fixed.
 */
import type { Membership, OrgView, Person, Unit } from '#shared/org/model.ts';
import { createOrgView } from '#shared/org/org-view.ts';
import type { Actor } from '#shared/policy/can.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { Stamp } from '#shared/workflow/model.ts';

export const ORGAN = { province: 'province', prefecture: 'prefecture', county: 'county01', town: 'town0001', neighbour: 'town0002', village: 'village1' } as const;
export const TOWN_OFFICE = 'office01';
export const COUNTY_OFFICE = 'office02';

interface UnitDraft extends Pick<Unit, 'id' | 'parentId' | 'kind' | 'level' | 'name' | 'fullName'> {
  readonly docCode?: string;
}

const unit = (draft: UnitDraft, order: number): Unit => ({
  ...draft, shortName: draft.name, code: null, docCode: draft.docCode ?? null, uscc: null, formerNames: [], isOrgan: draft.kind !== 'unit', order, status: 'active',
});

export const UNITS: readonly Unit[] = [
  unit({ id: ORGAN.province, parentId: null, kind: 'division', level: 1, name: '贵州省', fullName: '贵州省人民政府', docCode: '黔府发' }, 0),
  unit({ id: ORGAN.prefecture, parentId: ORGAN.province, kind: 'division', level: 2, name: '遵义市', fullName: '遵义市人民政府', docCode: '遵府发' }, 1),
  unit({ id: ORGAN.county, parentId: ORGAN.prefecture, kind: 'division', level: 3, name: '桐梓县', fullName: '桐梓县人民政府', docCode: '桐府发' }, 2),
  unit({ id: COUNTY_OFFICE, parentId: ORGAN.county, kind: 'unit', level: 3, name: '县政府办公室', fullName: '桐梓县人民政府办公室' }, 3),
  unit({ id: ORGAN.town, parentId: ORGAN.county, kind: 'division', level: 4, name: '楚米镇', fullName: '桐梓县楚米镇人民政府', docCode: '楚米府呈' }, 4),
  unit({ id: TOWN_OFFICE, parentId: ORGAN.town, kind: 'unit', level: 4, name: '党政综合办公室', fullName: '楚米镇党政综合办公室' }, 5),
  unit({ id: ORGAN.neighbour, parentId: ORGAN.county, kind: 'division', level: 4, name: '娄山关街道', fullName: '桐梓县娄山关街道办事处', docCode: '娄街呈' }, 6),
  unit({ id: ORGAN.village, parentId: ORGAN.town, kind: 'village', level: 5, name: '三座村', fullName: '楚米镇三座村村民委员会' }, 7),
];

interface Post {
  readonly name: string;
  readonly title: string;
  readonly unitId: string;
  readonly organId: string;
  readonly roles: readonly Role[];
}

const POSTS = {
  drafter01: { name: '李兰', title: '科员', unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['drafter'] },
  drafter02: { name: '王建国', title: '科员', unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['drafter', 'dataOfficer'] },
  townhead1: { name: '陈强', title: '镇长', unitId: ORGAN.town, organId: ORGAN.town, roles: ['principalLeader'] },
  towndepu1: { name: '周敏', title: '副镇长', unitId: ORGAN.town, organId: ORGAN.town, roles: ['deputyLeader'] },
  townregi1: { name: '吴芳', title: '收发员', unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['registrar'] },
  townadmi1: { name: '石梅', title: '单位管理员', unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['unitAdmin'] },
  townsuper: { name: '唐凯', title: '督查员', unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['supervisor'] },
  townseal1: { name: '邓丽', title: '印章管理员', unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['sealKeeper'] },
  townrevi1: { name: '郑涛', title: '办公室主任', unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['reviewer', 'sectionHead'] },
  countyhd1: { name: '杨勇', title: '县长', unitId: ORGAN.county, organId: ORGAN.county, roles: ['principalLeader'] },
  countyde1: { name: '何静', title: '副县长', unitId: ORGAN.county, organId: ORGAN.county, roles: ['deputyLeader'] },
  countyrg1: { name: '罗丽', title: '机要员', unitId: COUNTY_OFFICE, organId: ORGAN.county, roles: ['registrar'] },
  countyrv1: { name: '冯军', title: '文电科科长', unitId: COUNTY_OFFICE, organId: ORGAN.county, roles: ['reviewer'] },
  countydr1: { name: '田雨', title: '科员', unitId: COUNTY_OFFICE, organId: ORGAN.county, roles: ['drafter'] },
  prefhead1: { name: '石磊', title: '市长', unitId: ORGAN.prefecture, organId: ORGAN.prefecture, roles: ['principalLeader'] },
  neighdra1: { name: '谢云', title: '科员', unitId: ORGAN.neighbour, organId: ORGAN.neighbour, roles: ['drafter'] },
  neighhea1: { name: '韩冬', title: '主任', unitId: ORGAN.neighbour, organId: ORGAN.neighbour, roles: ['principalLeader', 'registrar'] },
  villager1: { name: '龙凤', title: '村支书', unitId: ORGAN.village, organId: ORGAN.village, roles: ['villageOfficer'] },
  sysadmin1: { name: '管理一', title: '系统管理员', unitId: ORGAN.province, organId: ORGAN.province, roles: ['systemAdmin'] },
} as const satisfies Record<string, Post>;

export type PersonKey = keyof typeof POSTS;
export const PEOPLE = Object.keys(POSTS) as readonly PersonKey[];

export const MEMBERSHIPS: readonly Membership[] = PEOPLE.map((personId, order) => {
  const post: Post = POSTS[personId];
  return { id: `post${personId}`, personId, unitId: post.unitId, organId: post.organId, title: post.title, roles: post.roles, order, primary: true };
});

export const PERSONS: readonly Person[] = PEOPLE.map((id) => ({ id, name: POSTS[id].name, status: 'active', phone: '15400000000' }));

export const smallOrg = (): OrgView => createOrgView(UNITS, PERSONS, MEMBERSHIPS);

/** The same with who stands below whom, for what is sent to groups. */
export const smallTree = () => ({ ...smallOrg(), children: (id: string): readonly Unit[] => UNITS.filter((each) => each.parentId === id) });

export const actorOf = (personId: PersonKey): Actor => ({
  personId, name: POSTS[personId].name, memberships: MEMBERSHIPS.filter((membership) => membership.personId === personId),
});

export const stampOf = (personId: PersonKey): Stamp => {
  const post: Post = POSTS[personId];
  return { personId, name: post.name, title: post.title, unitName: UNITS.find((each) => each.id === post.unitId)?.name ?? '' };
};

export const nameOf = (personId: string): string | undefined => PERSONS.find((person) => person.id === personId)?.name;
