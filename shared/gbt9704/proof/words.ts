/** 错别字 and 异形词 by the tables, and words that are written twice by a slip. */
import { bodyLines, placeIn, replaceIn, titleLine } from '#shared/gbt9704/check/block-text.ts';
import type { CheckedDocument, Line } from '#shared/gbt9704/check/model.ts';
import { CONFUSIONS, PATTERNS, type Confusion } from './confusions.ts';
import type { ProofCheck, Slip } from './model.ts';
import type { ProofRule } from './rules.ts';
import { WORD_VARIANTS } from './variants.ts';

const guarded = ({ wrong, notAfter, notBefore }: Confusion): string => `${notAfter === '' ? '' : `(?<![${notAfter}])`}${wrong}${notBefore === '' ? '' : `(?![${notBefore}])`}`;

/** One pass over a text finds every wrong word of a table; the longest first, so that an idiom is not taken for a part of it. */
export function tableSearch(rule: ProofRule, table: readonly Confusion[]): (line: Line) => readonly Slip[] {
  const any = new RegExp(table.toSorted((a, b) => b.wrong.length - a.wrong.length).map(guarded).join('|'), 'gu');
  const rights = new Map(table.map(({ wrong, right }) => [wrong, right]));
  return (line) => [...line.text.matchAll(any)].map(({ index, 0: wrong }) => wordSlip(rule, line, index, wrong, rights.get(wrong) ?? ''));
}

const wordSlip = (rule: ProofRule, line: Line, index: number, wrong: string, right: string): Slip =>
  ({ rule, params: { wrong, right }, place: placeIn(line, index, index + wrong.length), edits: [replaceIn(line, index, index + wrong.length, right)] });

export const linesWithTitle = (document: CheckedDocument): readonly Line[] => {
  const title = titleLine(document);
  return title === null ? bodyLines(document) : [title, ...bodyLines(document)];
};

const confused = tableSearch('word', CONFUSIONS);
const varied = tableSearch('variant', WORD_VARIANTS);

const inPatterns = (line: Line): readonly Slip[] => PATTERNS.flatMap(({ wrong, right }) => [...line.text.matchAll(wrong)].map((match) => {
  // 启事 stands for the end of the match alone.
  const keeps = match[0].endsWith('启示') ? match[0].slice(0, -2) : '';
  return wordSlip('word', line, match.index + keeps.length, match[0].slice(keeps.length), right);
}));

export const wrongWords: ProofCheck = (document) => linesWithTitle(document).flatMap((line) => [...confused(line), ...inPatterns(line), ...varied(line)]);

/** Little words that no sentence has twice, but for the words in which they begin or end. */
const TWICE = /(?<!目|打|坐)的的(?![确士])|(?<!不|为|知|未|罢|完|末|终|明|甚)了了(?![解之然结断])|(?<![现存所实内潜正])在在|(?<!参)与与|(?<![涉普危提以触顾])及及(?!时|格|早)|(?<![于但就还可只硬国求])是是(?!非)|(?<![共总缓温平祥谐暖])和和(?![美气平睦谐])|(?<![针绝相应面一成])对对(?!子|联|方|象|接|口)|(?<!即)将将(?!军|士|领|来)|们们|(?<![合兼归吞])并并|(?<![间设倘])或或/gu;
/** 进一步进一步. Acts that one does a little (研究研究) and one after the other (一户一户) are said so. */
const WORD_TWICE = /(?!一)(?<word>[\p{Script=Han}]{2,4})\k<word>/gu;
const SAID_TWICE = /^(?:研究|讨论|商量|考虑|学习|了解|休息|打听|琢磨|思考|检查|收拾|整理|锻炼|比较|试验|体验|体会|交流|看看|听听|家家|户户|人人|村村|层层|年年|月月|天天|哈哈|呵呵|个个|事事|处处|时时|步步|代代|字字|句句|条条|件件|桩桩|项项|种种|级级|很多|许多|好多|彼此|千万|大批|大片|掂量|好久|良久|许久|熟悉|宣传|指点|放松|打扫|总结|复习|切磋|比划)$/u;

export const repeatedWords: ProofCheck = (document) => linesWithTitle(document).flatMap((line) => {
  const said = (index: number, words: string): Slip => {
    const half = words.length / 2;
    return { rule: 'repeat', params: { words }, place: placeIn(line, index, index + words.length), edits: [replaceIn(line, index, index + words.length, words.slice(half))] };
  };
  return [
    ...[...line.text.matchAll(TWICE)].map((match) => said(match.index, match[0])),
    ...[...line.text.matchAll(WORD_TWICE)].filter(({ groups }) => !SAID_TWICE.test(groups?.['word'] ?? '')).map((match) => said(match.index, match[0])),
  ];
});
