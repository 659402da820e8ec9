/** From pages as they were laid out to an OFD file: faces found and cut to the characters that are there, then written. Pure but for `load`, which brings the bytes of a face that ships. */
import { unpackBrotli } from '#renderer/sfnt/unpack-brotli.ts';
import type { OfdFace, OfdFile, OfdMark, OfdPicture, OfdText } from '#renderer/ofd/model.ts';
import { isXmlCharacter } from '#renderer/ofd/xml.ts';
import { TooManyPages, writeOfd } from '#renderer/ofd/write-ofd.ts';
import { buildFace, type BuiltFace, type Chosen } from '#renderer/sfnt/build-face.ts';
import { readFace, type OpenFace } from '#renderer/sfnt/read-face.ts';
import { createChooser, NOBODY, type Choice } from './choose-faces.ts';
import type { FaceSources, PlacedPaper, PlacedText } from './placed.ts';

export interface OfdAsk {
  readonly facts: Pick<OfdFile, 'docId' | 'title' | 'author' | 'date' | 'creator' | 'creatorVersion'>;
  readonly paper: PlacedPaper;
  readonly faces: FaceSources;
  /** By digest; what is not there leaves its place empty. */
  readonly pictures: Readonly<Record<string, Uint8Array>>;
  /** Names of the standard's faces for which others stand in. */
  readonly substituted: readonly string[];
}

export interface Made {
  readonly kind: 'made';
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Faces that are only named in the file. */
  readonly named: readonly string[];
  /** How many characters no known face has. */
  readonly unknown: number;
}
export type OfdAnswer = Made | { readonly kind: 'failed'; readonly problem: 'tooLong' | 'broken' };

export type Load = (address: string) => Promise<Uint8Array | null>;
/** Pages done of all. */
export type Report = (done: number, all: number) => void;

/** What a reader takes for a character of which nothing else is known. */
const ANY_FACE = '宋体';
const ANY_ASCENT = 1.1;
const ANY_DESCENT = 0.3;
const WHOLE_FACE_BYTES_MAX = 25_000_000;

export async function makeOfd(ask: OfdAsk, load: Load, report: Report): Promise<OfdAnswer> {
  try {
    return await make(ask, load, report);
  } catch (failure) {
    return { kind: 'failed', problem: failure instanceof TooManyPages ? 'tooLong' : 'broken' };
  }
}

async function make({ facts, paper, faces, pictures, substituted }: OfdAsk, load: Load, report: Report): Promise<Made> {
  const choose = createChooser(faces, { web: remembered(async ({ address }) => opened(await load(address), '')), local: remembered(({ bytes, postscriptName }) => opened(bytes, postscriptName)) });
  const used = new Map<string, { readonly index: number; readonly choice: Choice; readonly chosen: Chosen[] }>();
  const indexOf = (choice: Choice, codePoint: number): number => {
    const entry = used.get(choice.key) ?? { index: used.size, choice, chosen: [] };
    used.set(choice.key, entry);
    if (choice.face !== null) entry.chosen.push({ codePoint, from: choice.face });
    return entry.index;
  };
  const stored = picturesOf(pictures);
  let unknown = 0;
  const pages: { readonly widthMm: number; readonly heightMm: number; readonly marks: readonly OfdMark[] }[] = [];
  for (const [at, page] of paper.pages.entries()) {
    const marks: OfdMark[] = [];
    for (const mark of page.marks) {
      if (mark.kind === 'box') marks.push(mark);
      else if (mark.kind === 'picture') {
        const picture = stored.indexOf.get(mark.digest);
        if (picture !== undefined) marks.push({ ...mark, picture });
      } else {
        const style = paper.styles[mark.style];
        if (style === undefined) continue;
        const choices = await Promise.all(mark.glyphs.map(({ character }) => choose(style, character.codePointAt(0) ?? 0)));
        const own = choicesWithoutGaps(mark, choices);
        unknown += own.filter((choice, index) => choice.key === NOBODY.key && (mark.glyphs[index]?.character.trim() ?? '') !== '').length;
        marks.push(...inFaces(mark, own, style.isItalic, indexOf));
      }
    }
    pages.push({ widthMm: page.widthMm, heightMm: page.heightMm, marks });
    report(at + 1, paper.pages.length);
  }
  const built = [...used.values()].map(({ choice, chosen }) => faceOf(choice, chosen));
  const file: OfdFile = {
    ...facts, pages, faces: built, pictures: stored.pictures, outline: paper.outline,
    remarks: substituted.length === 0 ? [] : [['substitutedFaces', substituted.join('、')]],
  };
  return { kind: 'made', bytes: writeOfd(file), named: built.filter((face) => face.file === null && face.name !== ANY_FACE).map(({ name }) => name), unknown };
}

