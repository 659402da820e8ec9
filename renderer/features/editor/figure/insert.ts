/** Where a picture goes: behind the block with the caret, never in front of the text of the document. */
import type { Editor } from '@tiptap/core';
import { NodeSelection } from '@tiptap/pm/state';
import { FIGURE_WIDTH_MM, NODE } from '#shared/doc/shape.ts';

export interface NewFigure {
  readonly blob: string;
  readonly pixels: string;
  readonly width: number;
}

export const widthFor = (naturalMm: number): number => Math.round(Math.min(FIGURE_WIDTH_MM.max, Math.max(FIGURE_WIDTH_MM.min, naturalMm)));

export function insertFigure(editor: Editor, figure: NewFigure): boolean {
  const { state, view } = editor;
  const type = state.schema.nodes[NODE.figure];
  if (type === undefined || !editor.isEditable) return false;
  const { $to } = state.selection;
  let at = $to.depth > 0 ? $to.after(1) : $to.pos;
  // In the title or on a drawn part: the text begins behind 主送, and 署名 stays behind it.
  let start = 0;
  let end = state.doc.content.size;
  state.doc.forEach((node, from) => {
    if (node.type.name === NODE.recipients) start = from + node.nodeSize;
    if (node.type.name === NODE.signature && at > from && at <= from + node.nodeSize) end = from;
  });
  at = Math.min(Math.max(at, start), end);
  const tr = state.tr.insert(at, type.create({ ...figure, alt: '' }));
  const placed = tr.doc.nodeAt(at);
  if (placed?.type === type) tr.setSelection(NodeSelection.create(tr.doc, at));
  view.dispatch(tr.scrollIntoView());
  view.focus();
  return true;
}
