/** What people type, by class, drawn from the people of the directory itself with a seed. One word each, because the peers know no units. */
import { readPersonName } from '#shared/org/pinyin.ts';
import { draw } from '#shared/org/generate/seeded.ts';
import type { Person } from '#shared/org/model.ts';

const SEED = 'bench-directory-1';

export const CLASSES = ['one character', 'two characters', 'whole name', 'whole pinyin', 'part of the pinyin', 'initials', 'surname and initials', 'last four digits', 'nobody'] as const;
export type QueryClass = (typeof CLASSES)[number];
export type Queries = Readonly<Record<QueryClass, readonly string[]>>;

export function drawQueries(people: readonly Person[], perClass: number): Queries {
  const random = draw(SEED);
  const of = (make: (person: Person, characters: readonly string[], syllables: readonly string[]) => string): readonly string[] => Array.from({ length: perClass }, () => {
    const person = random.pick(people);
    const characters = [...person.name.replaceAll('·', '')];
    const { surname, given } = readPersonName(person.name);
    return make(person, characters, [...surname, ...given]);
  });
  const initialsOf = (syllables: readonly string[]): string => syllables.map((syllable) => syllable[0] ?? '').join('');
  return {
    'one character': of((_person, characters) => random.pick(characters)),
    'two characters': of((_person, characters) => characters.slice(-2).join('')),
    'whole name': of((_person, characters) => characters.join('')),
    'whole pinyin': of((_person, _characters, syllables) => syllables.join('')),
    'part of the pinyin': of((_person, _characters, syllables) => syllables.join('').slice(0, random.between(4, 8))),
    initials: of((_person, _characters, syllables) => initialsOf(syllables)),
    'surname and initials': of((_person, _characters, syllables) => `${syllables[0] ?? ''}${initialsOf(syllables.slice(1))}`),
    'last four digits': of((person) => person.phone.slice(-4)),
    nobody: of((_person, characters) => `${characters.join('')}不在`),
  };
}
