/**
 * Random passwords for demonstration accounts: 14 characters, three classes, none that is easily misread.
 * Unbiased: bytes that do not divide evenly are thrown away.
 */
import type { Random } from '#shared/base/ports.ts';

const CLASSES = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789'] as const;
const ALL = CLASSES.join('');
const LENGTH = 14;

function below(limit: number, random: Random): number {
  const fair = 256 - (256 % limit);
  for (;;) {
    const byte = random.bytes(1)[0] ?? 255;
    if (byte < fair) return byte % limit;
  }
}

const pick = (characters: string, random: Random): string => characters[below(characters.length, random)] ?? '';

export function createPassword(random: Random): string {
  const characters = [...CLASSES.map((one) => pick(one, random)), ...Array.from({ length: LENGTH - CLASSES.length }, () => pick(ALL, random))];
  for (let index = characters.length - 1; index > 0; index -= 1) {
    const other = below(index + 1, random);
    [characters[index], characters[other]] = [characters[other] ?? '', characters[index] ?? ''];
  }
  return characters.join('');
}
