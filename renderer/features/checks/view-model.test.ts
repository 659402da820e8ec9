import { describe, expect, it } from 'vitest';
import { check } from '#shared/gbt9704/check/check.ts';
import { upward } from '#tests/kit/official-case.ts';
import { officialContext, organs } from '#tests/kit/official-org.ts';
import { findingGroups, worstSeverity } from './view-model.ts';

const context = officialContext();
const found = (facts: Parameters<typeof upward>[0]) => check(upward(facts), context);

describe('findings on the screen', () => {
  it('[CHK32] stand in groups, the worst first, and only in groups that have some', () => {
    const findings = found({ mainRecipients: organs('city'), ccRecipients: organs('county'), annotation: '', lines: ['机密★', '1、甲', '妥否，请批示。'] });
    expect(findingGroups(findings, true).map(({ severity, rows }) => [severity, rows.map(({ finding }) => finding.rule)])).toEqual([
      ['block', ['R21']], ['override', ['R1']], ['warn', ['R8', 'R20']],
    ]);
    expect(worstSeverity(findings)).toBe('block');
    expect(worstSeverity(found({ annotation: '' }))).toBe('warn');
    expect(worstSeverity([])).toBeNull();
    expect(findingGroups([], true)).toEqual([]);
  });

  it('[CHK32] offer a change only in a text that can be written, of its words or of the fields beside it', () => {
    const rows = (canWrite: boolean) => findingGroups(found({ lines: ['1、甲'], ccRecipients: organs('village') }), canWrite).flatMap((group) => group.rows);
    expect(rows(true).map(({ finding, mend }) => [finding.rule, mend?.texts.map(({ insert }) => insert) ?? null, mend?.metas ?? null])).toEqual([['R3', [], [['ccRecipients', '']]], ['R20', ['1.'], []]]);
    expect(rows(false).map(({ mend }) => mend)).toEqual([null, null]);
    expect(rows(true).map(({ place }) => place?.index ?? null)).toEqual([null, 2]);
  });

  it('[CHK32] keep their keys apart, and the same while the text above them grows', () => {
    const keys = (lines: readonly string[]) => findingGroups(found({ lines }), true).flatMap((group) => group.rows.map(({ key }) => key));
    const two = keys(['1、甲', '2、乙']);
    expect(new Set(two).size).toBe(2);
    expect(keys(['起因如下。', '1、甲', '2、乙'])).toEqual(two);
  });
});
