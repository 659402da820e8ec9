/**
 * What an identity provider may do (RFC 7644): read in pages and by filters, make, replace, patch and remove. Every write is one command of the directory's log, looked at and
 * made like an administrator's (ADR 0026), so rights, hindrances, the audit chain and what becomes of accounts are the same; there is no other way to write.
 */
import { toHex } from '#shared/base/ids.ts';
import type { Random } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { orgCommand } from '#shared/org/change/command.ts';
import { isNew } from '#shared/org/change/rows.ts';
import type { Changes } from '#server/directory/changes/changes.ts';
import { createTurn, newRowId } from '#server/directory/changes/changes.ts';
import { changerOf, saveLink, type ScimClient } from './clients.ts';
import { meets } from './evaluate.ts';
import { parseFilter, type Filter } from './filter.ts';
import type { JsonObject } from './json.ts';
import { isEmpty, valueIn } from './json.ts';
import { applyPatch, type Operation } from './patch.ts';
import { CHANGED, invalid, NOT_FOUND, ofError, ofPatch, problem, type Problem } from './problem.ts';
import { groupKind, userKind, type Kind, type Loaded, type ResourceDeps } from './resources.ts';
import type { Command } from './user.ts';

export const PAGE_MAX = 200;
/** A filter that names nobody is looked for among so many and no more. */
export const SCAN_MAX = 20_000;
const SCAN_PAGE = 500;
const TRIES_MAX = 3;
const GROUNDS = '身份源同步（SCIM）';

export interface ScimDeps extends ResourceDeps { readonly changes: Changes; readonly random: Random }
export interface Listing { readonly startIndex: number; readonly count: number; readonly filter: string | null }
export interface Listed { readonly total: number; readonly resources: readonly Loaded[] }
type Done = Promise<Result<Loaded, Problem>>;

export interface ScimService {
  list(client: ScimClient, asked: Listing): Promise<Result<Listed, Problem>>;
  get(client: ScimClient, id: string): Done;
  create(client: ScimClient, json: JsonObject): Done;
  replace(client: ScimClient, id: string, json: JsonObject, versions: readonly string[] | null): Done;
  patch(client: ScimClient, id: string, operations: readonly Operation[], versions: readonly string[] | null): Done;
  remove(client: ScimClient, id: string, versions: readonly string[] | null): Promise<Result<null, Problem>>;
}

export function createScim(deps: ScimDeps): { readonly users: ScimService; readonly groups: ScimService } {
  const users = userKind(deps);
  // Providers send many at once, and each would stand in the way of the next.
  const inTurn = createTurn();
  return { users: serviceOf(users, deps, inTurn), groups: serviceOf(groupKind(deps, users), deps, inTurn) };
}

/** What nobody sets from outside; a patch that touches one is refused, a whole resource is read past it. */
const READ_ONLY = ['id', 'groups', 'meta'] as const;

