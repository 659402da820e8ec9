/** R18: a document is quoted by its title and then its number in brackets: 《国务院关于…的意见》（国发〔2022〕14号）. Once quoted so, the number alone will do. */
import { bodyLines, isInside, placeIn, quotedSpans, replaceIn, type Span } from '../block-text.ts';
import type { Line, Mend, Remark, RuleCheck } from '../model.ts';

const NUMBER = /\p{Script=Han}{1,16}(?<open>[〔［[（(【])(?:19|20)\d{2}[〕］\])）】]第?\d{1,5}号/gu;
/** Words that stand before a number without a space; what follows the last of them is the 机关代字. */
const LEAD = /^.*(?:根据|按照|依据|依照|遵照|参照|对照|执行|落实|转发|印发|下发|见|将|按|依|和|及|以|与|在|经|由|从|的|现行|文件|发布|贯彻)/u;

interface Cited extends Span {
  readonly number: string;
  readonly isMisformed: boolean;
}

function citations(text: string): readonly Cited[] {
  return [...text.matchAll(NUMBER)].map((match): Cited => {
    const skip = (LEAD.exec(match[0].slice(0, match[0].search(/[〔［[（(【]/u)))?.[0] ?? '').length;
    const number = match[0].slice(skip);
    return { start: match.index + skip, end: match.index + match[0].length, number, isMisformed: match.groups?.['open'] !== '〔' || number.includes('第') };
  });
}

const wellFormed = (number: string): string => number.replace(/[〔［[（(【]((?:19|20)\d{2})[〕］\])）】]第?/u, '〔$1〕');

export const titleThenNumber: RuleCheck = (document) => {
  const known = new Set<string>();
  return bodyLines(document).flatMap((line) => {
    const titles = quotedSpans(line.text, ['《']);
    return citations(line.text).flatMap((cited) => (isInside(titles, cited.start) ? [] : judge(line, cited, titles, known)));
  });
};

/** A bracket with several numbers (黔党发〔2026〕3号、黔府发〔2026〕5号) is no longer than this. */
const LOOK_BACK = 200;

function judge(line: Line, cited: Cited, titles: readonly Span[], known: Set<string>): readonly Remark[] {
  const { text } = line;
  const number = wellFormed(cited.number);
  const place = placeIn(line, cited.start, cited.end);
  const change = (start: number, end: number, insert: string): Mend => ({ edits: [replaceIn(line, start, end, insert)] });
  const before = text.slice(Math.max(0, cited.start - LOOK_BACK), cited.start).trimEnd();
  const bracket = openBracket(before);
  if (bracket !== null && /》(?:精神|要求|规定)?$/u.test(before.slice(0, bracket).trimEnd())) {
    known.add(number);
    return cited.isMisformed ? [{ message: 'rule.find.R18.form', params: { number }, place, mend: change(cited.start, cited.end, number) }] : [];
  }
  if (before.endsWith('》')) {
    known.add(number);
    return [{ message: 'rule.find.R18.brackets', params: { number }, place, mend: change(cited.start, cited.end, `（${number}）`) }];
  }
  const gap = /^(?:文件|文|，|、|\s)?/u.exec(text.slice(cited.end, cited.end + 3))?.[0].length ?? 0;
  const title = titles.find(({ start }) => start === cited.end + gap);
  if (title !== undefined) {
    known.add(number);
    const turned = `${text.slice(title.start, title.end)}（${number}）`;
    return [{ message: 'rule.find.R18.order', params: { number }, place: placeIn(line, cited.start, title.end), mend: change(cited.start, title.end, turned) }];
  }
  return known.has(number) ? [] : [{ message: 'rule.find.R18.noTitle', params: { number }, place }];
}

/** Where the bracket opens that the end of this text stands in. */
function openBracket(text: string): number | null {
  const at = Math.max(text.lastIndexOf('（'), text.lastIndexOf('('));
  return at < 0 || /[）)]/u.test(text.slice(at)) ? null : at;
}
