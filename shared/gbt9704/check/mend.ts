/**
 * Carries a mend out on a document as data. The window does the same through the editor; tests show by this one that a mend takes its finding away.
 * Always true: all edits or none; a text that is no longer the one looked at is left as it is.
 */
import type { Block } from '#shared/doc/canonical.ts';
import { IN_COLOPHON, type MetaKey } from '#shared/doc/shape.ts';
import { textOf } from './block-text.ts';
import type { CheckedDocument, FactEdit, Mend, TextEdit } from './model.ts';

export function applyMend(document: CheckedDocument, mend: Mend): CheckedDocument {
  const texts = textEdits(mend);
  if (!texts.every((edit) => stillReads(document.blocks[edit.index], edit))) return document;
  const blocks = [...document.blocks];
  for (const edit of texts) {
    const block = blocks[edit.index];
    if (block !== undefined) blocks[edit.index] = replaced(block, edit);
  }
  // A changed document is laid out again before anything is said of its pages.
  let facts = { ...document.facts, layout: null, attachmentNote: texts.length === 0 ? document.facts.attachmentNote : null };
  for (const edit of factEdits(mend)) facts = { ...facts, [edit.key]: edit.value };
  return { ...document, blocks, facts };
}

/** From the end to the beginning, so that one edit does not move the next. */
export const textEdits = (mend: Mend): readonly TextEdit[] =>
  mend.edits.filter((edit) => edit.kind === 'text').toSorted((a, b) => b.index - a.index || b.start - a.start);
export const factEdits = (mend: Mend): readonly FactEdit[] => mend.edits.filter((edit) => edit.kind === 'fact');

/** What a mend writes into the fields beside the text; null when a part of it is not the drafter's to write there. */
export function metaEdits(mend: Mend): readonly (readonly [key: MetaKey, value: string])[] | null {
  const written = factEdits(mend).map((edit): readonly [MetaKey, string] | null => {
    switch (edit.key) {
      case 'ccRecipients': return ['ccRecipients', edit.value.map(({ name }) => name).join('，')];
      // The organ itself is the 主办 and stands first.
      case 'jointOrgans': return ['jointOrganNames', edit.value.slice(1).map(({ name }) => name).join('\n')];
      case 'recipientsAt': return ['recipientsAt', edit.value === 'colophon' ? IN_COLOPHON : ''];
      default: return null;
    }
  });
  return written.every((each) => each !== null) ? written : null;
}

const stillReads = (block: Block | undefined, edit: TextEdit): boolean => block !== undefined && isAsLookedAt(textOf(block), edit);

/** Also says no to the same change a second time. */
export const isAsLookedAt = (text: string, { start, end, was, lengthWas }: TextEdit): boolean => text.length === lengthWas && text.slice(start, end) === was;

/** What is put in takes the marks of what it replaces, or of what stands before it. */
function replaced(block: Block, { start, end, insert }: TextEdit): Block {
  const before = cut(block.runs, 0, start);
  const after = cut(block.runs, end, Infinity);
  const marks = (cut(block.runs, start, Math.max(end, start + 1))[0] ?? before.at(-1))?.marks ?? [];
  return { ...block, runs: [...before, ...(insert === '' ? [] : [{ text: insert, marks }]), ...after] };
}

function cut(runs: Block['runs'], start: number, end: number): Block['runs'] {
  const kept: Block['runs'][number][] = [];
  let at = 0;
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (text !== '') kept.push({ text, marks: run.marks });
    at += run.text.length;
  }
  return kept;
}
