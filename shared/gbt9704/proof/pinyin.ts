/** Letters that an input method left behind: a row of small letters between Chinese characters that can be read as 拼音 and is no word that offices use. */
import { placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { ProofCheck } from './model.ts';
import { linesWithTitle } from './words.ts';

const SYLLABLES = [
  'b(?:ang|eng|ian|iao|ing|ai|an|ao|ei|en|ie|in|a|i|o|u)', 'p(?:ang|eng|ian|iao|ing|ai|an|ao|ei|en|ie|in|ou|a|i|o|u)', 'm(?:ang|eng|ian|iao|ing|ai|an|ao|ei|en|ie|in|iu|ou|a|e|i|o|u)',
  'f(?:ang|eng|an|ei|en|ou|a|o|u)', 'd(?:ang|eng|ian|iao|ing|ong|uan|ai|an|ao|ei|ie|iu|ou|ui|un|uo|a|e|i|u)', 't(?:ang|eng|ian|iao|ing|ong|uan|ai|an|ao|ie|ou|ui|un|uo|a|e|i|u)',
  'n(?:iang|ang|eng|ian|iao|ing|ong|uan|ai|an|ao|ei|en|ie|in|iu|ou|uo|ve|a|e|i|u|v)', 'l(?:iang|ang|eng|ian|iao|ing|ong|uan|ai|an|ao|ei|ia|ie|in|iu|ou|un|uo|ve|a|e|i|u|v)',
  'g(?:uang|ang|eng|ong|uai|uan|ai|an|ao|ei|en|ou|ua|ui|un|uo|a|e|u)', 'k(?:uang|ang|eng|ong|uai|uan|ai|an|ao|en|ou|ua|ui|un|uo|a|e|u)', 'h(?:uang|ang|eng|ong|uai|uan|ai|an|ao|ei|en|ou|ua|ui|un|uo|a|e|u)',
  'j(?:iang|iong|ian|iao|ing|uan|ia|ie|in|iu|ue|un|i|u)', 'q(?:iang|iong|ian|iao|ing|uan|ia|ie|in|iu|ue|un|i|u)', 'x(?:iang|iong|ian|iao|ing|uan|ia|ie|in|iu|ue|un|i|u)',
  'zh(?:uang|ang|eng|ong|uai|uan|ai|an|ao|en|ou|ua|ui|un|uo|a|e|i|u)', 'ch(?:uang|ang|eng|ong|uai|uan|ai|an|ao|en|ou|ua|ui|un|uo|a|e|i|u)', 'sh(?:uang|ang|eng|uai|uan|ai|an|ao|ei|en|ou|ua|ui|un|uo|a|e|i|u)',
  'r(?:ang|eng|ong|uan|an|ao|en|ou|ui|un|uo|e|i|u)', 'z(?:ang|eng|ong|uan|ai|an|ao|ei|en|ou|ui|un|uo|a|e|i|u)', 'c(?:ang|eng|ong|uan|ai|an|ao|en|ou|ui|un|uo|a|e|i|u)', 's(?:ang|eng|ong|uan|ai|an|ao|en|ou|ui|un|uo|a|e|i|u)',
  'y(?:ang|ing|ong|uan|an|ao|in|ou|ue|un|a|e|i|u)', 'w(?:ang|eng|ai|an|ei|en|a|o|u)', 'ang|eng|ai|an|ao|ei|en|er|ou|a|e|o',
];
const READS = new RegExp(`^(?:(?:${SYLLABLES.join('|')})'?)+$`, 'u');
/** Names of accounts and addresses are written so. */
const LEFT = /(?<=[\p{Script=Han}，。、；：])(?<![号名址箱码]|[号名址箱码]：)[a-z']{2,24}(?=[\p{Script=Han}，。、；：！？]|$)/gu;
const WORDS = new Set(['ai', 'app', 'bi', 'bug', 'cat', 'data', 'email', 'en', 'er', 'excel', 'game', 'hi', 'item', 'line', 'logo', 'man', 'men', 'memo', 'mini', 'more', 'no', 'ok', 'one', 'page', 'pa', 'pin', 'ping', 'pu', 're', 'se', 'she', 'can', 'he', 'we', 'me', 'long', 'banner', 'sun', 'song', 'mu', 'nm', 'tan', 'sin', 'tie', 'die', 'pie', 'wan', 'lan']);

export const pinyin: ProofCheck = (document) => linesWithTitle(document).flatMap((line) => [...line.text.matchAll(LEFT)]
  .filter(([found]) => !WORDS.has(found) && READS.test(found))
  .map(({ index, 0: found }) => ({ rule: 'pinyin' as const, params: { found }, place: placeIn(line, index, index + found.length), edits: [replaceIn(line, index, index + found.length, '')] })));
