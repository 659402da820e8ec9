/** What was read from the laid-out pages: characters in their places, and the style that each was set in. Which face drew a character is found out later. */
import type { Color, OfdBox, OfdGlyph, OfdHeading } from '#renderer/ofd/model.ts';

/** As the style sheet says it: the first family that has the character draws it. */
export interface TextStyle { readonly families: readonly string[]; readonly weight: number; readonly isItalic: boolean }

export interface PlacedText {
  readonly kind: 'text';
  /** Index among the styles. */
  readonly style: number;
  readonly sizeMm: number;
  readonly color: Color;
  readonly baseline: number;
  readonly right: number;
  readonly glyphs: readonly OfdGlyph[];
}

export interface PlacedPicture { readonly kind: 'picture'; readonly digest: string; readonly left: number; readonly top: number; readonly width: number; readonly height: number }

export interface PlacedPage { readonly widthMm: number; readonly heightMm: number; readonly marks: readonly (PlacedText | OfdBox | PlacedPicture)[] }

export interface PlacedPaper { readonly pages: readonly PlacedPage[]; readonly styles: readonly TextStyle[]; readonly outline: readonly OfdHeading[] }

/** A face of the style sheet: in slices, each with its characters, of which the last one declared wins. */
export interface WebFace { readonly family: string; readonly weights: readonly [least: number, most: number]; readonly ranges: readonly (readonly [first: number, last: number])[]; readonly address: string }

/** A face of the machine, by the name that the style sheet uses; without bytes where they could not be had. */
export interface LocalFace { readonly family: string; readonly postscriptName: string; readonly bytes: Uint8Array | null }

export interface FaceSources { readonly web: readonly WebFace[]; readonly local: readonly LocalFace[] }
