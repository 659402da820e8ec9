import { describe, expect, it } from 'vitest';
import { t } from '#shared/i18n/index.ts';
import type { Membership, Unit } from '#shared/org/model.ts';
import type { PersonAdministration, UnitAdministration } from '#shared/protocol/directory-changes.ts';
import { MEMBERSHIPS, PERSONS, TOWN_OFFICE, UNITS } from '#tests/kit/small-org.ts';
import { countsText, wordsOfLine } from './change-words.ts';
import type { ManageItem } from './ManageMenu.tsx';
import { personItems } from './PersonManage.tsx';
import { unitItems } from './UnitManage.tsx';

const office = UNITS.find(({ id }) => id === TOWN_OFFICE) as Unit;
const person = { ...PERSONS[0], id: 'drafter01' } as PersonAdministration['person'];
const post = MEMBERSHIPS.find((each) => each.personId === 'drafter01') as Membership;
const why = (groups: readonly (readonly ManageItem[])[]): Record<string, string | null> => Object.fromEntries(groups.flat().map((item) => [item.key, item.why]));
const text = (key: Parameters<typeof t>[1], params?: Parameters<typeof t>[2]): string => t('zh-CN', key, params ?? {});

describe('管理', () => {
  const unit = (more: Partial<UnitAdministration> & { readonly status?: Unit['status'] } = {}): Record<string, string | null> =>
    why(unitItems({ reach: more.reach ?? 'above', unit: { ...office, status: more.status ?? 'active' } as UnitAdministration['unit'], children: more.children ?? [], posts: more.posts ?? [] }));

  it('[DIR20] a unit: all of it from above, its own name and place not from inside, nothing but the records once it is dissolved', () => {
    expect(unit()).toMatchObject({ 'unit.rename': null, 'unit.move': null, 'unit.create': null, 'person.join': null, 'unit.reorder': 'admin.why.few', history: null });
    expect(unit({ reach: 'inside' })).toMatchObject({ 'unit.rename': 'admin.why.superior', 'unit.dissolve': 'admin.why.superior', 'unit.create': null, 'person.join': null });
    expect(unit({ reach: 'rights' })).toMatchObject({ 'unit.create': 'admin.why.rightsOnly', history: null });
    expect(Object.entries(unit({ status: 'dissolved' })).filter(([, reason]) => reason === null).map(([key]) => key)).toEqual(['history', 'exports']);
  });

  it('[DIR20] a person: not oneself, not a peer, not whoever sits elsewhere too; who left only comes back', () => {
    const items = (refusal: string | null, more: Partial<PersonAdministration> = {}): Record<string, string | null> =>
      why(personItems({ person, posts: [{ membership: { ...post, roles: [...post.roles] }, unitName: '', pathLabel: '', reach: 'above', grantable: [] }], refusal, account: null, ...more }));
    expect(items(null)).toMatchObject({ 'post.edit': null, 'person.leave': null, 'post.end': 'admin.why.lastPost' });
    expect(items('DIR02')).toMatchObject({ 'post.edit': 'admin.why.own', 'person.leave': 'admin.why.own', 'account.issue': 'admin.why.own' });
    expect(items('DIR03')).toMatchObject({ 'post.edit': null, 'account.issue': 'admin.why.peer' });
    expect(items('DIR01')).toMatchObject({ 'person.edit': 'admin.why.elsewhere' });
    expect(items(null, { person: { ...person, status: 'left' } })).toEqual({ 'person.return': null, history: null });
  });
});

it('[DIR18] a change reads in words: what, from what, to what, and whom it reaches', () => {
  expect(wordsOfLine(text, { about: 'post', subject: '韦兴', field: 'roles', from: '', to: 'drafter registrar' })).toEqual({ subject: '韦兴', what: '权限', from: '无权限', to: '拟稿人、收发员' });
  expect(wordsOfLine(text, { about: 'person', subject: '韦兴', field: 'status', from: 'active', to: 'left' })).toMatchObject({ from: '在职', to: '已离任' });
  expect(wordsOfLine(text, { about: 'unit', subject: '文书股', field: 'made', from: '', to: '党政综合办公室' })).toEqual({ subject: '文书股', what: '设立', from: '', to: '党政综合办公室' });
  expect(countsText(text, { counts: { units: 1, people: 0, posts: 12 }, reach: { units: 3, people: 12 } })).toBe('将改动 1 个单位、12 个岗位；影响 3 个内设机构或下级单位、12 人');
});
