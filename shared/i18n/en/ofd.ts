/** 导出 OFD. */
import type { ofd as source } from '../zh-CN/ofd.ts';

export const ofd: { readonly [key in keyof typeof source]: string } = {
  'ofd.export': 'Save as OFD (trial)',
  'ofd.go': 'Save',
  'ofd.trial': 'Writes the pages as previewed, by GB/T 33190-2016, with their faces inside. On trial: no vendor’s OFD reader has opened these files yet. Do not send them out as the official document; use PDF for that.',
  'ofd.embedded': 'In the file, faces that come with the program stand in for {faces}.',
  'ofd.reading': 'Reading page {done} of {all}',
  'ofd.writing': 'Writing page {done} of {all}',
  'ofd.saved': 'The OFD was saved.',
  'ofd.named': '{faces} may not or cannot be embedded and are only named in the file: what is shown is up to the reader.',
  'ofd.unknown': '{count} characters are in no known face. They are in the file without their shapes: what is shown is up to the reader.',
  'ofd.failed.tooLong': 'The document is too long for an OFD (at most 2,000 pages). Divide it or save it as PDF.',
  'ofd.failed.broken': 'No OFD was made. Try again, or save it as PDF.',
};
