/**
 * Find and replace in the text: where a word stands, which of its places is looked at, and one or all of them replaced as one step of undo. A word is found inside
 * one block, whatever marks it bears; letters count without their case. Pure but for the plugin, which keeps what was found and draws it.
 */
import { Extension } from '@tiptap/core';
import type { Node as PmNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface Found {
  readonly query: string;
  readonly places: readonly Place[];
  /** The one that is looked at; -1 without any. */
  readonly at: number;
}

/** More are neither drawn nor replaced at once. */
export const PLACES_MAX = 5_000;
export const NOTHING: Found = { query: '', places: [], at: -1 };

export function placesOf(doc: PmNode, query: string): readonly Place[] {
  const wanted = query.toLocaleLowerCase();
  const places: Place[] = [];
  if (wanted === '') return places;
  doc.descendants((node, pos) => {
    if (!node.isTextblock || places.length >= PLACES_MAX) return !node.isTextblock;
    const text = node.textBetween(0, node.content.size, undefined, '\uFFFC').toLocaleLowerCase();
    // A letter that is longer in lower case would move everything behind it.
    if (text.length !== node.content.size) return false;
    for (let at = text.indexOf(wanted); at !== -1 && places.length < PLACES_MAX; at = text.indexOf(wanted, at + wanted.length)) places.push({ from: pos + 1 + at, to: pos + 1 + at + wanted.length });
    return false;
  });
  return places;
}

/** The first place at or behind this position, else the first of all. */
export const nearest = (places: readonly Place[], pos: number): number => (places.length === 0 ? -1 : Math.max(0, places.findIndex(({ from }) => from >= pos)));

export const stepped = ({ places, at }: Found, step: number): number => (places.length === 0 ? -1 : (at + step + places.length) % places.length);

/** From the end to the beginning, so that no place moves before its turn. */
export function replacing({ tr }: Pick<EditorState, 'tr'>, places: readonly Place[], words: string): Transaction {
  for (const { from, to } of places.toReversed()) {
    if (words === '') tr.delete(from, to);
    else tr.insertText(words, from, to);
  }
  return tr;
}

export const findKey = new PluginKey<Found>('find');
type Change = { readonly query: string } | { readonly at: number };

export const Find = Extension.create({
  name: 'find',
  addProseMirrorPlugins: () => [new Plugin<Found>({
    key: findKey,
    state: {
      init: () => NOTHING,
      apply: (tr, found, _before, after) => {
        const change = tr.getMeta(findKey) as Change | undefined;
        if (change !== undefined && 'at' in change) return { ...found, at: change.at };
        const query = change === undefined ? found.query : change.query;
        if (query === '' || (change === undefined && !tr.docChanged)) return query === '' ? NOTHING : found;
        const places = placesOf(after.doc, query);
        const from = change === undefined ? tr.mapping.map(found.places[found.at]?.from ?? after.selection.from) : after.selection.from;
        return { query, places, at: nearest(places, from) };
      },
    },
    props: {
      decorations: (state) => {
        const found = findKey.getState(state) ?? NOTHING;
        return DecorationSet.create(state.doc, found.places.map(({ from, to }, index) => Decoration.inline(from, to, { class: index === found.at ? 'found here' : 'found' })));
      },
    },
  })],
});
