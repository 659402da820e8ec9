/** 层次 within a paragraph: the marks of 序次语 (GB/T 15834—2011 附录B.3), and rows of 一是……二是…… without gaps. What stands at the head of a line is R20's. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { Line, TextEdit } from '#shared/gbt9704/check/model.ts';
import { toChinese } from '#shared/gbt9704/check/rule/chinese-number.ts';
import { inForms, type Form, type ProofCheck, type Slip } from './model.ts';

const FORMS: readonly Form[] = [
  { rule: 'ordinalWord', pattern: /(?<=^[\s\u3000]{0,4}|[。；：！？])(?:第[一二三四五六七八九十]{1,2}|其[一二三四五六]|首先|其次)、(?=\p{Script=Han})(?![第其一二三四五六七八九十])/gu, right: ([found]) => `${found.slice(0, -1)}，` },
  { rule: 'ordinalMark', pattern: /(?<=[。；：])\d{1,2}、(?=\p{Script=Han})(?![一二三四五六七八九十])/gu, right: ([found]) => `${found.slice(0, -1)}.` },
  { rule: 'ordinalMark', pattern: /(?<=[。；：])（[一二三四五六七八九十\d]{1,3}）[、.，．](?=\p{Script=Han})/gu, right: ([found]) => found.slice(0, -1) },
  { rule: 'ordinalMark', pattern: /^[\s\u3000]{0,4}[一二三四五六七八九十]{1,3}，(?=\p{Script=Han})/gu, right: ([found]) => `${found.slice(0, -1)}、` },
  { rule: 'ordinalMark', pattern: /[①-⑳][、.，．](?=\p{Script=Han})/gu, right: ([found]) => found.slice(0, -1) },
];

const COUNT_MAX = 30;
const VALUES = new Map(Array.from({ length: COUNT_MAX }, (_, at) => [toChinese(at + 1), at + 1]));
const ROW = /(?<=^[\s\u3000]{0,4}|[。；：，])(?<value>[一二三四五六七八九十]{1,3})(?=是[\p{Script=Han}“《])(?!一是一|二是二)/gu;

/** 一是……三是…… Those that follow are counted anew with it, up to where another row begins. */
function inRow(line: Line): readonly Slip[] {
  const row = [...line.text.matchAll(ROW)].flatMap((match) => {
    const written = match.groups?.['value'] ?? '';
    const value = VALUES.get(written);
    return value === undefined ? [] : [{ value, written, start: match.index, end: match.index + written.length }];
  });
  let last = 0;
  let isSaid = false;
  return row.flatMap(({ value, written, start, end }, at): readonly Slip[] => {
    const right = value === 1 || last === 0 ? value : last + 1;
    last = value;
    if (value === 1) isSaid = false;
    if (value === right || isSaid) return [];
    isSaid = true;
    const stop = row.findIndex((each, index) => index > at && each.value === 1);
    const edits = row.slice(at, stop === -1 ? row.length : stop).map((each, index): TextEdit => replaceIn(line, each.start, each.end, toChinese(right + index)));
    return [{ rule: 'inlineGap', params: { found: `${written}是`, right: `${toChinese(right)}是` }, place: placeIn(line, start, end), edits: edits.toReversed() }];
  });
}

export const ordinals: ProofCheck = (document) => bodyLines(document).flatMap((line) => [...inForms(FORMS, line), ...inRow(line)]);
