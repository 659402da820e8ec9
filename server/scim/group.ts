/**
 * A unit as a SCIM group: members are those whose posts stand in it, the extension says where it hangs, in which place, of what kind, under which codes.
 * Being a member is having a post: whoever is added from the root unit, where newcomers wait, is moved; everybody else gets one more post (兼). Whoever is taken out of
 * their last unit goes back to the root. Pure.
 */
import type { Json } from '#shared/base/canonical-json.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { UNIT_KINDS } from '#shared/org/model.ts';
import type { MembershipRow, UnitRow } from '#shared/org/schema.ts';
import type { ProvisionedUnit } from '#server/directory/provisioned.ts';
import type { Link } from './clients.ts';
import { baseOf } from './evaluate.ts';
import { isObject, valueIn, type JsonObject } from './json.ts';
import { invalid, problem, type Problem } from './problem.ts';
import { GROUP, UNIT } from './schemas-urn.ts';
import { externalIdOf, isPlace, moveTo, referenceAt, type Command, type Scope } from './user.ts';

export interface GroupState extends ProvisionedUnit { readonly link: Link }

/** Those whom this client sees as users. */
export const membersIn = ({ members }: Pick<ProvisionedUnit, 'members'>, scope: Scope): ProvisionedUnit['members'] => members.filter(({ mainUnitId }) => scope.isWithin(mainUnitId, scope.rootId));

export function groupResource(state: GroupState, base: string, scope: Scope, withMembers: boolean): JsonObject {
  const { unit, place, link } = state;
  const parent = unit.parentId === null || unit.id === scope.rootId ? undefined : scope.unit(unit.parentId);
  return {
    schemas: [GROUP, UNIT], id: unit.id, ...(link.externalId === null ? {} : { externalId: link.externalId }), displayName: unit.name,
    ...(withMembers ? { members: membersIn(state, scope).map(({ person }) => ({ value: person.id, $ref: `${base}/Users/${person.id}`, display: person.name, type: 'User' })) } : {}),
    [UNIT]: {
      ...(parent === undefined ? {} : { parent: { value: parent.id, $ref: `${base}/Groups/${parent.id}`, display: parent.name } }),
      // Where it stands among what lies beside it, which is not shown of the root.
      ...(parent === undefined ? {} : { order: place }), kind: unit.kind, level: unit.level, isOrgan: unit.isOrgan, shortName: unit.shortName, fullName: unit.fullName,
      ...(unit.code === null ? {} : { divisionCode: unit.code }), ...(unit.docCode === null ? {} : { documentCode: unit.docCode }), ...(unit.uscc === null ? {} : { creditCode: unit.uscc }),
    },
  };
}

export interface GroupWish {
  readonly externalId: string | null;
  readonly name: string;
  readonly shortName: string | null;
  readonly fullName: string | null;
  /** Null where the extension is not sent at all: whoever does not know it takes nothing away. */
  readonly codes: { readonly code: string | null; readonly docCode: string | null; readonly uscc: string | null } | null;
  readonly parentId: string | null;
  readonly order: number | null;
  readonly kind: UnitRow['kind'] | null;
  readonly isOrgan: boolean | null;
  /** Null where nothing is said of them. */
  readonly members: readonly string[] | null;
}

