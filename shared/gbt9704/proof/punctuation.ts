/** 标点 (GB/T 15834—2011): half-width ones among Chinese, two where one stands, forms of 省略号 and 破折号, spaces, and the ends of paragraphs. */
import { attachmentNoteIn } from '#shared/gbt9704/check/attachment-note.ts';
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { Line } from '#shared/gbt9704/check/model.ts';
import { inForms, type Form, type ProofCheck, type Slip } from './model.ts';

const HAN = String.raw`\p{Script=Han}”’》〉）】`;
const WIDE: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：', '?': '？', '!': '！', '.': '。' };
const wide = ([found]: RegExpExecArray): string => WIDE[found] ?? found;

const FORMS: readonly Form[] = [
  { rule: 'halfWidth', pattern: new RegExp(String.raw`(?<=[${HAN}])[,;:?!]|(?<=[\d%％A-Za-z])[,;?!](?=[\p{Script=Han}“《（])`, 'gu'), right: wide },
  { rule: 'halfWidth', pattern: new RegExp(String.raw`(?<=[${HAN}])(?<!（[一二三四五六七八九十\d]{1,3}）)\.(?=[\p{Script=Han}“《]|$)`, 'gu'), right: wide },
  { rule: 'halfBrackets', pattern: /\([^()（）\n]{0,60}\p{Script=Han}[^()（）\n]{0,60}\)|（[^()（）\n]{1,60}\)|\([^()（）\n]{1,60}）/gu, right: ([found]) => `（${found.slice(1, -1)}）` },
  { rule: 'double', pattern: /[，、；：](?=[，、；：。！？])|。(?=[，、；：])|。(?=。(?!。))(?<!。。)/gu, right: () => '' },
  { rule: 'betweenTitles', pattern: /(?<=》)、(?=《)/gu, right: () => '' },
  { rule: 'betweenQuotes', pattern: /(?<=”)、(?=“)/gu, right: () => '' },
  { rule: 'ellipsis', pattern: /(?<=[\p{Script=Han}”])(?:\.{3,}|(?<!…)…(?!…))|。{3,}/gu, right: () => '……' },
  { rule: 'ellipsisEtc', pattern: /(?<![平对同相何上中下初高均优一二三特头])等(?=…)|(?<=…)等[，、；：]?(?![\p{Script=Han}，、；：])/gu, right: () => '' },
  { rule: 'ellipsisMark', pattern: /、(?=……)/gu, right: () => '' },
  { rule: 'dash', pattern: /(?<=[\p{Script=Han}”》])(?:--+|－－+)(?=[\p{Script=Han}“《])/gu, right: () => '——' },
  { rule: 'space', pattern: /(?<=[\p{Script=Han}][\p{Script=Han}，。；：、])[ \u00a0]+(?=[\p{Script=Han}]{2})/gu, right: () => '' },
  { rule: 'fullWidth', pattern: /[０-９Ａ-Ｚａ-ｚ]+/gu, right: ([found]) => found.normalize('NFKC') },
];

const LEVELS_ALONE = 2;
const HEADING_MAX = 40;
/** So short a line is a list, a name or a date. */
const SENTENCE_MIN = 20;
const ENDS = /[。！？…；：:”》）)]$/u;

/** Where the last character begins: a rare one (𬱖) has two halves. */
const lastLetter = (text: string): number => text.length - (/[\ud800-\udbff][\udc00-\udfff]$/.test(text) ? 2 : 1);

function atTheEnd(line: Line, mayEndHeadings: boolean, isNoted: boolean): readonly Slip[] {
  const text = line.text.trimEnd();
  const end = text.length;
  const last = lastLetter(text);
  if (line.level > 0 && line.level <= LEVELS_ALONE && !mayEndHeadings && end <= HEADING_MAX && /[^。]。$/u.test(text) && !text.slice(0, -1).includes('。')) {
    return [{ rule: 'headingEnd', place: placeIn(line, last, end), edits: [replaceIn(line, last, end, '')] }];
  }
  if (line.level === 0 && !isNoted && end >= SENTENCE_MIN && /[，。；]/u.test(text) && !ENDS.test(text)) {
    return [{ rule: 'paragraphEnd', place: placeIn(line, last, end), edits: [/[，、]$/u.test(text) ? replaceIn(line, last, end, '。') : replaceIn(line, end, end, '。')] }];
  }
  return [];
}

export const punctuation: ProofCheck = (document) => {
  const lines = bodyLines(document);
  const noted = new Set(attachmentNoteIn(lines).map(({ line }) => line?.index));
  // The points of a 批复 are sentences: 一、同意……。
  const mayEndHeadings = document.facts.docType === 'reply';
  return lines.flatMap((line) => [...inForms(FORMS, line), ...atTheEnd(line, mayEndHeadings, noted.has(line.index))]);
};
