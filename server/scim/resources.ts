/**
 * People and units as one client sees them: found by id or by what a filter pins, read in pages, each with its version, and with what a wished resource comes to.
 * What lies outside the client's subtree is never read to the end: it is null, as what does not exist.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { OrgView } from '#shared/org/model.ts';
import { powersOf, reachOf } from '#shared/policy/administer.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { ProvisionedPerson, ProvisionedUnit } from '#server/directory/provisioned.ts';
import type { Storage } from '#server/storage/storage.ts';
import { changerOf, deletedUsers, idsByExternal, linksOf, type Link, type ResourceKind, type ScimClient } from './clients.ts';
import { asksFor, pinned } from './evaluate.ts';
import type { Filter } from './filter.ts';
import { commandsForGroup, commandsForNewGroup, groupResource, membersIn, readGroup, type GroupState, type Standing } from './group.ts';
import type { JsonObject } from './json.ts';
import { invalid, type Problem } from './problem.ts';
import { commandsForNew, commandsForUser, readUser, userResource, type Command, type Scope, type UserState } from './user.ts';

export interface Plan { readonly commands: readonly Command[]; readonly externalId: string | null }
export interface Loaded {
  readonly id: string;
  readonly link: Link;
  resource(base: string): JsonObject;
  readonly version: string;
  /** `isWhole`: what is not in it is not said; otherwise it was taken out. */
  plan(json: JsonObject, isWhole: boolean): Promise<Result<Plan, Problem>>;
  /** What deleting it comes to; nothing where it is gone already. */
  readonly removal: readonly Command[];
}
export interface Page { readonly total: number; readonly resources: readonly Loaded[] }

export interface Kind {
  readonly kind: ResourceKind;
  load(client: ScimClient, id: string): Promise<Loaded | null>;
  page(client: ScimClient, offset: number, limit: number, filter: Filter | null): Promise<Page>;
  /** Those that a filter can only mean; null where it names none. */
  candidates(client: ScimClient, filter: Filter): Promise<readonly string[] | null>;
  planNew(client: ScimClient, json: JsonObject): Promise<Result<Plan & { readonly id: string | null }, Problem>>;
}

export interface ResourceDeps { readonly storage: Storage; readonly directory: Directory; readonly sm3: Sm3 }

const VERSION_DIGITS = 24;
const ID = /^[a-z0-9]{6,40}$/;
/** The same resource has the same version on every node and under every host name. */
const versionOf = (sm3: Sm3, resource: JsonObject): string => `W/"${sm3(canonicalJson(resource as Json)).slice(0, VERSION_DIGITS)}"`;

const scopeOf = (client: ScimClient, org: OrgView): Scope => ({ unit: org.unit, isWithin: org.isWithin, organOf: org.organOf, rootId: client.unitId });
/** The policy that judges the changes says what may be seen as well. */
const reaches = (client: ScimClient, org: OrgView, unitId: string): boolean => org.unit(unitId) !== undefined && reachOf(powersOf(changerOf(client), org), unitId as ScimClient['unitId'], org) !== null;

export function userKind({ storage, directory, sm3 }: ResourceDeps): Kind {
  const viewer = (client: ScimClient) => changerOf(client);
  const loaded = (state: UserState, client: ScimClient): Loaded => {
    const scope = scopeOf(client, directory.orgView());
    return {
      id: state.person.id, link: state.link, resource: (base) => userResource(state, base, scope), version: versionOf(sm3, userResource(state, '', scope)),
      plan: async (json) => {
        const wish = readUser(json, state);
        if (!wish.ok) return wish;
        const commands = commandsForUser(state, wish.value, scope);
        return commands.ok ? ok({ commands: commands.value, externalId: wish.value.externalId }) : commands;
      },
      removal: state.person.status === 'active' ? [{ kind: 'person.leave', personId: state.person.id, why: 'other' }] : [],
    };
  };
  const withAccounts = async (client: ScimClient, found: readonly ProvisionedPerson[]): Promise<readonly Loaded[]> => {
    const ids = found.map(({ person }) => person.id);
    if (ids.length === 0) return [];
    const [accounts, linkOf] = await storage.read(async (tx) => [
      await tx.selectFrom('account').select(['person_id', 'login']).where('person_id', 'in', ids).execute(), await linksOf(tx, client.id, 'user', ids),
    ] as const);
    const logins = new Map(accounts.map((row) => [row.person_id, row.login]));
    return found.flatMap(({ person, posts }) => {
      const link = linkOf(person.id);
      return link.isDeleted && person.status === 'left' ? [] : [loaded({ person, posts, login: logins.get(person.id) ?? null, link: { ...link, isDeleted: false } }, client)];
    });
  };
  /** Also of somebody who was deleted here: whoever comes back is the same person. */
  const person = async (client: ScimClient, id: string): Promise<ProvisionedPerson | null> => {
    if (!ID.test(id)) return null;
    const [who, posts] = await Promise.all([directory.person(id, viewer(client)), directory.membershipsOf(id)]);
    const [main] = posts;
    return who !== null && main !== undefined && reaches(client, directory.orgView(), main.unitId) ? { person: who, posts } : null;
  };
  const byLogin = async (userName: string): Promise<string | null> => (await storage.read((tx) => tx.selectFrom('account').select('person_id').where('login', '=', userName.toLowerCase()).executeTakeFirst()))?.person_id ?? null;

  return {
    kind: 'user',
    load: async (client, id) => {
      const found = await person(client, id);
      return found === null ? null : ((await withAccounts(client, [found]))[0] ?? null);
    },
    page: async (client, offset, limit) => {
      const without = await storage.read((tx) => deletedUsers(tx, client.id));
      const { total, people } = await directory.provisioned.people({ rootId: client.unitId, offset, limit, without });
      return { total, resources: await withAccounts(client, people) };
    },
    candidates: async (client, filter) => {
      const [id, userName, externalId] = [pinned(filter, 'id'), pinned(filter, 'userName'), pinned(filter, 'externalId')];
      if (id !== null) return [id];
      if (userName !== null) return [(await byLogin(userName)) ?? userName.toLowerCase()];
      return externalId === null ? null : storage.read((tx) => idsByExternal(tx, client.id, 'user', externalId));
    },
    planNew: async (client, json) => {
      const scope = scopeOf(client, directory.orgView());
      const wish = readUser(json, null);
      if (!wish.ok) return wish;
      const { externalId, userName } = wish.value;
      // Whoever left under this name comes back as who they are, not as another person.
      const known = await byLogin(userName);
      const found = known === null ? null : await person(client, known);
      if (found !== null && found.person.status === 'left') {
        const unitId = wish.value.unitId ?? scope.rootId;
        const commands = commandsForUser({ ...found, login: userName, link: { externalId, isDeleted: false } }, { ...wish.value, unitId }, scope);
        return commands.ok ? ok({ commands: commands.value, externalId, id: found.person.id }) : commands;
      }
      const commands = commandsForNew(wish.value, scope);
      return commands.ok ? ok({ commands: commands.value, externalId, id: null }) : commands;
    },
  };
}

