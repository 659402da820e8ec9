/**
 * What hangs below one division: its leadership, its units with their sections, and who works there.
 *
 * Roles follow the paper: the government office's staff act for the division itself (县府办 is the county's
 * office, not an organ of its own), a bureau's staff act for the bureau, a township's for the township.
 */
import type { UnitId } from '#shared/base/ids.ts';
import type { Level, Unit } from '#shared/org/model.ts';
import type { Division, DivisionTree } from './divisions.ts';
import { divisionDocCode, docCharacter, headTitle, levelWord, namePrefix, unitNames } from './naming.ts';
import { opaqueId } from './seeded.ts';
import { fillSection, officePosts, openCell, personIdOf, secondPost, type Cell, type GeneratedUnit, type Member, type Post } from './staffing.ts';
import { OFFICE_TOPIC, OWN_SECTIONS, SECTION_STEMS, subordinateEndings, UNIT_CATALOGUE, type CatalogueUnit } from './unit-catalogue.ts';

type UpperLevel = 1 | 2 | 3;

/** Nodes and people per unit, a model of real sizes: 15+4, 10+3, 6+2 nodes; 280, 100, 34 people. */
const SHAPE = {
  1: { sections: 15, deputies: 4, people: [11, 17], ending: '处' },
  2: { sections: 10, deputies: 3, people: [5, 9], ending: '科' },
  3: { sections: 6, deputies: 2, people: [2, 5], ending: '股' },
} as const satisfies Record<UpperLevel, { sections: number; deputies: number; people: readonly [number, number]; ending: string }>;

/** People a unit can number before it runs into its neighbour's range. */
const UNIT_RANGE = { 1: 512, 2: 256, 3: 96 } as const satisfies Record<UpperLevel, number>;
const OFFICE_SECTIONS = ['文电', '综合', '督查', '信息', '政务公开', '秘书一', '秘书二', '秘书三', '秘书四', '秘书五', '会议', '法制', '值班', '行政', '人事'] as const;

export interface DivisionContext {
  readonly seed: string;
  readonly divisions: DivisionTree;
  readonly division: Division;
  /** Where this division's person numbers begin. */
  readonly firstNumber: number;
}

export const divisionUnitId = (code: string): UnitId => opaqueId('u', code) as UnitId;

export function dept(id: UnitId, parentId: UnitId, level: Level, kind: 'dept' | 'unit', name: string, order: number): Unit {
  return { id, parentId, kind, level, name, shortName: name.replace(/办公室$/u, '办'), fullName: name, code: null, docCode: null, uscc: null, formerNames: [], isOrgan: false, order, status: 'active' };
}

/** 县长, 市长, 州长, 区长 …; 街道 has a 主任. */
export function principalTitle(division: Division): string {
  if (division.level === 4) return division.name.endsWith('街道') ? '办事处主任' : `${division.name.endsWith('镇') ? '镇' : '乡'}长`;
  return `${levelWord(division)}长`;
}

const leadershipKey = (code: string): string => `${code}|领导班子`;

/** The deputy who also heads the police: 副县长兼公安局局长. */
const POLICE_DEPUTY_POSITION = 3;

export function leadership({ seed, division, firstNumber }: DivisionContext): GeneratedUnit {
  const key = leadershipKey(division.code);
  const cell = openCell(seed, key, firstNumber);
  const organId = divisionUnitId(division.code);
  const id = opaqueId('u', key) as UnitId;
  const head = principalTitle(division);
  const deputy = head.startsWith('办事处') ? '办事处副主任' : `副${head}`;
  const posts: readonly Post[] = division.level === 4
    ? [
        { title: division.name.endsWith('街道') ? '党工委书记' : '党委书记', roles: ['deputyLeader'] },
        { title: head, roles: ['principalLeader'] }, { title: '人大主席', roles: [] }, { title: '党委副书记', roles: ['deputyLeader'] },
        { title: deputy, roles: ['deputyLeader'] }, { title: deputy, roles: ['deputyLeader'] },
        { title: '纪委书记', roles: [] }, { title: '组织委员', roles: [] }, { title: '武装部部长', roles: [] },
      ]
    : [
        { title: head, roles: ['principalLeader'] }, { title: `常务副${head}`, roles: ['deputyLeader'] },
        ...Array.from({ length: 6 }, (): Post => ({ title: `副${head}`, roles: ['deputyLeader'] })),
      ];
  const unit = dept(id, organId, division.level, 'dept', '领导班子', 0);
  return { unit: { ...unit, fullName: `${division.name}领导班子` }, members: posts.map((post, order) => cell.hire(id, organId, post, order)) };
}

/** Catalogue units of one division, in order; `topics` keeps only some (ancestors of a small data set). */
export function* divisionUnits(context: DivisionContext, level: UpperLevel, topics?: readonly string[]): Generator<GeneratedUnit> {
  for (const [index, entry] of UNIT_CATALOGUE[level].entries()) {
    if (topics === undefined || topics.includes(entry.topic)) yield* oneUnit(context, level, entry, index);
  }
}