/** One answer for each thing, as long as the file is made. */
function remembered<Q extends object, A>(ask: (about: Q) => A): (about: Q) => A {
  const known = new Map<Q, A>();
  return (about) => {
    const answer = known.has(about) ? (known.get(about) as A) : ask(about);
    known.set(about, answer);
    return answer;
  };
}

function opened(bytes: Uint8Array | null, postscriptName: string): OpenFace | null {
  try {
    return bytes === null ? null : readFace(bytes, unpackBrotli, postscriptName);
  } catch {
    // A face that cannot be opened is one that has nothing.
    return null;
  }
}

/** A space is set in the face of its neighbour: it is seen nowhere, and a run of text stays one. */
function choicesWithoutGaps({ glyphs }: PlacedText, choices: readonly Choice[]): readonly Choice[] {
  let before = choices.find((_, index) => glyphs[index]?.character.trim() !== '') ?? NOBODY;
  return choices.map((choice, index) => {
    const isSpace = glyphs[index]?.character.trim() === '' && (before.face === null || before.face.glyphOf(glyphs[index]?.character.codePointAt(0) ?? 0) !== 0);
    before = isSpace ? before : choice;
    return before;
  });
}

function inFaces(mark: PlacedText, choices: readonly Choice[], isSlanted: boolean, indexOf: (choice: Choice, codePoint: number) => number): readonly OfdText[] {
  const runs: { readonly choice: Choice; readonly from: number; face: number }[] = [];
  for (const [index, glyph] of mark.glyphs.entries()) {
    const choice = choices[index] ?? NOBODY;
    if (!isXmlCharacter(glyph.character)) continue;
    const face = indexOf(choice, glyph.character.codePointAt(0) ?? 0);
    if (runs.at(-1)?.face !== face) runs.push({ choice, from: index, face });
  }
  return runs.map(({ choice, from, face }, at): OfdText => {
    const to = runs[at + 1]?.from ?? mark.glyphs.length;
    return { kind: 'text', face, sizeMm: mark.sizeMm, color: mark.color, baseline: mark.baseline, glyphs: mark.glyphs.slice(from, to), right: mark.glyphs[to]?.x ?? mark.right, isBolder: choice.isBolder, isSlanted };
  });
}

const RESTRICTED = 0x0002;
const USE_BITS = 0x000f;
const NO_SUBSETTING = 0x0100;
const BITMAPS_ONLY = 0x0200;

/** What the maker of a face lets be done with it (OS/2 fsType) is done and no more. */
function faceOf({ face, local, label, family }: Choice, chosen: readonly Chosen[]): OfdFace {
  const named: OfdFace = { name: label || ANY_FACE, family: family || ANY_FACE, file: null, ascent: ANY_ASCENT, descent: ANY_DESCENT };
  if (face === null || (face.embedding & USE_BITS) === RESTRICTED || (face.embedding & BITMAPS_ONLY) !== 0) return named;
  if (face.hasOutlines && (face.embedding & NO_SUBSETTING) === 0) {
    const built = cut(chosen, label);
    return built === null ? named : { name: built.name, family: built.family, ascent: built.ascent, descent: built.descent, file: { bytes: built.bytes, extension: 'ttf' } };
  }
  const whole = local?.bytes ?? null;
  const isCollection = whole !== null && String.fromCharCode(...whole.subarray(0, 4)) === 'ttcf';
  if (whole === null || isCollection || whole.length > WHOLE_FACE_BYTES_MAX) return named;
  return { ...named, name: face.name(4) || label, family: face.name(1) || label, file: { bytes: whole, extension: face.hasOutlines ? 'ttf' : 'otf' } };
}

/** A face of the machine may be broken in the very glyph that is wanted. */
function cut(chosen: readonly Chosen[], label: string): BuiltFace | null {
  try {
    return buildFace(chosen, label);
  } catch {
    return null;
  }
}

function picturesOf(pictures: OfdAsk['pictures']): { readonly pictures: readonly OfdPicture[]; readonly indexOf: ReadonlyMap<string, number> } {
  const kept: OfdPicture[] = [];
  const indexOf = new Map<string, number>();
  for (const [digest, bytes] of Object.entries(pictures).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const format = bytes[0] === 0x89 && bytes[1] === 0x50 ? 'PNG' : bytes[0] === 0xff && bytes[1] === 0xd8 ? 'JPEG' : null;
    if (format === null) continue;
    indexOf.set(digest, kept.length);
    kept.push({ bytes, format });
  }
  return { pictures: kept, indexOf };
}