function serviceOf(kind: Kind, { changes, storage, random, sm3 }: ScimDeps, inTurn: ReturnType<typeof createTurn>): ScimService {
  const get = async (client: ScimClient, id: string): Done => {
    const found = await kind.load(client, id);
    return found === null ? err(NOT_FOUND) : ok(found);
  };

  /** Looked at and made; `isStill` says whether what was read is still so, which the fingerprint then holds fast. 'again': something else came between. */
  const make = async (client: ScimClient, commands: readonly Command[], isStill: () => Promise<boolean>): Promise<Result<string | null, Problem> | 'again'> => {
    const fit = fitting(commands);
    if (!fit.ok) return fit;
    const [first, ...more] = fit.value;
    if (first === undefined) return ok(null);
    const command = more.length === 0 ? first : { kind: 'provision' as const, commands: fit.value };
    const by = changerOf(client);
    const seen = await changes.preview(by, command);
    if (!seen.ok) return seen.error.code === 'directory.nothing' ? ok(null) : err(ofError(seen.error));
    if (!(await isStill())) return 'again';
    const opId = toHex(random.bytes(16));
    const made = await changes.make(by, { opId, command, fingerprint: seen.value.fingerprint, grounds: GROUNDS });
    if (made.ok) return ok(newRowId(sm3, opId, 1));
    return made.error.code === 'directory.stale' ? 'again' : err(ofError(made.error));
  };

  const change = async (client: ScimClient, id: string, versions: readonly string[] | null, wish: (resource: JsonObject) => Result<JsonObject, Problem>, isWhole: boolean): Done => {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const old = await kind.load(client, id);
      if (old === null) return err(NOT_FOUND);
      if (versions !== null && !versions.includes(old.version)) return err(CHANGED);
      const wanted = wish(old.resource(''));
      if (!wanted.ok) return wanted;
      const plan = await old.plan(wanted.value, isWhole);
      if (!plan.ok) return plan;
      const made = await make(client, plan.value.commands, async () => (await kind.load(client, id))?.version === old.version);
      if (made === 'again') continue;
      if (!made.ok) return made;
      const { externalId } = plan.value;
      if (externalId !== old.link.externalId) await storage.tx((tx) => saveLink(tx, client.id, kind.kind, id, { externalId, isDeleted: false }));
      return get(client, id);
    }
    return err(CHANGED);
  };

  return {
    get,
    list: (client, asked) => list(kind, client, asked),
    create: (client, json) => inTurn(async () => {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const plan = await kind.planNew(client, json);
        if (!plan.ok) return plan;
        const made = await make(client, plan.value.commands, async () => true);
        if (made === 'again') continue;
        if (!made.ok) return made;
        const id = plan.value.id ?? made.value ?? '';
        await storage.tx((tx) => saveLink(tx, client.id, kind.kind, id, { externalId: plan.value.externalId, isDeleted: false }));
        return get(client, id);
      }
      return err(CHANGED);
    }),
    replace: (client, id, json, versions) => inTurn(() => {
      const said = valueIn(json, 'id');
      return change(client, id, versions, () => (said === undefined || said === id ? ok(json) : err(problem(400, 'mutability', 'id 不能更改。'))), true);
    }),
    patch: (client, id, operations, versions) => inTurn(() => change(client, id, versions, (resource) => {
      const done = applyPatch(resource, operations);
      if (!done.ok) return err(ofPatch(done.error));
      const isTouched = READ_ONLY.some((name) => JSON.stringify(valueIn(done.value, name)) !== JSON.stringify(valueIn(resource, name)) && !(isEmpty(valueIn(done.value, name)) && isEmpty(valueIn(resource, name))));
      return isTouched ? err(problem(400, 'mutability', `${READ_ONLY.join('、')} 只读。`)) : done;
    }, false)),
    remove: (client, id, versions) => inTurn(async () => {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const old = await kind.load(client, id);
        if (old === null) return err(NOT_FOUND);
        if (versions !== null && !versions.includes(old.version)) return err(CHANGED);
        const made = await make(client, old.removal, async () => (await kind.load(client, id))?.version === old.version);
        if (made === 'again') continue;
        if (!made.ok) return made;
        // Whoever comes under this name again is found by the directory, not by an old name of the provider's.
        await storage.tx((tx) => saveLink(tx, client.id, kind.kind, id, { externalId: null, isDeleted: true }));
        return ok(null);
      }
      return err(CHANGED);
    }),
  };
}

/** A row that is only being made is named in no schema: anything of its kind stands for it. */
const STAND_IN = 'newunit';

/** Bounded like what an administrator sends: lengths, letters, codes. */
function fitting(commands: readonly Command[]): Result<readonly Command[], Problem> {
  const fit: Command[] = [];
  for (const command of commands) {
    const namesNew = 'unitId' in command && isNew(command.unitId);
    const read = orgCommand.safeParse(namesNew ? { ...command, unitId: STAND_IN } : command);
    if (!read.success) return err(invalid(read.error.issues[0]?.path.join('.') ?? command.kind));
    fit.push((namesNew ? { ...read.data, unitId: command.unitId } : read.data) as Command);
  }
  return ok(fit);
}

async function list(kind: Kind, client: ScimClient, { startIndex, count, filter }: Listing): Promise<Result<Listed, Problem>> {
  const [offset, limit] = [Math.max(1, startIndex) - 1, Math.min(Math.max(0, count), PAGE_MAX)];
  if (filter === null) return ok(await kind.page(client, offset, limit, null).then(({ total, resources }) => ({ total, resources })));
  const read = parseFilter(filter);
  if (!read.ok) return err(problem(400, 'invalidFilter', 'filter 不符合要求，或过长、过深。'));
  const ids = await idsThatMeet(kind, client, read.value);
  if (ids === null) return err(problem(400, 'tooMany', `筛选范围超过 ${SCAN_MAX} 个，请按 id、userName、externalId 或 displayName 筛选。`));
  const resources: Loaded[] = [];
  for (const id of ids.slice(offset, offset + limit)) {
    const found = await kind.load(client, id);
    if (found !== null) resources.push(found);
  }
  return ok({ total: ids.length, resources });
}

async function idsThatMeet(kind: Kind, client: ScimClient, filter: Filter): Promise<readonly string[] | null> {
  const named = await kind.candidates(client, filter);
  const met: string[] = [];
  if (named !== null) {
    for (const id of new Set(named)) {
      const found = await kind.load(client, id);
      if (found !== null && meets(found.resource(''), filter)) met.push(id);
    }
    return met;
  }
  for (let offset = 0; ; offset += SCAN_PAGE) {
    const { total, resources } = await kind.page(client, offset, SCAN_PAGE, filter);
    if (total > SCAN_MAX) return null;
    for (const each of resources) if (meets(each.resource(''), filter)) met.push(each.id);
    if (offset + SCAN_PAGE >= total) return met;
  }
}
