import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDirectoryIndex, type DirectoryIndex } from '#shared/org/search-index.ts';
import type { Administrator } from '#shared/policy/administer.ts';
import { actorOf, MEMBERSHIPS, ORGAN, PERSONS, TOWN_OFFICE, UNITS } from '#tests/kit/small-org.ts';
import { decideOrgChange, type OrgChange } from './decide.ts';
import { IMPORT_ROWS_MAX, type ImportRow } from './import.ts';
import { batchOf, named } from './rows.ts';

const TOWN: Administrator = { ...actorOf('townadmi1'), platformRole: null };
const phoneOf = (index: number): string => `154${String(index).padStart(8, '0')}`;

/** Everybody with a phone of their own. */
function open(): DirectoryIndex {
  const index = openDirectoryIndex(new DatabaseSync(':memory:'));
  index.apply({ gone: [], units: UNITS, people: PERSONS.map((person, at) => ({ ...person, phone: phoneOf(at) })), memberships: MEMBERSHIPS });
  return index;
}
const row = (at: number, more: Partial<ImportRow>): ImportRow => ({ row: at, unit: '党政综合办公室', name: '', phone: '', title: '科员', roles: '', primary: '', uscc: '', ...more });
const phone = (index: DirectoryIndex, id: string): string => index.person(id)?.phone ?? '';
function run(index: DirectoryIndex, rows: readonly ImportRow[], by = TOWN): OrgChange {
  const answer = decideOrgChange({ kind: 'import', importId: 'a'.repeat(32), unitId: ORGAN.town }, index, by, { undone: null, rows });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}
const problems = (rows: readonly ImportRow[]): readonly string[] => run(open(), rows).imported?.problems.map((each) => `${each.row} ${each.problem}`) ?? [];

