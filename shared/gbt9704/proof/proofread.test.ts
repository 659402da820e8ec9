import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { textOf } from '#shared/gbt9704/check/block-text.ts';
import { applyMend as mended } from '#shared/gbt9704/check/mend.ts';
import type { CheckedDocument, TextEdit } from '#shared/gbt9704/check/model.ts';
import { t } from '#shared/i18n/index.ts';
import { LOCALES } from '#shared/i18n/locales.ts';
import { OFFICIAL_DOCUMENTS, SEED_DOCUMENT } from '#tests/kit/official-documents.ts';
import { draftOf, linesOf, PROOF_CASES } from '#tests/kit/proof-cases/proof-cases.ts';
import { scanned } from '#tests/kit/scanned.ts';
import { CONFUSIONS } from './confusions.ts';
import type { ProofRemark } from './model.ts';
import { proofread, REMARKS_PER_CHECK_MAX } from './proofread.ts';
import { PROOF_RULES, type ProofRule } from './rules.ts';
import { ORGAN_NAMES, WORD_VARIANTS } from './variants.ts';

const RULES = Object.keys(PROOF_RULES) as readonly ProofRule[];
const said = (text: string): readonly string[] => proofread(draftOf(text)).map(({ rule }) => rule);
const cases = (table: string): readonly (readonly [string, string | null])[] => table.trim().split('\n').map((line) => {
  const [wrong = '', right = null] = line.split('⇒');
  return [wrong, right] as const;
});
/** One click after another, each time the first that is left. */
function allMended(document: CheckedDocument): CheckedDocument {
  const [remark] = proofread(document).filter(({ edits }) => edits !== null);
  return remark?.edits == null ? document : allMended(mended(document, { edits: remark.edits }));
}
/** A remark apart from where it stands: what stands before it may have moved it. */
const told = ({ rule, params, place }: ProofRemark, document: CheckedDocument): string => JSON.stringify([rule, params, place.index, textOf(document.blocks[place.index]!).slice(place.start, place.end)]);

