/** What an OFD file is made of, as far as a 公文 needs: pages with characters, boxes and pictures in their places. Millimetres from the top left corner of the page. */
export interface OfdFile {
  /** 32 hexadecimal digits. */
  readonly docId: string;
  readonly title: string;
  readonly author: string;
  /** As 2026-11-27. */
  readonly date: string;
  readonly creator: string;
  readonly creatorVersion: string;
  /** What else whoever opens the file should be able to learn from it. */
  readonly remarks: readonly (readonly [name: string, value: string])[];
  readonly faces: readonly OfdFace[];
  readonly pictures: readonly OfdPicture[];
  readonly pages: readonly OfdPage[];
  readonly outline: readonly OfdHeading[];
}

export interface OfdFace {
  readonly name: string;
  readonly family: string;
  /** Null: a reader takes its own face of this name. */
  readonly file: { readonly bytes: Uint8Array; readonly extension: 'ttf' | 'otf' } | null;
  /** What glyphs reach above and below the baseline, in ems. */
  readonly ascent: number;
  readonly descent: number;
}

export interface OfdPicture { readonly bytes: Uint8Array; readonly format: 'PNG' | 'JPEG' }

export interface OfdPage { readonly widthMm: number; readonly heightMm: number; readonly marks: readonly OfdMark[] }

/** One character and where it begins. */
export interface OfdGlyph { readonly character: string; readonly x: number }

export type Color = readonly [red: number, green: number, blue: number];

export interface OfdText {
  readonly kind: 'text';
  readonly face: number;
  readonly sizeMm: number;
  readonly color: Color;
  readonly baseline: number;
  /** Where the last character ends. */
  readonly right: number;
  readonly glyphs: readonly OfdGlyph[];
  /** Drawn bold or leaning although the face is neither. */
  readonly isBolder: boolean;
  readonly isSlanted: boolean;
}

export interface OfdBox { readonly kind: 'box'; readonly left: number; readonly top: number; readonly width: number; readonly height: number; readonly color: Color }

export type OfdMark = OfdText | OfdBox | { readonly kind: 'picture'; readonly picture: number; readonly left: number; readonly top: number; readonly width: number; readonly height: number };

export interface OfdHeading { readonly title: string; /** From 1. */ readonly level: number; readonly page: number; readonly top: number }
