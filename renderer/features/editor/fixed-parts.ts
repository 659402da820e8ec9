/**
 * Keeps 主送 and 署名 on the paper. A key at a caret can never take them away: without this, a Backspace that meets an atom which the
 * schema demands makes the editor fill in a whole new text behind it. Replacing a selected text as a whole stays possible, because the
 * schema puts both back; what other people's pages and undo bring in is left alone.
 */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { NODE } from '#shared/doc/shape.ts';

export const FixedParts = Extension.create({
  name: 'fixedParts',
  addProseMirrorPlugins: () => [new Plugin({
    filterTransaction: (tr, state) => {
      if (!tr.docChanged || !state.selection.empty || tr.getMeta(ySyncPluginKey) !== undefined) return true;
      let isKept = true;
      state.doc.forEach((node, at) => { if (node.type.name === NODE.recipients || node.type.name === NODE.signature) isKept &&= !tr.mapping.mapResult(at, -1).deletedAfter; });
      return isKept;
    },
  })],
});
