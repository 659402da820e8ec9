/**
 * The title on the screen in the lines that it will have on the paper (shared/gbt9704/layout/title-lines.ts). Breaks are drawn, never written. While an input method
 * is at work they stay where they are and only move along, because a break that comes or goes beside a composition could end it.
 */
import { Extension } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { NODE } from '#shared/doc/shape.ts';
import { titleLines } from '#shared/gbt9704/layout/title-lines.ts';

/** A title that did not change is the very same node: words are looked up once, not at every key somewhere else. */
const known = new WeakMap<PmNode, readonly number[]>();

function breaksOf(title: PmNode): readonly number[] {
  const before = known.get(title);
  if (before !== undefined) return before;
  const breaks = breaksIn(title.textContent);
  known.set(title, breaks);
  return breaks;
}

/** Offsets in a title at which a line of the paper begins; none where the lines are not the title's own letters. */
export function breaksIn(title: string): readonly number[] {
  const lines = titleLines(title);
  if (lines.join('') !== title) return [];
  const breaks: number[] = [];
  for (const line of lines.slice(0, -1)) breaks.push((breaks.at(-1) ?? 0) + line.length);
  return breaks;
}

const TITLES: readonly string[] = [NODE.title, NODE.attachment];
const key = new PluginKey<DecorationSet>('titleBreaks');
const lineBreak = (): HTMLElement => {
  const element = document.createElement('br');
  element.className = 'title-break';
  return element;
};

export function titleBreaks(doc: PmNode): DecorationSet {
  const decorations: Decoration[] = [];
  doc.forEach((node, pos) => {
    if (!TITLES.includes(node.type.name)) return;
    for (const at of breaksOf(node)) decorations.push(Decoration.widget(pos + 1 + at, lineBreak, { side: -1, ignoreSelection: true, key: 'title-break' }));
  });
  return DecorationSet.create(doc, decorations);
}

export const TitleBreaks = Extension.create({
  name: 'titleBreaks',
  addProseMirrorPlugins: () => {
    let isComposing = (): boolean => false;
    return [new Plugin<DecorationSet>({
      key,
      view: (view) => {
        isComposing = () => view.composing;
        return {};
      },
      state: {
        init: (_config, { doc }) => titleBreaks(doc),
        apply: (tr, breaks) => (!tr.docChanged ? breaks : isComposing() ? breaks.map(tr.mapping, tr.doc) : titleBreaks(tr.doc)),
      },
      props: { decorations: (state) => key.getState(state) },
    })];
  },
});
