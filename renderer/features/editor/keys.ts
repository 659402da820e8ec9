/**
 * Keys of the official text. Enter in a title goes on to the text below it; Backspace and Delete stop at 主送 and 署名 instead of eating them;
 * Ctrl+Alt+1…4 set a heading, Ctrl+Alt+0 takes it back.
 *
 * Holds: a key acts where the caret stands when it is pressed. The browser says that the caret moved (`selectionchange`) in a task of its own,
 * which a busy page runs after keys that wait already: End and Enter in a row split the line where the caret had been. So it is said before
 * every key; where nothing moved, ProseMirror sees so and does nothing.
 */
import { Extension, type Editor } from '@tiptap/core';
import { Plugin, TextSelection, type EditorState } from '@tiptap/pm/state';
import { HEADING_LEVELS, NODE } from '#shared/doc/shape.ts';

export function toggleHeading(editor: Editor, level: number): boolean {
  const isOn = editor.isActive(NODE.heading, { level });
  return isOn ? editor.chain().focus().setNode(NODE.paragraph).run() : editor.chain().focus().setNode(NODE.heading, { level }).run();
}

function toFirstBlock(editor: Editor): boolean {
  const { $from } = editor.state.selection;
  const { doc, tr } = editor.state;
  // A title is followed by 主送, that of an 附件 by its text.
  const skipped = $from.parent.type.name === NODE.title ? 2 : $from.parent.type.name === NODE.attachment ? 1 : 0;
  if (skipped === 0) return false;
  const at = $from.posAtIndex($from.index(0) + skipped, 0) + 1;
  editor.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(at))).scrollIntoView());
  return true;
}

/** What no key at a caret beside it may eat or join. */
const STANDING: readonly string[] = [NODE.recipients, NODE.signature];

function stopBackwards(editor: Editor): boolean {
  const { selection } = editor.state;
  const { $from } = selection;
  if (!selection.empty || $from.depth !== 1 || !editor.view.endOfTextblock('backward')) return false;
  if ($from.parent.type.name === NODE.heading) return editor.commands.setNode(NODE.paragraph);
  return $from.index(0) === 0 || STANDING.includes(editor.state.doc.child($from.index(0) - 1).type.name);
}

function stopForwards(editor: Editor): boolean {
  const { doc, selection } = editor.state;
  const { $from } = selection;
  if (!selection.empty || $from.depth !== 1 || !editor.view.endOfTextblock('forward')) return false;
  return $from.parent.type.name === NODE.title || STANDING.includes(doc.maybeChild($from.index(0) + 1)?.type.name ?? NODE.signature);
}

/** A new 附件 behind everything, with the caret in its title. */
export function addAttachment(editor: Editor): boolean {
  const { doc, schema, tr } = editor.state;
  const [attachment, paragraph] = [schema.nodes[NODE.attachment], schema.nodes[NODE.paragraph]];
  if (attachment === undefined || paragraph === undefined) return false;
  const at = doc.content.size;
  tr.insert(at, [attachment.create(), paragraph.create()]);
  editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
  editor.view.focus();
  return true;
}

/** The 附件 that the caret is in, from its title to the next one's. */
export function attachmentAround({ doc, selection: { $from } }: EditorState): { readonly from: number; readonly to: number } | null {
  let found: { readonly from: number; readonly to: number } | null = null;
  let start: number | null = null;
  doc.forEach((node, at) => {
    if (node.type.name !== NODE.attachment) return;
    if (start !== null && found === null && $from.pos < at) found = { from: start, to: at };
    start = $from.pos >= at ? at : start;
  });
  return found ?? (start === null ? null : { from: start, to: doc.content.size });
}

export function removeAttachment(editor: Editor): boolean {
  const range = attachmentAround(editor.state);
  if (range === null) return false;
  editor.view.dispatch(editor.state.tr.delete(range.from, range.to).scrollIntoView());
  editor.view.focus();
  return true;
}

export const OfficialKeys = Extension.create({
  name: 'officialKeys', priority: 1100,
  addProseMirrorPlugins() {
    return [new Plugin({
      props: {
        handleDOMEvents: {
          keydown(view) {
            if (!view.composing) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'));
            return false;
          },
        },
      },
    })];
  },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => toFirstBlock(editor),
      Backspace: ({ editor }) => stopBackwards(editor),
      'Mod-Backspace': ({ editor }) => stopBackwards(editor),
      Delete: ({ editor }) => stopForwards(editor),
      'Mod-Delete': ({ editor }) => stopForwards(editor),
      'Mod-Alt-0': ({ editor }) => editor.commands.setNode(NODE.paragraph),
      ...Object.fromEntries(HEADING_LEVELS.map((level) => [`Mod-Alt-${level}`, ({ editor }: { editor: Editor }) => toggleHeading(editor, level)])),
    };
  },
});