describe('校对', () => {
  it.each(RULES)('[PRF01] %s: finds what is wrong, says so and nothing else, and mends it', (rule) => {
    const bad = cases(PROOF_CASES[rule].bad);
    expect(bad.length).toBeGreaterThanOrEqual(10);
    for (const [wrong, right] of bad) {
      const document = draftOf(wrong);
      const remarks = proofread(document);
      expect([...new Set(remarks.map((each) => each.rule))], wrong).toEqual([rule]);
      for (const remark of remarks) {
        expect(remark).toMatchObject({ ...PROOF_RULES[rule], message: `proof.find.${rule}` });
        for (const locale of LOCALES) expect(t(locale, remark.message, remark.params)).not.toMatch(/\{\w+\}/u);
      }
      if (right === null) expect(remarks.every(({ edits }) => edits === null), wrong).toBe(true);
      else {
        expect(linesOf(allMended(document)), wrong).toBe(right);
        expect(said(right), right).toEqual([]);
      }
    }
  });

  it.each(RULES)('[PRF02] %s: says nothing of what is right', (rule) => {
    const good = cases(PROOF_CASES[rule].good);
    expect(good.length).toBeGreaterThanOrEqual(10);
    for (const [line] of good) expect(said(line), line).toEqual([]);
  });

  it('[PRF01] knows every pair of the tables, each once, and takes the right word for right', () => {
    const tables = [...CONFUSIONS, ...WORD_VARIANTS, ...ORGAN_NAMES];
    expect(CONFUSIONS.length).toBeGreaterThanOrEqual(250);
    expect(new Set(tables.map(({ wrong }) => wrong)).size).toBe(tables.length);
    for (const { wrong, right, notAfter, notBefore } of tables) {
      expect(linesOf(allMended(draftOf(`看“${wrong}”。`))), wrong).toBe(`看“${right}”。`);
      expect(said(`看“${right}”。`), right).toEqual([]);
      const words = ['word', 'variant', 'organ'];
      for (const letter of notAfter) expect(proofread(draftOf(`${letter}${wrong}`)).filter((each) => words.includes(each.rule) && each.params?.['wrong'] === wrong), letter).toEqual([]);
      for (const letter of notBefore) expect(proofread(draftOf(`${wrong}${letter}`)).filter((each) => words.includes(each.rule) && each.params?.['wrong'] === wrong), letter).toEqual([]);
    }
  });

  it('[PRF02] says nothing of the seed document, of its whole text, and of twenty documents of every 文种', () => {
    const whole = readFileSync(new URL('../../../tests/kit/seed-document.zh-CN.txt', import.meta.url), 'utf8').split('\n').filter((line) => line.trim() !== '');
    expect(whole.join('').length).toBeGreaterThan(5_000);
    expect(said(whole.join('¶'))).toEqual([]);
    expect(OFFICIAL_DOCUMENTS.length).toBeGreaterThanOrEqual(20);
    for (const document of [SEED_DOCUMENT, ...OFFICIAL_DOCUMENTS.map(([, each]) => each)]) expect(proofread(document).map(({ message, params }) => [message, params])).toEqual([]);
  });

  it('[PRF02] the points of a 批复 are sentences', () => {
    const point = draftOf('# 一、同意设立开发区。');
    expect(proofread(point).map(({ rule }) => rule)).toEqual(['headingEnd']);
    expect(proofread({ ...point, facts: { ...point.facts, docType: 'reply' } })).toEqual([]);
  });

  it('[PRF03] a short name used before it is given is shown where it is used', () => {
    const [remark] = proofread(draftOf('便民站点要公开电话。¶镇政务服务大厅（以下简称“便民站点”）负责，便民站点每周汇总。'));
    expect(remark).toMatchObject({ rule: 'shortEarly', place: { index: 0, start: 0, end: 4 } });
  });

  it('[PRF04] a change takes its own finding away, no other, and brings none', () => {
    const lines = RULES.flatMap((rule) => cases(PROOF_CASES[rule].bad).flatMap(([wrong]) => (wrong.includes('¶') || PROOF_RULES[rule].kind === 'name' ? [] : [wrong])));
    fc.assert(fc.property(fc.uniqueArray(fc.constantFrom(...lines), { minLength: 1, maxLength: 6 }), fc.constantFrom(...RULES.filter((rule) => PROOF_RULES[rule].kind === 'name').flatMap((rule) => cases(PROOF_CASES[rule].bad).map(([wrong]) => wrong))), (some, names) => {
      const document = draftOf([...some, names].join('¶'));
      const before = proofread(document);
      for (const remark of before) {
        if (remark.edits === null) continue;
        const after = mended(document, { edits: remark.edits });
        const left = before.filter((each) => each !== remark).map((each) => told(each, document));
        // What overlaps it may have gone with it; nothing may have come.
        for (const each of proofread(after).map((found) => told(found, after))) expect(left, `${linesOf(document)} ${remark.rule}`).toContain(each);
        expect(mended(after, { edits: remark.edits }), 'the same change twice').toEqual(after);
      }
    }), { seed: 7301, numRuns: 150 });
  });

  it('[PRF04] takes any text, rare characters too, points inside it and never into the middle of one', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('㵲水𬱖村', '𬱖', '“‘《〈（', '一、二、三', '1月', '20-30%', '（以下简称“𬱖村委站点”）', '《𬱖水河管理办法条》', '的的', '，，', '布署', '县𬱖和科技局', '各单位要高度重视，认真组织，按时报送有关材料𬱖'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), (lines) => {
      const document = draftOf([...lines, lines.join('')].join('¶'));
      const isWhole = (text: string, at: number): boolean => !/[\ud800-\udbff]/u.test(text.slice(Math.max(0, at - 1), at)) || !/^[\udc00-\udfff]/u.test(text.slice(at, at + 1));
      for (const { place, edits } of proofread(document)) {
        for (const { index, start, end } of [place, ...(edits ?? [])] as readonly Pick<TextEdit, 'index' | 'start' | 'end'>[]) {
          const text = textOf(document.blocks[index]!);
          expect(start >= 0 && start <= end && end <= text.length).toBe(true);
          expect([start, end].every((at) => isWhole(text, at)), `${text} ${start}–${end}`).toBe(true);
        }
      }
    }), { seed: 7302 });
  });

  it('[PRF04] stops saying it where a text is wrong everywhere', () => {
    expect(said(Array.from({ length: 500 }, () => '会议布署了工作。').join('¶')).length).toBe(REMARKS_PER_CHECK_MAX);
  });

  it('[PRF06] reads a text as often as it has rules, however long it is and however wrong', () => {
    const whole = readFileSync(new URL('../../../tests/kit/seed-document.zh-CN.txt', import.meta.url), 'utf8').split('\n').filter((line) => line.trim() !== '').join('¶');
    const wrong = RULES.flatMap((rule) => cases(PROOF_CASES[rule].bad).map(([each]) => each)).join('¶');
    const named = (count: number): string => Array.from({ length: count }, (_, at) => `第${at}项由县专项工作第${at}局负责（以下简称“第${at}项局站点”），依据《第${at}项工作管理办法规定》，“（《`).join('¶');
    for (const text of [whole, wrong, named(300), '“'.repeat(6_000), '（以下简称“甲”'.repeat(1_000), '《甲乙丙丁戊己'.repeat(1_000)]) {
      const once = scanned(() => proofread(draftOf(text)));
      const longer = scanned(() => proofread(draftOf(Array.from({ length: 8 }, () => text).join('¶'))));
      expect(longer / once, `${text.slice(0, 20)}: ${once} → ${longer}`).toBeLessThan(10);
    }
    const long = whole.repeat(Math.ceil(300_000 / whole.length)).slice(0, 300_000);
    expect(scanned(() => proofread(draftOf(long))) / long.length).toBeLessThan(250);
  });
});
