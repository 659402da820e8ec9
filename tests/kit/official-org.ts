/** Organs for the rules of 行文: one line from the province to a village with departments beside it, and neighbours. Ids are readable; everything is fixed. */
import type { CheckContext, OrgTies, Party } from '#shared/gbt9704/check/model.ts';
import type { Level, Unit, UnitKind } from '#shared/org/model.ts';
import { createOrgView } from '#shared/org/org-view.ts';

type Row = readonly [id: string, parentId: string | null, kind: UnitKind, level: Level, fullName: string, docCode: string | null, isOrgan?: boolean];

const ROWS: readonly Row[] = [
  ['province', null, 'division', 1, '贵州省人民政府', '黔府发'],
  ['provinceOffice', 'province', 'unit', 1, '贵州省人民政府办公厅', '黔府办发', false],
  ['provinceEducation', 'province', 'unit', 1, '贵州省教育厅', '黔教发'],
  ['provinceFinance', 'province', 'unit', 1, '贵州省财政厅', '黔财发'],
  ['city', 'province', 'division', 2, '遵义市人民政府', '遵府发'],
  ['cityOffice', 'city', 'unit', 2, '遵义市人民政府办公室', null, false],
  ['cityEducation', 'city', 'unit', 2, '遵义市教育局', '遵教发'],
  ['cityFinance', 'city', 'unit', 2, '遵义市财政局', '遵财发'],
  ['cityCongress', 'city', 'unit', 2, '遵义市人民代表大会常务委员会', '遵人大发'],
  ['otherCity', 'province', 'division', 2, '毕节市人民政府', '毕府发'],
  ['otherCityEducation', 'otherCity', 'unit', 2, '毕节市教育局', '毕教发'],
  ['county', 'city', 'division', 3, '桐梓县人民政府', '桐府发'],
  ['countyOffice', 'county', 'unit', 3, '桐梓县人民政府办公室', null, false],
  ['countyEducation', 'county', 'unit', 3, '桐梓县教育局', '桐教发'],
  ['countyEducationOffice', 'countyEducation', 'dept', 3, '桐梓县教育局办公室', null, false],
  ['countyEducationFinance', 'countyEducation', 'dept', 3, '桐梓县教育局财务股', null, false],
  ['countyFinance', 'county', 'unit', 3, '桐梓县财政局', '桐财发'],
  ['countyWater', 'county', 'unit', 3, '桐梓县水务局', '桐水发'],
  ['countyCongress', 'county', 'unit', 3, '桐梓县人民代表大会常务委员会', '桐人大发'],
  ['otherCounty', 'city', 'division', 3, '正安县人民政府', '正府发'],
  ['town', 'county', 'division', 4, '桐梓县楚米镇人民政府', '楚米府发'],
  ['townOffice', 'town', 'unit', 4, '楚米镇党政综合办公室', null, false],
  ['townAgriculture', 'town', 'dept', 4, '楚米镇农业农村服务中心', null, false],
  ['otherTown', 'county', 'division', 4, '桐梓县娄山关街道办事处', '娄街发'],
  ['village', 'town', 'village', 5, '楚米镇三座村村民委员会', null],
];

export type OrganKey = string;

const unit = ([id, parentId, kind, level, fullName, docCode, isOrgan = kind !== 'dept']: Row, order: number): Unit =>
  ({ id, parentId, kind, level, name: fullName, shortName: fullName, fullName, code: null, docCode, uscc: null, formerNames: [], isOrgan, order, status: 'active' });

export const OFFICIAL_UNITS: readonly Unit[] = ROWS.map(unit);

/** 桐梓县水务局 serves two superiors; which departments stand above 桐梓县财政局 is known. */
export const OFFICIAL_TIES: Readonly<Record<string, OrgTies>> = {
  countyWater: { secondSuperior: { kind: 'organ', id: 'cityFinance', name: '遵义市财政局' } },
  countyFinance: { superiorDepartmentIds: ['cityFinance'] },
};

export const officialContext = (ties: Readonly<Record<string, OrgTies>> = OFFICIAL_TIES): CheckContext => ({ org: createOrgView(OFFICIAL_UNITS, [], []), ties });

export const organ = (id: OrganKey): Party => {
  const found = OFFICIAL_UNITS.find((each) => each.id === id);
  if (found === undefined) throw new RangeError(`no such organ: ${id}`);
  return { kind: 'organ', id, name: found.fullName };
};
export const organs = (...ids: readonly OrganKey[]): readonly Party[] => ids.map(organ);
export const group = (name: string): Party => ({ kind: 'organ', id: null, name });
export const person = (name: string): Party => ({ kind: 'person', id: null, name });
