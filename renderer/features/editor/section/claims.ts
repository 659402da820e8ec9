/** Parts of the open text and whose they are, in positions of the editor; and how somebody takes one over or gives it back. */
import type { Node as PmNode } from '@tiptap/pm/model';
import type { EditorState } from '@tiptap/pm/state';
import type * as Y from 'yjs';
import { holdersOf, readSections, type Claim } from '#shared/doc/sections.ts';
import { sectionsOf } from '#shared/doc/shape.ts';
import { pointOf, pointToText } from '#renderer/features/editor/anchors.ts';

export interface HeldBlock {
  readonly claim: Claim;
  readonly from: number;
  readonly to: number;
  /** Its heading. */
  readonly isFirst: boolean;
}

const ID_BYTES = 6;

function claimsIn(state: EditorState, text: Y.Doc, doc: PmNode): readonly Claim[] {
  return [...readSections(text)].flatMap(([id, { owner, at }]): readonly Claim[] => {
    const place = pointOf(state, at);
    if (place === null || place < 0 || place > doc.content.size) return [];
    return [{ id, owner, index: doc.resolve(place).index(0) }];
  });
}

export function heldBlocks(state: EditorState, text: Y.Doc, doc: PmNode = state.doc): readonly HeldBlock[] {
  const claims = claimsIn(state, text, doc);
  if (claims.length === 0) return [];
  const blocks: { readonly type: string; readonly level: number; readonly from: number; readonly to: number }[] = [];
  doc.forEach((node, from) => { blocks.push({ type: node.type.name, level: Number(node.attrs['level'] ?? 0), from, to: from + node.nodeSize }); });
  return holdersOf(blocks, claims).flatMap((claim, index): readonly HeldBlock[] => {
    const block = blocks[index];
    return claim === null || block === undefined ? [] : [{ claim, from: block.from, to: block.to, isFirst: claim.index === index }];
  });
}

/** Whose part begins at this block; null: nobody's. */
export const ownerAt = (state: EditorState, text: Y.Doc, index: number): string | null => heldBlocks(state, text).find(({ claim, isFirst }) => isFirst && claim.index === index)?.claim.owner ?? null;

/** `owner` null gives it back to all. */
export function assign(state: EditorState, text: Y.Doc, index: number, owner: string | null): void {
  const block = state.doc.maybeChild(index);
  if (block === null) return;
  let from = 0;
  for (let each = 0; each < index; each += 1) from += state.doc.child(each).nodeSize;
  const old = claimsIn(state, text, state.doc).filter((claim) => claim.index === index);
  const at = owner === null ? null : pointToText(state, from + 1);
  text.transact(() => {
    for (const { id } of old) sectionsOf(text).delete(id);
    if (owner === null || at === null) return;
    const id = [...crypto.getRandomValues(new Uint8Array(ID_BYTES))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    sectionsOf(text).set(id, { owner, at });
  });
}
