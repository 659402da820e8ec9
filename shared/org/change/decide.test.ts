import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Membership, Unit } from '#shared/org/model.ts';
import { openDirectoryIndex, type DirectoryIndex } from '#shared/org/search-index.ts';
import type { Administrator } from '#shared/policy/administer.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { actorOf, MEMBERSHIPS, ORGAN, PERSONS, TOWN_OFFICE, UNITS, type PersonKey } from '#tests/kit/small-org.ts';
import { orgCommand, type OrgCommand } from './command.ts';
import { decideOrgChange, type OrgChange, type Undone } from './decide.ts';
import { describeChange, reachOfChange } from './describe.ts';
import { batchOf, named, type Diff } from './rows.ts';

const SYSTEM: Administrator = { personId: 'platform1', memberships: [], platformRole: 'systemAdmin' };
const SECURITY: Administrator = { personId: 'platform2', memberships: [], platformRole: 'securityAdmin' };
const COUNTY: Administrator = { personId: 'countyadm', memberships: [{ organId: ORGAN.county, roles: ['unitAdmin'] }], platformRole: null };
const TOWN: Administrator = { ...actorOf('townadmi1'), platformRole: null };
const names = { shortName: '新', fullName: '新机构', code: null, docCode: null, uscc: null };

function open(): DirectoryIndex {
  const index = openDirectoryIndex(new DatabaseSync(':memory:'));
  index.apply({ gone: [], units: UNITS, people: PERSONS, memberships: MEMBERSHIPS });
  return index;
}
function decided(index: DirectoryIndex, command: OrgCommand, by = COUNTY, undone: Undone | null = null): OrgChange {
  const answer = decideOrgChange(command, index, by, { undone, rows: null });
  if (!answer.ok) throw new Error(JSON.stringify({ command, error: answer.error }));
  return answer.value;
}
let made = 0;
function make(index: DirectoryIndex, command: OrgCommand, by = COUNTY, undone: Undone | null = null): Diff {
  made += 1;
  const diff = named(decided(index, command, by, undone).diff, (number) => `made${made}x${number}`);
  index.apply(batchOf(diff));
  return diff;
}
const refused = (index: DirectoryIndex, command: OrgCommand, by = COUNTY, undone: Undone | null = null): string => {
  const answer = decideOrgChange(command, index, by, { undone, rows: null });
  return answer.ok ? 'ok' : `${answer.error.code} ${answer.error.rule ?? ''}`;
};
const postOf = (personId: PersonKey): string => `post${personId}`;
const section = (parentId: string, name: string): OrgCommand => ({ kind: 'unit.create', parentId, unit: { kind: 'dept', isOrgan: false, name, ...names } });
const idOf = (index: DirectoryIndex, parentId: string, name: string): string => index.children(parentId).find((unit) => unit.name === name)?.id ?? '';

