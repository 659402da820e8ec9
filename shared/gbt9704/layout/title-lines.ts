/**
 * A title in lines (7.3.1): broken between words only, in the shape of a trapezium or a lozenge, each line as full as it may be. Words come from the runtime's
 * own dictionary; what belongs together beyond a word (a 书名号, a number with its unit, 的 and 文种) is kept together here.
 */

/** 156 mm hold twenty characters of 2号. */
export const TITLE_LINE_MAX = 20;
const LINES_MAX = 6;

const segmenter = new Intl.Segmenter('zh-CN', { granularity: 'word' });

/** In characters of full width. */
const HALF_WIDTH_LAST = 0x2e7f;
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > HALF_WIDTH_LAST ? 1 : 0.5), 0);

/** Words and what may not be torn from them. */
function piecesOf(title: string): readonly string[] {
  const pieces: string[] = [];
  let open = 0;
  for (const { segment } of segmenter.segment(title)) {
    const last = pieces.at(-1) ?? '';
    const isInside = open > 0;
    open += (segment.match(/[《〈“（〔]/gu)?.length ?? 0) - (segment.match(/[》〉”）〕]/gu)?.length ?? 0);
    const belongsToLast = isInside || /^[》〉”）〕，、：；。的了和与及号年月日等]/u.test(segment) || (/[\d.]$/u.test(last) && /^[\d.\p{L}]/u.test(segment) && [...segment].length === 1) || /[《〈“（〔关第]$/u.test(last);
    if (belongsToLast && pieces.length > 0) pieces[pieces.length - 1] = last + segment;
    else pieces.push(segment);
  }
  // 的通知, 的请示: 文种 stays with its 的.
  for (let at = 1; at < pieces.length; at += 1) {
    const before = pieces[at - 1] ?? '';
    if (before.endsWith('的') && at === pieces.length - 1 && [...(pieces[at] ?? '')].length <= 4) {
      pieces.splice(at - 1, 2, `${before}${pieces[at] ?? ''}`);
      break;
    }
  }
  return pieces.flatMap((piece) => (widthOf(piece) <= TITLE_LINE_MAX ? [piece] : cut(piece)));
}

/** Longer than a line (a whole 书名号): it must be broken somewhere. */
function cut(piece: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const letter of piece) {
    if (widthOf(part + letter) > TITLE_LINE_MAX) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return part === '' ? parts : [...parts, part];
}

/** As few lines as it takes; among those breaks the one whose lines grow or shrink steadily and differ least. */
export function titleLines(title: string): readonly string[] {
  const words = piecesOf(title.replace(/\s*\n\s*/gu, '').trim());
  if (words.length === 0) return [''];
  const widths = words.map(widthOf);
  const total = widths.reduce((sum, width) => sum + width, 0);
  for (let count = Math.max(1, Math.ceil(total / TITLE_LINE_MAX)); count <= Math.max(LINES_MAX, Math.ceil(total / TITLE_LINE_MAX) + 2); count += 1) {
    const best = bestBreak(widths, count, total / count);
    if (best !== null) return best.map((start, line) => words.slice(start, best[line + 1] ?? words.length).join(''));
  }
  return words;
}

/** Few lines are looked at in every way; many (no real title has them) only for evenness. */
const TRIED_MAX = 4;

/** First words of each line; null where no break into so many lines fits. */
function bestBreak(widths: readonly number[], count: number, even: number): readonly number[] | null {
  const lineOf = (from: number, to: number): number => widths.slice(from, to).reduce((sum, width) => sum + width, 0);
  const known = new Map<string, { readonly starts: readonly number[]; readonly lengths: readonly number[]; readonly cost: number } | null>();
  const walk = (from: number, left: number, before: readonly number[]): { readonly starts: readonly number[]; readonly lengths: readonly number[]; readonly cost: number } | null => {
    const key = count > TRIED_MAX ? `${from} ${left}` : `${from} ${left} ${before.join()}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    let best: { readonly starts: readonly number[]; readonly lengths: readonly number[]; readonly cost: number } | null = null;
    const last = left === 1;
    for (let to = last ? widths.length : from + 1; to <= widths.length - (left - 1); to += 1) {
      const length = lineOf(from, to);
      if (length > TITLE_LINE_MAX) break;
      const rest = last ? { starts: [], lengths: [], cost: 0 } : walk(to, left - 1, [...before, length]);
      if (rest === null) continue;
      const lengths = [length, ...rest.lengths];
      const cost = count > TRIED_MAX ? (length - even) ** 2 + rest.cost : costOf([...before, ...lengths], even);
      if (best === null || cost < best.cost) best = { starts: [from, ...rest.starts], lengths, cost };
    }
    known.set(key, best);
    return best;
  };
  return walk(0, count, [])?.starts ?? null;
}

/** Even lines are best but for two of one length, which make a block; a waist (long, short, long) is no shape at all. */
function costOf(lengths: readonly number[], even: number): number {
  let cost = lengths.reduce((sum, length) => sum + (length - even) ** 2, 0);
  const hasWaist = lengths.some((length, at) => at > 0 && at < lengths.length - 1 && length < (lengths[at - 1] ?? 0) && length < (lengths[at + 1] ?? 0));
  if (hasWaist) cost += 400;
  return cost;
}
