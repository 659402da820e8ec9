/**
 * The generated directory: the real divisions, with plausible units, posts and people on top, from one seed.
 *
 * Yields units in depth-first order, parents first, each with its members: the order in which the search index
 * wants them. Pure and deterministic; a county alone is byte-equal to the same county within the province.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { Unit } from '#shared/org/model.ts';
import type { Division, DivisionTree } from './divisions.ts';
import { townshipSections, villageMembers } from './grassroots.ts';
import { divisionFullName } from './naming.ts';
import { dept, divisionUnit, divisionUnitId, divisionUnits, leadership, type DivisionContext } from './organs.ts';
import { opaqueId } from './seeded.ts';
import { fillSection, officePosts, openCell, type GeneratedUnit, type Post } from './staffing.ts';
import { ZONES, ZONE_SECTIONS } from './unit-catalogue.ts';

export const SCALES = ['county', 'prefecture', 'province'] as const;
export type Scale = (typeof SCALES)[number];

/** 桐梓县, in 遵义市. */
export const STORY_COUNTY_CODE = '520322';
export const DEFAULT_SEED = 'guizhou-2026';

export interface GenerateOptions {
  readonly scale: Scale;
  readonly seed?: string;
  /** The county (or, at prefecture scale, any county of the prefecture) that is generated in full. */
  readonly countyCode?: string;
}

/** Above a small data set only the government, its office and the platform's administrators are generated. */
const ANCESTOR_TOPICS = ['政府机关', '数据'];
/** 贵安新区 has few units of its own. */
const NEW_AREA_TOPICS = ['政府机关', '党务', '发展改革', '教育', '工业和信息化', '民政', '财政', '住房城乡建设', '农业农村', '卫生健康', '应急管理', '市场监管'];

/** Person numbers: each level has a block, each division of a level a range in it. */
const RANGES = { 1: { first: 0, size: 65_536 }, 2: { first: 65_536, size: 24_576 }, 3: { first: 400_000, size: 8_192 }, 4: { first: 1_300_000, size: 512 }, 5: { first: 2_100_000, size: 64 } } as const;
const ZONE_FIRST_NUMBER = 4_000_000;
const ZONE_RANGE = 24_576;

export function* generateDirectory(divisions: DivisionTree, options: GenerateOptions): Generator<GeneratedUnit> {
  const seed = options.seed ?? DEFAULT_SEED;
  const county = divisions.get(options.countyCode ?? STORY_COUNTY_CODE);
  if (county?.level !== 3 || county.parentCode === null) throw new Error(`no such county: ${options.countyCode ?? STORY_COUNTY_CODE}`);
  yield* generateBelow(divisions, divisions.root, seed, options.scale, county, 0);
}

function isInFull(division: Division, scale: Scale, county: Division): boolean {
  if (scale === 'province') return true;
  return division.code.startsWith(scale === 'county' ? county.code : (county.parentCode ?? ''));
}

function isOnTheWay(division: Division, scale: Scale, county: Division): boolean {
  return isInFull(division, scale, county) || county.code.startsWith(division.code);
}

function* generateBelow(divisions: DivisionTree, division: Division, seed: string, scale: Scale, county: Division, position: number): Generator<GeneratedUnit> {
  const range = RANGES[division.level];
  const context: DivisionContext = { seed, divisions, division, firstNumber: range.first + division.ordinal * range.size };
  // After the division's own units, in the official order of codes.
  const unit = divisionUnit(context, divisionFullName(division, divisions), 10_000 + position * 10);
  if (division.level === 5) {
    yield { unit, members: villageMembers(context) };
    return;
  }
  yield { unit, members: [] };
  yield leadership(context);
  const inFull = isInFull(division, scale, county);
  if (division.level === 4) yield* townshipSections(context);
  else yield* divisionUnits(context, division.level, inFull ? undefined : ANCESTOR_TOPICS);
  for (const [index, child] of divisions.children(division.code).entries()) {
    if (isOnTheWay(child, scale, county)) yield* generateBelow(divisions, child, seed, scale, county, index);
  }
  if (inFull) yield* generateZones(divisions, division, seed);
}

function* generateZones(divisions: DivisionTree, parent: Division, seed: string): Generator<GeneratedUnit> {
  for (const [index, zone] of ZONES.entries()) {
    if (zone.parentCode !== parent.code) continue;
    const key = `zone|${zone.name}`;
    const id = opaqueId('u', key) as UnitId;
    const unit: Unit = {
      id, parentId: divisionUnitId(parent.code), kind: 'zone', level: zone.level, name: zone.name, shortName: zone.shortName,
      fullName: `${zone.name}管理委员会`, code: null, docCode: `${zone.shortName.replace(/(?:新区|开发区|区)$/u, '')}管发`, uscc: null, formerNames: [], isOrgan: true, order: 20_000 + index * 10, status: 'active',
    };
    yield { unit, members: [] };
    yield* zoneSections(unit, key, seed, ZONE_FIRST_NUMBER + index * ZONE_RANGE);
    if (zone.level === 2) {
      // A new area counts as a prefecture of its own, without a code: its units are named after it.
      const division: Division = { code: key, parentCode: parent.code, level: 2, name: zone.shortName, shortName: zone.shortName, ordinal: 0 };
      for (const made of divisionUnits({ seed, divisions, division, firstNumber: ZONE_FIRST_NUMBER + index * ZONE_RANGE }, 2, NEW_AREA_TOPICS)) yield made;
    }
  }
}

function* zoneSections(zone: Unit, key: string, seed: string, firstNumber: number): Generator<GeneratedUnit> {
  const cell = openCell(seed, key, firstNumber);
  const leaders: readonly Post[] = [
    { title: '党工委书记', roles: ['deputyLeader'] },
    { title: '管委会主任', roles: ['principalLeader'] },
    ...Array.from({ length: 4 }, () => ({ title: '管委会副主任', roles: ['deputyLeader'] }) as const),
  ];
  for (const [index, name] of ['领导班子', ...ZONE_SECTIONS].entries()) {
    const id = opaqueId('u', `${key}|${index}`) as UnitId;
    const posts = index === 0 ? leaders : index === 1 ? officePosts('主任', zone.level) : [{ title: '负责人', roles: ['sectionHead'] } as const];
    const size = index === 0 ? leaders.length : 8;
    yield { unit: { ...dept(id, zone.id, zone.level, 'dept', name, index * 10), fullName: `${zone.shortName}${name}` }, members: fillSection(cell, id, zone.id, zone.level, posts, size) };
  }
}
