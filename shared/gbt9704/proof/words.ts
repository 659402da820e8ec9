/** 错别字 by the tables of confusions, and words that are written twice by a slip. */
import { bodyLines, placeIn, replaceIn, titleLine } from '#shared/gbt9704/check/block-text.ts';
import type { CheckedDocument, Line } from '#shared/gbt9704/check/model.ts';
import { CONFUSIONS, PATTERNS } from './confusions.ts';
import type { ProofCheck, ProofRemark } from './model.ts';

/** One pass over a text finds every wrong word; the longest first, so that an idiom is not taken for a part of it. */
const ANY = new RegExp(CONFUSIONS.map(([wrong]) => wrong).toSorted((a, b) => b.length - a.length).join('|'), 'gu');
const RIGHT = new Map(CONFUSIONS);

const linesOf = (document: CheckedDocument): readonly Line[] => [...(titleLine(document) === null ? [] : [titleLine(document) as Line]), ...bodyLines(document)];

export const wrongWords: ProofCheck = (document) => linesOf(document).flatMap((line): readonly ProofRemark[] => {
  const said = (index: number, wrong: string, right: string): ProofRemark =>
    ({ kind: 'word', message: 'proof.find.word', params: { wrong, right }, place: placeIn(line, index, index + wrong.length), edits: [replaceIn(line, index, index + wrong.length, right)] });
  return [
    ...[...line.text.matchAll(ANY)].map((match) => said(match.index, match[0], RIGHT.get(match[0]) ?? '')),
    ...PATTERNS.flatMap(({ wrong, right }) => [...line.text.matchAll(wrong)].map((match) => {
      // 启事 stands for the end of the match alone.
      const keeps = match[0].endsWith('启示') ? match[0].slice(0, -2) : '';
      return said(match.index + keeps.length, match[0].slice(keeps.length), right);
    })),
  ];
});

/** Little words that no sentence has twice, but for the words in which they begin or end. */
const TWICE = /(?<!目|打|坐)的的(?![确士])|(?<!不|为|知|未)了了(?![解之然])|(?<![现存所实内潜正])在在|(?<!参)与与|(?<![涉普危提以])及及(?!时|格)|(?<![于但就还可只硬])是是(?!非)|(?<![共总])和和(?![美气平睦谐])|(?<![针绝相])对对(?!子|联|方)|(?<!即)将将(?!军|士|领|来)/gu;
/** 进一步进一步. Acts that one does a little (研究研究) and one after the other (一户一户) are said so. */
const WORD_TWICE = /(?!一)(?<word>[\p{Script=Han}]{2,4})\k<word>/gu;
const SAID_TWICE = /^(?:研究|讨论|商量|考虑|学习|了解|休息|打听|琢磨|思考|检查|收拾|整理|锻炼|比较|试验|体验|体会|交流|看看|听听|家家|户户|人人|村村|层层|年年|月月|天天|哈哈|呵呵)$/u;

export const repeatedWords: ProofCheck = (document) => linesOf(document).flatMap((line) => {
  const said = (index: number, words: string): ProofRemark => {
    const half = words.length / 2;
    return { kind: 'repeat', message: 'proof.find.repeat', params: { words }, place: placeIn(line, index, index + words.length), edits: [replaceIn(line, index, index + words.length, words.slice(half))] };
  };
  return [
    ...[...line.text.matchAll(TWICE)].map((match) => said(match.index, match[0])),
    ...[...line.text.matchAll(WORD_TWICE)].filter(({ groups }) => !SAID_TWICE.test(groups?.['word'] ?? '')).map((match) => said(match.index, match[0])),
  ];
});
