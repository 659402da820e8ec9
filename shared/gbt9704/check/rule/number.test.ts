import { describe, expect, it } from 'vitest';
import type { OfficialDocType } from '../doc-types.ts';
import { downward, enough, expectFinding, expectSilence } from '#tests/kit/official-case.ts';
import { mendedNumber } from './number.ts';

describe('R16 发文字号', () => {
  const numbered = (number: string | null, docType: OfficialDocType = 'notice') => downward({ number, docType });
  const own: readonly (readonly [string, OfficialDocType?])[] = [
    ['黔府发〔2023〕21号'],
    ['国办发〔2026〕12号'],
    ['楚米府呈〔2026〕1号'],
    ['遵府函〔1999〕100号'],
    ['黔党办发〔2026〕8号'],
    ['桐教通〔2026〕305号'],
    ['〇一办发〔2026〕2号'],
    ['第8号', 'order'],
    ['2026年第3号', 'announcement'],
    ['第12号', 'publicNotice'],
    ['〔2026〕3号', 'minutes'], ['第5次', 'minutes'], ['桐府专议〔2026〕31号', 'minutes'],
  ];
  const wrong: readonly (readonly [string, string | null, OfficialDocType?])[] = [
    ['黔府发[2023]21号', '黔府发〔2023〕21号'],
    ['黔府发（2023）21号', '黔府发〔2023〕21号'],
    ['黔府发【2023】21号', '黔府发〔2023〕21号'],
    ['黔府发〔2023〕第21号', '黔府发〔2023〕21号'],
    ['黔府发〔2023〕021号', '黔府发〔2023〕21号'],
    ['黔府发〔２０２３〕２１号', '黔府发〔2023〕21号'],
    ['黔府发 〔2023〕 21 号', '黔府发〔2023〕21号'],
    ['黔府发〔2023〕21', '黔府发〔2023〕21号'],
    ['黔府发〔2023年〕21号', '黔府发〔2023〕21号'],
    ['黔府发(2023)第007号', '黔府发〔2023〕7号'],
    ['黔府发〔23〕21号', null],
    ['〔2023〕21号', null],
    ['黔府发2023-21号', null],
    ['QFF〔2023〕21号', null],
    ['黔府发〔2023〕0号', null],
    ['黔府发〔2123〕1号', null],
    ['第8号', null],
    ['第08号', '第8号', 'order'],
  ];
  const good = own.map(([number, docType = 'notice']) => [number, docType] as const);
  const bad = wrong.map(([number, right, docType = 'notice']) => [number, right, docType] as const);
  it.each(good)('[CHK16] says nothing of %s', (number, docType) => expectSilence('R16', numbered(number, docType)));
  it.each(bad)('[CHK16] finds %s, and puts it right as %s', (number, right, docType) => {
    expectFinding('R16', numbered(number, docType), 'rule.find.R16.form');
    expect(mendedNumber(number, docType)).toBe(right);
  });
  it('[CHK16] has cases enough, and says nothing before there is a number', () => {
    enough(good, bad);
    expectSilence('R16', numbered(null));
    expectSilence('R16', numbered(''));
  });
});
