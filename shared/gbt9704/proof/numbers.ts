/** 数字 (GB/T 15835—2011): estimates, ranges and their units, hedges that are said twice, two scripts in one number. */
import { bodyLines, placeIn } from '#shared/gbt9704/check/block-text.ts';
import { inForms, type Form, type ProofCheck, type Slip } from './model.ts';

const UNIT = '[个人户天次名项元岁周年月日米里亩吨件台套辆处条公]';
const NUMBER = String.raw`\d[\d.,，]{0,14}[万亿]?`;
const NEAR = '近|约|大约|将近|接近|大概';
const part = ({ groups }: RegExpExecArray, name: string): string => groups?.[name] ?? '';
const hedged = (match: RegExpExecArray): string => `${part(match, 'hedge')}${part(match, 'said')}${part(match, 'unit')}`;
/** 至 and 到 stay as they are written. */
const mark = (match: RegExpExecArray): string => (/[至到]/u.test(part(match, 'mark')) ? part(match, 'mark') : '～');
const isBackwards = (match: RegExpExecArray): boolean => Number(part(match, 'from')) > Number(part(match, 'to'));

const FORMS: readonly Form[] = [
  { rule: 'estimate', pattern: /(?<![第一二三四五六七八九十百\d、])(?:一、二|二、三|三、四|四、五|五、六|六、七|七、八|八、九)(?=[个户人次名天项][\p{Script=Han}。，])/gu, right: ([found]) => found.replace('、', '') },
  { rule: 'fewerTimes', pattern: /(?:减少|下降|降低|缩小|缩短|减轻|压缩|回落)了?\s?(?:\d+(?:\.\d+)?|[一二两三四五六七八九十几数]+)(?:多|余)?倍/gu, right: null },
  { rule: 'hedge', pattern: new RegExp(String.raw`(?<hedge>${NEAR})(?<said>${NUMBER})(?:余|多)?(?<unit>\p{Script=Han}{0,3}?)(?:左右|上下)(?!各)`, 'gu'), right: hedged },
  { rule: 'hedge', pattern: new RegExp(String.raw`(?<hedge>${NEAR})(?<said>${NUMBER})(?:余|多)(?=${UNIT})(?!\p{Script=Han}{0,3}(?:左右|上下))`, 'gu'), right: hedged },
  { rule: 'hedge', pattern: new RegExp(String.raw`(?<!${NEAR}|[\d.,，])(?<said>${NUMBER}[余多])(?<unit>\p{Script=Han}{0,2}?)(?:左右|上下)(?!各)`, 'gu'), right: hedged },
  { rule: 'hedge', pattern: /(?<said>[几数][十百千万])(?:余|多)(?=[个户人次名项家亩元天])/gu, right: hedged },
  { rule: 'hedge', pattern: new RegExp(String.raw`(?<hedge>超过|不少于|不低于|至少|突破)(?<said>${NUMBER}[%％]?)(?<unit>\p{Script=Han}{0,2}?)以上`, 'gu'), right: hedged },
  { rule: 'hedge', pattern: new RegExp(String.raw`(?<hedge>不超过|不高于|至多|最多|不足)(?<said>${NUMBER}[%％]?)(?<unit>\p{Script=Han}{0,2}?)(?:以下|以内)`, 'gu'), right: hedged },
  { rule: 'percentRange', pattern: /(?<![\d.])(?<from>\d{1,9}(?:\.\d{1,9})?)(?<mark>[-－—~～至到])(?<to>\d{1,9}(?:\.\d{1,9})?)(?=[%％])/gu, right: (match) => `${part(match, 'from')}%${mark(match)}${part(match, 'to')}` },
  { rule: 'unitRange', pattern: /(?<![\d.第号〔-])(?<from>\d{1,9}(?:\.\d{1,9})?)(?<mark>[-－—~～至到])(?<to>\d{1,9}(?:\.\d{1,9})?)(?=(?<unit>[万亿]))/gu, right: (match) => `${part(match, 'from')}${part(match, 'unit')}${mark(match)}${part(match, 'to')}` },
  { rule: 'yearRange', pattern: /(?<!\d)(?<from>(?:19|20)\d{2})[-－~](?<to>(?:19|20)\d{2})(?=年)/gu, right: (match) => `${part(match, 'from')}—${part(match, 'to')}` },
  { rule: 'range', pattern: new RegExp(String.raw`(?<![\d.\-－第号〔])(?<from>\d{1,6}(?:\.\d{1,6})?)[-－](?<to>\d{1,6}(?:\.\d{1,6})?)(?=${UNIT})(?!(?<=(?:19|20)\d{2})年)`, 'gu'), right: (match) => `${part(match, 'from')}～${part(match, 'to')}` },
  { rule: 'mixed', pattern: /(?<![\d.])\d{1,3}[十百千](?![克米瓦伏赫帕焦卡字比万亿\d货姓分堰色合香日])|[二三四五六七八九]十\d(?!\d)/gu, right: null },
];

const BACKWARDS: readonly RegExp[] = [
  /(?<![\d.])(?<from>\d{1,6}(?:\.\d{1,6})?)[～~](?<to>\d{1,6}(?:\.\d{1,6})?)(?![\d.℃])/gu,
  /(?<!\d)(?<from>(?:19|20)\d{2})年?[—－\-～~至到](?<to>(?:19|20)\d{2})年/gu,
  /(?<!\d)\d{1,2}月(?<from>\d{1,2})日?[—－\-～~至到](?<to>\d{1,2})日/gu,
];

export const numbers: ProofCheck = (document) => bodyLines(document).flatMap((line) => [
  ...inForms(FORMS, line),
  ...BACKWARDS.flatMap((pattern) => [...line.text.matchAll(pattern)].filter(isBackwards).map((match): Slip => ({
    rule: 'backwards', params: { found: match[0] }, place: placeIn(line, match.index, match.index + match[0].length), edits: null,
  }))),
]);
