/** While one drafts: a part that somebody has taken over is theirs to write in, and says whose it is. What others bring in is never held back. */
import { Extension } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { Step, StepMap } from '@tiptap/pm/transform';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import { sectionsOf } from '#shared/doc/shape.ts';
import { heldBlocks, type HeldBlock } from './claims.ts';

export interface SectionLockOptions {
  readonly doc: Y.Doc | null;
  readonly personId: string;
  readonly isOn: () => boolean;
  /** What stands beside the heading. */
  readonly label: (owner: string) => Promise<string>;
  readonly onLocked: (owner: string) => void;
}

interface Held {
  readonly blocks: readonly HeldBlock[];
  /** How many of them are others'. */
  readonly foreign: number;
  readonly decorations: DecorationSet;
}
export const sectionLocksKey = new PluginKey<Held>('sectionLocks');
const NONE: Held = { blocks: [], foreign: 0, decorations: DecorationSet.empty };

export const SectionLocks = Extension.create<SectionLockOptions>({
  name: 'sectionLocks',
  addOptions: () => ({ doc: null, personId: '', isOn: () => false, label: async () => '', onLocked: () => undefined }),
  addProseMirrorPlugins() {
    const { doc: text, personId, isOn, label, onLocked } = this.options;
    const draw = (state: EditorState, doc: PmNode): Held => {
      const blocks = text === null || !isOn() ? [] : heldBlocks(state, text, doc);
      if (blocks.length === 0) return NONE;
      return { blocks, foreign: blocks.filter(({ claim }) => claim.owner !== personId).length, decorations: DecorationSet.create(doc, blocks.flatMap(({ claim, from, to, isFirst }) => {
        const isOwn = claim.owner === personId;
        return [
          // Nothing is typed where nothing may be: an input method never begins there.
          Decoration.node(from, to, isOwn ? { class: 'section-own' } : { class: 'section-locked', contenteditable: 'false' }),
          ...(isFirst ? [Decoration.widget(from + 1, () => chip(label(claim.owner), isOwn), { side: -1, key: `${claim.id} ${claim.owner}`, ignoreSelection: true })] : []),
        ];
      })) };
    };
    return [new Plugin<Held>({
      key: sectionLocksKey,
      state: {
        init: () => NONE,
        apply: (tr, old, before) => {
          if (tr.getMeta(sectionLocksKey) !== undefined || (tr.docChanged && old.blocks.length > 0)) return draw(before, tr.doc);
          return old;
        },
      },
      filterTransaction: (tr, state) => {
        if (!tr.docChanged || tr.getMeta(ySyncPluginKey) !== undefined || !isOn()) return true;
        const owner = foreignOwner(tr, (sectionLocksKey.getState(state) ?? NONE).blocks.filter(({ claim }) => claim.owner !== personId));
        if (owner !== null) onLocked(owner);
        return owner === null;
      },
      props: { decorations: (state) => sectionLocksKey.getState(state)?.decorations },
      view: (view) => {
        const look = (): void => { if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(sectionLocksKey, true)); };
        // The binding knows its places only once it has drawn the text.
        const timer = window.setTimeout(look, 0);
        if (text !== null) sectionsOf(text).observe(look);
        return { destroy: () => { window.clearTimeout(timer); if (text !== null) sectionsOf(text).unobserve(look); } };
      },
    })];
  },
});

/** Whose part a change reaches into; at the edges of one it may. */
export function foreignOwner(tr: Transaction, locked: readonly Pick<HeldBlock, 'claim' | 'from' | 'to'>[]): string | null {
  for (const { claim, from, to } of locked) {
    let [start, end] = [from, to];
    for (const [index, step] of tr.steps.entries()) {
      const map = tr.mapping.maps[index] as StepMap;
      if (rangesOf(step, map).some((range) => range.from < end && range.to > start)) return claim.owner;
      [start, end] = [map.map(start, 1), map.map(end, -1)];
    }
  }
  return null;
}

/** What a step changes, in the text before it. Marks and attributes move nothing, so that a map of places knows nothing of them. */
function rangesOf(step: Step, map: StepMap): readonly { readonly from: number; readonly to: number }[] {
  const { from, to, pos } = step as { readonly from?: number; readonly to?: number; readonly pos?: number };
  if (pos !== undefined) return [{ from: pos, to: pos + 1 }];
  const ranges: { readonly from: number; readonly to: number }[] = [];
  map.forEach((start, end) => { ranges.push({ from: start, to: end }); });
  return ranges.length === 0 && from !== undefined && to !== undefined ? [{ from, to }] : ranges;
}

function chip(label: Promise<string>, isOwn: boolean): HTMLElement {
  const element = document.createElement('span');
  element.className = isOwn ? 'section-owner own' : 'section-owner';
  element.contentEditable = 'false';
  void label.then((words) => { element.textContent = words; });
  return element;
}
