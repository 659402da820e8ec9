/** The revisions of a text in its order: what stands side by side under one id is one of them. Pure. */
import type { Node as PmNode } from '@tiptap/pm/model';
import { MARK, NODE, REVISED } from '#shared/doc/shape.ts';
import { isTextBlock, isWhole, markOf } from './track.ts';

export const REVISION_KINDS = ['replaced', 'inserted', 'deleted', 'style', 'kind', 'split', 'joined', 'blockIn', 'blockOut'] as const;
export type RevisionKind = (typeof REVISION_KINDS)[number];

export interface Revision {
  readonly id: string;
  readonly kind: RevisionKind;
  readonly from: number;
  readonly to: number;
  /** Its words. */
  readonly text: string;
  readonly removed: string;
  readonly added: string;
  /** The node that comes or goes as a whole. */
  readonly block: string | null;
}

/** Between two of one id: the end of a paragraph and the beginning of the next. */
const BREAK_SIZE = 2;

export function revisionsIn(doc: PmNode): readonly Revision[] {
  const found: Revision[] = [];
  const add = (one: Omit<Revision, 'removed' | 'added'>): void => {
    const next: Revision = { ...one, removed: one.kind === 'deleted' ? one.text : '', added: one.kind === 'inserted' ? one.text : '' };
    const last = found.at(-1);
    const joined = last !== undefined && last.id === next.id && next.from - last.to <= BREAK_SIZE ? joinedKind(last.kind, next.kind) : null;
    if (last === undefined || joined === null) found.push(next);
    else found[found.length - 1] = { ...last, kind: joined, to: Math.max(last.to, next.to), text: last.text + next.text, removed: last.removed + next.removed, added: last.added + next.added };
  };
  doc.descendants((node, at, parent) => {
    if (parent === doc && !hasRevision(node)) return false;
    const to = at + node.nodeSize;
    if (node.isText) {
      const words = node.text ?? '';
      for (const [name, kind] of [[MARK.deletion, 'deleted'], [MARK.insertion, 'inserted'], [MARK.formerly, 'style']] as const) {
        const mark = markOf(node, name);
        if (mark !== undefined) add({ id: String(mark.attrs['id']), kind, from: at, to, text: words, block: null });
      }
      return false;
    }
    const ids = { in: idIn(node.attrs[REVISED.inserted]), out: idIn(node.attrs[REVISED.deleted]), was: idIn(node.attrs[REVISED.formerly]) };
    const whole = isWhole(node) ? node.type.name : null;
    for (const [id, kind] of whole !== null ? [[ids.out, 'blockOut'], [ids.in, 'blockIn']] as const : [[ids.out, 'joined'], [ids.in, 'split'], [ids.was, 'kind']] as const) {
      if (id !== null) add({ id, kind, from: at, to: whole === null ? at + 1 : to, text: whole === null ? '' : node.textContent, block: whole });
    }
    // What stands in it comes and goes with it.
    return whole === null || whole === NODE.attachment || (ids.in === null && ids.out === null);
  });
  return found;
}

/** A block that did not change is the very same: of a long text only few are looked at again. */
const known = new WeakMap<PmNode, boolean>();

/** Whether there is any in this block, or in what it holds. */
export function hasRevision(block: PmNode): boolean {
  const before = known.get(block);
  if (before !== undefined) return before;
  let found = isRevisedNode(block);
  block.descendants((node) => {
    found ||= node.isText ? REVISION_MARKS.some((name) => markOf(node, name) !== undefined) : isRevisedNode(node);
    return !found;
  });
  known.set(block, found);
  return found;
}
const REVISION_MARKS = [MARK.insertion, MARK.deletion, MARK.formerly] as const;

const idIn = (value: unknown): string | null => (typeof value === 'string' ? (value.split(' ')[0] ?? null) : null);

const ADDING: readonly RevisionKind[] = ['inserted', 'split'];
const TAKING: readonly RevisionKind[] = ['deleted', 'joined'];
const WORDED: readonly RevisionKind[] = ['replaced', ...ADDING, ...TAKING];

/** Null where they are two things to decide. */
function joinedKind(one: RevisionKind, other: RevisionKind): RevisionKind | null {
  if (one === 'style' || other === 'style') return one === other ? one : null;
  if (!WORDED.includes(one) || !WORDED.includes(other)) return null;
  if (ADDING.includes(one) && ADDING.includes(other)) return one === 'split' && other === 'split' ? 'split' : 'inserted';
  if (TAKING.includes(one) && TAKING.includes(other)) return one === 'joined' && other === 'joined' ? 'joined' : 'deleted';
  return 'replaced';
}

export const isRevisedNode = (node: PmNode): boolean => (isTextBlock(node) || isWhole(node)) && Object.values(REVISED).some((name) => typeof node.attrs[name] === 'string');

/** The next one from here, or the one before; at the end it begins again. */
export function revisionBeside(revisions: readonly Revision[], selection: { readonly from: number; readonly to: number }, way: 1 | -1): Revision | null {
  if (way > 0) return revisions.find((each) => each.from >= selection.to && !(each.from === selection.from && each.to === selection.to)) ?? revisions[0] ?? null;
  return revisions.findLast((each) => each.to <= selection.from) ?? revisions.at(-1) ?? null;
}
