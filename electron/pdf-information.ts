/**
 * Says in a PDF whose it is and by what it was made. Chromium writes a title and no author; the rest is appended as PDF means it to be (ISO 32000-1, 7.5.6): the
 * file as it was, a new information dictionary, a table of it. A file of another build than expected stays as it is.
 */
export interface PdfInformation { readonly author: string; readonly creator: string }

const TAIL_BYTES = 2_048;
const ENTRY_BYTES = 20;
const INFORMATION_BYTES_MAX = 8_192;

export function withInformation(pdf: Uint8Array, { author, creator }: PdfInformation): Uint8Array {
  const textAt = (from: number, length: number): string => Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1', from, Math.min(pdf.length, from + length));
  const end = /trailer\s*<<\s*\/Size (?<size>\d+)\s*\/Root (?<root>\d+ \d+ R)\s*\/Info (?<info>\d+) 0 R\s*>>\s*startxref\s+(?<table>\d+)\s+%%EOF\s*$/u.exec(textAt(Math.max(0, pdf.length - TAIL_BYTES), TAIL_BYTES))?.groups;
  if (end === undefined) return pdf;
  const [info, table] = [Number(end['info']), Number(end['table'])];
  const head = /^xref\r?\n0 \d+\r?\n/u.exec(textAt(table, 64))?.[0];
  if (head === undefined) return pdf;
  const at = /^(\d{10}) 00000 n/u.exec(textAt(table + head.length + info * ENTRY_BYTES, ENTRY_BYTES))?.[1];
  const before = new RegExp(String.raw`^${info} 0 obj\s*<<((?:[^<>()]|<[0-9A-Fa-f]*>|\([^()\\]*\))*)>>\s*endobj`, 'u').exec(at === undefined ? '' : textAt(Number(at), INFORMATION_BYTES_MAX))?.[1];
  if (before === undefined) return pdf;
  const kept = before.replace(/\/(?:Author|Creator)\s*(?:<[0-9A-Fa-f]*>|\([^()]*\))\s*/gu, '').trim();
  const start = pdf.length + 1;
  const object = `${info} 0 obj\n<<${kept}\n/Author ${hex(author)}\n/Creator ${hex(creator)}>>\nendobj\n`;
  const update = `\n${object}xref\n${info} 1\n${String(start).padStart(10, '0')} 00000 n \ntrailer\n<</Size ${end['size']}\n/Root ${end['root']}\n/Info ${info} 0 R\n/Prev ${table}>>\nstartxref\n${start + object.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(update, 'latin1')]);
}

/** UTF-16, big end first, with its mark (7.9.2.2). */
const hex = (text: string): string => `<FEFF${Buffer.from(text.toWellFormed(), 'utf16le').swap16().toString('hex').toUpperCase()}>`;
