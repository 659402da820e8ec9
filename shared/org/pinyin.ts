/**
 * Hanzi → toneless pinyin syllables, for names of people and places in Guizhou.
 *
 * pinyin-pro in surname mode (单 shàn, 仇 qiú, 区 ōu, 覃 qín), plus the local readings it does not know:
 * 仡佬 gē lǎo, 都匀 dū yún, 三都 sān dū, 箐 qìng, and rare glyphs of names and places. ü is written v.
 * One syllable per character; a character without a reading stands for itself. Caches are bounded.
 */
import { customPinyin, pinyin } from 'pinyin-pro';

customPinyin({
  仡佬: 'gē lǎo', 仡: 'gē', 都匀: 'dū yún', 三都: 'sān dū', 周覃: 'zhōu tán', 箐: 'qìng',
  '㵲': 'wǔ', '㯊': 'yàn', '䶮': 'yǎn', '𬱖': 'wěi', '𣲗': 'wěi', '𬭎': 'hóng', '𬬻': 'lú', '𫖯': 'fǔ', '𬀩': 'wěi',
  大方县: 'dà fāng xiàn', 重安: 'chóng ān', 长顺: 'cháng shùn', 六枝: 'liù zhī', 乐里: 'lè lǐ', 牂牁: 'zāng kē',
});

const COMPOUND_SURNAMES = new Set([
  '令狐', '欧阳', '尉迟', '上官', '司马', '诸葛', '夏侯', '皇甫', '东方', '公孙', '慕容', '长孙', '宇文', '司徒', '端木', '轩辕', '南宫', '百里', '澹台', '申屠',
]);

const CACHE_LIMIT = 60_000;

function cached(read: (text: string) => readonly string[]): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    const hit = known.get(text);
    if (hit !== undefined) return hit;
    if (known.size >= CACHE_LIMIT) known.clear();
    const syllables = read(text);
    known.set(text, syllables);
    return syllables;
  };
}

const OPTIONS = { toneType: 'none', type: 'array', v: true } as const;
const clean = (syllables: readonly string[]): readonly string[] => syllables.map((syllable) => syllable.toLowerCase().replaceAll('ü', 'v'));

const surnameSyllables = cached((text) => clean(pinyin(text, { ...OPTIONS, surname: 'all' })));
const plainSyllables = cached((text) => clean(pinyin(text, OPTIONS)));

/** The surname's characters; empty for a name with a middle dot, which has none. */
export function surnameOf(name: string): string {
  if (name.includes('·')) return '';
  const characters = [...name];
  const pair = characters.slice(0, 2).join('');
  return characters.length > 2 && COMPOUND_SURNAMES.has(pair) ? pair : (characters[0] ?? '');
}

export interface NameReading {
  readonly surname: readonly string[];
  readonly given: readonly string[];
}

export function readPersonName(name: string): NameReading {
  const surname = surnameOf(name);
  const given = name.slice(surname.length).replaceAll('·', '');
  return { surname: surname === '' ? [] : surnameSyllables(surname), given: given === '' ? [] : plainSyllables(given) };
}

export const readPlaceName = (name: string): readonly string[] => plainSyllables(name);
