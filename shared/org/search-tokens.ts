/**
 * What a name can be found by. Infix search becomes prefix search over suffixes: 张建国 is indexed as 张建国 建国 国,
 * zhangjianguo jianguo guo, zjg jg g, zhjg, zhangjg. FTS5 then needs only `"term"*`, which it answers from an index.
 *
 * (A trigram index cannot find two-character names, and most Chinese names have two or three.)
 * What people type is query-terms.ts. Both sides cut at MAX_TERM, so a long query still meets its long name.
 */
import { readPersonName, readPlaceName } from './pinyin.ts';
import { cut, letters } from './query-terms.ts';

function addSuffixes(parts: readonly string[], into: Set<string>): void {
  let suffix = '';
  for (const part of parts.toReversed()) {
    suffix = `${part}${suffix}`;
    if (suffix !== '') into.add(cut(suffix));
  }
}

const initial = (syllable: string): string => [...syllable][0] ?? '';
const digraph = (syllable: string): string => (/^[zcs]h/u.test(syllable) ? syllable.slice(0, 2) : initial(syllable));
/** 吕 is typed as lv and as lu. */
const uForV = (syllable: string): string => (/^[ln]v/u.test(syllable) ? syllable.replace('v', 'u') : syllable);

function addReadings(syllables: readonly string[], into: Set<string>): void {
  addSuffixes(syllables, into);
  if (syllables.some((syllable) => /^[ln]v/u.test(syllable))) addSuffixes(syllables.map(uForV), into);
  addSuffixes(syllables.map(initial), into);
  if (syllables.some((syllable) => /^[zcs]h/u.test(syllable))) addSuffixes(syllables.map(digraph), into);
}

export function personTokens(name: string): readonly string[] {
  const tokens = new Set<string>();
  addSuffixes(letters(name), tokens);
  const { surname, given } = readPersonName(name);
  addReadings([...surname, ...given], tokens);
  if (surname.length > 0 && given.length > 0) {
    for (const letter of [initial, digraph]) {
      const ending = given.map(letter).join('');
      tokens.add(`${surname.join('')}${ending}`);
      tokens.add(`${surname.map(uForV).join('')}${ending}`);
    }
  }
  return [...tokens].filter((token) => letters(token).length > 0);
}

/** Name, title (副镇长 镇长, not the bare 长) and the last four digits of the phone. */
export function postTokens(name: string, title: string, phone: string): string {
  const tokens = new Set(personTokens(name));
  for (const part of title.split(/[^\p{L}\p{N}]+/u)) {
    const characters = letters(part);
    for (let start = 0; start + 1 < characters.length; start += 1) tokens.add(cut(characters.slice(start).join('')));
  }
  if (/\d{4}$/u.test(phone)) tokens.add(phone.slice(-4));
  return [...tokens].join(' ');
}

/** Names by every suffix and reading, earlier ones too; 统一社会信用代码 from its first place. */
export function unitTokens(name: string, shortName: string, uscc: string | null, formerNames: readonly string[]): string {
  const tokens = new Set<string>();
  for (const text of new Set([name, shortName, ...formerNames])) {
    addSuffixes(letters(text), tokens);
    addReadings(readPlaceName(letters(text).join('')), tokens);
  }
  if (uscc !== null) tokens.add(uscc.toLowerCase());
  return [...tokens].join(' ');
}
