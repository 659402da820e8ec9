/** Where a thread stands in the open text, whatever was written around it meanwhile. */
import type { Node as PmNode } from '@tiptap/pm/model';
import type { EditorState } from '@tiptap/pm/state';
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey, type ProsemirrorBinding } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import type { Thread } from '#shared/doc/comments.ts';
import { MARK, QUOTE_LENGTH_MAX } from '#shared/doc/shape.ts';

interface Bound { readonly doc: Y.Doc; readonly type: Y.XmlFragment; readonly binding: ProsemirrorBinding }
const boundTo = (state: EditorState): Bound | null => {
  const found = ySyncPluginKey.getState(state) as Partial<Bound> | undefined;
  return found?.doc === undefined || found.type === undefined || found.binding === undefined || found.binding === null ? null : (found as Bound);
};

const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));

export interface Anchor {
  readonly from: string;
  readonly to: string;
  readonly quote: string;
}

/** A place in the text, to be found again whatever is written around it. */
export function pointToText(state: EditorState, at: number): string | null {
  const bound = boundTo(state);
  return bound === null ? null : toHex(Y.encodeRelativePosition(absolutePositionToRelativePosition(at, bound.type, bound.binding.mapping) as Y.RelativePosition));
}

/** Null where it is gone. */
export function pointOf(state: EditorState, hex: string): number | null {
  const bound = boundTo(state);
  if (bound === null) return null;
  try {
    return relativePositionToAbsolutePosition(bound.doc, bound.type, Y.decodeRelativePosition(fromHex(hex)), bound.binding.mapping);
  } catch {
    return null;
  }
}

/** Null where nothing is selected. */
export function anchorOf(state: EditorState): Anchor | null {
  const { from, to, empty } = state.selection;
  const [start, end] = empty ? [null, null] : [pointToText(state, from), pointToText(state, to)];
  return start === null || end === null ? null : { from: start, to: end, quote: state.doc.textBetween(from, to, ' ').slice(0, QUOTE_LENGTH_MAX) };
}

/** Null where its words are gone. `doc`: what the text becomes, while it does. */
export function placeOf(state: EditorState, { from, to }: Pick<Thread, 'from' | 'to'>, doc: PmNode = state.doc): { readonly from: number; readonly to: number } | null {
  const [start, end] = [pointOf(state, from), pointOf(state, to)];
  return start === null || end === null || start >= end || end > doc.content.size ? null : { from: start, to: end };
}

/** Letters of a long insertion that are looked at: its ends and some between. */
const SAMPLES = 8;

/** Client ids under which the words of an insertion were written: the letters' own, whatever a mark says. */
export function writersIn(state: EditorState, { id, from, to }: { readonly id: string; readonly from: number; readonly to: number }): readonly number[] {
  const bound = boundTo(state);
  if (bound === null) return [];
  const clients = new Set<number>();
  state.doc.nodesBetween(from, Math.min(to, state.doc.content.size), (node, at) => {
    if (!node.isText) return true;
    if (!node.marks.some((mark) => mark.type.name === MARK.insertion && mark.attrs['id'] === id)) return false;
    for (let sample = 0; sample < Math.min(SAMPLES, node.nodeSize); sample += 1) {
      const place = absolutePositionToRelativePosition(at + Math.floor((sample * (node.nodeSize - 1)) / Math.max(1, Math.min(SAMPLES, node.nodeSize) - 1)), bound.type, bound.binding.mapping) as Y.RelativePosition;
      if (place.item !== null && place.item !== undefined) clients.add(place.item.client);
    }
    return false;
  });
  return [...clients];
}