function* oneUnit(context: DivisionContext, level: UpperLevel, entry: CatalogueUnit, index: number): Generator<GeneratedUnit> {
  const { seed, division, divisions } = context;
  const key = `${division.code}|${entry.docCode}`;
  const id = opaqueId('u', key) as UnitId;
  const divisionId = divisionUnitId(division.code);
  const isOffice = entry.topic === OFFICE_TOPIC;
  const organId = isOffice ? divisionId : id;
  const cell = openCell(seed, key, context.firstNumber + (index + 1) * UNIT_RANGE[level]);
  const { name, shortName } = unitNames(entry.pattern, division);
  const unit: Unit = {
    id, parentId: divisionId, kind: 'unit', level, name, shortName, fullName: name, code: null,
    docCode: isOffice ? null : `${docCharacter(division, divisions)}${entry.docCode}发`, uscc: null, formerNames: [], isOrgan: !isOffice, order: (index + 1) * 10, status: 'active',
  };
  yield { unit, members: unitLeaders(context, cell, unit, organId, level, entry) };

  const shape = SHAPE[level];
  const ending = level === 3 && namePrefix(division).endsWith('区') ? '科' : shape.ending;
  const own: readonly string[] = isOffice ? OFFICE_SECTIONS : ['办公室', ...(OWN_SECTIONS[entry.topic] ?? []), ...SECTION_STEMS];
  for (const [position, stem] of own.slice(0, shape.sections).entries()) {
    const sectionName = stem === '办公室' ? stem : `${stem}${ending}`;
    yield section(cell, unit, organId, `${key}|${position}`, sectionName, 'dept', position, position === 0);
  }
  for (const [position, tail] of subordinateEndings(level, entry.topic).entries()) {
    yield section(cell, unit, organId, `${key}|s${position}`, `${namePrefix(division)}${entry.topic}${tail}`, 'unit', shape.sections + position, false, platformPosts(level, entry, position));
  }
}

function unitLeaders(context: DivisionContext, cell: Cell, unit: Unit, organId: UnitId, level: UpperLevel, entry: CatalogueUnit): readonly Member[] {
  const head = headTitle(unit.name);
  if (organId !== unit.id) {
    return ['', '副', '副'].map((prefix, order) => cell.hire(unit.id, organId, { title: `${prefix}${head}`, roles: prefix === '' ? ['sectionHead', 'reviewer'] : ['reviewer'] }, order));
  }
  const principal: Post = { title: head, roles: ['principalLeader'] };
  const members = [
    entry.topic === '公安' && level === 3
      ? secondPost(personIdOf(context.seed, leadershipKey(context.division.code), POLICE_DEPUTY_POSITION), unit.id, organId, principal, 0)
      : cell.hire(unit.id, organId, principal, 0),
  ];
  const { deputies } = SHAPE[level];
  for (let order = 1; order <= deputies; order += 1) members.push(cell.hire(unit.id, organId, { title: `副${head}`, roles: ['deputyLeader'] }, order));
  if (level < 3) members.push(cell.hire(unit.id, organId, { title: level === 1 ? '二级巡视员' : '四级调研员', roles: [] }, deputies + 1));
  return members;
}

/** 系统/安全/审计管理员 sit at the province's data authority: three people, no business role, no overlap. */
function platformPosts(level: UpperLevel, entry: CatalogueUnit, position: number): readonly Post[] {
  if (level !== 1 || entry.topic !== '数据' || position !== 0) return [];
  return [
    { title: '主任', roles: ['sectionHead'] },
    { title: '平台系统管理员', roles: ['systemAdmin'] },
    { title: '平台安全管理员', roles: ['securityAdmin'] },
    { title: '平台审计管理员', roles: ['auditAdmin'] },
  ];
}

function section(
  cell: Cell, parent: Unit, organId: UnitId, key: string, name: string, kind: 'dept' | 'unit', order: number, isOffice: boolean, fixed: readonly Post[] = [],
): GeneratedUnit {
  const level = parent.level === 1 || parent.level === 2 ? parent.level : 3;
  const id = opaqueId('u', key) as UnitId;
  const head = headTitle(name);
  const posts = isOffice ? officePosts(head, level) : fixed.length > 0 ? fixed : [{ title: head, roles: ['sectionHead'] } as const];
  const [low, high] = SHAPE[level].people;
  const size = Math.max(posts.length, cell.random.between(low, high));
  const unit: Unit = { ...dept(id, parent.id, level, kind, name, order * 10), fullName: kind === 'unit' ? name : `${parent.name}${name}` };
  return { unit, members: fillSection(cell, id, organId, level, posts, size) };
}

export function divisionUnit({ division, divisions }: DivisionContext, fullName: string, order: number): Unit {
  return {
    id: divisionUnitId(division.code),
    parentId: division.parentCode === null ? null : divisionUnitId(division.parentCode),
    kind: division.level === 5 ? 'village' : 'division',
    level: division.level,
    name: division.level === 5 ? division.shortName : division.name,
    shortName: division.shortName,
    fullName,
    code: division.code,
    docCode: divisionDocCode(division, divisions), uscc: null, formerNames: [],
    isOrgan: true,
    order,
    status: 'active',
  };
}
