/** 标点 (GB/T 15834—2011): half-width ones among Chinese, two where one stands, forms of 省略号 and 破折号, spaces, and the ends of paragraphs. */
import { attachmentNoteIn } from '#shared/gbt9704/check/attachment-note.ts';
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import type { Line } from '#shared/gbt9704/check/model.ts';
import type { ProofCheck, ProofMessage, ProofRemark } from './model.ts';

const HAN = String.raw`\p{Script=Han}”’》〉）】`;
const WIDE: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：', '?': '？', '!': '！', '.': '。' };

interface Form {
  readonly message: ProofMessage;
  readonly pattern: RegExp;
  /** What it should be; null where only the writer knows. */
  readonly right: ((found: string) => string) | null;
}

const FORMS: readonly Form[] = [
  { message: 'proof.find.halfWidth', pattern: new RegExp(`(?<=[${HAN}])[,;:?!]`, 'gu'), right: (found) => WIDE[found] ?? found },
  { message: 'proof.find.halfWidth', pattern: new RegExp(String.raw`(?<=[${HAN}])\.(?=[\p{Script=Han}“《]|$)`, 'gu'), right: () => '。' },
  { message: 'proof.find.halfBrackets', pattern: /\([^()\n]{0,60}\p{Script=Han}[^()\n]{0,60}\)/gu, right: (found) => `（${found.slice(1, -1)}）` },
  { message: 'proof.find.double', pattern: /[，、；：](?=[，、；：。！？])|。(?=[，、；：])|。(?=。(?!。))(?<!。。)/gu, right: () => '' },
  { message: 'proof.find.betweenTitles', pattern: /(?<=》)、(?=《)/gu, right: () => '' },
  { message: 'proof.find.betweenQuotes', pattern: /(?<=”)、(?=“)/gu, right: () => '' },
  { message: 'proof.find.ellipsis', pattern: /(?<=[\p{Script=Han}”])(?:\.{3,}|…(?!…))|。{3,}/gu, right: () => '……' },
  { message: 'proof.find.ellipsisEtc', pattern: /等(?=…)|(?<=…)等(?!\p{Script=Han})/gu, right: () => '' },
  { message: 'proof.find.dash', pattern: /(?<=[\p{Script=Han}”》])(?:--+|－－+)(?=[\p{Script=Han}“《])/gu, right: () => '——' },
  { message: 'proof.find.space', pattern: /(?<=[\p{Script=Han}][\p{Script=Han}，。；：、])[ \u00a0]+(?=[\p{Script=Han}]{2})/gu, right: () => '' },
  { message: 'proof.find.fullWidth', pattern: /[０-９Ａ-Ｚａ-ｚ]+/gu, right: (found) => found.normalize('NFKC') },
  { message: 'proof.find.estimate', pattern: /(?<![第一二三四五六七八九十百\d、])(?:一、二|二、三|三、四|四、五|五、六|六、七|七、八|八、九)(?=[个户人次名]\p{Script=Han})/gu, right: (found) => found.replace('、', '') },
];

const inForm = (line: Line): readonly ProofRemark[] => FORMS.flatMap(({ message, pattern, right }) => [...line.text.matchAll(pattern)].map((match): ProofRemark => ({
  kind: 'punctuation', message, params: { found: match[0].trim() === '' ? '␣' : match[0], right: right?.(match[0]) ?? '' }, place: placeIn(line, match.index, match.index + match[0].length),
  edits: right === null ? null : [replaceIn(line, match.index, match.index + match[0].length, right(match[0]))],
})));

const LEVELS_ALONE = 2;
/** So short a line is a list, a name or a date. */
const SENTENCE_MIN = 20;
const ENDS = /[。！？…；：:”》）)]$/u;

export const punctuation: ProofCheck = (document) => {
  const lines = bodyLines(document);
  const noted = new Set(attachmentNoteIn(lines).map(({ line }) => line?.index));
  return lines.flatMap((line) => {
    const text = line.text.trimEnd();
    const end = text.length;
    const found = [...inForm(line)];
    if (line.level > 0 && line.level <= LEVELS_ALONE && /[^。]。$/u.test(text) && !text.slice(0, -1).includes('。')) {
      found.push({ kind: 'punctuation', message: 'proof.find.headingEnd', place: placeIn(line, end - 1, end), edits: [replaceIn(line, end - 1, end, '')] });
    }
    if (line.level === 0 && !noted.has(line.index) && end >= SENTENCE_MIN && /[，。；]/u.test(text) && !ENDS.test(text)) {
      const isComma = /[，、]$/u.test(text);
      found.push({ kind: 'punctuation', message: 'proof.find.paragraphEnd', place: placeIn(line, end - 1, end), edits: [isComma ? replaceIn(line, end - 1, end, '。') : replaceIn(line, end, end, '。')] });
    }
    return found;
  });
};

const CLOSING: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '《': '》', '〈': '〉', '（': '）', '【': '】', '〔': '〕' };
const OPENING = new Map(Object.entries(CLOSING).map(([open, close]) => [close, open]));
/** 1）at the head of a line opens nothing. */
const COUNTED = /^[\s\u3000]*[\d一二三四五六七八九十a-zA-Z]{1,3}）/u;

/** 成对符号 within a paragraph: each has its partner, and what stands within its like takes the other form. */
export const pairs: ProofCheck = (document) => bodyLines(document).flatMap((line): readonly ProofRemark[] => {
  const found: ProofRemark[] = [];
  const open: { readonly mark: string; readonly at: number }[] = [];
  const single = (at: number, mark: string): void => { found.push({ kind: 'pair', message: 'proof.find.single', params: { mark }, place: placeIn(line, at, at + 1), edits: null }); };
  const from = COUNTED.exec(line.text)?.[0].length ?? 0;
  for (const match of line.text.matchAll(/[“”‘’《》〈〉（）【】〔〕]/gu)) {
    const [at, mark] = [match.index, match[0]];
    if (at < from) continue;
    const opening = OPENING.get(mark);
    if (opening === undefined) {
      open.push({ mark, at });
      continue;
    }
    // A dropped one in between must not cost all others their partner.
    const partner = open.findLastIndex((each) => each.mark === opening);
    if (partner === -1) {
      single(at, mark);
      continue;
    }
    for (const lost of open.splice(partner + 1)) single(lost.at, lost.mark);
    const within = open.slice(0, partner).some((each) => each.mark === opening);
    const inner = INNER[opening];
    if (within && inner !== undefined) {
      const start = open[partner]?.at ?? at;
      found.push({ kind: 'pair', message: 'proof.find.nested', params: { mark: opening, right: inner[0] }, place: placeIn(line, start, at + 1), edits: [replaceIn(line, at, at + 1, inner[1]), replaceIn(line, start, start + 1, inner[0])] });
    }
    open.pop();
  }
  for (const lost of open) single(lost.at, lost.mark);
  const straight = [...line.text.matchAll(/"/gu)];
  if (/\p{Script=Han}/u.test(line.text) && straight.length > 0 && straight.length % 2 === 0) {
    found.push({ kind: 'pair', message: 'proof.find.straight', place: placeIn(line, straight[0]?.index ?? 0, (straight.at(-1)?.index ?? 0) + 1), edits: straight.map((match, index) => replaceIn(line, match.index, match.index + 1, index % 2 === 0 ? '“' : '”')).toReversed() });
  }
  return found;
});
const INNER: Readonly<Record<string, readonly [string, string]>> = { '“': ['‘', '’'], '《': ['〈', '〉'] };
