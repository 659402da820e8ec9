/**
 * Two versions of a text side by side: which lines were added, removed or changed, and inside a changed line which words; and what differs of the metadata.
 * A line is a block, or a row of a table. Pure and bounded: where two texts have too little in common to be worth comparing, they are shown as one removed
 * and one added, never half-compared. No character is cut in two.
 */
import { diffArrays, diffChars } from 'diff';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { blockText, type Block, type Content } from './canonical.ts';
import { NODE } from './shape.ts';

export type PieceKind = 'same' | 'added' | 'removed';
export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

export interface ComparedLine {
  /** `styled`: the same words in another level, mark or place. */
  readonly kind: 'same' | 'added' | 'removed' | 'changed' | 'styled';
  /** The node it stands in, as it is after; before, where it was removed. */
  readonly type: string;
  readonly level: number;
  readonly pieces: readonly Piece[];
}

export interface ComparedMeta {
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

export interface Comparison {
  readonly lines: readonly ComparedLine[];
  readonly meta: readonly ComparedMeta[];
  /** Of lines and metadata. */
  readonly counts: { readonly added: number; readonly removed: number; readonly changed: number };
}

/** How many lines may differ before two texts are taken as two. */
const LINE_EDITS_MAX = 2_000;
const CHARACTER_EDITS_MAX = 1_500;
/** Lines of one stretch that are looked at for partners. */
const PAIRS_MAX = 10_000;
/** Of the pairs of letters that two lines have, the share in common that makes one the other's new wording. */
const LIKENESS_MIN = 0.4;
/** Letters left standing between two changes say nothing by themselves. */
const ISLAND_MAX = 1;

interface Line {
  readonly type: string;
  readonly level: number;
  readonly text: string;
  /** Equal lines have equal keys: words, node, attributes and marks. */
  readonly key: string;
}

export function compare(before: Content, after: Content): Comparison {
  const lines = compareLines(linesOf(before.blocks), linesOf(after.blocks));
  const [was, is] = [metaOf(before), metaOf(after)];
  const meta = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()
    .map((key): ComparedMeta => ({ key, before: was[key] ?? '', after: is[key] ?? '' })).filter((each) => each.before !== each.after);
  const count = (...kinds: readonly ComparedLine['kind'][]): number => lines.filter(({ kind }) => kinds.includes(kind)).length;
  return { lines, meta, counts: { added: count('added'), removed: count('removed'), changed: count('changed', 'styled') + meta.length } };
}

/** Attached files beside it, by name and by what is in them. */
const metaOf = ({ meta, files = [] }: Content): { readonly [key: string]: string } =>
  (files.length === 0 ? meta : { ...meta, files: files.map(({ name, blob }) => `${name}（SM3 ${blob.slice(0, DIGEST_SHOWN)}）`).join('\n') });
const DIGEST_SHOWN = 8;

export const isSame = ({ counts }: Comparison): boolean => counts.added + counts.removed + counts.changed === 0;

function linesOf(blocks: readonly Block[]): readonly Line[] {
  return blocks.flatMap((block) => (block.type === NODE.table ? (block.blocks ?? []).map(lineOf) : [lineOf(block)]));
}

function lineOf(block: Block): Line {
  const level = block.attrs['level'];
  return { type: block.type, level: typeof level === 'number' ? level : 0, text: block.type === NODE.figure ? `〔图〕${String(block.attrs['alt'] ?? '')}` : blockText(block), key: canonicalJson(block as unknown as Json) };
}

function compareLines(before: readonly Line[], after: readonly Line[]): readonly ComparedLine[] {
  const parts = diffArrays(before.map(({ key }) => key), after.map(({ key }) => key), { maxEditLength: LINE_EDITS_MAX })
    ?? [{ value: before, removed: true, added: false, count: before.length }, { value: after, removed: false, added: true, count: after.length }];
  const lines: ComparedLine[] = [];
  let [left, right] = [0, 0];
  let gone: readonly Line[] = [];
  const settle = (come: readonly Line[]): void => {
    lines.push(...pairUp(gone, come));
    gone = [];
  };
  for (const { value: { length }, removed, added } of parts) {
    if (removed) {
      gone = [...gone, ...before.slice(left, left + length)];
      left += length;
    } else if (added) {
      settle(after.slice(right, right + length));
      right += length;
    } else {
      settle([]);
      for (const line of after.slice(right, right + length)) lines.push(whole('same', line));
      left += length;
      right += length;
    }
  }
  settle([]);
  return lines;
}

const whole = (kind: 'same' | 'added' | 'removed', { type, level, text }: Line): ComparedLine => ({ kind, type, level, pieces: text === '' ? [] : [{ kind, text }] });

/** What became of a stretch: in order, each line with the one that it turned into, if there is one like it. */
function pairUp(gone: readonly Line[], come: readonly Line[]): readonly ComparedLine[] {
  const partners = gone.length * come.length > PAIRS_MAX ? [] : partnersOf(gone, come);
  const lines: ComparedLine[] = [];
  let [left, right] = [0, 0];
  for (const [from, to] of [...partners, [gone.length, come.length] as const]) {
    for (; left < from; left += 1) lines.push(whole('removed', gone[left] as Line));
    for (; right < to; right += 1) lines.push(whole('added', come[right] as Line));
    const [old, now] = [gone[from], come[to]];
    if (old === undefined || now === undefined) continue;
    lines.push(old.text === now.text ? { ...whole('same', now), kind: 'styled' } : { kind: 'changed', type: now.type, level: now.level, pieces: compareText(old.text, now.text) });
    left += 1;
    right += 1;
  }
  return lines;
}

/** The pairs in order that are alike most in all: the longest common subsequence, with likeness for equality. */
function partnersOf(gone: readonly Line[], come: readonly Line[]): readonly (readonly [number, number])[] {
  const width = come.length + 1;
  const best = new Float64Array((gone.length + 1) * width);
  const [goneLetters, comeLetters] = [gone.map(lettersOf), come.map(lettersOf)];
  const likeness = (left: number, right: number): number => {
    const [one, other] = [gone[left] as Line, come[right] as Line];
    return one.text === other.text ? 1 : likenessOf(goneLetters[left] as Letters, comeLetters[right] as Letters);
  };
  const alike = new Float64Array(gone.length * come.length);
  for (let left = gone.length - 1; left >= 0; left -= 1) {
    for (let right = come.length - 1; right >= 0; right -= 1) {
      const like = likeness(left, right);
      alike[left * come.length + right] = like;
      const paired = like < LIKENESS_MIN ? 0 : like + (best[(left + 1) * width + right + 1] ?? 0);
      best[left * width + right] = Math.max(paired, best[(left + 1) * width + right] ?? 0, best[left * width + right + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let [left, right] = [0, 0]; left < gone.length && right < come.length;) {
    const like = alike[left * come.length + right] ?? 0;
    const here = best[left * width + right] ?? 0;
    if (like >= LIKENESS_MIN && here === like + (best[(left + 1) * width + right + 1] ?? 0)) pairs.push([left++, right++]);
    else if (here === best[(left + 1) * width + right]) left += 1;
    else right += 1;
  }
  return pairs;
}

interface Letters {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Pairs of neighbouring letters and how often each stands there. */
function lettersOf({ text }: Line): Letters {
  const counts = new Map<string, number>();
  const letters = [...text];
  for (let at = 0; at + 1 < letters.length; at += 1) {
    const pair = `${letters[at] ?? ''}${letters[at + 1] ?? ''}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return { counts, total: Math.max(letters.length - 1, 0) };
}

/** Dice's coefficient. */
function likenessOf(one: Letters, other: Letters): number {
  let common = 0;
  for (const [pair, count] of one.counts) common += Math.min(count, other.counts.get(pair) ?? 0);
  return one.total + other.total === 0 ? 0 : (2 * common) / (one.total + other.total);
}

export function compareText(before: string, after: string): readonly Piece[] {
  const parts = diffChars(before, after, { maxEditLength: CHARACTER_EDITS_MAX });
  if (parts === undefined) return [{ kind: 'removed', text: before }, { kind: 'added', text: after }];
  const pieces = parts.map(({ value, added, removed }): Piece => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text: value }));
  return gather(pieces);
}

/** One stretch of removed and one of added letters between what stayed. */
function gather(pieces: readonly Piece[]): readonly Piece[] {
  const gathered: Piece[] = [];
  let [removed, added] = ['', ''];
  const settle = (): void => {
    if (removed !== '') gathered.push({ kind: 'removed', text: removed });
    if (added !== '') gathered.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const [index, { kind, text }] of pieces.entries()) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else if (removed !== '' && added !== '' && [...text].length <= ISLAND_MAX && index < pieces.length - 1) {
      removed += text;
      added += text;
    } else {
      settle();
      gathered.push({ kind, text });
    }
  }
  settle();
  return gathered;
}
