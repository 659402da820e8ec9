import { describe, expect, it } from 'vitest';
import type { DocId, UnitId } from '#shared/base/ids.ts';
import { chainLevel, type Arrival, type ChainLevel } from '#shared/protocol/chain.ts';
import { atOf } from '#shared/time/china-day.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { awaitingReceipt, deciding, drafting, filed, id, issued, replied } from '#tests/kit/story.ts';
import { askedBy, daysAt, daysInAll, levelInHand, levelState, toldTo } from './chain.ts';

/** Noon of a day of 2026. */
const on = (day: string): number => atOf(`2026-${day}`, 12 * 60);
const arrival = (n: number, sent: string, state: Arrival['state'] = 'received', at = sent): Arrival => ({ docId: id(n), number: `号${n}`, sentAt: on(sent), state, at: on(at) });
const askedOn = (n: number, day: string | null, earlier: readonly (readonly [string, string])[] = []): NonNullable<ChainLevel['asked']> =>
  ({ docId: id(n), number: `号${n}`, at: day === null ? null : on(day), earlier: earlier.map(([at, backAt]) => ({ at: on(at), backAt: on(backAt) })) });
const answeredOn = (n: number, day: string | null): NonNullable<ChainLevel['answered']> => ({ docId: id(n), number: null, at: day === null ? null : on(day), docType: 'reply', decision: null });
const level = (organId: string, more: Partial<ChainLevel> = {}): ChainLevel => ({ organId: organId as UnitId, organName: organId, came: null, asked: null, back: null, answered: null, holders: [], ...more });

/** 村 asks on Monday 2 November; 镇 passes it up on the 4th; 县 has it since. */
const village = (more: Partial<ChainLevel> = {}) => level('village1', { asked: askedOn(1, '11-02'), ...more });
const town = (more: Partial<ChainLevel> = {}) => level('town0001', { came: arrival(2, '11-02'), asked: askedOn(3, '11-04'), ...more });
const county = (more: Partial<ChainLevel> = {}) => level('county01', { came: arrival(4, '11-04', 'received', '11-05'), ...more });
const states = (...levels: readonly ChainLevel[]): readonly string[] => levels.map((_each, index) => `${levelState(levels, index)}${levelInHand(levels) === index ? '*' : ''}`);

