/** A table from a file, whichever of the usual kinds: CSV in the encodings that spreadsheets write, or XLSX. Bounded in bytes and rows; formulas are refused. Runs in a worker. */
import Papa from 'papaparse';
import { IMPORT_ROWS_MAX } from '#shared/org/change/import.ts';
import { Unreadable } from '#renderer/ooxml/parts.ts';
import { readXlsx, type TableRow } from './read-xlsx.ts';

export const FILE_BYTES_MAX = 20_000_000;
export const TABLE_PROBLEMS = ['tooLarge', 'tooManyRows', 'oldExcel', 'notTable', 'broken', 'encoding', 'formula', 'empty'] as const;
export type TableProblem = (typeof TABLE_PROBLEMS)[number];
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'xlsx';

export interface Ask { readonly bytes: Uint8Array }
export type Answer =
  | { readonly kind: 'read'; readonly encoding: Encoding; readonly rows: readonly TableRow[] }
  | { readonly kind: 'failed'; readonly problem: TableProblem; readonly row: number | null };

export function answer({ bytes }: Ask): Answer {
  try {
    const { encoding, rows } = readTable(bytes);
    return rows.length === 0 ? { kind: 'failed', problem: 'empty', row: null } : { kind: 'read', encoding, rows };
  } catch (failure) {
    return failure instanceof Unreadable ? { kind: 'failed', problem: failure.problem as TableProblem, row: failure.row } : { kind: 'failed', problem: 'broken', row: null };
  }
}

function readTable(bytes: Uint8Array): { readonly encoding: Encoding; readonly rows: readonly TableRow[] } {
  if (bytes.byteLength > FILE_BYTES_MAX) throw new Unreadable('tooLarge');
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new Unreadable('oldExcel');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return { encoding: 'xlsx', rows: readXlsx(bytes, IMPORT_ROWS_MAX) };
  const { encoding, text } = decode(bytes);
  return { encoding, rows: readCsv(text) };
}

/** By its mark, by zero bytes, else UTF-8 where it is, else GB 18030, which Excel and WPS write here. */
export function decode(bytes: Uint8Array): { readonly encoding: Encoding; readonly text: string } {
  const [a, b] = bytes;
  const zeros = (from: number): number => bytes.subarray(0, 2_000).filter((byte, index) => index % 2 === from && byte === 0).length;
  const marked = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : null;
  const guessed = marked ?? (zeros(1) > zeros(0) ? 'utf-16le' : zeros(0) > 0 ? 'utf-16be' : null);
  const tried: readonly Encoding[] = guessed === null ? ['utf-8', 'gb18030'] : [guessed];
  for (const encoding of tried) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!text.includes('\0')) return { encoding, text };
    } catch { /* The next one. */ }
  }
  throw new Unreadable('encoding');
}

const LIKE_A_FORMULA = /^\s*[=＝]/u;

function readCsv(text: string): readonly TableRow[] {
  const parsed = Papa.parse<string[]>(text, { preview: IMPORT_ROWS_MAX + 2, delimitersToGuess: [',', '\t', ';', '，'] });
  if (parsed.errors.some(({ type }) => type === 'Quotes')) throw new Unreadable('broken', (parsed.errors.find(({ type }) => type === 'Quotes')?.row ?? 0) + 1);
  const rows: TableRow[] = [];
  for (const [index, cells] of parsed.data.entries()) {
    if (cells.some((cell) => LIKE_A_FORMULA.test(cell))) throw new Unreadable('formula', index + 1);
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ row: index + 1, cells });
  }
  if (rows.length > IMPORT_ROWS_MAX + 1) throw new Unreadable('tooManyRows');
  return rows;
}
