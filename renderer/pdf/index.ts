/** PDF files measured in the window, read in a worker of their own. */
import { measurePdf as measure, type MeasureOptions } from './measure-pdf.ts';
import type { MeasuredPdf } from '#shared/gbt9704/audit/measured.ts';

export const measurePdf = (bytes: Uint8Array, options: Omit<MeasureOptions, 'worker'>): Promise<MeasuredPdf> =>
  measure(bytes, { ...options, worker: new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' }) });
