/** A printed file as it was measured: words with their places, filled boxes and pictures, in millimetres from the top left corner of each page. */
export interface Word {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Of the letters' own box: from the top of the face to its baseline. */
  readonly top: number;
  readonly baseline: number;
  readonly sizePt: number;
  /** As the file names it; a subset's tag in front. */
  readonly font: string;
  /** `#rrggbb`. */
  readonly color: string;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly color: string;
}

export interface MeasuredPage {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly words: readonly Word[];
  readonly boxes: readonly Box[];
  /** Images; their colour is empty. */
  readonly pictures: readonly Box[];
}

export interface MeasuredPdf {
  readonly pages: readonly MeasuredPage[];
  readonly info: { readonly [key: string]: unknown };
  readonly isTagged: boolean;
}
