/**
 * The guard against state secrets (R21): finds 密级 marks and marks of secrecy, also written full-width, spaced out, with invisible characters
 * between, in traditional characters or with another star. Owns what a mark is; where to look is said by whoever asks.
 * Always true: a level with a star is a mark wherever it stands; without one only where marks stand (title, metadata, first page, names of
 * files) and only by itself, so that 保守国家秘密 or 商业秘密 in a sentence is none. Linear in the length of the text.
 */
export interface GuardedText {
  readonly text: string;
  /** How much of its beginning is a place where marks stand. */
  readonly prominent: number;
}

export interface ClassifiedMark {
  /** UTF-16 offsets in the text as it is written. */
  readonly start: number;
  readonly end: number;
}

/** A title, a value, an opinion: all of it is a place where marks stand. */
export const isMarked = (text: string): boolean => classifiedMarks({ text, prominent: text.length }).length > 0;

/** Characters of which a level has at least one, in whatever form: what brings none of them brings no 密级 by itself (内部资料 … it may). */
export const hasSignOfSecrecy = (text: string): boolean => /[密宻㊙]/u.test(text) || STAR.test(text);

/** How much of the text stands on a first page: 22 lines of 28 characters, less the head. */
export const FIRST_PAGE_CHARACTERS = 600;

