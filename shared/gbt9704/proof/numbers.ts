/** 数字 and 日期 (GB/T 15835—2011): ranges, hedges that are said twice, days that do not exist, days of the week that were another. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { Line } from '#shared/gbt9704/check/model.ts';
import type { ProofCheck, ProofKind, ProofMessage, ProofRemark } from './model.ts';

interface Form {
  readonly kind: ProofKind;
  readonly message: ProofMessage;
  readonly pattern: RegExp;
  readonly right: ((match: RegExpExecArray) => string) | null;
}

const UNIT = '[个人户天次名项亿万元岁周年月日米里亩吨件台套辆处条公]';
const NUMBER = String.raw`\d[\d.,，]*[万亿]?`;

const FORMS: readonly Form[] = [
  { kind: 'number', message: 'proof.find.fewerTimes', pattern: /(?:减少|下降|降低|缩小|缩短|减轻)了?\s*(?:\d+(?:\.\d+)?|[一二两三四五六七八九十几]+)倍/gu, right: null },
  { kind: 'number', message: 'proof.find.hedge', pattern: new RegExp(String.raw`(?<hedge>近|约|大约|将近|接近|大概)(?<said>${NUMBER}(?:余|多)?\p{Script=Han}{0,3}?)(?:左右|上下)`, 'gu'), right: ({ groups }) => `${groups?.['hedge'] ?? ''}${groups?.['said'] ?? ''}` },
  { kind: 'number', message: 'proof.find.hedge', pattern: new RegExp(String.raw`(?<hedge>超过|不少于|不低于|至少)(?<said>${NUMBER}[%％]?\p{Script=Han}{0,2}?)以上`, 'gu'), right: ({ groups }) => `${groups?.['hedge'] ?? ''}${groups?.['said'] ?? ''}` },
  { kind: 'number', message: 'proof.find.hedge', pattern: new RegExp(String.raw`(?<hedge>不超过|不高于|至多|最多)(?<said>${NUMBER}[%％]?\p{Script=Han}{0,2}?)(?:以下|以内)`, 'gu'), right: ({ groups }) => `${groups?.['hedge'] ?? ''}${groups?.['said'] ?? ''}` },
  { kind: 'number', message: 'proof.find.percentRange', pattern: /(?<![\d.])(?<from>\d+(?:\.\d+)?)(?<mark>[-－—~～至到])(?<to>\d+(?:\.\d+)?)(?=[%％])/gu, right: ({ groups }) => `${groups?.['from'] ?? ''}%${/[至到]/u.test(groups?.['mark'] ?? '') ? groups?.['mark'] ?? '' : '～'}${groups?.['to'] ?? ''}` },
  { kind: 'number', message: 'proof.find.yearRange', pattern: /(?<!\d)(?<from>(?:19|20)\d{2})[-－~](?<to>(?:19|20)\d{2})(?=年)/gu, right: ({ groups }) => `${groups?.['from'] ?? ''}—${groups?.['to'] ?? ''}` },
  { kind: 'number', message: 'proof.find.range', pattern: new RegExp(String.raw`(?<![\d.\-－第号〔])(?<from>\d{1,6}(?:\.\d+)?)[-－](?<to>\d{1,6}(?:\.\d+)?)(?=${UNIT})(?!\d*年)`, 'gu'), right: ({ groups }) => `${groups?.['from'] ?? ''}～${groups?.['to'] ?? ''}` },
  { kind: 'number', message: 'proof.find.mixed', pattern: /(?<![\d.])\d{1,3}[十百千](?![克米瓦伏赫帕焦卡字比万亿\d])/gu, right: null },
  { kind: 'date', message: 'proof.find.shortYear', pattern: /(?<!\d)(?:0\d|1\d|2\d|9\d)年(?=\d{1,2}月)/gu, right: null },
];

const inForm = (line: Line): readonly ProofRemark[] => FORMS.flatMap(({ kind, message, pattern, right }) => [...line.text.matchAll(pattern)].map((match): ProofRemark => {
  const end = match.index + match[0].length;
  return { kind, message, params: { found: match[0], right: right?.(match) ?? '' }, place: placeIn(line, match.index, end), edits: right === null ? null : [replaceIn(line, match.index, end, right(match))] };
}));

export const numbers: ProofCheck = (document) => bodyLines(document).flatMap(inForm);

const DAY = /(?:(?<year>(?:19|20)\d{2})年)?(?<!\d)(?<month>\d{1,2})月(?<day>\d{1,2})日(?:\s*[（(]?(?:星期|周)(?<week>[一二三四五六日天])[）)]?)?/gu;
const WEEK = ['日', '一', '二', '三', '四', '五', '六'] as const;
/** A leap year, so that 2月29日 without a year is a day. */
const SOME_YEAR = 2024;

export const dates: ProofCheck = (document) => bodyLines(document).flatMap((line) => [...line.text.matchAll(DAY)].flatMap((match): readonly ProofRemark[] => {
  const { year, month, day, week } = match.groups ?? {};
  const at = new Date(Date.UTC(Number(year ?? SOME_YEAR), Number(month) - 1, Number(day)));
  const isDay = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day) && Number(day) > 0;
  const place = placeIn(line, match.index, match.index + match[0].length);
  if (!isDay) return [{ kind: 'date', message: 'proof.find.noDay', params: { found: match[0] }, place, edits: null }];
  const right = WEEK[at.getUTCDay()] ?? '';
  if (year === undefined || week === undefined || week === right || (week === '天' && right === '日')) return [];
  const start = match.index + match[0].lastIndexOf(week);
  return [{ kind: 'date', message: 'proof.find.weekday', params: { found: `${year}年${month ?? ''}月${day ?? ''}日`, right }, place, edits: [replaceIn(line, start, start + 1, right)] }];
}));
