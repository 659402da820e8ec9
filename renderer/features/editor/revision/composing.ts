/**
 * An input method at work is left alone: whatever stands between its letters or around them would break it. What it touches is remembered as it was, and
 * becomes a proposal when it has ended. Pure.
 */
import { Slice } from '@tiptap/pm/model';
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import { tracked, type RevisionAuthor } from './track.ts';

/** A stretch that is being written, and what stood there before. */
export interface Composed {
  readonly from: number;
  readonly to: number;
  readonly before: Slice;
}

export const composedAt = ({ doc, selection: { from, to } }: EditorState): Composed => ({ from, to, before: doc.slice(from, to) });

export const isWithin = ({ from, to }: Composed, selection: { readonly from: number; readonly to: number }): boolean => selection.from >= from && selection.to <= to;

/** Somebody else wrote. */
export function movedBy({ from, to, before }: Composed, { mapping }: Transaction): Composed {
  const start = mapping.map(from, 1);
  return { from: start, to: Math.max(start, mapping.map(to, -1)), before };
}

/** It has written on: what it touched beyond its stretch belongs to it from now on, as it was. */
export function grownBy(composed: Composed, tr: Transaction): Composed {
  let { from, to, before } = composed;
  tr.steps.forEach((_step, index) => {
    const doc = tr.docs[index];
    const map = tr.mapping.maps[index];
    if (doc === undefined || map === undefined) return;
    map.forEach((start, end) => {
      if (start < from) { before = joined(doc.slice(start, from), before); from = start; }
      if (end > to) { before = joined(before, doc.slice(to, end)); to = end; }
    });
    from = map.map(from, -1);
    to = map.map(to, 1);
  });
  return { from, to, before };
}

const joined = (one: Slice, other: Slice): Slice => new Slice(one.content.append(other.content), one.openStart, other.openEnd);

/** What it wrote as a proposal on what stood there; null where that is the same. */
export function composedProposal(state: EditorState, { from, to, before }: Composed, author: RevisionAuthor): Transaction | null {
  const written = state.doc.slice(from, to);
  if (written.eq(before)) return null;
  const tr = state.tr.replace(from, to, before);
  const as = EditorState.create({ doc: tr.doc });
  const change = as.tr.replace(from, from + before.size, written);
  const head = Math.min(Math.max(state.selection.head, from), from + written.size);
  const proposal = tracked(change.setSelection(TextSelection.create(change.doc, head)), as, author);
  if (proposal === null) return null;
  for (const step of proposal.steps) tr.step(step);
  return tr.setSelection(TextSelection.create(tr.doc, proposal.selection.anchor, proposal.selection.head));
}
