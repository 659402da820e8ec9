/**
 * Finds the face that drew a character, by the rules of CSS Fonts 4 (5.2 and 5.3) as Chromium keeps them: families in order, the nearest weight of each, the
 * slice declared last whose range and whose font have the character.
 */
import type { OpenFace } from '#renderer/sfnt/read-face.ts';
import type { FaceSources, LocalFace, TextStyle, WebFace } from './placed.ts';

/** `face` null: a face of the machine that could not be opened, or (no `label`) none that is known. */
export interface Choice { readonly key: string; readonly label: string; readonly family: string; readonly face: OpenFace | null; readonly local: LocalFace | null; readonly isBolder: boolean }

/** Where no family of the style sheet has a character, the system draws it with whatever has. */
export const NOBODY: Choice = { key: '', label: '', family: '', face: null, local: null, isBolder: false };

const BOLD_FROM = 600;
const WEIGHT_NAMES: Readonly<Record<number, string>> = { 100: 'Thin', 200: 'ExtraLight', 300: 'Light', 400: '', 500: 'Medium', 600: 'SemiBold', 700: 'Bold', 800: 'ExtraBold', 900: 'Black' };
const REGULAR = 400;

export function nearestWeight(wanted: number, weights: readonly (readonly [number, number])[]): readonly [number, number] | null {
  const distance = ([least, most]: readonly [number, number]): number => {
    if (wanted >= least && wanted <= most) return 0;
    const isHeavier = least > wanted;
    const by = isHeavier ? least - wanted : wanted - most;
    // From 400 to 500 the heavier up to 500 come first, then the lighter; below, the lighter first; above, the heavier.
    if (wanted >= 400 && wanted <= 500) return isHeavier ? (least <= 500 ? by : 2_000 + by) : 1_000 + by;
    return (wanted < 400) === isHeavier ? 1_000 + by : by;
  };
  return weights.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

interface Opened { web(face: WebFace): Promise<OpenFace | null>; local(face: LocalFace): OpenFace | null }

export function createChooser({ web, local }: FaceSources, open: Opened) {
  const known = new Map<string, Promise<Choice>>();
  const families = new Map<string, readonly WebFace[]>();
  for (const face of web) families.set(face.family, [face, ...(families.get(face.family) ?? [])]);
  // A face of the machine whose file could not be had: the common characters are there, rare ones hardly.
  const isCommon = (codePoint: number): boolean => codePoint < 0x3400 || (codePoint >= 0x4e00 && codePoint <= 0xffff);

  const inFamily = async (family: string, { weight }: TextStyle, codePoint: number): Promise<Choice | null> => {
    const slices = families.get(family);
    if (slices === undefined) {
      const installed = local.find((each) => each.family === family);
      if (installed === undefined) return null;
      const face = installed.bytes === null ? null : open.local(installed);
      if (face === null ? !isCommon(codePoint) : face.glyphOf(codePoint) === 0) return null;
      return { key: `local ${family}`, label: family, family, face, local: installed, isBolder: weight >= BOLD_FROM };
    }
    const nearest = nearestWeight(weight, slices.map(({ weights }) => weights));
    if (nearest === null) return null;
    for (const slice of slices) {
      if (slice.weights[0] !== nearest[0] || slice.weights[1] !== nearest[1] || !slice.ranges.some(([first, last]) => codePoint >= first && codePoint <= last)) continue;
      const face = await open.web(slice);
      if (face === null || face.glyphOf(codePoint) === 0) continue;
      const name = WEIGHT_NAMES[nearest[0]] ?? '';
      return { key: `web ${family} ${nearest.join(' ')}`, label: name === '' ? family : `${family} ${name}`, family, face, local: null, isBolder: weight >= BOLD_FROM && nearest[1] < BOLD_FROM };
    }
    return null;
  };

  return (style: TextStyle, codePoint: number): Promise<Choice> => {
    const key = `${codePoint} ${style.weight} ${style.families.join(',')}`;
    const chosen = known.get(key) ?? (async () => {
      for (const family of style.families) {
        const choice = await inFamily(family, style, codePoint);
        if (choice !== null) return choice;
      }
      return { ...NOBODY, isBolder: style.weight > REGULAR && style.weight >= BOLD_FROM };
    })();
    known.set(key, chosen);
    return chosen;
  };
}
