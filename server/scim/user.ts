/**
 * A person as a SCIM user: what stands where, what a sent resource wishes, and which commands of the directory that comes to. No command gives a right: rights are for
 * administrators, and they stay as long as somebody stays with their organ. Pure.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import { login as loginSchema, mobile, type OrgCommand, type Provision } from '#shared/org/change/command.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { MembershipRow, PersonRow } from '#shared/org/schema.ts';
import type { Link } from './clients.ts';
import { baseOf } from './evaluate.ts';
import { isObject, valueIn, type JsonObject } from './json.ts';
import { invalid, problem, type Problem } from './problem.ts';
import { POST, USER } from './schemas-urn.ts';

export type Command = Provision['commands'][number];
export interface UserState {
  readonly person: PersonRow;
  /** The main one first. */
  readonly posts: readonly MembershipRow[];
  readonly login: string | null;
  readonly link: Link;
}
export type Scope = Pick<OrgView, 'unit' | 'isWithin' | 'organOf'> & { readonly rootId: string };

const EXTERNAL_ID_MAX = 200;
const TITLE_BY_DEFAULT = '工作人员';

/** Who has no account yet is called by their id. */
export const userNameOf = ({ login, person }: Pick<UserState, 'login' | 'person'>): string => login ?? person.id;

export function userResource(state: UserState, base: string, scope: Scope): JsonObject {
  const { person, posts, link } = state;
  const main = posts[0];
  const refer = (unitId: string): JsonObject => ({ value: unitId, $ref: `${base}/Groups/${unitId}`, display: scope.unit(unitId)?.name ?? '' });
  return {
    schemas: [USER, POST], id: person.id, ...(link.externalId === null ? {} : { externalId: link.externalId }), userName: userNameOf(state), displayName: person.name, name: { formatted: person.name },
    title: main?.title ?? '', active: person.status === 'active', phoneNumbers: [{ value: person.phone, type: 'mobile', primary: true }],
    groups: person.status === 'active' ? posts.filter((post) => scope.isWithin(post.unitId, scope.rootId)).map((post) => ({ ...refer(post.unitId), type: 'direct' })) : [],
    [POST]: main === undefined ? {} : { unit: refer(main.unitId) },
  };
}

export interface UserWish {
  readonly externalId: string | null;
  readonly userName: string;
  readonly name: string;
  readonly title: string | null;
  readonly phone: string | null;
  readonly active: boolean;
  readonly unitId: string | null;
}

