/**
 * What other features may do with an open text: show a place of it, and change stretches of it as one step of undo. Places are those of
 * `shared/doc`: the index of a block and UTF-16 offsets in it. Always true: a text that is no longer the one looked at is left alone.
 */
import type { Editor } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import { readContent, type Content } from '#shared/doc/canonical.ts';
import { cleanContent, isRevised, placeInRevised, type PlaceInText } from '#shared/doc/revisions.ts';
import { isAsLookedAt } from '#shared/gbt9704/check/mend.ts';
import type { BlockPlace, TextEdit } from '#shared/gbt9704/check/model.ts';
import type { Thread } from '#shared/doc/comments.ts';
import { restoreInto } from '#shared/doc/import-content.ts';
import type { MetaKey } from '#shared/doc/shape.ts';
import { anchorOf, placeOf, writersIn, type Anchor } from './anchors.ts';
import { commentMarksKey } from './comment/comment-marks.ts';
import { assign, ownerAt } from './section/claims.ts';
import { sectionLocksKey } from './section/section-locks.ts';
import { writeElement } from './use-elements.ts';
import { revisionsIn, type Revision } from './revision/list.ts';
import { PROPOSES } from './revision/tracking.ts';
import { settling, type Chosen, type Verdict } from './revision/settle.ts';

export interface EditorHandle {
  show(place: BlockPlace): void;
  /** False when nothing was changed, because the text is another by now or an input method is at work in it. */
  replace(edits: readonly TextEdit[]): boolean;
  /** A field beside the text (版面要素). */
  setElement(key: MetaKey, value: string): void;
  /** 修订 of the text, in its order. */
  revisions(): readonly Revision[];
  /** Under which Yjs client ids its added words were written. */
  writersOf(revision: Revision): readonly number[];
  onRevised(listener: () => void): () => void;
  showRevision(revision: Revision): void;
  /** What is selected, for a 批注 about it; null where nothing is. */
  anchor(): Anchor | null;
  /** Null where its words are gone. */
  placeOfThread(thread: Thread): { readonly from: number; readonly to: number } | null;
  showThread(thread: Thread): void;
  /** Other words in the place of those that a thread is about, as a 修订; false when they are gone or nothing can be written now. */
  propose(thread: Thread, words: string): boolean;
  /** Whose part begins at this block, and handing it over (分工); null: everybody's. */
  ownerAt(index: number): string | null;
  assign(index: number, owner: string | null): void;
  /** An earlier version in the place of the text, undone like anything that was typed; false when nothing can be written now. */
  restore(version: Content): boolean;
  /** One step of undo; false when there was nothing to settle or the text cannot be written now. */
  settle(chosen: Chosen, verdict: Verdict): boolean;
}

/** Nobody reads a list while they type. */
const PAUSE_MS = 120;

/** Positions in the editor's document; null for a place that is not there. */
export function rangeOf(doc: PmNode, { index, start, end }: Pick<BlockPlace, 'index' | 'start' | 'end'>): { readonly from: number; readonly to: number } | null {
  const block = doc.maybeChild(index);
  if (block === null || block === undefined || start < 0 || start > end || end > block.content.size) return null;
  let before = 0;
  for (let each = 0; each < index; each += 1) before += doc.child(each).nodeSize;
  return { from: before + 1 + start, to: before + 1 + end };
}

/** Places are those of the 清样 (REV04): where the text has revisions, they stand elsewhere in it. */
export interface Located {
  readonly placeOf: (place: PlaceInText) => PlaceInText | null;
  readonly textOf: (index: number) => string;
}

function locatedIn(content: Content): Located | null {
  if (!isRevised(content)) return null;
  const { blocks } = cleanContent(content);
  return { placeOf: (place) => placeInRevised(content, place), textOf: (index) => blocks[index]?.runs.map((run) => run.text).join('') ?? '' };
}

/** All edits in one transaction, or null. They come from the end to the beginning. */
export function replacing(state: EditorState, edits: readonly TextEdit[], located: Located | null = null): Transaction | null {
  const { tr } = state;
  for (const edit of edits) {
    const place = located === null ? edit : located.placeOf(edit);
    const range = place === null ? null : rangeOf(state.doc, place);
    if (range === null || !isAsLookedAt(located === null ? state.doc.child(edit.index).textContent : located.textOf(edit.index), edit)) return null;
    if (edit.insert === '') tr.delete(range.from, range.to);
    else tr.insertText(edit.insert, range.from, range.to);
  }
  return tr;
}

