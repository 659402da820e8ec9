import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import { divisionUnitId } from '#shared/org/generate/organs.ts';
import { createOrgView } from '#shared/org/org-view.ts';
import type { PhoneViewer } from '#shared/org/phone.ts';
import { DirectoryChanges, type UnitRow } from '#shared/org/schema.ts';
import { openDirectoryIndex } from '#shared/org/search-index.ts';
import { ROLES } from '#shared/policy/roles.ts';
import { createDemoAccounts, STORY_TOWNSHIP_CODE, type DemoAccount } from '#server/demo/demo-accounts.ts';
import { openDirectory, type Directory, type DirectoryLog } from './directory.ts';
import type { DirectoryScope } from './scope.ts';

const log: DirectoryLog = { info: () => undefined, error: () => undefined };
const town = divisionUnitId(STORY_TOWNSHIP_CODE);
const county = divisionUnitId('520322');
const prefecture = divisionUnitId('5203');
const province = divisionUnitId('52');
const none = { gone: [], units: [], people: [], memberships: [] };

let dataDir: string;
let directory: Directory;
let accounts: readonly DemoAccount[];
const progress: number[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gzt-directory-'));
  directory = await openDirectory({ dataDir, log });
  await directory.load({ scale: 'county' }, (units) => progress.push(units));
  accounts = await createDemoAccounts(directory, { bytes: (length) => randomBytes(length) });
});

