/** 日期: years in two digits, days and times that do not exist, days of the week that were another. How a date is written is R20's. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { Line } from '#shared/gbt9704/check/model.ts';
import { inForms, type Form, type ProofCheck, type Slip } from './model.ts';

const FORMS: readonly Form[] = [
  { rule: 'shortYear', pattern: /(?<![\d满任期历时龄])(?:[0-3]\d|9\d)年(?=\d{1,2}月(?!龄))/gu, right: ([found]) => `${found.startsWith('9') ? '19' : '20'}${found}` },
];

const DAY = /(?:(?<year>(?:19|20)\d{2})年)?(?<!\d)(?<month>\d{1,2})月(?<day>\d{1,2})日(?:\s?[（(]?(?:星期|周)(?<week>[一二三四五六日天])[）)]?)?/gu;
const TIME = /(?<part>上午|下午|晚上?|中午|凌晨|早上|日)(?<hour>\d{1,2})(?:时|点|[:：](?=\d))(?:(?<minute>\d{1,2})(?!\d))?/gu;
const WEEK = ['日', '一', '二', '三', '四', '五', '六'] as const;
/** A leap year, so that 2月29日 without a year is a day. */
const SOME_YEAR = 2024;
const HOUR_MAX = 24;
const MINUTE_MAX = 59;
const NOON = 12;

function dayIn(line: Line, match: RegExpExecArray): readonly Slip[] {
  const { year, month, day, week } = match.groups ?? {};
  const at = new Date(Date.UTC(Number(year ?? SOME_YEAR), Number(month) - 1, Number(day)));
  const isDay = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day) && Number(day) > 0;
  const place = placeIn(line, match.index, match.index + match[0].length);
  if (!isDay) return [{ rule: 'noDay', params: { found: match[0] }, place, edits: null }];
  const right = WEEK[at.getUTCDay()] ?? '';
  if (year === undefined || week === undefined || week === right || (week === '天' && right === '日')) return [];
  const start = match.index + match[0].lastIndexOf(week);
  return [{ rule: 'weekday', params: { found: `${year}年${month ?? ''}月${day ?? ''}日`, right }, place, edits: [replaceIn(line, start, start + 1, right)] }];
}

function timeIn(line: Line, match: RegExpExecArray): readonly Slip[] {
  const { part, hour, minute } = match.groups ?? {};
  const isEarly = part === '上午' || part === '凌晨' || part === '早上';
  if (Number(hour) <= HOUR_MAX && Number(minute ?? 0) <= MINUTE_MAX && !(isEarly && Number(hour) > NOON)) return [];
  const start = match.index + (part === '日' ? 1 : 0);
  const end = match.index + match[0].length;
  return [{ rule: 'noTime', params: { found: line.text.slice(start, end) }, place: placeIn(line, start, end), edits: null }];
}

export const dates: ProofCheck = (document) => bodyLines(document).flatMap((line) => [
  ...inForms(FORMS, line), ...[...line.text.matchAll(DAY)].flatMap((match) => dayIn(line, match)), ...[...line.text.matchAll(TIME)].flatMap((match) => timeIn(line, match)),
]);
