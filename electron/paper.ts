/**
 * The pages that a window holds ready for print (renderer/features/paper), as a PDF in the place that its person chooses, or to the system's printer dialog.
 * The page lays itself out; nothing is laid out here.
 */
import type { WebContents } from 'electron';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { withInformation, type PdfInformation } from './pdf-information.ts';
import { saveFile } from './save-file.ts';

type Saved = Result<{ readonly isSaved: boolean }, AppError>;

export const renderPdf = (contents: WebContents): Promise<Uint8Array> =>
  contents.printToPDF({ preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true, generateDocumentOutline: true, margins: { top: 0, bottom: 0, left: 0, right: 0 } });

export async function savePdf(contents: WebContents, askWhere: (name: string) => Promise<string | null>, name: string, information: PdfInformation): Promise<Saved> {
  return saveFile(askWhere, { name, content: withInformation(await renderPdf(contents), information) });
}

export const printPaper = (contents: WebContents): Promise<Saved> => new Promise((resolve) => {
  contents.print({ printBackground: true, margins: { marginType: 'none' }, pageSize: 'A4' }, (isPrinted, reason) => {
    // Leaving the dialog is no failure.
    if (isPrinted || /cancel/iu.test(reason)) resolve(ok({ isSaved: isPrinted }));
    else resolve(err(appError('internal', { field: 'print' })));
  });
});
