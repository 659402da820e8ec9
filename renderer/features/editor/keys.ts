/**
 * Keys of the official text. Enter in the title goes on to the text; Backspace and Delete stop at 主送 and 署名 instead of eating them;
 * Ctrl+Alt+1…4 set a heading, Ctrl+Alt+0 takes it back.
 */
import { Extension, type Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { HEADING_LEVELS, NODE } from '#shared/doc/shape.ts';

export function toggleHeading(editor: Editor, level: number): boolean {
  const isOn = editor.isActive(NODE.heading, { level });
  return isOn ? editor.chain().focus().setNode(NODE.paragraph).run() : editor.chain().focus().setNode(NODE.heading, { level }).run();
}

function toFirstBlock(editor: Editor): boolean {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== NODE.title) return false;
  const { doc, tr } = editor.state;
  // doc = title, recipients, first block …
  const at = (doc.firstChild?.nodeSize ?? 0) + (doc.maybeChild(1)?.nodeSize ?? 0) + 1;
  editor.view.dispatch(tr.setSelection(TextSelection.create(doc, at)).scrollIntoView());
  return true;
}

function stopBackwards(editor: Editor): boolean {
  const { selection } = editor.state;
  const { $from } = selection;
  if (!selection.empty || $from.depth !== 1 || !editor.view.endOfTextblock('backward')) return false;
  if ($from.parent.type.name === NODE.heading) return editor.commands.setNode(NODE.paragraph);
  return $from.index(0) <= 2;
}

function stopForwards(editor: Editor): boolean {
  const { doc, selection } = editor.state;
  const { $from } = selection;
  if (!selection.empty || $from.depth !== 1 || !editor.view.endOfTextblock('forward')) return false;
  return $from.parent.type.name === NODE.title || $from.index(0) >= doc.childCount - 2;
}

export const OfficialKeys = Extension.create({
  name: 'officialKeys', priority: 1100,
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
