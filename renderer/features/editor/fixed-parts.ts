/**
 * Keeps 主送 and 署名 on the paper. A key at a caret can never take them away: without this, a Backspace that meets an atom which the
 * schema demands makes the editor fill in a whole new text behind it. Replacing a selected text as a whole stays possible, because the
 * schema puts both back; what other people's pages and undo bring in is left alone.
 */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

export const FixedParts = Extension.create({
  name: 'fixedParts',
  addProseMirrorPlugins: () => [new Plugin({
    filterTransaction: (tr, state) => {
      if (!tr.docChanged || !state.selection.empty || tr.getMeta(ySyncPluginKey) !== undefined) return true;
      const recipientsAt = state.doc.firstChild?.nodeSize ?? 0;
      const signatureAt = state.doc.content.size - (state.doc.lastChild?.nodeSize ?? 0);
      return ![recipientsAt, signatureAt].some((at) => tr.mapping.mapResult(at, -1).deletedAfter);
    },
  })],
});
