/** Calls that end in a file or at the printer: where it goes is what the person says in the system's dialog, and nowhere else; a name is only what is suggested there. */
import { z } from 'zod';
import { FILE_BYTES_MAX, isFileName } from '#shared/doc/file-types.ts';

export const call = <I extends z.ZodType, O extends 'main' | 'replica'>(input: I, owner: O) => ({ input, owner });
export const nothing = z.strictObject({});
export const bytesUpTo = (max: number) => z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.byteLength <= max);
export const FILE_CHARS_MAX = 16_000_000;
export const WORD_BYTES_MAX = 60_000_000;
export const OFD_BYTES_MAX = 120_000_000;
/** The pages are in the window that asks; only what the file shall be called is said. */
const pdfName = z.strictObject({ name: z.string().regex(/^[\p{L}\p{N}〔（(][\p{L}\p{N} ._〔〕（）()-]{0,100}\.pdf$/u) });

export const FILE_CALLS = {
  'paper.save': call(pdfName.extend({ author: z.string().max(300) }), 'main'),
  'paper.print': call(pdfName, 'main'),
  /** The PDF itself, for measuring: nothing is written. */
  'paper.render': call(nothing, 'main'),
  'file.saveAttached': call(z.strictObject({ name: z.string().refine(isFileName), bytes: bytesUpTo(FILE_BYTES_MAX) }), 'main'),
  'file.save': call(z.strictObject({ name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._〔〕（）()-]{0,100}\.csv$/u), text: z.string().max(FILE_CHARS_MAX) }), 'main'),
  'file.saveTable': call(z.strictObject({ name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._〔〕（）()-]{0,100}\.xlsx$/u), bytes: bytesUpTo(WORD_BYTES_MAX) }), 'main'),
  'file.saveWord': call(z.strictObject({ name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._〔〕（）()-]{0,100}\.docx$/u), bytes: bytesUpTo(WORD_BYTES_MAX) }), 'main'),
  'file.saveOfd': call(z.strictObject({ name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._〔〕（）()-]{0,100}\.ofd$/u), bytes: bytesUpTo(OFD_BYTES_MAX) }), 'main'),
} as const;
