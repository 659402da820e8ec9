/** R17: 标题 = 发文机关 + 关于…的 + 文种 (条例第九条（七）). In it stand no marks but those of titles, quotations and enumerations. */
import { placeIn, isInside, quotedSpans, replaceIn, titleLine } from '../block-text.ts';
import { docTypeOfTitle, officialDocType, type OfficialDocType } from '../doc-types.ts';
import type { Line, Mend, Remark, RuleCheck } from '../model.ts';

/** Their titles may do without a subject: 贵州省人民政府令, 第三次会议决议, 专题会议纪要. */
const SUBJECT_OPTIONAL: readonly OfficialDocType[] = ['order', 'resolution', 'communique', 'announcement', 'publicNotice', 'minutes'];

export const titleForm: RuleCheck = (document) => {
  const { docType, organ } = document.facts;
  const line = titleLine(document);
  if (line === null || docType === null || line.text.trim() === '') return [];
  return [...ending(line, docType), ...subject(line, docType), ...organName(line, organ?.name ?? null), ...marks(line)];
};

const mend = (line: Line, start: number, end: number, insert: string): Mend => ({ edits: [replaceIn(line, start, end, insert)] });

function ending(line: Line, docType: OfficialDocType): readonly Remark[] {
  const text = withoutEndMarks(line.text);
  const [name] = officialDocType(docType).endings;
  const found = docTypeOfTitle(text);
  if (found === null) {
    const insert = text.endsWith('的') ? name : `的${name}`;
    return [{ message: 'rule.find.R17.noType', params: { name }, place: placeIn(line, 0, line.text.length), mend: mend(line, text.length, text.length, insert) }];
  }
  const start = text.length - found.ending.length;
  if (found.docType !== docType) {
    return [{ message: 'rule.find.R17.otherType', params: { name, found: found.ending }, place: placeIn(line, start, text.length), mend: mend(line, start, text.length, name) }];
  }
  const before = docTypeOfTitle(text.slice(0, start));
  // 请示报告, 通知函: two at once are neither.
  if (before === null || !/的(?:请示|报告|通知|意见|决定|通报|批复|函|公告|通告|纪要|议案)$/u.test(text.slice(0, start))) return [];
  const from = start - before.ending.length;
  return [{ message: 'rule.find.R17.twoTypes', params: { name, found: before.ending }, place: placeIn(line, from, text.length), mend: mend(line, from, start, '') }];
}

/** By hand: an expression anchored at the end is tried from every place and costs the square of a long row of marks. */
function withoutEndMarks(text: string): string {
  let end = text.trimEnd().length;
  while (end > 0 && '。．.！；，'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9';

function subject(line: Line, docType: OfficialDocType): readonly Remark[] {
  if (SUBJECT_OPTIONAL.includes(docType)) return [];
  const at = line.text.search(/关于|印发|转发|批转/u);
  if (at < 0) return [{ message: 'rule.find.R17.noSubject', place: placeIn(line, 0, line.text.length) }];
  return line.text.lastIndexOf('的') > at ? [] : [{ message: 'rule.find.R17.noOf', place: placeIn(line, 0, line.text.length) }];
}

const WITHOUT_ORGAN = /^\s*(?:关于|印发|转发|批转)/u;

/** Only a title without any name is judged: which short name is the right one is a matter of custom. */
function organName(line: Line, organ: string | null): readonly Remark[] {
  if (!WITHOUT_ORGAN.test(line.text)) return [];
  const at = line.text.search(/\S/u);
  return [{ message: 'rule.find.R17.noOrgan', place: placeIn(line, at, at + 2), mend: organ === null || WITHOUT_ORGAN.test(organ + line.text.trimStart()) ? null : mend(line, at, at, organ) }];
}

function marks(line: Line): readonly Remark[] {
  const quoted = quotedSpans(line.text);
  const bracketed = [...line.text.matchAll(/（[^（）]{0,60}）/gu)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const lastAt = line.text.trimEnd().length;
  return [...line.text.matchAll(/[，。；：！？,.;:!?]+/gu)].flatMap((match): readonly Remark[] => {
    const { index } = match;
    const end = index + match[0].length;
    // 2.0, 5:30 and the like belong to a word.
    if (isInside(quoted, index) || isInside(bracketed, index) || (isDigit(line.text.charAt(index - 1)) && isDigit(line.text.charAt(end)))) return [];
    const isLast = end >= lastAt;
    return [{ message: 'rule.find.R17.mark', params: { mark: match[0] }, place: placeIn(line, index, end), mend: isLast ? mend(line, index, end, '') : null }];
  });
}
