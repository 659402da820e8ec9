import { describe, expect, it } from 'vitest';
import { actorOf, ORGAN, PEOPLE } from '#tests/kit/small-org.ts';
import { id } from '#tests/kit/story.ts';
import { boardFilter, csvOf, exchangeAct, perLevel, perParent, total, type BoardRow, type Tally } from './board.ts';
import { mayLookAfter } from './rights.ts';

const TALLIES: readonly Tally[] = [
  { level: 3, parentId: 'zunyi01', state: 'received', count: 3 }, { level: 3, parentId: 'zunyi01', state: 'overdue', count: 2 }, { level: 3, parentId: 'guiyang', state: 'awaiting', count: 4 },
  { level: 2, parentId: 'guizhou', state: 'refused', count: 1 }, { level: 2, parentId: 'guizhou', state: 'recalled', count: 1 },
];
const row = (more: Partial<BoardRow>): BoardRow => ({
  deliveryId: id(1), organId: 'tongzi1', organName: '桐梓县人民政府', level: 3, pathLabel: '遵义市·桐梓县', state: 'awaiting', at: 1, personName: '', reason: '', urgedCount: 0, urgedAt: null, isResent: false, ...more,
});

describe('the receipt board', () => {
  it('[EXC23] counts all, per level from above to below, and per superior unit', () => {
    expect(total(TALLIES)).toEqual({ total: 11, awaiting: 4, overdue: 2, received: 3, refused: 1, recalled: 1 });
    expect(perLevel(TALLIES).map(({ level, counts }) => [level, counts.total, counts.received, counts.overdue])).toEqual([[2, 2, 0, 0], [3, 9, 3, 2]]);
    expect(perParent(TALLIES.filter(({ level }) => level === 3))).toEqual([
      { parentId: 'zunyi01', counts: { total: 5, awaiting: 0, overdue: 2, received: 3, refused: 0, recalled: 0 } },
      { parentId: 'guiyang', counts: { total: 4, awaiting: 4, overdue: 0, received: 0, refused: 0, recalled: 0 } },
    ]);
  });

  it('[EXC24] as CSV: rows as they come, words of the reader’s language, quotes where needed, and nothing that a spreadsheet would run', () => {
    const text = csvOf([row({}), row({ organName: '甲"县', state: 'refused', reason: '=HYPERLINK("x")\n重报,谢谢', urgedCount: 2, urgedAt: 5, personName: '罗丽' })], 'zh-CN', (at) => `t${at}`);
    expect(text).toBe([
      '\u{feff}单位,所在地,层级,状态,时间,经办人,退回理由,催收次数,最近催收', '桐梓县人民政府,遵义市·桐梓县,县级,未签收,t1,,,0,', '"甲""县",遵义市·桐梓县,县级,退回,t1,罗丽,"\'=HYPERLINK(""x"")\n重报,谢谢",2,t5', '',
    ].join('\r\n'));
    expect(csvOf([row({})], 'en', String).split('\r\n')[1]).toContain('County,Not signed for');
  });

  it('[EXC22] urging, recalling and sending again are the sending unit’s 收发员’s', () => {
    const may = (organId: string) => PEOPLE.filter((who) => mayLookAfter(actorOf(who), organId).ok);
    expect([may(ORGAN.town), may(ORGAN.county), may(ORGAN.village)]).toEqual([['townregi1'], ['countyrg1'], []]);
    expect(mayLookAfter(actorOf('drafter01'), ORGAN.town)).toEqual({ ok: false, code: 'policy.denied', rule: 'EXC22' });
  });

  it('[EXC14] what is asked of a board is bounded too', () => {
    const act = { opId: id(5), kind: 'urge', organIds: 'unsigned', reason: '' };
    expect(exchangeAct.safeParse(act).success).toBe(true);
    for (const bad of [{ organIds: [] }, { organIds: 'all' }, { kind: 'delete' }, { reason: 'x'.repeat(2_001) }, { opId: 'x' }, { more: 1 }, { organIds: Array.from({ length: 20_001 }, () => 'county01') }]) expect(exchangeAct.safeParse({ ...act, ...bad }).success).toBe(false);
    for (const bad of [{ state: 'late' }, { level: 6 }, { sort: 'speed' }]) expect(boardFilter.safeParse(bad).success).toBe(false);
  });
});