describe('units', () => {
  it('[DIR07] a new unit stands last among its siblings, with the level of what it serves, and nowhere too deep or on the wrong level', () => {
    const index = open();
    make(index, section(TOWN_OFFICE, '文书股'));
    expect(index.children(TOWN_OFFICE).at(-1)).toMatchObject({ name: '文书股', level: 4, status: 'active' });
    make(index, { kind: 'unit.create', parentId: ORGAN.county, unit: { kind: 'division', isOrgan: true, name: '新设镇', ...names } });
    expect(index.children(ORGAN.county).at(-1)).toMatchObject({ level: 4, isOrgan: true });
    expect(refused(index, { kind: 'unit.create', parentId: ORGAN.village, unit: { kind: 'division', isOrgan: true, name: '组', ...names } })).toBe('directory.misplaced DIR07');
    expect(refused(index, { kind: 'unit.create', parentId: TOWN_OFFICE, unit: { kind: 'dept', isOrgan: false, name: '二股', ...names, docCode: '楚股' } })).toBe('directory.misplaced DIR07');
    let deep = TOWN_OFFICE;
    const seen: string[] = [];
    for (let step = 0; step < 20 && refused(index, section(deep, `第${step}层`)) === 'ok'; step += 1) {
      make(index, section(deep, `第${step}层`));
      deep = idOf(index, deep, `第${step}层`);
      seen.push(deep);
    }
    expect(index.path(seen.at(-1) ?? '')).toHaveLength(16);
  });

  it('[DIR08] a name and a 代字 are used once among siblings, a division code once in the tree, also by what was dissolved', () => {
    const index = open();
    expect(refused(index, section(ORGAN.town, '党政综合办公室'))).toBe('directory.name-taken DIR08');
    const rename = (unitId: string, more: Partial<Pick<Unit, 'name' | 'code' | 'docCode'>>): OrgCommand => ({ kind: 'unit.rename', unitId, name: '改名', shortName: '改', fullName: '改名全称', code: null, docCode: null, uscc: null, ...more });
    expect(refused(index, rename(ORGAN.neighbour, { docCode: '楚米府呈' }))).toBe('directory.name-taken DIR08');
    make(index, rename(ORGAN.village, { name: '三座村', code: '520322105205' }));
    make(index, { kind: 'unit.create', parentId: ORGAN.town, unit: { kind: 'village', isOrgan: true, name: '新村', ...names } });
    expect(refused(index, rename(idOf(index, ORGAN.town, '新村'), { code: '520322105205' }))).toBe('directory.name-taken DIR08');
    make(index, { kind: 'unit.dissolve', unitId: idOf(index, ORGAN.town, '新村'), successorId: null });
    make(index, { kind: 'unit.create', parentId: ORGAN.town, unit: { kind: 'village', isOrgan: true, name: '新村', ...names } });
    expect(index.children(ORGAN.town).filter((unit) => unit.name === '新村').map((unit) => unit.status)).toEqual(['dissolved', 'active']);
  });

  it('[DIR23] 统一社会信用代码 is set with the name, shown, found, used once in the tree and taken back; also what ended keeps its own', () => {
    const index = open();
    const uscc = '11520322FAKE0001XL';
    const rename = (unitId: string, code: string | null): OrgCommand => {
      const { name, shortName, fullName, docCode } = index.unit(unitId) ?? UNITS[0] as Unit;
      return { kind: 'unit.rename', unitId, name, shortName, fullName, code: null, docCode, uscc: code };
    };
    const seen = decided(index, rename(ORGAN.town, uscc));
    expect(describeChange(seen.diff, index)).toEqual([{ about: 'unit', subject: '楚米镇', field: 'uscc', from: '', to: uscc }]);
    const diff = make(index, rename(ORGAN.town, uscc));
    expect(index.search(uscc.slice(0, 14))).toMatchObject([{ kind: 'unit', id: ORGAN.town }]);
    expect(refused(index, rename(ORGAN.neighbour, uscc))).toBe('directory.name-taken DIR23');
    expect(refused(index, rename(ORGAN.town, uscc))).toBe('directory.nothing DIR06');
    make(index, { kind: 'undo', seq: 1 }, SYSTEM, { kind: 'unit.rename', isUndone: false, diff });
    expect([index.unit(ORGAN.town)?.uscc, index.search(uscc)]).toEqual([null, []]);
    // What was taken off, and given to another since, does not come back.
    make(index, rename(ORGAN.town, uscc));
    const off = make(index, rename(ORGAN.town, null));
    make(index, rename(ORGAN.neighbour, uscc));
    expect(refused(index, { kind: 'undo', seq: 1 }, SYSTEM, { kind: 'unit.rename', isUndone: false, diff: off })).toBe('directory.not-undoable DIR12');
    for (const wrong of ['11520322FAKE0001X1', '11520322fake0001xl', '']) expect(orgCommand.safeParse(rename(ORGAN.town, wrong)).success).toBe(false);
  });

  it('[DIR07] a section that moves to another organ takes its people and their rights along; nothing moves below itself', () => {
    const index = open();
    make(index, section(TOWN_OFFICE, '文书股'));
    expect(refused(index, { kind: 'unit.move', unitId: ORGAN.town, parentId: TOWN_OFFICE })).toBe('directory.misplaced DIR07');
    const change = decided(index, { kind: 'unit.move', unitId: TOWN_OFFICE, parentId: ORGAN.neighbour });
    expect(change.diff.after.memberships.every((post) => post.organId === ORGAN.neighbour)).toBe(true);
    expect(change.free.people.map(({ personId }) => personId)).toContain('drafter01');
    // Administration of the old organ does not become one of the new.
    expect(change.diff.after.memberships.find((post) => post.personId === 'townadmi1')?.roles).toEqual([]);
    make(index, { kind: 'unit.move', unitId: TOWN_OFFICE, parentId: ORGAN.county });
    expect(index.children(TOWN_OFFICE).map((unit) => unit.level)).toEqual([3]);
    expect(reachOfChange(change.diff, index)).toEqual({ units: 1, people: 7 });
  });

  it('[DIR09] what people or units still hang on is not dissolved without a successor; with one they go there', () => {
    const index = open();
    expect(refused(index, { kind: 'unit.dissolve', unitId: TOWN_OFFICE, successorId: null })).toBe('directory.occupied DIR09');
    make(index, section(ORGAN.town, '综合服务中心'));
    const into = idOf(index, ORGAN.town, '综合服务中心');
    const before = index.membersOf(TOWN_OFFICE).map(({ person }) => person.id);
    const change = decided(index, { kind: 'unit.dissolve', unitId: TOWN_OFFICE, successorId: into });
    expect(change.free).toEqual({ organs: [], people: [] });
    make(index, { kind: 'unit.merge', unitId: TOWN_OFFICE, intoId: into });
    expect(index.unit(TOWN_OFFICE)?.status).toBe('dissolved');
    expect(index.membersOf(into).map(({ person }) => person.id)).toEqual(before);
    expect(index.membersOf(into).every(({ membership }) => membership.organId === ORGAN.town)).toBe(true);
  });

  it('[DIR09 DIR10] an organ that merges into another has nothing under way; its people and what is below it follow', () => {
    const index = open();
    make(index, section(ORGAN.neighbour, '党政综合办公室'));
    make(index, { kind: 'post.move', postId: postOf('neighdra1'), unitId: idOf(index, ORGAN.neighbour, '党政综合办公室'), title: '科员', roles: ['drafter'] });
    const change = decided(index, { kind: 'unit.merge', unitId: ORGAN.neighbour, intoId: ORGAN.town });
    expect(change.free.organs).toEqual([ORGAN.neighbour]);
    make(index, { kind: 'unit.merge', unitId: ORGAN.neighbour, intoId: ORGAN.town });
    expect(index.membershipsOf('neighhea1')[0]).toMatchObject({ unitId: ORGAN.town, organId: ORGAN.town, roles: ['principalLeader', 'registrar'] });
    // Sections of one name become one.
    expect(index.membershipsOf('neighdra1')[0]).toMatchObject({ unitId: TOWN_OFFICE, organId: ORGAN.town, roles: ['drafter'] });
    expect(index.children(ORGAN.town).filter((unit) => unit.name === '党政综合办公室')).toHaveLength(1);
    expect(refused(index, { kind: 'unit.merge', unitId: ORGAN.county, intoId: ORGAN.town }, SYSTEM)).toBe('directory.misplaced DIR07');
  });

  it('[DIR09] a unit splits: those who were chosen go to the new one', () => {
    const index = open();
    const command: OrgCommand = { kind: 'unit.split', unitId: TOWN_OFFICE, unit: { kind: 'unit', isOrgan: false, name: '文书室', ...names }, postIds: [postOf('townregi1'), postOf('drafter02')], childIds: [] };
    make(index, command);
    expect(index.membersOf(idOf(index, ORGAN.town, '文书室')).map(({ person }) => person.id)).toEqual(['townregi1', 'drafter02']);
    expect(refused(index, { ...command, unit: { ...command.unit, name: '机要室' } } as OrgCommand)).toBe('directory.stale DIR06');
  });

  it('[DIR19] an order is of all that are there, and only what changed its place is written', () => {
    const index = open();
    for (const name of ['一股', '二股', '三股']) make(index, section(TOWN_OFFICE, name));
    const [a, b, c] = index.children(TOWN_OFFICE).map((unit) => unit.id) as [string, string, string];
    expect(refused(index, { kind: 'unit.reorder', unitId: TOWN_OFFICE, order: [a, b] })).toBe('directory.stale DIR06');
    expect(refused(index, { kind: 'unit.reorder', unitId: TOWN_OFFICE, order: [a, b, c] })).toBe('directory.nothing DIR06');
    expect(make(index, { kind: 'unit.reorder', unitId: TOWN_OFFICE, order: [a, c, b] }).after.units).toHaveLength(2);
    expect(index.children(TOWN_OFFICE).map((unit) => unit.name)).toEqual(['一股', '三股', '二股']);
    make(index, { kind: 'post.reorder', unitId: TOWN_OFFICE, order: index.membersOf(TOWN_OFFICE).map(({ membership }) => membership.id).toReversed() });
    expect(index.membersOf(TOWN_OFFICE).at(-1)?.person.id).toBe('drafter01');
  });
});

