/** A PDF measured: words with their places, and filled boxes with their colours, in millimetres from the top left corner of each page. */
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

const MM = 25.4 / 72;

export interface Word {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Of the letters' own box: from the top of the face to its baseline. */
  readonly top: number;
  readonly baseline: number;
  readonly sizePt: number;
  readonly font: string;
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

type Matrix = readonly [number, number, number, number, number, number];
const times = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
const at = ([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] => [a * x + c * y + e, b * x + d * y + f];

export interface MeasuredPdf {
  readonly pages: readonly MeasuredPage[];
  readonly info: { readonly [key: string]: unknown };
  readonly isTagged: boolean;
}

export async function measurePdf(bytes: Uint8Array): Promise<MeasuredPdf> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, isEvalSupported: false, verbosity: 0 }).promise;
  const pages: MeasuredPage[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const [, , width = 0, height = 0] = page.view;
    const content = await page.getTextContent();
    const operators = await page.getOperatorList();
    const nameOf = (id: string): string => {
      const known: unknown = page.commonObjs.has(id) ? page.commonObjs.get(id) : null;
      return (known as { readonly name?: string } | null)?.name ?? id;
    };
    const words = content.items.flatMap((item): readonly Word[] => {
      if (!('str' in item) || item.str.trim() === '') return [];
      const [, b, , d, x, y] = item.transform as readonly number[];
      const sizePt = Math.hypot(b ?? 0, d ?? 0);
      return [{ text: item.str, left: (x ?? 0) * MM, right: ((x ?? 0) + item.width) * MM, top: (height - (y ?? 0) - sizePt * 0.88) * MM, baseline: (height - (y ?? 0)) * MM, sizePt, font: nameOf(item.fontName) }];
    });
    pages.push({ widthMm: width * MM, heightMm: height * MM, words, ...drawnIn(operators, height) });
  }
  const { info } = await pdf.getMetadata();
  const marks = await pdf.getMarkInfo();
  await pdf.loadingTask.destroy();
  return { pages, info: info as MeasuredPdf['info'], isTagged: marks?.Marked === true };
}

function drawnIn({ fnArray, argsArray }: { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }, height: number): Pick<MeasuredPage, 'boxes' | 'pictures'> {
  const boxes: Box[] = [];
  const pictures: Box[] = [];
  const boxOf = ([left, bottom]: readonly [number, number], [right, top]: readonly [number, number], ofColor: string): Box =>
    ({ left: Math.min(left, right) * MM, right: Math.max(left, right) * MM, top: (height - Math.max(top, bottom)) * MM, bottom: (height - Math.min(top, bottom)) * MM, color: ofColor });
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  let color = '#000000';
  const saved: { readonly matrix: Matrix; readonly color: string }[] = [];
  for (const [index, fn] of fnArray.entries()) {
    const args = argsArray[index] as readonly unknown[];
    if (fn === OPS.save) saved.push({ matrix, color });
    else if (fn === OPS.restore) ({ matrix, color } = saved.pop() ?? { matrix, color });
    else if (fn === OPS.transform) matrix = times(matrix, args as unknown as Matrix);
    else if (fn === OPS.setFillRGBColor) color = String(args[0]);
    else if (fn === OPS.constructPath && (args[0] === OPS.fill || args[0] === OPS.eoFill)) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = args[2] as readonly number[];
      boxes.push(boxOf(at(matrix, x1, y1), at(matrix, x2, y2), color));
    } else if (fn === OPS.paintImageXObject) pictures.push(boxOf(at(matrix, 0, 0), at(matrix, 1, 1), ''));
  }
  return { boxes, pictures };
}