const SIGNS = /[密宻㊙内內]/u;
const IGNORED = /[\s\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;
const IGNORED_ALL = new RegExp(IGNORED.source, 'gu');
const STAR = /[★☆⭐🌟✩-✰✡✦✧⋆∗*⁎✱✲✳✴✵✶✷✸✹✺﹡＊※]/u;
const STARS = new RegExp(STAR.source, 'gu');
const SAME: Readonly<Record<string, string>> = {
  絕: '绝', 絶: '绝', 機: '机', 祕: '秘', 宻: '密', 級: '级', 電: '电', 碼: '码', 長: '长', 個: '个',
  內: '内', 資: '资', 參: '参', 傳: '传', 開: '开', 嚴: '严', 準: '准', 請: '请', 復: '复', 製: '制', 擴: '扩', 洩: '泄',
};

interface Folded {
  readonly text: string;
  /** For each unit of the folded text, where its character begins and ends in the written one. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The ordinary characters of Chinese text, which are most of it: nothing to ignore, no star, nothing that another form stands for. */
const isOrdinary = (character: string): boolean => character >= '\u4e00' && character <= '\u9fff';

function plain(character: string): string {
  if (isOrdinary(character)) return SAME[character] ?? character;
  return STAR.test(character) ? '★' : character.normalize('NFKC').replace(IGNORED_ALL, '');
}

/** One form for everything that looks the same; each unit remembers where it stood. */
function fold(text: string): Folded {
  const kept: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let offset = 0;
  for (const character of text) {
    const end = offset + character.length;
    if (isOrdinary(character) || !IGNORED.test(character)) {
      for (const unit of plain(character)) {
        kept.push(unit);
        for (let each = 0; each < unit.length; each += 1) {
          starts.push(offset);
          ends.push(end);
        }
      }
    }
    offset = end;
  }
  return { text: kept.join(''), starts, ends };
}

/** Letters of a mark may be held apart: 绝-密, 机·密. */
const LEVEL = /[绝机秘][-._·•・/|~—]{0,3}密级?(?<star>★?)(?:\d{1,3}(?:年|个月|月)|长期|启用前)?/gu;
/** Marks that a level is not part of; these too only by themselves. */
const STAMP = /密码电报|密电|[绝机秘]密件/gu;
const NUMBERED = /密电[〔［[(【]\d/gu;
const KEPT_INSIDE = /内部(?:资料|文件|材料|刊物|参考|使用)[^\p{L}\p{N}”’」]{0,4}(?:不得|严禁|禁止|请勿|不准|切勿)(?:外传|外泄|公开|扩散|翻印|复制|复印)/gu;

/** Said of secrets and marking none, where somebody has put a space before the word: 国家 秘密. */
const SPOKEN_OF = /(?:国家|商业|工作|军事|警务|技术|核心|个人|内部|保守|泄露|泄漏|窃取|刺探|出卖|属于|涉及|知悉|的|和|或|及|与|、)$/u;
const OPENS = /^[（(【[〔［〖<：:|｜_·・—~～-]$/u;
const CLOSES = /^[）)】\]〕］〗>|｜_·・—~～.．-]$/u;
const PAUSES = /^[，。；！,;!]$/u;
const QUOTES = /^[“‘「『《"']$/u;

export function classifiedMarks({ text, prominent }: GuardedText): readonly ClassifiedMark[] {
  const found = [...starredMarks(text), ...prominentMarks(text.slice(0, prominent + LOOK_AHEAD), prominent)];
  return [...new Map(found.map((mark) => [mark.start, mark])).values()].toSorted((a, b) => a.start - b.start);
}

/** A mark that begins where marks stand may end a little further on. */
const LOOK_AHEAD = 16;

function prominentMarks(read: string, prominent: number): readonly ClassifiedMark[] {
  if (!SIGNS.test(read)) return [];
  const folded = fold(read);
  const marks: ClassifiedMark[] = [];
  const look = (pattern: RegExp, isMark: (match: RegExpExecArray, mark: ClassifiedMark) => boolean): void => {
    for (const match of folded.text.matchAll(pattern)) {
      const mark = { start: folded.starts[match.index] ?? 0, end: folded.ends[match.index + match[0].length - 1] ?? read.length };
      if (isMark(match, mark)) marks.push(mark);
    }
  };
  const before = (match: RegExpExecArray): string => folded.text.slice(Math.max(0, match.index - 3), match.index);
  look(LEVEL, (match, mark) => mark.start < prominent && (match.groups?.['star'] === '★' || standsAlone(read, mark, before(match))));
  look(STAMP, (match, mark) => mark.start < prominent && standsAlone(read, mark, before(match)));
  look(NUMBERED, (_match, mark) => mark.start < prominent);
  look(KEPT_INSIDE, (match, mark) => mark.start < prominent && !QUOTES.test(before(match).slice(-1)));
  for (const match of read.matchAll(/㊙/gu)) if (match.index < prominent) marks.push({ start: match.index, end: match.index + 1 });
  return marks;
}

const APART = /[-._·•・/|~—]/u;

/** Anywhere: back from every star over what cannot be seen to the level in front of it. A text is long, and its stars are few. */
function starredMarks(text: string): readonly ClassifiedMark[] {
  return [...text.matchAll(STARS)].flatMap(({ index, 0: star }): readonly ClassifiedMark[] => {
    let at = index;
    let seen = '';
    while (at > 0 && seen.length < 3) {
      at -= 1;
      const character = text.charAt(at);
      if (IGNORED.test(character) || APART.test(character)) continue;
      seen = plain(character) + seen;
      if (/^[绝机秘]密级?$/u.test(seen)) return [{ start: at, end: index + star.length }];
      if (!/^(?:密?级|密)$/u.test(seen)) return [];
    }
    return [];
  });
}

/** Between the edges of a line, spaces, brackets and the like, and not the object of a sentence. */
function standsAlone(text: string, { start, end }: ClassifiedMark, before: string): boolean {
  const left = neighbour(text, start - 1, -1);
  const right = neighbour(text, end, 1);
  const isEdge = left === '' || left === '\n' || OPENS.test(left);
  if (!isEdge && (!/^\s$/u.test(left) || SPOKEN_OF.test(before))) return false;
  return right === '' || /^\s$/u.test(right) || CLOSES.test(right) || (isEdge && PAUSES.test(right));
}

const INVISIBLE = /[\p{Cf}\p{M}]/u;

/** The next character that can be seen, or a space; '' at the end of the text. */
function neighbour(text: string, from: number, step: 1 | -1): string {
  let at = from;
  while (INVISIBLE.test(text.charAt(at)) && Math.abs(at - from) < 64) at += step;
  return text.charAt(at);
}
