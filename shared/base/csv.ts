/**
 * A table as a file for spreadsheets: UTF-8 with its mark, so that Chinese reads as Chinese, and CRLF.
 * No cell is ever taken for a formula: what begins like one is written behind an apostrophe, as the text that it is.
 */
const MARK = '\uFEFF';
/** Also in full width, which some spreadsheets take for the same, and behind white space, which others drop. */
const LIKE_A_FORMULA = /^\s*[=+\-@＝＋－＠]/u;
const NEEDS_QUOTES = /[",\r\n\t]|^\s|\s$/u;

export const csvOf = (rows: readonly (readonly string[])[]): string => `${MARK}${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;

function cell(text: string): string {
  // A control character at the beginning could hide what follows it.
  const plain = LIKE_A_FORMULA.test(text) || /^\p{Cc}/u.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
