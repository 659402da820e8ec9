/**
 * People for generated units: posts in political order, titles by level, roles by what an organ needs.
 *
 * One cell is a unit with everything below it (a bureau and its sections); it draws from its own stream and
 * its own range of person numbers, so a county generated alone equals the same county within the province.
 */
import type { Role } from '#shared/policy/roles.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { Level, Membership, Person, Unit } from '#shared/org/model.ts';
import { personName } from './person-names.ts';
import { draw, opaqueId, type Draw } from './seeded.ts';

export interface Post {
  readonly title: string;
  readonly roles: readonly Role[];
}

export interface Member {
  /** Absent where somebody who sits elsewhere holds a second post here (兼职, 驻村). */
  readonly person: Person | null;
  readonly membership: Membership;
}

export interface GeneratedUnit {
  readonly unit: Unit;
  readonly members: readonly Member[];
}

export interface Cell {
  readonly random: Draw;
  /** A new person in their main post. */
  hire(unitId: UnitId, organId: UnitId, post: Post, order: number): Member;
  /** The same, but the person has left: the name stays findable, the roles are gone. */
  retire(unitId: UnitId, organId: UnitId, title: string, order: number): Member;
}

/** 154 passes as a mobile number but no operator has it: a demo never rings somebody's telephone. */
const PHONE_PREFIX = '154';
const PHONE_SPACE = 100_000_000;
/** Odd and no multiple of five, so that number → phone is a permutation: no two people share a phone. */
const PHONE_STEP = 61_803_399;

export const phoneOf = (personNumber: number): string =>
  `${PHONE_PREFIX}${String((personNumber * PHONE_STEP + 11_235_813) % PHONE_SPACE).padStart(8, '0')}`;

export const personIdOf = (seed: string, cellKey: string, position: number): PersonId =>
  opaqueId('p', `${seed}|${cellKey}|${position}`) as PersonId;

/** `firstNumber` begins the range of person numbers that belongs to this cell. */
export function openCell(seed: string, cellKey: string, firstNumber: number): Cell {
  const random = draw(`${seed}|${cellKey}`);
  let position = 0;
  const add = (unitId: UnitId, organId: UnitId, post: Post, order: number, status: Person['status']): Member => {
    const id = personIdOf(seed, cellKey, position);
    const person: Person = { id, name: personName(random), status, phone: phoneOf(firstNumber + position) };
    position += 1;
    return { person, membership: { id: opaqueId('m', `${id}|${unitId}`), personId: id, unitId, organId, title: post.title, roles: post.roles, order, primary: true } };
  };
  return {
    random,
    hire: (unitId, organId, post, order) => add(unitId, organId, post, order, 'active'),
    retire: (unitId, organId, title, order) => add(unitId, organId, { title, roles: [] }, order, 'left'),
  };
}

export function secondPost(personId: PersonId, unitId: UnitId, organId: UnitId, post: Post, order: number): Member {
  return {
    person: null,
    membership: { id: opaqueId('m', `${personId}|${unitId}`), personId, unitId, organId, title: post.title, roles: post.roles, order, primary: false },
  };
}

/** 公务员职务与职级并行规定: the ceiling falls with the level. */
const RANKS = {
  1: ['二级调研员', '三级调研员', '四级调研员', '一级主任科员', '二级主任科员', '四级主任科员'],
  2: ['四级调研员', '一级主任科员', '二级主任科员', '三级主任科员', '四级主任科员', '一级科员'],
  3: ['一级主任科员', '二级主任科员', '三级主任科员', '四级主任科员', '一级科员', '科员'],
  4: ['三级主任科员', '四级主任科员', '一级科员', '科员', '九级职员', '工作人员'],
  5: ['网格员', '委员'],
} as const satisfies Record<Level, readonly string[]>;

export const rankTitle = (level: Level, random: Draw): string => random.pick(RANKS[level]);

/** About one person in a hundred overall: only plain staff leave, so that no organ loses a role. */
const LEFT_CHANCE = 0.02;

/** The section that serves the whole organ (办公室, 党政综合办公室, 文电科): every role that paper needs. */
export function officePosts(head: string, level: Level): readonly Post[] {
  return [
    { title: head, roles: ['sectionHead', 'reviewer'] },
    { title: '文秘', roles: ['drafter'] },
    { title: '文秘', roles: ['drafter', 'dataOfficer'] },
    { title: '机要员', roles: ['registrar'] },
    { title: '印章管理员', roles: ['sealKeeper', 'unitAdmin'] },
    ...(level <= 3 ? [{ title: '督查专员', roles: ['supervisor'] } as const] : []),
  ];
}

/** Fills a section: its named posts, then staff who draft. `size` counts everybody. */
export function fillSection(cell: Cell, unitId: UnitId, organId: UnitId, level: Level, posts: readonly Post[], size: number): readonly Member[] {
  const members = posts.map((post, order) => cell.hire(unitId, organId, post, order));
  for (let order = posts.length; order < size; order += 1) {
    const title = rankTitle(level, cell.random);
    members.push(
      order > 2 && cell.random.chance(LEFT_CHANCE)
        ? cell.retire(unitId, organId, title, order)
        : cell.hire(unitId, organId, { title, roles: ['drafter'] }, order),
    );
  }
  return members;
}
