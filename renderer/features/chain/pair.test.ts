import { describe, expect, it } from 'vitest';
import { daysAt, daysInAll, levelInHand, levelState } from '#shared/exchange/chain.ts';
import { t } from '#shared/i18n/index.ts';
import type { ChainReading } from '#shared/ipc/contract.ts';
import type { ChainLevel } from '#shared/protocol/chain.ts';
import { atOf } from '#shared/time/china-day.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import type { UnitId } from '#shared/base/ids.ts';
import { id } from '#tests/kit/story.ts';
import { daysText, marksOf, pairOf } from './pair.ts';

const on = (day: string): number => atOf(`2026-${day}`, 12 * 60);
const arrival = (n: number | null, sent: string, state: 'awaiting' | 'received' | 'refused' = 'received', at = sent) => ({ docId: n === null ? null : id(n), number: `${n ?? '他'}号`, sentAt: on(sent), state, at: on(at) });
const level = (more: Partial<ChainLevel>): ChainLevel => ({ organId: 'organ001' as UnitId, organName: '某机关', came: null, asked: null, back: null, answered: null, holders: [], ...more });
const reading = (levels: readonly ChainLevel[], docType: ChainReading['docType'] = 'request'): ChainReading => ({
  docType, derived: [], asOf: 0, isLive: true, inHand: levelInHand(levels), total: daysInAll(levels, on('11-20'), NATIONAL_CALENDAR),
  levels: levels.map((each, index) => ({ ...each, state: levelState(levels, index), days: daysAt(levels, index, on('11-20'), NATIONAL_CALENDAR) })),
});

/** As the middle organ is told: its own papers can be opened, nobody else's. */
const middle = reading([
  level({ asked: { docId: null, number: '村1号', at: on('11-02'), earlier: [] } }),
  level({ came: arrival(2, '11-02', 'received', '11-03'), asked: { docId: id(3), number: '镇1号', at: on('11-04'), earlier: [] }, back: arrival(6, '11-09', 'awaiting') }),
  level({ came: arrival(null, '11-04'), answered: { docId: null, number: '县7号', at: on('11-09'), docType: 'reply', decision: null } }),
]);

describe('the pair', () => {
  it('[UI82] is that of the document which is looked at: the received 请示 with one’s own answer, one’s own with the superior’s', () => {
    expect(pairOf(middle, id(2))).toEqual({ asked: { name: 'domain.type.request', number: '2号', at: on('11-02'), open: null, isHere: true }, answer: null, missing: 'chain.pair.toAnswer' });
    const up = { asked: { name: 'domain.type.request', number: '镇1号', at: on('11-04'), open: null, isHere: true }, answer: { name: 'domain.type.reply', number: '6号', at: on('11-09'), open: id(6), isHere: false }, missing: 'chain.pair.noReply' };
    expect(pairOf(middle, id(3))).toEqual(up);
    expect(pairOf(middle, id(6))).toMatchObject({ asked: { open: id(3), isHere: false }, answer: { open: null, isHere: true } });
    const drafted = reading([middle.levels[0]!, { ...middle.levels[1]!, answered: { docId: id(9), number: null, at: null, docType: 'reply', decision: null } }]);
    expect(pairOf(drafted, id(2))?.answer).toEqual({ name: 'domain.type.reply', number: null, at: null, open: id(9), isHere: false });
    expect(pairOf(middle, id(77))).toBeNull();
    expect(pairOf(reading([]), id(2))).toBeNull();
  });

  it('[UI82] of a 函 is its 复函', () => {
    const letters = reading([level({ asked: { docId: id(1), number: '1号', at: on('11-02'), earlier: [] }, back: arrival(4, '11-05') }), level({ came: arrival(null, '11-02'), answered: { docId: null, number: '4号', at: on('11-05'), docType: 'letter', decision: null } })], 'letter');
    expect(pairOf(letters, id(1))).toMatchObject({ asked: { name: 'domain.type.letter' }, answer: { name: 'chain.letterReply', open: id(4) } });
  });
});

it('[UI83] a level says what happened there in the order of time, and its days in words', () => {
  const said = (index: number) => marksOf(middle.levels[index]!).map(({ label, number }) => `${t('zh-CN', label)}${number ?? ''}`);
  expect(said(0)).toEqual(['报出村1号']);
  expect(said(1)).toEqual(['送达', '签收', '转报镇1号', '答复送达']);
  expect(said(2)).toEqual(['送达', '签收', '答复县7号']);
  const back = level({ asked: { docId: id(5), number: '镇2号', at: on('11-09'), earlier: [{ at: on('11-02'), backAt: on('11-05') }] } });
  expect(marksOf(reading([back]).levels[0]!).map(({ label }) => t('zh-CN', label))).toEqual(['报出', '被退回', '补正报出']);
  expect(daysText((key, params) => t('zh-CN', key, params), 'chain.days', { calendar: 5, working: 3 })).toBe('在此 5 天（3 个工作日）');
  expect(daysText((key, params) => t('zh-CN', key, params), 'chain.total', { calendar: 0, working: 0 })).toBe('共不到 1 天');
});