export function editorHandle(editor: Editor, text: Y.Doc): EditorHandle {
  const { view } = editor;
  const endStep = (): void => {
    (yUndoPluginKey.getState(view.state) as { readonly undoManager?: { stopCapturing(): void } } | undefined)?.undoManager?.stopCapturing();
  };
  const show = (place: BlockPlace): void => {
    const located = editor.isDestroyed ? null : locatedIn(readContent(text));
    const standing = located === null ? place : located.placeOf(place);
    const range = editor.isDestroyed || standing === null ? null : rangeOf(view.state.doc, standing);
    if (range === null) return;
    const { doc } = view.state;
    if (doc.resolve(range.from).parent.isTextblock) view.dispatch(view.state.tr.setSelection(TextSelection.create(doc, range.from, range.to)));
    view.focus();
    const { node } = view.domAtPos(range.from);
    (node instanceof Element ? node : node.parentElement)?.scrollIntoView({ block: 'center' });
  };
  return {
    show,
    replace: (edits) => {
      const tr = editor.isDestroyed || !editor.isEditable || view.composing ? null : replacing(view.state, edits, locatedIn(readContent(text)));
      if (tr === null) return false;
      endStep();
      view.dispatch(tr);
      endStep();
      const first = edits.at(-1);
      if (first !== undefined) show({ kind: 'block', index: first.index, start: first.start, end: first.start + first.insert.length });
      return true;
    },
    revisions: () => (editor.isDestroyed ? [] : revisionsIn(view.state.doc)),
    writersOf: (revision) => (editor.isDestroyed ? [] : writersIn(view.state, revision)),
    onRevised: (listener) => {
      let timer: number | undefined;
      const onTransaction = ({ transaction }: { readonly transaction: Transaction }): void => {
        if (!transaction.docChanged) return;
        window.clearTimeout(timer);
        timer = window.setTimeout(listener, PAUSE_MS);
      };
      editor.on('transaction', onTransaction);
      return () => { window.clearTimeout(timer); editor.off('transaction', onTransaction); };
    },
    showRevision: ({ from, to }) => {
      if (editor.isDestroyed || to > view.state.doc.content.size) return;
      view.dispatch(view.state.tr.setSelection(TextSelection.between(view.state.doc.resolve(from), view.state.doc.resolve(to))));
      view.focus();
      const { node } = view.domAtPos(Math.min(from + 1, view.state.doc.content.size));
      (node instanceof Element ? node : node.parentElement)?.scrollIntoView({ block: 'center' });
    },
    ownerAt: (index) => (editor.isDestroyed ? null : ownerAt(view.state, text, index)),
    assign: (index, owner) => { if (!editor.isDestroyed && editor.isEditable) assign(view.state, text, index, owner); },
    anchor: () => (editor.isDestroyed ? null : anchorOf(view.state)),
    placeOfThread: (thread) => (editor.isDestroyed ? null : placeOf(view.state, thread)),
    showThread: (thread) => {
      const place = editor.isDestroyed ? null : placeOf(view.state, thread);
      if (place === null) return;
      view.dispatch(view.state.tr.setSelection(TextSelection.between(view.state.doc.resolve(place.from), view.state.doc.resolve(place.to))).setMeta(commentMarksKey, { active: thread.id }));
      view.focus();
      const { node } = view.domAtPos(place.from);
      (node instanceof Element ? node : node.parentElement)?.scrollIntoView({ block: 'center' });
    },
    propose: (thread, words) => {
      const place = editor.isDestroyed || !editor.isEditable || view.composing ? null : placeOf(view.state, thread);
      if (place === null) return false;
      endStep();
      view.dispatch((words === '' ? view.state.tr.delete(place.from, place.to) : view.state.tr.insertText(words, place.from, place.to)).setMeta(PROPOSES, true));
      endStep();
      return true;
    },
    setElement: (key, value) => { if (!editor.isDestroyed && editor.isEditable) writeElement(text, key, value); },
    restore: (version) => {
      if (editor.isDestroyed || !editor.isEditable || view.composing) return false;
      // It would write over parts that others have taken over.
      if ((sectionLocksKey.getState(view.state)?.foreign ?? 0) > 0) return false;
      endStep();
      restoreInto(text, version, ySyncPluginKey);
      endStep();
      return true;
    },
    settle: (chosen, verdict) => {
      const tr = editor.isDestroyed || !editor.isEditable || view.composing ? null : settling(view.state, chosen, verdict);
      if (tr === null) return false;
      endStep();
      view.dispatch(tr);
      endStep();
      return true;
    },
  };
}