describe('people and posts', () => {
  const join: OrgCommand = { kind: 'person.join', unitId: TOWN_OFFICE, name: '韦兴', phone: '15412345678', title: '科员', roles: ['drafter'], login: 'wei.xing' };

  it('[DIR11 DIR13] somebody joins with one main post; their account is opened with it', () => {
    const index = open();
    const change = decided(index, join, TOWN);
    expect(change.account).toEqual({ kind: 'open', personId: change.diff.after.people[0]?.id, login: 'wei.xing' });
    const person = make(index, join, TOWN).after.people[0]?.id ?? '';
    expect(index.membershipsOf(person)).toMatchObject([{ unitId: TOWN_OFFICE, organId: ORGAN.town, primary: true, roles: ['drafter'] }]);
  });

  it('[DIR11] 兼任, 借调, 挂职 and 驻村 are further posts with their word in the title; one is the main one, always', () => {
    const index = open();
    const add: OrgCommand = { kind: 'post.add', personId: 'countydr1', unitId: ORGAN.village, title: '第一书记', roles: ['villageOfficer'], form: 'village' };
    make(index, add, TOWN);
    expect(refused(index, add, TOWN)).toBe('directory.post-taken DIR11');
    const extra = index.membershipsOf('countydr1').find((post) => !post.primary) as Membership;
    expect(extra).toMatchObject({ title: '第一书记（驻村）', organId: ORGAN.village });
    expect(refused(index, { kind: 'post.end', postId: postOf('countydr1') })).toBe('ok');
    make(index, { kind: 'post.edit', postId: extra.id, title: '第一书记（驻村）', roles: ['villageOfficer'], primary: true });
    expect(index.membershipsOf('countydr1').map((post) => post.primary)).toEqual([true, false]);
    make(index, { kind: 'post.end', postId: extra.id });
    expect(index.membershipsOf('countydr1')).toMatchObject([{ id: postOf('countydr1'), primary: true }]);
    expect(refused(index, { kind: 'post.end', postId: postOf('countydr1') })).toBe('directory.last-post DIR11');
    expect(refused(index, { kind: 'post.edit', postId: postOf('countydr1'), title: '科员', roles: ['drafter'], primary: false })).toBe('directory.last-post DIR11');
  });

  it('[DIR10] who goes to another organ or leaves has handed over what they hold; a post within the organ takes its holder’s work along', () => {
    const index = open();
    expect(decided(index, { kind: 'post.move', postId: postOf('drafter01'), unitId: ORGAN.neighbour, title: '科员', roles: ['drafter'] }).free.people).toEqual([{ personId: 'drafter01', organId: ORGAN.town }]);
    expect(decided(index, { kind: 'post.move', postId: postOf('drafter01'), unitId: ORGAN.town, title: '科员', roles: ['drafter'] }).free.people).toEqual([]);
    expect(decided(index, { kind: 'person.leave', personId: 'drafter01', why: 'retired' }, TOWN)).toMatchObject({ free: { people: [{ personId: 'drafter01', organId: ORGAN.town }] }, account: { kind: 'disable' } });
  });

  it('[DIR13] who left holds no right, stays found where they were, and comes back with a new post', () => {
    const index = open();
    make(index, { kind: 'person.leave', personId: 'drafter01', why: 'resigned' }, TOWN);
    expect(index.person('drafter01')?.status).toBe('left');
    expect(index.membershipsOf('drafter01')).toMatchObject([{ roles: [], unitId: TOWN_OFFICE }]);
    expect(refused(index, { kind: 'person.leave', personId: 'drafter01', why: 'resigned' }, TOWN)).toBe('not-found DIR01');
    expect(refused(index, { kind: 'post.edit', postId: postOf('drafter01'), title: '科员', roles: ['drafter'], primary: true }, TOWN)).toBe('not-found DIR01');
    expect(decided(index, { kind: 'person.return', personId: 'drafter01', unitId: ORGAN.town, title: '副科长', roles: ['drafter'] }, TOWN).account).toEqual({ kind: 'enable', personId: 'drafter01' });
  });

  it('[DIR04] a right of 三员 joins no other', () => {
    const index = open();
    expect(refused(index, { kind: 'post.edit', postId: postOf('sysadmin1'), title: '系统管理员', roles: ['systemAdmin', 'auditAdmin'], primary: true }, SECURITY)).toBe('directory.separated DIR04');
    expect(refused(index, { kind: 'post.edit', postId: postOf('sysadmin1'), title: '系统管理员', roles: ['auditAdmin'], primary: true }, SECURITY)).toBe('ok');
  });

  it('[DIR02 DIR03] no command gives its author or a peer anything', () => {
    const index = open();
    const own = postOf('townadmi1');
    expect(refused(index, { kind: 'post.edit', postId: own, title: '单位管理员', roles: ['unitAdmin', 'registrar'], primary: true }, TOWN)).toBe('policy.denied DIR02');
    expect(refused(index, { kind: 'post.add', personId: 'townadmi1', unitId: ORGAN.village, title: '副主任', roles: [], form: 'concurrent' }, TOWN)).toBe('policy.denied DIR02');
    expect(refused(index, { kind: 'account.issue', personId: 'townadmi1', login: null }, TOWN)).toBe('policy.denied DIR02');
    expect(refused(index, { ...join, roles: ['unitAdmin'] } as OrgCommand, TOWN)).toBe('policy.denied DIR03');
    expect(refused(index, { ...join, unitId: ORGAN.village, roles: ['unitAdmin'] } as OrgCommand, TOWN)).toBe('ok');
    expect(refused(index, join, SYSTEM)).toBe('policy.denied DIR03');
    expect(refused(index, { ...join, roles: [] } as OrgCommand, SYSTEM)).toBe('ok');
  });

  it('[DIR01] what lies beyond one’s reach looks like what is not there, whatever else stands in the way', () => {
    const index = open();
    const beyond: readonly OrgCommand[] = [
      { kind: 'unit.dissolve', unitId: ORGAN.neighbour, successorId: null }, { kind: 'unit.move', unitId: TOWN_OFFICE, parentId: ORGAN.neighbour }, section(ORGAN.neighbour, '办公室'),
      { kind: 'unit.merge', unitId: TOWN_OFFICE, intoId: ORGAN.neighbour }, { kind: 'person.leave', personId: 'neighdra1', why: 'other' }, { kind: 'post.end', postId: postOf('neighdra1') },
      { kind: 'account.issue', personId: 'neighdra1', login: null }, { kind: 'person.edit', personId: 'neighdra1', name: '谢雨', phone: '15400000001' }, { kind: 'post.move', postId: postOf('drafter01'), unitId: ORGAN.neighbour, title: '科员', roles: [] },
    ];
    for (const command of beyond) expect(refused(index, command, TOWN), command.kind).toBe('not-found DIR01');
    for (const command of [...beyond, join]) expect(refused(index, command, { ...actorOf('drafter01'), platformRole: null }), command.kind).toBe('policy.denied DIR01');
  });
});

