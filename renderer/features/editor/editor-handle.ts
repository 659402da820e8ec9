/**
 * What other features may do with an open text: show a place of it, and change stretches of it as one step of undo. Places are those of
 * `shared/doc`: the index of a block and UTF-16 offsets in it. Always true: a text that is no longer the one looked at is left alone.
 */
import type { Editor } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import { isAsLookedAt } from '#shared/gbt9704/check/mend.ts';
import type { BlockPlace, TextEdit } from '#shared/gbt9704/check/model.ts';

export interface EditorHandle {
  show(place: BlockPlace): void;
  /** False when nothing was changed, because the text is another by now or an input method is at work in it. */
  replace(edits: readonly TextEdit[]): boolean;
}

/** Positions in the editor's document; null for a place that is not there. */
export function rangeOf(doc: PmNode, { index, start, end }: Pick<BlockPlace, 'index' | 'start' | 'end'>): { readonly from: number; readonly to: number } | null {
  const block = doc.maybeChild(index);
  if (block === null || block === undefined || start < 0 || start > end || end > block.content.size) return null;
  let before = 0;
  for (let each = 0; each < index; each += 1) before += doc.child(each).nodeSize;
  return { from: before + 1 + start, to: before + 1 + end };
}

/** All edits in one transaction, or null. They come from the end to the beginning. */
export function replacing(state: EditorState, edits: readonly TextEdit[]): Transaction | null {
  const { tr } = state;
  for (const edit of edits) {
    const range = rangeOf(state.doc, edit);
    if (range === null || !isAsLookedAt(state.doc.child(edit.index).textContent, edit)) return null;
    if (edit.insert === '') tr.delete(range.from, range.to);
    else tr.insertText(edit.insert, range.from, range.to);
  }
  return tr;
}

export function editorHandle(editor: Editor): EditorHandle {
  const { view } = editor;
  const endStep = (): void => {
    (yUndoPluginKey.getState(view.state) as { readonly undoManager?: { stopCapturing(): void } } | undefined)?.undoManager?.stopCapturing();
  };
  const show = (place: BlockPlace): void => {
    const range = editor.isDestroyed ? null : rangeOf(view.state.doc, place);
    if (range === null) return;
    const { doc } = view.state;
    if (doc.child(place.index).isTextblock) view.dispatch(view.state.tr.setSelection(TextSelection.create(doc, range.from, range.to)));
    view.focus();
    const { node } = view.domAtPos(range.from);
    (node instanceof Element ? node : node.parentElement)?.scrollIntoView({ block: 'center' });
  };
  return {
    show,
    replace: (edits) => {
      const tr = editor.isDestroyed || !editor.isEditable || view.composing ? null : replacing(view.state, edits);
      if (tr === null) return false;
      endStep();
      view.dispatch(tr);
      endStep();
      const first = edits.at(-1);
      if (first !== undefined) show({ kind: 'block', index: first.index, start: first.start, end: first.start + first.insert.length });
      return true;
    },
  };
}
