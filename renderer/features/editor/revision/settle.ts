/** Accepts and rejects revisions: those of a stretch, of some people, or all, as ordinary changes of the text (REV08). Pure. */
import type { Node as PmNode } from '@tiptap/pm/model';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import { canJoin } from '@tiptap/pm/transform';
import { formerBlock } from '#shared/doc/revisions.ts';
import { MARK, NODE, REVISED, STYLE_MARKS } from '#shared/doc/shape.ts';
import { isTextBlock, isWhole, markOf } from './track.ts';

export type Verdict = 'accept' | 'reject';

/** Which revisions, and where: everywhere if no stretch is named. */
export interface Chosen {
  readonly isChosen: (id: string) => boolean;
  readonly from?: number;
  readonly to?: number;
}

/** Null when there is nothing to settle. Told by its meta from what somebody writes. */
export function settling(state: EditorState, { isChosen, from = 0, to = state.doc.content.size }: Chosen, verdict: Verdict): Transaction | null {
  const { tr } = state;
  const changes: (() => void)[] = [];
  /** Paragraphs whose break goes: joined when what stands before them has been settled. */
  const broken: number[] = [];
  const idOf = (value: unknown): string | null => (typeof value === 'string' && isChosen(value.split(' ')[0] ?? '') ? value : null);
  state.doc.nodesBetween(from, to, (node, at) => {
    if (node.isText) {
      // A text node may be longer than the stretch.
      const [start, stop] = [Math.max(at, from), Math.min(at + node.nodeSize, to)];
      if (start < stop) settleText(node, start, stop);
      return false;
    }
    if (at < from && !isTextBlock(node)) return true;
    const [inserted, deleted, former] = [idOf(node.attrs[REVISED.inserted]), idOf(node.attrs[REVISED.deleted]), idOf(node.attrs[REVISED.formerly])];
    const goes = (inserted !== null && verdict === 'reject') || (deleted !== null && verdict === 'accept');
    if (at >= from && isWhole(node) && goes) {
      changes.push(() => removeWhole(at));
      return false;
    }
    if (at < from) return true;
    changes.push(() => {
      if (former !== null) settleKind(at, former);
      if (inserted !== null) tr.setNodeAttribute(at, REVISED.inserted, null);
      if (deleted !== null) tr.setNodeAttribute(at, REVISED.deleted, null);
    });
    if (goes) broken.push(at);
    return true;
  });

  function settleText(node: PmNode, start: number, stop: number): void {
    const chosen = (name: string) => { const mark = markOf(node, name); return mark !== undefined && isChosen(String(mark.attrs['id'])) ? mark : undefined; };
    const [insertion, deletion, former] = [chosen(MARK.insertion), chosen(MARK.deletion), chosen(MARK.formerly)];
    if (verdict === 'reject' ? insertion !== undefined : deletion !== undefined) {
      changes.push(() => { tr.delete(start, stop); });
      return;
    }
    if (insertion === undefined && deletion === undefined && former === undefined) return;
    changes.push(() => {
      for (const mark of [insertion, deletion, former]) if (mark !== undefined) tr.removeMark(start, stop, mark.type);
      if (former === undefined || verdict === 'accept') return;
      const was = String(former.attrs['was']).split(',');
      for (const name of STYLE_MARKS) {
        const type = state.schema.marks[name];
        if (type === undefined) continue;
        if (was.includes(name)) tr.addMark(start, stop, type.create());
        else tr.removeMark(start, stop, type);
      }
    });
  }

  function settleKind(at: number, former: string): void {
    const node = tr.doc.nodeAt(at);
    if (node === null) return;
    if (verdict === 'accept') tr.setNodeAttribute(at, REVISED.formerly, null);
    else {
      const { type, attrs } = formerBlock(former);
      tr.setNodeMarkup(at, state.schema.nodes[type], { ...attrs, inserted: node.attrs[REVISED.inserted] as unknown, deleted: node.attrs[REVISED.deleted] as unknown, formerly: null });
    }
  }

  /** Without its break, the text stands in the paragraph before it; where there is none, it stays as long as there is text. */
  function joinBack(at: number): void {
    const node = tr.doc.nodeAt(at);
    const before = tr.doc.resolve(at).nodeBefore;
    if (node === null) return;
    if (before !== null && isTextBlock(before) && canJoin(tr.doc, at)) tr.join(at);
    else if (node.content.size === 0) tr.delete(at, at + node.nodeSize);
  }

  function removeWhole(at: number): void {
    const node = tr.doc.nodeAt(at);
    if (node === null) return;
    const $at = tr.doc.resolve(at);
    // The last row takes its table along.
    if (node.type.name === NODE.tableRow && $at.parent.childCount === 1) tr.delete($at.before(), $at.after());
    else tr.delete(at, at + node.nodeSize);
  }

  for (const change of changes.toReversed()) change();
  for (const at of broken.toReversed()) joinBack(tr.mapping.map(at));
  return tr.docChanged ? tr.setMeta(SETTLES, true) : null;
}

export const SETTLES = 'settles revisions';