describe('a chain', () => {
  it('[CHN01 CHN02] says of each level how it stands there, and which one everybody waits for', () => {
    expect(states(village(), town({ asked: null, came: arrival(2, '11-02', 'awaiting') }))).toEqual(['asked', 'awaitingReceipt*']);
    expect(states(village(), town({ asked: null }))).toEqual(['asked', 'inHand*']);
    expect(states(village(), town({ asked: askedOn(3, null) }))).toEqual(['asked', 'inHand*']);
    expect(states(village(), town(), county())).toEqual(['asked', 'referred', 'inHand*']);
    expect(states(village(), town(), county({ answered: answeredOn(5, null) }))).toEqual(['asked', 'referred', 'inHand*']);
    const answered = county({ answered: answeredOn(5, '11-09') });
    const waiting = town({ back: arrival(6, '11-09', 'awaiting') });
    expect(states(village(), waiting, answered)).toEqual(['asked', 'answerCame*', 'answered']);
    const done = { ...waiting, back: arrival(6, '11-09'), answered: answeredOn(7, '11-10') };
    expect(states(village({ back: arrival(8, '11-10', 'awaiting') }), done, answered)).toEqual(['answerCame*', 'answered', 'answered']);
    expect(states(village({ back: arrival(8, '11-10') }), done, answered)).toEqual(['closed', 'answered', 'answered']);
    expect(states(village({ asked: askedOn(1, null) }))).toEqual(['drafting*']);
    expect(states(village())).toEqual(['asked']);
  });

  it('[CHN02 CHN04] what was turned away is back with whoever sent it, at any level', () => {
    for (const state of ['refused', 'recalled'] as const) {
      expect(states(village(), town({ asked: null, came: arrival(2, '11-02', state, '11-03') }))).toEqual(['sentBack*', 'refused']);
      expect(states(village(), town(), county({ came: arrival(4, '11-04', state, '11-05') }))).toEqual(['asked', 'sentBack*', 'refused']);
    }
    expect(states(village(), town({ asked: askedOn(9, '11-09', [['11-04', '11-05']]) }), county({ came: arrival(10, '11-09', 'awaiting') }))).toEqual(['asked', 'referred', 'awaitingReceipt*']);
  });

  it('[CHN03] counts calendar and working days from when it was sent there, and again from the superior’s answer', () => {
    const days = (now: string, levels: readonly ChainLevel[]): readonly (string | null)[] => levels.map((_each, index) => {
      const counted = daysAt(levels, index, on(now), NATIONAL_CALENDAR);
      return counted === null ? null : `${counted.calendar}/${counted.working}`;
    });
    // The 7th and 8th are a weekend.
    expect(days('11-04', [village(), town(), county()])).toEqual([null, '2/2', '0/0']);
    expect(days('11-09', [village(), town(), county()])).toEqual([null, '2/2', '5/3']);
    const answered = county({ answered: answeredOn(5, '11-09') });
    expect(days('11-12', [village(), town({ back: arrival(6, '11-09', 'awaiting') }), answered])).toEqual([null, '5/5', '5/3']);
    const done = town({ back: arrival(6, '11-09'), answered: answeredOn(7, '11-10') });
    expect(days('11-30', [village({ back: arrival(8, '11-10', 'awaiting') }), done, answered])).toEqual(['20/14', '3/3', '5/3']);
    expect(days('11-30', [village({ back: arrival(8, '11-10', 'received', '11-11') }), done, answered])).toEqual(['1/1', '3/3', '5/3']);
    // Not signed for is no excuse.
    expect(days('11-09', [village(), town({ asked: null, came: arrival(2, '11-02', 'awaiting') })])).toEqual([null, '7/5']);
    // Sent back on Thursday, put right on Monday.
    expect(days('11-10', [village({ asked: askedOn(9, '11-09', [['11-02', '11-05']]) }), town({ asked: null, came: arrival(10, '11-09', 'awaiting') })])).toEqual(['4/2', '1/1']);
    expect(days('11-10', [village(), town({ asked: null, came: arrival(2, '11-02', 'refused', '11-05') })])).toEqual(['5/3', '3/3']);
    // A clock behind the server's counts nothing, not less.
    expect(days('10-30', [village(), town({ asked: null })])).toEqual([null, '0/0']);
  });

  it('[CHN03] in all it runs from the first time it was asked until its answer was signed for', () => {
    const all = (now: string, first: ChainLevel) => daysInAll([first, town()], on(now), NATIONAL_CALENDAR);
    expect(all('11-09', village())).toEqual({ calendar: 7, working: 5 });
    expect(all('11-30', village({ asked: askedOn(9, '11-09', [['11-02', '11-05']]), back: arrival(8, '11-10', 'received', '11-11') }))).toEqual({ calendar: 9, working: 7 });
    expect(all('11-09', village({ asked: askedOn(1, null) }))).toBeNull();
    expect(daysInAll([], on('11-09'), NATIONAL_CALENDAR)).toBeNull();
  });

  it('[CHN05] tells organs, dates, numbers and states of all; papers one may open, drafts and names of one’s own organ alone', () => {
    const drafting = county({ answered: answeredOn(5, null), holders: ['田雨'] });
    const mine = toldTo([village(), town(), drafting], { isOwn: (organId) => organId === 'county01', mayOpen: (docId: DocId) => docId === id(4) || docId === id(5) });
    expect(mine[2]).toEqual(drafting);
    const theirs = toldTo([village(), town(), drafting], { isOwn: (organId) => organId === 'village1', mayOpen: (docId: DocId) => docId === id(1) });
    expect(theirs.map(({ asked, came }) => [asked?.docId ?? null, came?.docId ?? null])).toEqual([[id(1), null], [null, null], [null, null]]);
    expect(theirs[1]).toMatchObject({ organName: 'town0001', came: { number: '号2', sentAt: on('11-02') }, asked: { number: '号3', at: on('11-04') } });
    expect(theirs[2]).toMatchObject({ answered: null, holders: [] });
    expect(chainLevel.parse(theirs[1])).toEqual(theirs[1]);
  });

  it('[CHN09] belongs to a 请示 or 函 that asks one organ, to its copy and to its answer', () => {
    expect([drafting(), issued(), awaitingReceipt(), deciding(), replied()].map(askedBy)).toEqual([id(1), id(1), id(1), id(1), id(1)]);
    expect(askedBy(filed())).toBe(id(1));
    expect(askedBy({ ...issued(), docType: 'reply', inReplyTo: id(5) })).toBe(id(5));
    expect(askedBy({ ...issued(), docType: 'letter' })).toBe(id(1));
    expect([{ ...issued(), docType: 'letter' as const, mainRecipientId: null }, { ...issued(), docType: 'report' as const }, { ...deciding(), docType: 'notice' as const }].map(askedBy)).toEqual([null, null, null]);
  });
});
