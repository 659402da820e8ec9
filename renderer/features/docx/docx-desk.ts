/** What is asked of Word files and text files, and what comes of it. Pure but for the libraries that read and write them. */
import type { Run } from '#shared/doc/canonical.ts';
import { classifiedMarks, FIRST_PAGE_CHARACTERS } from '#shared/gbt9704/check/classified.ts';
import { Unreadable } from '#renderer/ooxml/parts.ts';
import { FILE_BYTES_MAX, LEFT_OUT, readDocx, type LeftOut, type ReadBlock, type ReadProblem } from './read-docx.ts';
import { readPlain, recognise, type Recognised } from './recognise.ts';
import { writeDocx, type WordFile } from './write-docx.ts';

export type Ask = { readonly kind: 'read'; readonly name: string; readonly bytes: Uint8Array } | { readonly kind: 'write'; readonly file: WordFile };
export type Answer = { readonly kind: 'read'; readonly recognised: Recognised; readonly left: LeftOut } | { readonly kind: 'written'; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly kind: 'marked'; readonly mark: string } | { readonly kind: 'failed'; readonly problem: ReadProblem };

const NOTHING = Object.fromEntries(LEFT_OUT.map((what) => [what, 0])) as unknown as LeftOut;

/** R21: such a text is not taken in. */
function markIn(blocks: readonly ReadBlock[]): string | null {
  const text = blocks.map((block) => (block.kind === 'text' ? wordsIn([block.runs]) : block.kind === 'table' ? block.rows.map((cells) => cells.map((cell) => wordsIn(cell.lines)).join('\t')).join('\n') : '')).join('\n');
  const [mark] = classifiedMarks({ text, prominent: FIRST_PAGE_CHARACTERS });
  return mark === undefined ? null : text.slice(mark.start, mark.end);
}
const wordsIn = (lines: readonly (readonly Run[])[]): string => lines.map((runs) => runs.map((run) => run.text).join('')).join('\n');

export async function answer(ask: Ask): Promise<Answer> {
  try {
    if (ask.kind === 'write') return { kind: 'written', bytes: await writeDocx(ask.file) };
    if (ask.bytes.byteLength > FILE_BYTES_MAX) return { kind: 'failed', problem: 'tooLarge' };
    const { blocks, left } = /\.txt$/iu.test(ask.name) ? { blocks: readPlain(ask.bytes), left: NOTHING } : readDocx(ask.bytes);
    const mark = markIn(blocks);
    return mark === null ? { kind: 'read', recognised: recognise(blocks), left } : { kind: 'marked', mark };
  } catch (failure) {
    return { kind: 'failed', problem: failure instanceof Unreadable ? (failure.problem as ReadProblem) : 'broken' };
  }
}
