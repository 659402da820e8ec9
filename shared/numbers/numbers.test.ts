import { describe, expect, it } from 'vitest';
import { ORGAN, smallOrg } from '#tests/kit/small-org.ts';
import { afterAct, isGap, mayTake, nextAfter, NUMBER_STATES, type NumberAct, type NumberState } from './rules.ts';
import { readNumber, sayNumber, seriesOf } from './series.ts';

const town = smallOrg().unit(ORGAN.town);
if (town === undefined) throw new Error('no town');
const lastMoment = Date.parse('2026-12-31T23:59:59.999+08:00');

describe('a series of numbers', () => {
  it('[NUM01] is one for each organ, kind, 机关代字 and year of China', () => {
    expect(seriesOf('dispatch', town, lastMoment)).toEqual({ organId: ORGAN.town, kind: 'dispatch', code: town.docCode, year: 2026 });
    expect(seriesOf('dispatch', town, lastMoment + 1).year).toBe(2027);
    expect(seriesOf('receipt', town, lastMoment)).toEqual({ organId: ORGAN.town, kind: 'receipt', code: '收', year: 2026 });
    expect(seriesOf('dispatch', { ...town, docCode: null, shortName: '楚米' }, lastMoment).code).toBe('楚米发');
  });

  it('[NUM01] writes its numbers as R16 wants them and reads nothing else', () => {
    for (const seq of [1, 9, 10, 2_147_483_647]) expect(readNumber(sayNumber({ code: '楚米府呈', year: 2026 }, seq))).toEqual({ code: '楚米府呈', year: 2026, seq });
    for (const odd of ['', '楚米府呈〔2026〕01号', '楚米府呈[2026]1号', '楚米府呈（2026）1号', '楚米府呈〔2026〕第1号', '楚米府呈〔26〕1号', '〔2026〕1号', '楚米府呈〔2026〕0号', '楚米府呈〔2026〕1号 ']) expect(readNumber(odd)).toBeNull();
  });
});

describe('a number', () => {
  const ACTS: readonly NumberAct[] = ['use', 'reserve', 'void', 'release'];
  const TABLE: Readonly<Record<string, NumberState>> = {
    'null use': 'used', 'null reserve': 'reserved', 'reserved use': 'used', 'reserved void': 'void', 'void release': 'reserved',
  };

  it('[NUM04] goes from 预占 to 使用 or 作废, from 作废 back to 预占 and from 使用 nowhere', () => {
    for (const state of [null, ...NUMBER_STATES]) {
      for (const act of ACTS) {
        const wanted = TABLE[`${state} ${act}`];
        expect([state, act, afterAct(state, act)]).toEqual([state, act, wanted === undefined ? { ok: false, error: { code: 'number.not-available', rule: 'NUM04' } } : { ok: true, value: wanted }]);
      }
    }
  });

  it('[NUM02] is due behind everything that is in the register, and out of turn only when it is reserved', () => {
    expect(nextAfter(null)).toBe(1);
    expect(nextAfter(7)).toBe(8);
    expect(mayTake(null, 8, 8)).toEqual({ ok: true, value: 'used' });
    for (const seq of [7, 9]) expect(mayTake(null, seq, 8)).toMatchObject({ ok: false, error: { rule: 'NUM02' } });
    expect(mayTake('reserved', 3, 8)).toEqual({ ok: true, value: 'used' });
    for (const state of ['used', 'void'] as const) expect(mayTake(state, 3, 8)).toMatchObject({ ok: false, error: { rule: 'NUM04' } });
  });

  it('[NUM08] that no document bears is a 断号', () => {
    expect(NUMBER_STATES.filter(isGap)).toEqual(['reserved', 'void']);
  });
});