describe('批量导入', () => {
  it('[DIR21 DIR12] adds people and sections, changes titles, rights and names, moves who stands in another unit; who is not in it stays and is named', () => {
    const index = open();
    const change = run(index, [
      row(2, { unit: '党政综合办公室/文书股', name: '韦兴', phone: '15412345678', title: '股长', roles: '科室负责人、拟稿人' }),
      row(3, { name: '李兰', phone: phone(index, 'drafter01'), title: '四级主任科员' }),
      row(4, { unit: '', name: '王建国', phone: phone(index, 'drafter02'), title: '科员' }),
      row(5, { name: '吴芳', phone: '15400001111', title: '收发员' }),
      row(6, { unit: '综合服务中心', title: '' }),
      row(7, { name: '郑涛', phone: phone(index, 'townrevi1'), title: '办公室主任' }),
    ]);
    expect(change.imported).toMatchObject({ problems: [], added: 1, moved: 1, changed: 2, same: 1, units: 2 });
    expect(change.imported?.goneNames).toContain('周敏');
    expect(change.imported?.goneNames).not.toContain('李兰');
    const before = JSON.stringify(index.all());
    const diff = named(change.diff, (number) => `imported${number}`);
    index.apply(batchOf(diff));
    const back = decideOrgChange({ kind: 'undo', seq: 1 }, index, TOWN, { undone: { kind: 'import', isUndone: false, diff }, rows: null });
    expect(back.ok).toBe(true);
    if (back.ok) index.apply(batchOf(back.value.diff));
    expect(JSON.stringify(index.all())).toBe(before);
    index.apply(batchOf(diff));
    expect(index.membershipsOf('drafter01')).toMatchObject([{ title: '四级主任科员', roles: ['drafter'] }]);
    expect(index.membershipsOf('drafter02')).toMatchObject([{ unitId: ORGAN.town, roles: ['drafter', 'dataOfficer'], primary: true }]);
    expect(index.person('townregi1')?.phone).toBe('15400001111');
    expect(index.person('towndepu1')?.status).toBe('active');
    const [wei] = index.search('韦兴');
    expect(wei).toMatchObject({ kind: 'person', unitName: '文书股', title: '股长' });
    expect(index.children(ORGAN.town).map((unit) => unit.name)).toContain('综合服务中心');
    // The same table again is no news.
    const again = run(index, [row(2, { unit: '党政综合办公室/文书股', name: '韦兴', phone: '15412345678', title: '股长', roles: 'Drafter, Section head' })]);
    expect(again.imported).toMatchObject({ added: 0, changed: 0, moved: 0, same: 1 });
  });

  it('[DIR21] several rows of one phone are several posts, one of them the main one', () => {
    const index = open();
    const change = run(index, [row(2, { name: '韦兴', phone: '15412345678' }), row(3, { unit: '综合服务中心', name: '韦兴', phone: '15412345678', title: '副主任', primary: '是' })]);
    expect(change.diff.after.memberships.map(({ title, primary }) => [title, primary])).toEqual([['科员', false], ['副主任', true]]);
  });

  it('[DIR21] what cannot be understood is told by its row, and then nothing is written', () => {
    const index = open();
    expect(problems([
      row(2, { name: '韦兴', phone: '1541234567' }), row(3, { name: '', phone: '15412345678' }), row(4, { name: '韦兴', phone: '15412345670', title: '' }),
      row(5, { name: '韦兴', phone: '15412345671', roles: '镇长' }), row(6, { name: '韦兴', phone: '15412345672', roles: '单位管理员' }), row(7, { name: '韦兴', phone: '15412345673', primary: '也许' }),
      row(8, { name: '韦\u202e兴', phone: '15412345674' }), row(9, { unit: '党\u0000政', name: '韦兴', phone: '15412345675' }),
      row(10, { name: '甲', phone: '15412345676' }), row(11, { name: '乙', phone: '15412345676' }), row(12, { name: '丙', phone: '15412345677' }), row(13, { name: '丙', phone: '15412345677' }),
      row(14, { name: '谢云', phone: phone(index, 'neighdra1') }), row(15, { name: '石梅', phone: phone(index, 'townadmi1'), title: '单位管理员', roles: '拟稿人' }),
      row(16, { unit: Array.from({ length: 20 }, (_, at) => `第${at}层`).join('/'), name: '韦兴', phone: '15412345679' }),
    ])).toEqual([
      '2 phone', '3 name', '4 title', '5 role', '6 grant', '7 primary', '8 name', '9 unit', '11 phoneTwice', '13 postTwice', '14 elsewhere', '15 own', '16 deep',
    ]);
    const change = run(index, [row(2, { name: '韦兴', phone: '15412345678' }), row(3, { name: '韦兴', phone: 'x' })]);
    expect(change.imported?.problemCount).toBe(1);
  });

  it('[DIR23 DIR21] carries 统一社会信用代码 of units, also without people; one that is wrong, twice, taken or not one’s own to set is told by its row', () => {
    const [mine, other] = ['12520322FAKE00028H', '12520322FAKE00036C'];
    const index = open();
    const change = run(index, [row(2, { title: '', uscc: ' 12520322-fake-00028 h' }), row(3, { unit: '综合服务中心', title: '', uscc: other }), row(4, { unit: '综合服务中心', title: '' })]);
    expect(change.imported).toMatchObject({ problems: [], units: 1 });
    expect(change.diff.after.units.map(({ name, uscc }) => [name, uscc])).toEqual([['党政综合办公室', mine], ['综合服务中心', other]]);
    index.apply(batchOf(named(change.diff, (number) => `imported${number}`)));
    expect(index.search('12520322fake0002')).toMatchObject([{ kind: 'unit', name: '党政综合办公室' }]);
    const told = run(index, [
      row(2, { title: '', uscc: '12520322FAKE00028A' }), row(3, { unit: '新设中心', title: '', uscc: mine }), row(4, { unit: '甲', title: '', uscc: '11520000FAKE00013Q' }), row(5, { unit: '乙', title: '', uscc: '11520000FAKE00013Q' }),
      row(6, { unit: '甲', title: '', uscc: '12520322FAKE000447' }), row(7, { unit: '', title: '', uscc: '12520322FAKE000447' }),
    ]).imported?.problems.map((each) => `${each.row} ${each.problem}`);
    expect(told).toEqual(['2 uscc', '3 usccTaken', '5 usccTaken', '6 usccTwo', '7 usccDenied']);
  });

  it('[DIR01 DIR21] goes below the own organ and nowhere else', () => {
    const answer = (unitId: string, rows: readonly ImportRow[] | null): string => {
      const decided = decideOrgChange({ kind: 'import', importId: 'a'.repeat(32), unitId }, open(), TOWN, { undone: null, rows });
      return decided.ok ? 'ok' : `${decided.error.code} ${decided.error.rule}`;
    };
    const rows = [row(2, { unit: '', name: '韦兴', phone: '15412345678' })];
    expect(answer(ORGAN.neighbour, rows)).toBe('not-found DIR01');
    expect(answer(TOWN_OFFICE, null)).toBe('not-found DIR21');
    expect(answer(TOWN_OFFICE, rows)).toBe('ok');
  });

  it('[DIR22] a hundred thousand rows are decided in bounded time', () => {
    const index = open();
    const rows = Array.from({ length: IMPORT_ROWS_MAX }, (_, at) => row(at + 2, { unit: `科室${at % 900}`, name: `人员${at}`, phone: `13${String(at).padStart(9, '0')}` }));
    const started = performance.now();
    const change = run(index, rows);
    expect(change.imported).toMatchObject({ added: IMPORT_ROWS_MAX, units: 900, problemCount: 0 });
    expect(performance.now() - started).toBeLessThan(60_000);
    process.stdout.write(`import of ${IMPORT_ROWS_MAX}: ${Math.round(performance.now() - started)} ms\n`);
  }, 120_000);
});
