/** R20, second half: dates in Arabic numerals without a leading zero (2023年12月27日, as GB/T 9704—2012 7.3.5.4 has it); 成文日期 is the day of 签发. */
import type { EpochMs } from '#shared/base/ports.ts';
import { bodyLines, isInside, placeIn, quotedSpans, replaceIn } from '../block-text.ts';
import type { OfficialDocType } from '../doc-types.ts';
import type { Line, Remark, RuleCheck } from '../model.ts';
import { fromChinese, yearFromChinese } from './chinese-number.ts';

/** 数字用法规范. */
const NUMBERS = '条例第二十条（四）';

const LEADING_ZERO = /(?<=年|月|(?<!\d))0(?=[1-9]月|[1-9]日)/gu;
const CHINESE = /(?<year>[一二][〇○零一二三四五六七八九]{3})年(?<month>十[一二]?|[一二三四五六七八九])月(?:(?<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日)?/gu;
const DIVIDED = /(?<![\d./A-Za-z〔-])(?<year>(?:19|20)\d{2})(?<mark>[-./－／．])0?(?<month>1[0-2]|[1-9])\k<mark>0?(?<day>3[01]|[12]\d|[1-9])(?![\d./-])/gu;

export const datesWritten: RuleCheck = (document) => [...bodyLines(document).flatMap(inLine), ...dateOfDocument(document.facts)];

function inLine(line: Line): readonly Remark[] {
  const quoted = quotedSpans(line.text);
  const said = (pattern: RegExp) => [...line.text.matchAll(pattern)].filter(({ index }) => !isInside(quoted, index));
  const change = (match: RegExpExecArray, right: string): Remark => ({
    clause: NUMBERS, message: 'rule.find.R20.date', params: { right }, place: placeIn(line, match.index, match.index + match[0].length),
    mend: { edits: [replaceIn(line, match.index, match.index + match[0].length, right)] },
  });
  return [
    ...said(LEADING_ZERO).map(({ index }): Remark =>
      ({ clause: NUMBERS, message: 'rule.find.R20.zero', place: placeIn(line, index, index + 1), mend: { edits: [replaceIn(line, index, index + 1, '')] } })),
    ...said(CHINESE).map((match) => {
      const { year = '', month = '', day } = match.groups ?? {};
      return change(match, `${yearFromChinese(year)}年${fromChinese(month)}月${day === undefined ? '' : `${fromChinese(day)}日`}`);
    }),
    ...said(DIVIDED).map((match) => change(match, `${match.groups?.['year'] ?? ''}年${match.groups?.['month'] ?? ''}月${match.groups?.['day'] ?? ''}日`)),
  ];
}

/** Their date is that of the meeting. */
const OF_A_MEETING: readonly OfficialDocType[] = ['resolution', 'communique', 'minutes'];
const CHINA_OFFSET_MS = 8 * 3_600_000;

export function chinaDate(at: EpochMs): string {
  const day = new Date(at + CHINA_OFFSET_MS);
  return `${day.getUTCFullYear()}年${day.getUTCMonth() + 1}月${day.getUTCDate()}日`;
}

function dateOfDocument({ docType, signedOffAt, dateLine }: Parameters<RuleCheck>[0]['facts']): readonly Remark[] {
  if (docType === null || OF_A_MEETING.includes(docType) || signedOffAt === null || dateLine === null) return [];
  const right = chinaDate(signedOffAt);
  if (dateLine === right) return [];
  return [{
    clause: '条例第九条（十二）', message: 'rule.find.R20.signedOff', params: { right }, place: { kind: 'meta', key: 'dateLine' },
    mend: { edits: [{ kind: 'fact', key: 'dateLine', value: right }] },
  }];
}