const textAt = (object: JsonObject, name: string): string | null => {
  const value = valueIn(object, name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};

/** A reference, as an object or as the bare id. */
export function referenceAt(object: JsonObject, name: string): string | null {
  const value = valueIn(object, name);
  return isObject(value) ? textAt(value, 'value') : textAt(object, name);
}

/** Some write booleans as text. */
function flagAt(object: JsonObject, name: string, otherwise: boolean): boolean | null {
  const value = valueIn(object, name);
  if (value === undefined || value === null) return otherwise;
  const said = typeof value === 'string' ? value.toLowerCase() : value;
  return said === true || said === 'true' ? true : said === false || said === 'false' ? false : null;
}

export function externalIdOf(json: JsonObject): Result<string | null, Problem> {
  const externalId = textAt(json, 'externalId');
  return externalId !== null && externalId.length > EXTERNAL_ID_MAX ? err(invalid('externalId')) : ok(externalId);
}

/** The number itself: +86 and separators are how it is written. */
function phoneOf(json: JsonObject): string | null {
  const list = valueIn(json, 'phoneNumbers');
  if (!Array.isArray(list)) return null;
  const numbers = list.filter((each): each is JsonObject => isObject(each));
  const chosen = numbers.find((each) => textAt(each, 'type')?.toLowerCase() === 'mobile') ?? numbers.find((each) => valueIn(each, 'primary') === true) ?? numbers[0];
  return chosen === undefined ? null : (textAt(chosen, 'value')?.replaceAll(/^tel:|[\s().-]/gu, '').replace(/^\+86/u, '') ?? null);
}

/** Several attributes say it; the one that differs from what is there is the one that was meant. */
function nameOf(json: JsonObject, old: string | null): string | null {
  const name = valueIn(json, 'name');
  const parts = isObject(name) ? name : {};
  const joined = `${textAt(parts, 'familyName') ?? ''}${textAt(parts, 'givenName') ?? ''}`;
  const said = [textAt(parts, 'formatted'), textAt(json, 'displayName'), joined === '' ? null : joined].filter((each) => each !== null);
  return said.find((each) => each !== old) ?? said[0] ?? old;
}

export function readUser(json: JsonObject, old: UserState | null): Result<UserWish, Problem> {
  const externalId = externalIdOf(json);
  if (!externalId.ok) return externalId;
  const userName = textAt(json, 'userName')?.toLowerCase() ?? null;
  const active = flagAt(json, 'active', true);
  const name = nameOf(json, old?.person.name ?? null);
  if (userName === null) return err(invalid('userName'));
  if (active === null) return err(invalid('active'));
  if (name === null) return err(invalid('displayName'));
  return ok({ externalId: externalId.value, userName, name, title: textAt(json, 'title'), phone: phoneOf(json), active, unitId: referenceAt(baseOf(json, POST), 'unit') });
}

type Commands = Result<readonly Command[], Problem>;

/** Only what lies in reach may be named; anything else is no unit at all. */
export const isPlace = (unitId: string, scope: Scope): boolean => scope.unit(unitId)?.status === 'active' && scope.isWithin(unitId, scope.rootId);

export function commandsForNew(wish: UserWish, scope: Scope): Commands {
  const unitId = wish.unitId ?? scope.rootId;
  if (!wish.active) return err(invalid('active'));
  if (!isPlace(unitId, scope)) return err(invalid(`${POST}:unit`));
  if (wish.phone === null || !mobile.safeParse(wish.phone).success) return err(invalid('phoneNumbers'));
  if (!loginSchema.safeParse(wish.userName).success) return err(invalid('userName'));
  return ok([{ kind: 'person.join', unitId, name: wish.name, phone: wish.phone, title: wish.title ?? TITLE_BY_DEFAULT, roles: [], login: wish.userName } as Extract<OrgCommand, { kind: 'person.join' }>]);
}

export function commandsForUser(state: UserState, wish: UserWish, scope: Scope): Commands {
  const { person, posts } = state;
  const [main] = posts;
  if (main === undefined) return err(invalid('id'));
  const commands: Command[] = [];
  const [title, unitId, phone] = [wish.title ?? main.title, wish.unitId ?? main.unitId, wish.phone ?? person.phone];
  if (unitId !== main.unitId && !isPlace(unitId, scope)) return err(invalid(`${POST}:unit`));
  const isGone = person.status === 'left';
  if (wish.userName !== userNameOf(state).toLowerCase()) {
    if (state.login !== null) return err(problem(400, 'mutability', 'userName 是登录名，不能更改。'));
    if (isGone || !loginSchema.safeParse(wish.userName).success) return err(invalid('userName'));
    commands.push({ kind: 'account.issue', personId: person.id, login: wish.userName });
  }
  if (isGone && !wish.active) {
    const isSame = wish.name === person.name && phone === person.phone && title === main.title && unitId === main.unitId;
    return isSame ? ok([]) : err(problem(400, 'mutability', '已停用的人员只能重新启用。'));
  }
  if (isGone) commands.push({ kind: 'person.return', personId: person.id, unitId: unitId as MembershipRow['unitId'], title, roles: [] });
  if (wish.name !== person.name || phone !== person.phone) {
    if (phone !== person.phone && !mobile.safeParse(phone).success) return err(invalid('phoneNumbers'));
    commands.push({ kind: 'person.edit', personId: person.id, name: wish.name, phone });
  }
  if (!isGone && unitId !== main.unitId) commands.push(moveTo(main, unitId, title, scope));
  else if (!isGone && title !== main.title) commands.push({ kind: 'post.edit', postId: main.id, title, roles: [...main.roles], primary: true });
  if (!wish.active) commands.push({ kind: 'person.leave', personId: person.id, why: 'other' });
  return ok(commands);
}

/** Rights are held for an organ and stay with it. */
export function moveTo(post: MembershipRow, unitId: string, title: string, scope: Scope): Command {
  const isSameOrgan = scope.organOf(unitId)?.id === post.organId;
  return { kind: 'post.move', postId: post.id, unitId: unitId as MembershipRow['unitId'], title, roles: isSameOrgan ? [...post.roles] : [] };
}
