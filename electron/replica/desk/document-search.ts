/** 全文检索: which documents known here hold all the words that were asked for, in what is known of them or in their text. Pure, over what the desk and the kept texts say. */
import type { Excerpt } from '#shared/ipc/search.ts';
import { fold, type KeptText } from './kept-texts.ts';

export interface Searched<T> {
  readonly entry: T;
  /** Where the text says it; null when it was found by its title, number, unit or people. */
  readonly excerpt: Excerpt | null;
}

const BEFORE = 12;
const AFTER = 40;

/** Whatever is asked for is short; a whole paragraph that was pasted is looked for as it is. */
export const askedWords = (query: string): readonly string[] => fold(query.normalize('NFC')).split(/\s+/u).filter((word) => word !== '');

/** `entries` newest first; those found without looking into the text stand before the others. */
export function searchDocuments<T extends { readonly words: string }>(entries: readonly T[], query: string, textOf: (entry: T) => KeptText | undefined, limit: number): readonly Searched<T>[] {
  const asked = askedWords(query);
  if (asked.length === 0) return [];
  const [known, inText]: [Searched<T>[], Searched<T>[]] = [[], []];
  for (const entry of entries) {
    if (known.length >= limit) break;
    const missing = asked.filter((word) => !entry.words.includes(word));
    if (missing.length === 0) {
      known.push({ entry, excerpt: null });
      continue;
    }
    if (known.length + inText.length >= limit) continue;
    const text = textOf(entry);
    if (text === undefined) continue;
    const places = missing.map((word) => text.folded.indexOf(word));
    if (places.every((place) => place >= 0)) inText.push({ entry, excerpt: excerptAt(text.text, places[0] ?? 0, missing[0]?.length ?? 0) });
  }
  return [...known, ...inText].slice(0, limit);
}

/** A line of it, never cut inside a letter. */
export function excerptAt(text: string, at: number, length: number): Excerpt {
  const from = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - BEFORE);
  const lineEnd = text.indexOf('\n', at + length);
  const to = Math.min(lineEnd === -1 ? text.length : lineEnd, at + length + AFTER);
  const before = whole(text.slice(from, at));
  return { before: from > 0 && text[from - 1] !== '\n' ? `…${before}` : before, match: text.slice(at, at + length), after: `${whole(text.slice(at + length, to))}${to < (lineEnd === -1 ? text.length : lineEnd) ? '…' : ''}` };
}

/** Without half a letter at either end. */
const whole = (part: string): string => part.replace(/^[\uDC00-\uDFFF]/u, '').replace(/[\uD800-\uDBFF]$/u, '');
