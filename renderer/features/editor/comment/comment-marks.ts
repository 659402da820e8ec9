/** The words that open threads are about, drawn; the one that is looked at stronger. Nothing of it is written. */
import { Extension } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import { readComments, threadsIn } from '#shared/doc/comments.ts';
import { commentsOf } from '#shared/doc/shape.ts';
import { placeOf } from '#renderer/features/editor/anchors.ts';

interface Shown { readonly decorations: DecorationSet; readonly active: string | null }
export const commentMarksKey = new PluginKey<Shown>('comments');

export const CommentMarks = Extension.create<{ readonly doc: Y.Doc | null }>({
  name: 'commentMarks',
  addOptions: () => ({ doc: null }),
  addProseMirrorPlugins() {
    const { doc } = this.options;
    const drawn = (state: EditorState, text: PmNode, active: string | null): Shown => ({ active, decorations: doc === null ? DecorationSet.empty : DecorationSet.create(text, threadsIn(readComments(doc)).flatMap((thread) => {
      const place = thread.settled === null ? placeOf(state, thread, text) : null;
      return place === null ? [] : [Decoration.inline(place.from, place.to, { class: thread.id === active ? 'commented active' : 'commented' })];
    })) });
    return [new Plugin<Shown>({
      key: commentMarksKey,
      state: {
        init: () => ({ decorations: DecorationSet.empty, active: null }),
        apply: (tr, old, before) => {
          const asked = tr.getMeta(commentMarksKey) as { readonly active: string | null } | undefined;
          if (asked !== undefined) return drawn(before, tr.doc, asked.active);
          // What others write comes as a whole stretch of new text.
          if (tr.docChanged && tr.getMeta(ySyncPluginKey) !== undefined) return drawn(before, tr.doc, old.active);
          return tr.docChanged ? { ...old, decorations: old.decorations.map(tr.mapping, tr.doc) } : old;
        },
      },
      props: { decorations: (state) => commentMarksKey.getState(state)?.decorations },
      view: (view) => {
        const look = (): void => { if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(commentMarksKey, { active: commentMarksKey.getState(view.state)?.active ?? null })); };
        // The binding knows its places only once it has drawn the text.
        const timer = window.setTimeout(look, 0);
        if (doc !== null) commentsOf(doc).observe(look);
        return { destroy: () => { window.clearTimeout(timer); if (doc !== null) commentsOf(doc).unobserve(look); } };
      },
    })];
  },
});