afterAll(async () => {
  await directory.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const roleIn = (organId: string, role: DemoAccount['roles'][number]): DemoAccount => {
  const account = accounts.find((one) => one.unitId === organId && one.roles.includes(role));
  if (account === undefined) throw new Error(`nobody is ${role}`);
  return account;
};

const viewer = async (personId: string): Promise<PhoneViewer> => ({ personId, memberships: await directory.membershipsOf(personId) });

async function download(scope: DirectoryScope, as: PhoneViewer, limit: number): Promise<ReturnType<typeof openDirectoryIndex>> {
  const replica = openDirectoryIndex(new DatabaseSync(':memory:'));
  for (let seq = 0; ;) {
    const page = DirectoryChanges.parse(await directory.changes(seq, scope, limit, as));
    replica.apply(page, { settle: !page.more });
    seq = page.seq;
    if (!page.more) return replica;
  }
}

it('[ORG27] the directory loads once, reports progress, and is there again after a restart', async () => {
  expect(progress.length).toBeGreaterThan(1);
  expect(await directory.load({ scale: 'county' })).toBe(false);
  const counts = await directory.counts();
  expect(counts.divisions).toEqual([1, 1, 1, 25, 232]);
  await directory.close();
  await expect(directory.counts()).rejects.toThrow('closed');
  directory = await openDirectory({ dataDir, log });
  expect(await directory.counts()).toEqual(counts);
});

it('[ORG28] the view in memory answers like one built from all the rows', async () => {
  const scope = await directory.scopeOf(roleIn(town, 'drafter').personId);
  const rows = (await download(scope, await viewer(roleIn(town, 'drafter').personId), 2000)).all();
  const plain = createOrgView(rows.units, rows.people, rows.memberships);
  const view = directory.orgView();
  expect(view.parentOrgan(town)?.id).toBe(county);
  expect(view.parentOrgan(county)?.id).toBe(prefecture);
  expect(view.parentOrgan(prefecture)?.id).toBe(province);
  expect(view.parentOrgan(province)).toBeUndefined();
  for (const unit of rows.units) {
    expect(view.unit(unit.id)).toEqual(unit);
    if (unit.isOrgan && view.isWithin(unit.id, county)) for (const role of ROLES) expect(view.holders(unit.id, role)).toEqual(plain.holders(unit.id, role));
  }
  for (const person of rows.people) expect(view.person(person.id)).toEqual(plain.person(person.id));
  expect(view.unit('nowhere0')).toBeUndefined();
  expect(view.person('nobody00')).toBeUndefined();
  expect(view.holders('nowhere0', 'drafter')).toEqual([]);
});

it('[ORG29] a replica holds its own county and the units above, and nobody else; at the prefecture its own unit', async () => {
  const clerk = roleIn(town, 'drafter');
  const scope = await directory.scopeOf(clerk.personId);
  expect(scope.subtrees).toEqual([county]);
  expect([...scope.units].sort()).toEqual([prefecture, province].sort());
  const replica = await download(scope, await viewer(clerk.personId), 2000);
  const view = directory.orgView();
  const rows = replica.all();
  expect(rows.memberships.filter((post) => !view.isWithin(post.unitId, county))).toEqual([]);
  expect(replica.headCount(county)).toBe(await directory.headCount(county));
  expect(replica.search('yzj', { near: town })[0]).toEqual((await directory.search('yzj', { near: town }))[0]);

  const city = await directory.scopeOf(roleIn(prefecture, 'drafter').personId);
  const names = await Promise.all(city.subtrees.map(async (id) => (await directory.unit(id))?.name));
  expect(names).toEqual(['领导班子', '遵义市人民政府办公室']);
  expect(city.units).toContain(county);
  expect(await directory.scopeOf('nobody00')).toEqual({ subtrees: [], units: [] });
});

it('[ORG30] small pages bring the same rows as one large one, whatever was changed last', async () => {
  const clerk = roleIn(town, 'drafter');
  const as = await viewer(clerk.personId);
  const [first] = (await directory.children(county)).filter((unit) => unit.name === '桐梓县教育局');
  // A renamed unit is newer than its posts: a page with the posts has to bring the unit along.
  await directory.apply({ ...none, units: [{ ...(first as UnitRow), shortName: '教育局' }] });
  const scope = await directory.scopeOf(clerk.personId);
  const sorted = (rows: ReturnType<Awaited<ReturnType<typeof download>>['all']>): string[] =>
    [...rows.units, ...rows.people, ...rows.memberships].map((row) => JSON.stringify(row)).sort();
  const large = sorted((await download(scope, as, 2000)).all());
  expect(sorted((await download(scope, as, 700)).all())).toEqual(large);
});

it('[ORG31] later changes come as changes: renamed, moved out of scope, removed', async () => {
  const clerk = roleIn(town, 'drafter');
  const as = await viewer(clerk.personId);
  const scope = await directory.scopeOf(clerk.personId);
  const replica = await download(scope, as, 2000);
  const [village] = (await directory.children(town)).filter((unit) => unit.kind === 'village');
  const member = (await directory.membersOf(village?.id ?? '', null))[0];
  if (village === undefined || member === undefined) throw new Error('the township has villages');
  const before = await directory.apply({ ...none, units: [{ ...village, name: '新楚社区' }] });
  const renamed = await directory.changes(before - 1, scope, 2000, as);
  expect(renamed.units.map((unit) => unit.name)).toEqual(['新楚社区']);
  expect(directory.orgView().unit(village.id)?.name).toBe('新楚社区');

  await directory.apply({ ...none, memberships: [{ ...member.membership, unitId: prefecture as UnitId, organId: prefecture as UnitId }] });
  const left = await directory.changes(before, scope, 2000, as);
  expect(left.gone).toEqual([{ kind: 'membership', id: member.membership.id }]);
  expect(left.memberships).toEqual([]);
  expect(left.more).toBe(false);
  replica.apply(renamed);
  replica.apply(left);
  expect(replica.search('新楚社区')[0]?.name).toBe('新楚社区');
  expect(replica.membershipsOf(member.person.id)).toEqual([]);
  expect(await directory.changes(left.seq, scope, 2000, as)).toEqual({ seq: left.seq, ...none, more: false });
});

it('[ORG32] somebody who leaves holds no role any more from the moment the change is answered', async () => {
  const registrar = roleIn(town, 'registrar');
  expect(directory.orgView().holders(town, 'registrar').map((holder) => holder.personId)).toEqual([registrar.personId]);
  await directory.apply({ ...none, people: [{ id: registrar.personId, name: registrar.name, status: 'left', phone: '15400000000' }] });
  expect(directory.orgView().holders(town, 'registrar')).toEqual([]);
  expect(directory.orgView().person(registrar.personId)?.status).toBe('left');
});

it('[ORG33] phones leave the directory masked for their reader, in members, cards and feed alike', async () => {
  const clerk = roleIn(town, 'drafter');
  const stranger = roleIn(county, 'drafter');
  const office = (await directory.membershipsOf(clerk.personId))[0]?.unitId ?? '';
  const phones = async (as: PhoneViewer | null): Promise<string[]> => (await directory.membersOf(office, as)).map(({ person }) => person.phone);
  for (const phone of await phones(await viewer(clerk.personId))) expect(phone).toMatch(/^154\d{8}$/u);
  for (const phone of [...await phones(await viewer(stranger.personId)), ...await phones(null)]) expect(phone).toMatch(/^154\*{4}\d{4}$/u);
  expect((await directory.person(clerk.personId, await viewer(clerk.personId)))?.phone).toMatch(/^154\d{8}$/u);
  expect((await directory.person(clerk.personId, null))?.phone).toContain('*');
  const page = await directory.changes(0, { subtrees: [town], units: [] }, 2000, await viewer(stranger.personId));
  expect(page.people.filter((person) => !person.phone.includes('*'))).toEqual([]);
});

it('[ORG34] demo accounts cover every role at every level that has it, with readable logins and strong passwords', async () => {
  expect(accounts.find((account) => account.level === 4 && account.roles.includes('drafter'))?.unitId).toBe(town);
  const office: readonly DemoAccount['roles'][number][] = ['drafter', 'sectionHead', 'reviewer', 'deputyLeader', 'principalLeader', 'registrar', 'sealKeeper', 'dataOfficer', 'unitAdmin'];
  const wanted = { 1: [...office, 'supervisor', 'systemAdmin', 'securityAdmin', 'auditAdmin'], 2: [...office, 'supervisor'], 3: [...office, 'supervisor'], 4: office, 5: ['villageOfficer', 'unitAdmin'] } as const;
  for (const [level, roles] of Object.entries(wanted)) {
    const held = new Set(accounts.filter((account) => account.level === Number(level)).flatMap((account) => account.roles));
    expect(roles.filter((role) => !held.has(role)), `level ${level}`).toEqual([]);
  }
  expect(accounts.filter((account) => account.unitId === town && account.roles.includes('drafter')).length).toBeGreaterThanOrEqual(2);
  expect(new Set(accounts.map((account) => account.login)).size).toBe(accounts.length);
  expect(new Set(accounts.map((account) => account.personId)).size).toBe(accounts.length);
  for (const { login, password } of accounts) {
    expect(login).toMatch(/^[a-z0-9-]+\.[a-z0-9]+$/u);
    expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{14}$/u);
  }
  const again = await createDemoAccounts(directory, { bytes: (length) => randomBytes(length) });
  expect(again.filter((one) => accounts.some((account) => account.personId === one.personId && account.password === one.password))).toEqual([]);
});

it('[ORG35] a failed batch is refused with its reason and the worker goes on', async () => {
  const post = { id: 'strange1', personId: 'nobody00' as PersonId, unitId: town, organId: town, title: '', roles: [], order: 0, primary: true };
  await expect(directory.apply({ ...none, memberships: [post] })).rejects.toThrow('unknown person nobody00');
  expect((await directory.unit(town))?.name).toBe('楚米镇');
});