export function readGroup(json: JsonObject): Result<GroupWish, Problem> {
  const externalId = externalIdOf(json);
  if (!externalId.ok) return externalId;
  const extension = baseOf(json, UNIT);
  const text = (object: JsonObject, name: string): string | null => {
    const value = valueIn(object, name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const name = text(json, 'displayName');
  if (name === null) return err(invalid('displayName'));
  const [order, kind, isOrgan] = [valueIn(extension, 'order'), valueIn(extension, 'kind'), valueIn(extension, 'isOrgan')];
  if (order !== undefined && (typeof order !== 'number' || !Number.isInteger(order) || order < 0)) return err(invalid(`${UNIT}:order`));
  const known = UNIT_KINDS.find((each) => each === kind) ?? null;
  if (kind !== undefined && known === null) return err(invalid(`${UNIT}:kind`));
  if (isOrgan !== undefined && typeof isOrgan !== 'boolean') return err(invalid(`${UNIT}:isOrgan`));
  const list = valueIn(json, 'members') ?? null;
  if (list !== null && !Array.isArray(list)) return err(invalid('members'));
  const members = list === null ? null : (list as readonly Json[]).map((each) => (isObject(each) && (text(each, 'type')?.toLowerCase() ?? 'user') === 'user' ? text(each, 'value') : null));
  if (members?.includes(null) === true) return err(invalid('members'));
  return ok({
    externalId: externalId.value, name, shortName: text(extension, 'shortName'), fullName: text(extension, 'fullName'), 
    codes: isObject(valueIn(json, UNIT)) ? { code: text(extension, 'divisionCode'), docCode: text(extension, 'documentCode'), uscc: text(extension, 'creditCode') } : null,
    parentId: referenceAt(extension, 'parent'), order: order ?? null, kind: known, isOrgan: isOrgan ?? null, members: members === null ? null : [...new Set(members.flatMap((each) => each ?? []))],
  });
}

type Commands = Result<readonly Command[], Problem>;
export interface Standing { readonly personId: string; /** The main one first. */ readonly posts: readonly MembershipRow[] }
const NEW_UNIT = 'new:1';
const NO_CODES = { code: null, docCode: null, uscc: null };

export function commandsForNewGroup(wish: GroupWish, added: readonly Standing[], scope: Scope): Commands {
  const parentId = wish.parentId ?? scope.rootId;
  if (!isPlace(parentId, scope)) return err(invalid(`${UNIT}:parent`));
  const { name } = wish;
  return ok([
    { kind: 'unit.create', parentId: parentId as UnitRow['id'], unit: { kind: wish.kind ?? 'dept', isOrgan: wish.isOrgan ?? false, name, shortName: wish.shortName ?? name, fullName: wish.fullName ?? name, ...(wish.codes ?? NO_CODES) } },
    ...added.flatMap((each) => adding(each, NEW_UNIT, scope)),
  ]);
}

/** `siblings`: the active units beside it where it will hang, in their order. */
export function commandsForGroup(state: GroupState, wish: GroupWish, siblings: readonly string[], added: readonly Standing[], removed: readonly Standing[], scope: Scope): Commands {
  const { unit } = state;
  const commands: Command[] = [];
  if ((wish.kind ?? unit.kind) !== unit.kind || (wish.isOrgan ?? unit.isOrgan) !== unit.isOrgan) return err(problem(400, 'mutability', 'kind 和 isOrgan 设立后不能更改。'));
  // A name of its own stays; one that only repeated the name follows it.
  const follow = (said: string | null, old: string): string => (said !== null && said !== old ? said : old === unit.name ? wish.name : old);
  const names = { name: wish.name, shortName: follow(wish.shortName, unit.shortName), fullName: follow(wish.fullName, unit.fullName), ...(wish.codes ?? { code: unit.code, docCode: unit.docCode, uscc: unit.uscc }) };
  if ((Object.keys(names) as (keyof typeof names)[]).some((key) => names[key] !== unit[key])) commands.push({ kind: 'unit.rename', unitId: unit.id, ...names });
  const isRoot = unit.id === scope.rootId;
  if (isRoot && wish.parentId !== null) return err(problem(400, 'mutability', '最上一级单位不能移动。'));
  const parentId = isRoot ? unit.parentId : (wish.parentId ?? unit.parentId);
  const isMoved = parentId !== null && parentId !== unit.parentId;
  if (isMoved) {
    if (!isPlace(parentId, scope)) return err(invalid(`${UNIT}:parent`));
    commands.push({ kind: 'unit.move', unitId: unit.id, parentId: parentId as UnitRow['id'] });
  }
  const place = isMoved ? siblings.length : state.place;
  if (!isRoot && parentId !== null && wish.order !== null && Math.min(wish.order, siblings.length) !== place && (wish.order !== state.place || !isMoved)) {
    commands.push({ kind: 'unit.reorder', unitId: parentId as UnitRow['id'], order: siblings.toSpliced(wish.order, 0, unit.id) as UnitRow['id'][] });
  }
  for (const each of added) commands.push(...adding(each, unit.id, scope));
  for (const each of removed) {
    const out = removing(each, unit.id, scope);
    if (!out.ok) return out;
    commands.push(...out.value);
  }
  return ok(commands);
}

const FORM = /（(?:兼|借调|挂职|驻村)）$/u;
const bare = (title: string): string => title.replace(FORM, '');

function adding({ personId, posts }: Standing, unitId: string, scope: Scope): readonly Command[] {
  const [main] = posts;
  if (main === undefined || posts.some((post) => post.unitId === unitId)) return [];
  if (posts.length === 1 && main.unitId === scope.rootId) {
    // A unit that is only being made has the organ of its parent or is one itself: rights are given anew there.
    return [unitId === NEW_UNIT ? { kind: 'post.move', postId: main.id, unitId: unitId as UnitRow['id'], title: main.title, roles: [] } : moveTo(main, unitId, main.title, scope)];
  }
  return [{ kind: 'post.add', personId: personId as MembershipRow['personId'], unitId: unitId as UnitRow['id'], title: bare(main.title), roles: [], form: 'concurrent' }];
}

function removing({ posts }: Standing, unitId: string, scope: Scope): Commands {
  const post = posts.find((each) => each.unitId === unitId);
  if (post === undefined) return ok([]);
  const [next] = posts.filter((each) => each.id !== post.id);
  if (next === undefined) return unitId === scope.rootId ? err(problem(400, 'mutability', '人员须至少有一个单位；离任请停用该用户。')) : ok([moveTo(post, scope.rootId, post.title, scope)]);
  const end: Command = { kind: 'post.end', postId: post.id };
  return ok(post.primary && FORM.test(next.title) ? [end, { kind: 'post.edit', postId: next.id, title: bare(next.title), roles: [...next.roles], primary: true }] : [end]);
}
