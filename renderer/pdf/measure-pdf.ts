/** A PDF measured: words with their places and colours, filled boxes and pictures, in millimetres from the top left corner of each page. */
import { getDocument, OPS, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Box, MeasuredPage, MeasuredPdf, Word } from '#shared/gbt9704/audit/measured.ts';

const MM = 25.4 / 72;
/** Where most faces for Chinese have their top, in parts of the size above the baseline. */
const ASCENT = 0.88;
const SAME_LINE_MM = 0.3;

type Matrix = readonly [number, number, number, number, number, number];
const UNIT: Matrix = [1, 0, 0, 1, 0, 0];
const times = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
const at = ([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] => [a * x + c * y + e, b * x + d * y + f];

export interface MeasureOptions {
  /** A worker that reads the file (`pdf.worker.mjs`); without one it is read in this thread. It is ended here. */
  readonly worker?: Worker;
  readonly signal?: AbortSignal;
  /** Told after each page, of how many. */
  readonly onPage?: (done: number, of: number) => void;
}

/** Rejects where the bytes are no PDF that can be read, and when the signal aborts. */
export async function measurePdf(bytes: Uint8Array, { worker, signal, onPage }: MeasureOptions = {}): Promise<MeasuredPdf> {
  const reader = worker === undefined ? undefined : PDFWorker.create({ port: worker });
  const pdf = await getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, isEvalSupported: false, verbosity: 0, ...(reader === undefined ? {} : { worker: reader }) }).promise;
  try {
    return await measurePages(pdf, signal, onPage);
  } finally {
    await pdf.loadingTask.destroy();
    reader?.destroy();
    worker?.terminate();
  }
}

async function measurePages(pdf: Awaited<ReturnType<typeof getDocument>['promise']>, signal: MeasureOptions['signal'], onPage: MeasureOptions['onPage']): Promise<MeasuredPdf> {
  const pages: MeasuredPage[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    signal?.throwIfAborted();
    const page = await pdf.getPage(number);
    const [, , width = 0, height = 0] = page.view;
    const content = await page.getTextContent();
    const { boxes, pictures, inks } = drawnIn(await page.getOperatorList(), height);
    const nameOf = (id: string): string => {
      const known: unknown = page.commonObjs.has(id) ? page.commonObjs.get(id) : null;
      return (known as { readonly name?: string } | null)?.name ?? id;
    };
    const words = content.items.flatMap((item): readonly Word[] => {
      if (!('str' in item) || item.str.trim() === '') return [];
      const [, b, , d, x, y] = item.transform as readonly number[];
      const sizePt = Math.hypot(b ?? 0, d ?? 0);
      const place = { left: (x ?? 0) * MM, baseline: (height - (y ?? 0)) * MM };
      return [{ text: item.str, ...place, right: ((x ?? 0) + item.width) * MM, top: (height - (y ?? 0) - sizePt * ASCENT) * MM, sizePt, font: nameOf(item.fontName), color: colorAt(inks, place) }];
    });
    pages.push({ widthMm: width * MM, heightMm: height * MM, words, boxes, pictures });
    page.cleanup();
    onPage?.(number, pdf.numPages);
  }
  const { info } = await pdf.getMetadata();
  const marks = await pdf.getMarkInfo();
  return { pages, info: info as MeasuredPdf['info'], isTagged: marks?.Marked === true };
}

/** Where letters were begun to be shown, and in which colour. */
interface Ink {
  readonly left: number;
  readonly baseline: number;
  readonly color: string;
}

/** The words are told without their colour: it is that of the last run that begins before them on their line. */
function colorAt(inks: readonly Ink[], { left, baseline }: Pick<Word, 'left' | 'baseline'>): string {
  let best: Ink | null = null;
  for (const ink of inks) {
    if (Math.abs(ink.baseline - baseline) <= SAME_LINE_MM && ink.left <= left + SAME_LINE_MM && (best === null || ink.left > best.left)) best = ink;
  }
  return best?.color ?? '';
}

function drawnIn({ fnArray, argsArray }: { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }, height: number): Pick<MeasuredPage, 'boxes' | 'pictures'> & { readonly inks: readonly Ink[] } {
  const boxes: Box[] = [];
  const pictures: Box[] = [];
  const inks: Ink[] = [];
  const boxOf = ([left, bottom]: readonly [number, number], [right, top]: readonly [number, number], ofColor: string): Box =>
    ({ left: Math.min(left, right) * MM, right: Math.max(left, right) * MM, top: (height - Math.max(top, bottom)) * MM, bottom: (height - Math.min(top, bottom)) * MM, color: ofColor });
  let matrix = UNIT;
  let color = '#000000';
  let text = UNIT;
  const saved: { readonly matrix: Matrix; readonly color: string }[] = [];
  for (const [index, fn] of fnArray.entries()) {
    const args = argsArray[index] as readonly unknown[];
    if (fn === OPS.save) saved.push({ matrix, color });
    else if (fn === OPS.restore) ({ matrix, color } = saved.pop() ?? { matrix, color });
    else if (fn === OPS.transform) matrix = times(matrix, args as unknown as Matrix);
    else if (fn === OPS.setFillRGBColor) color = String(args[0]).toLowerCase();
    else if (fn === OPS.beginText) text = UNIT;
    else if (fn === OPS.setTextMatrix) text = Array.from(args[0] as ArrayLike<number>) as unknown as Matrix;
    else if (fn === OPS.moveText) text = times(text, [1, 0, 0, 1, Number(args[0]), Number(args[1])]);
    else if (fn === OPS.showText) {
      const [x, y] = at(times(matrix, text), 0, 0);
      inks.push({ left: x * MM, baseline: (height - y) * MM, color });
    } else if (fn === OPS.constructPath && (args[0] === OPS.fill || args[0] === OPS.eoFill)) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = args[2] as readonly number[];
      boxes.push(boxOf(at(matrix, x1, y1), at(matrix, x2, y2), color));
    } else if (fn === OPS.paintImageXObject) pictures.push(boxOf(at(matrix, 0, 0), at(matrix, 1, 1), ''));
  }
  return { boxes, pictures, inks };
}
