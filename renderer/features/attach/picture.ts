/**
 * A picture made ready for a text: drawn anew, so that nothing of the file but what one sees goes on (no place, no camera, no name, nothing that is no
 * picture), and no finer than paper shows.
 */
export interface ReadyPicture {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `1843x1200` */
  readonly pixels: string;
  /** How wide it would be on paper at 150 dots an inch, in mm. */
  readonly naturalMm: number;
}

export type PictureRefusal = 'tooLarge' | 'noPicture';

export const PICTURE_BYTES_MAX = 20 * 1024 * 1024;
/** 156 mm at 300 dots an inch; the height of a page. */
const ACROSS_MAX = 1_843;
const DOWN_MAX = 2_480;
const NATURAL_DPI = 150;
const MM_PER_INCH = 25.4;
const JPEG_QUALITY = 0.88;
/** A drawing stays sharp as PNG; a photograph would be several times as large. */
const PNG_BYTES_MAX = 1_500_000;

/** What this engine decodes by itself, told by the first bytes: PNG, JPEG, GIF, WebP, BMP. Drawings with scripts in them (SVG) are none. */
export function isPicture(first: Uint8Array): boolean {
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, index) => first[index] === byte);
  const says = (text: string, at: number): boolean => [...text].every((letter, index) => first[at + index] === letter.charCodeAt(0));
  return starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff) || says('GIF8', 0) || (says('RIFF', 0) && says('WEBP', 8)) || says('BM', 0);
}

/** As large as it may be, in its own proportions. */
export function sizeFor(across: number, down: number): { readonly across: number; readonly down: number } {
  const share = Math.min(1, ACROSS_MAX / across, DOWN_MAX / down);
  return { across: Math.max(1, Math.round(across * share)), down: Math.max(1, Math.round(down * share)) };
}

export async function readyPicture(file: Blob): Promise<ReadyPicture | PictureRefusal> {
  if (file.size > PICTURE_BYTES_MAX) return 'tooLarge';
  if (!isPicture(new Uint8Array(await file.slice(0, 16).arrayBuffer()))) return 'noPicture';
  const drawn = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (drawn === null) return 'noPicture';
  const { across, down } = sizeFor(drawn.width, drawn.height);
  const canvas = new OffscreenCanvas(across, down);
  const brush = canvas.getContext('2d');
  if (brush === null) return 'noPicture';
  // Paper is white, whatever shows through.
  brush.fillStyle = '#ffffff';
  brush.fillRect(0, 0, across, down);
  brush.imageSmoothingQuality = 'high';
  brush.drawImage(drawn, 0, 0, across, down);
  drawn.close();
  const png = await canvas.convertToBlob({ type: 'image/png' });
  const isPng = png.size <= PNG_BYTES_MAX;
  const made = isPng ? png : await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  return { name: isPng ? '插图.png' : '插图.jpg', bytes: new Uint8Array(await made.arrayBuffer()), pixels: `${across}x${down}`, naturalMm: (across / NATURAL_DPI) * MM_PER_INCH };
}