export function groupKind({ storage, directory, sm3 }: ResourceDeps, users: Kind): Kind {
  const standing = async (client: ScimClient, personIds: readonly string[]): Promise<Result<readonly Standing[], Problem>> => {
    const found: Standing[] = [];
    for (const personId of personIds) {
      const user = await users.load(client, personId);
      if (user === null || user.resource('')['active'] !== true) return err(invalid('members'));
      found.push({ personId, posts: await directory.membershipsOf(personId) });
    }
    return ok(found);
  };
  const loaded = (state: GroupState, client: ScimClient, withMembers: boolean): Loaded => {
    const scope = scopeOf(client, directory.orgView());
    return {
      id: state.unit.id, link: state.link, resource: (base) => groupResource(state, base, scope, withMembers), version: versionOf(sm3, groupResource(state, '', scope, true)),
      plan: async (json, isWhole) => {
        const wish = readGroup(json);
        if (!wish.ok) return wish;
        const now = membersIn(state, scope).map(({ person }): string => person.id);
        const wanted = wish.value.members ?? (isWhole ? now : []);
        const [added, removed] = [await standing(client, wanted.filter((id) => !now.includes(id))), await standing(client, now.filter((id) => !wanted.includes(id)))];
        if (!added.ok) return added;
        if (!removed.ok) return removed;
        const parentId = wish.value.parentId ?? state.unit.parentId;
        const siblings = parentId === null || parentId === scope.unit(scope.rootId)?.parentId ? [] : (await directory.children(parentId)).filter((unit) => unit.status === 'active' && unit.id !== state.unit.id).map((unit) => unit.id as string);
        const commands = commandsForGroup(state, wish.value, siblings, added.value, removed.value, scope);
        return commands.ok ? ok({ commands: commands.value, externalId: wish.value.externalId }) : commands;
      },
      removal: [{ kind: 'unit.dissolve', unitId: state.unit.id, successorId: null }],
    };
  };
  const withLinks = async (client: ScimClient, found: readonly ProvisionedUnit[], withMembers: boolean): Promise<readonly Loaded[]> => {
    const linkOf = await storage.read((tx) => linksOf(tx, client.id, 'group', found.map(({ unit }) => unit.id)));
    return found.map((each) => loaded({ ...each, link: linkOf(each.unit.id) }, client, withMembers));
  };
  return {
    kind: 'group',
    load: async (client, id) => {
      if (!ID.test(id) || !reaches(client, directory.orgView(), id)) return null;
      const found = await directory.provisioned.unit(id);
      return found === null || found.unit.status !== 'active' ? null : ((await withLinks(client, [found], true))[0] ?? null);
    },
    page: async (client, offset, limit, filter) => {
      const name = filter === null ? null : pinned(filter, 'displayName');
      const withMembers = filter === null || name !== null || asksFor(filter, 'members');
      const { total, units } = await directory.provisioned.units({ rootId: client.unitId, offset, limit, withMembers, name });
      return { total, resources: await withLinks(client, units, withMembers) };
    },
    candidates: async (client, filter) => {
      const [id, externalId, member] = [pinned(filter, 'id'), pinned(filter, 'externalId'), pinned(filter, 'members')];
      if (id !== null) return [id];
      if (externalId !== null) return storage.read((tx) => idsByExternal(tx, client.id, 'group', externalId));
      return member === null ? null : (await users.load(client, member)) === null ? [] : (await directory.membershipsOf(member)).map((post) => post.unitId as string);
    },
    planNew: async (client, json) => {
      const wish = readGroup(json);
      if (!wish.ok) return wish;
      const added = await standing(client, wish.value.members ?? []);
      if (!added.ok) return added;
      const commands = commandsForNewGroup(wish.value, added.value, scopeOf(client, directory.orgView()));
      return commands.ok ? ok({ commands: commands.value, externalId: wish.value.externalId, id: null }) : commands;
    },
  };
}