describe('taking back', () => {
  const rename: OrgCommand = { kind: 'unit.rename', unitId: TOWN_OFFICE, name: '综合办', shortName: '综合办', fullName: '楚米镇综合办', code: null, docCode: null, uscc: null };
  const undoing: OrgCommand = { kind: 'undo', seq: 1 };

  it('[DIR12] brings every row back as it was, once, and only while they are as the change left them', () => {
    const index = open();
    const whole = JSON.stringify(index.all());
    const diff = make(index, rename, TOWN);
    const undone: Undone = { kind: 'unit.rename', isUndone: false, diff };
    expect(refused(index, undoing, { ...TOWN, personId: 'other0001', memberships: [{ organId: ORGAN.neighbour, roles: ['unitAdmin'] }] }, undone)).toBe('not-found DIR01');
    make(index, undoing, TOWN, undone);
    expect(JSON.stringify(index.all())).toBe(whole);
    expect(refused(index, undoing, TOWN, undone)).toBe('directory.not-undoable DIR12');
    expect(refused(index, undoing, TOWN, { ...undone, isUndone: true })).toBe('directory.not-undoable DIR12');
    expect(refused(index, undoing, TOWN, null)).toBe('not-found DIR12');
  });

  it('[DIR12] a unit that was made is not taken out from under those who came in since', () => {
    const index = open();
    const diff = make(index, section(TOWN_OFFICE, '文书股'), TOWN);
    make(index, { kind: 'post.add', personId: 'drafter01', unitId: diff.after.units[0]?.id ?? '', title: '股长', roles: [], form: 'concurrent' }, TOWN);
    expect(refused(index, undoing, TOWN, { kind: 'unit.create', isUndone: false, diff })).toBe('directory.not-undoable DIR12');
  });

  it('[DIR11 DIR12] whatever is done in whatever order, everybody has one main post, the tree holds, and each step can be taken back', () => {
    for (let seed = 1; seed <= 12; seed += 1) withSeed(seed, ({ pick }) => {
      const index = open();
      let done = 0;
      for (let step = 0; step < 60; step += 1) {
        const { units, people, memberships } = index.all();
        const [unitId, parentId] = [pick(units).id, pick(units).id];
        const post = pick(memberships);
        const commands: readonly OrgCommand[] = [
          section(unitId, `科${step}`), { kind: 'unit.move', unitId, parentId }, { kind: 'unit.merge', unitId, intoId: parentId }, { kind: 'unit.dissolve', unitId, successorId: null },
          { kind: 'unit.reorder', unitId, order: index.children(unitId).filter((unit) => unit.status === 'active').map((unit) => unit.id).toReversed() },
          { kind: 'unit.split', unitId, unit: { kind: 'dept', isOrgan: false, name: `分${step}`, ...names }, postIds: index.membersOf(unitId).map(({ membership }) => membership.id).slice(0, 2), childIds: [] },
          { kind: 'person.join', unitId, name: `新人${step}`, phone: '15400000009', title: '科员', roles: ['drafter'], login: null },
          { kind: 'post.add', personId: pick(people).id, unitId, title: '成员', roles: [], form: 'seconded' }, { kind: 'post.move', postId: post.id, unitId, title: post.title, roles: [...post.roles] },
          { kind: 'post.end', postId: post.id }, { kind: 'person.leave', personId: pick(people).id, why: 'other' }, { kind: 'post.edit', postId: post.id, title: '主任', roles: ['sectionHead'], primary: true },
        ];
        const command = pick(commands);
        const by = pick([COUNTY, TOWN, SYSTEM, SECURITY]);
        const answer = decideOrgChange(command, index, by);
        if (!answer.ok) continue;
        done += 1;
        const before = JSON.stringify(index.all());
        const diff = make(index, command, by);
        const undone: Undone = { kind: 'unit.rename', isUndone: false, diff };
        const back = decideOrgChange({ kind: 'undo', seq: 1 }, index, SYSTEM, { undone, rows: null });
        expect(back.ok ? 'ok' : back.error.code, command.kind).not.toBe('directory.not-undoable');
        if (back.ok && step % 3 === 0) {
          index.apply(batchOf(back.value.diff));
          const sorted = (text: string): string => JSON.stringify(Object.values(JSON.parse(text) as Record<string, { id: string }[]>).map((rows) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))));
          expect(sorted(JSON.stringify(index.all()))).toBe(sorted(before));
        }
        const now = index.all();
        for (const person of now.people) {
          const posts = index.membershipsOf(person.id);
          expect(posts.filter((each) => each.primary), `${command.kind} ${person.id}`).toHaveLength(1);
          for (const each of posts) expect(index.path(each.unitId).some((unit) => unit.id === each.organId)).toBe(true);
        }
        for (const unit of now.units) expect(index.path(unit.id)[0]?.id).toBe(ORGAN.province);
        for (const unit of now.units.filter((each) => each.status === 'dissolved')) expect(index.membersOf(unit.id).filter(({ person }) => person.status === 'active')).toEqual([]);
      }
      expect(done).toBeGreaterThan(5);
    });
  });
});

describe('what is shown', () => {
  it('[DIR17] says what changes from what to what, by name, and shows no whole phone', () => {
    const index = open();
    const { diff } = decided(index, { kind: 'person.edit', personId: 'drafter01', name: '李岚', phone: '15487654321' }, TOWN);
    expect(describeChange(diff, index)).toEqual([
      { about: 'person', subject: '李兰', field: 'name', from: '李兰', to: '李岚' }, { about: 'person', subject: '李兰', field: 'phone', from: '154****0000', to: '154****4321' },
    ]);
    const moved = decided(index, { kind: 'unit.move', unitId: TOWN_OFFICE, parentId: ORGAN.neighbour }).diff;
    expect(describeChange(moved, index)).toContainEqual({ about: 'unit', subject: '党政综合办公室', field: 'parent', from: '楚米镇', to: '娄山关街道' });
    expect(describeChange(moved, index)).toContainEqual({ about: 'post', subject: '李兰', field: 'organ', from: '楚米镇', to: '娄山关街道' });
  });
});
