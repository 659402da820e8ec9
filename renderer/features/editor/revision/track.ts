/**
 * 修订: turns what somebody does to a text into what they propose (REV07). The transaction that the editor made is carried out on a text that keeps what it
 * takes away: step by step, with every kept stretch remembered, so that places of the one are found in the other. Pure.
 */
import { Fragment, Slice, type Mark, type Node as PmNode } from '@tiptap/pm/model';
import { Selection, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { AddMarkStep, AttrStep, canJoin, Mapping, RemoveMarkStep, ReplaceAroundStep, ReplaceStep, type Step } from '@tiptap/pm/transform';
import { MARK, NODE, REVISED, STYLE_MARKS } from '#shared/doc/shape.ts';

export interface RevisionAuthor {
  /** The revision that is written now. */
  id(): string;
  /** Theirs: what they put in themselves they simply take back. */
  isOwn(id: string): boolean;
}

/** Null: what it does cannot be proposed, only done (columns, joined cells). */
export type Tracked = Transaction | null;

/** What is kept in `out` and gone in the transaction: so much, in front of that place. */
interface Kept {
  readonly at: number;
  readonly size: number;
}

const WHOLES: readonly string[] = [NODE.table, NODE.tableRow, NODE.pageBreak, NODE.figure, NODE.attachment];
const TEXT_BLOCKS: readonly string[] = [NODE.paragraph, NODE.heading];
const CELLS: readonly string[] = [NODE.tableCell, NODE.tableHeader];
export const isWhole = (node: PmNode): boolean => WHOLES.includes(node.type.name);
export const isTextBlock = (node: PmNode): boolean => TEXT_BLOCKS.includes(node.type.name);
export const markOf = (node: PmNode, name: string): Mark | undefined => node.marks.find((mark) => mark.type.name === name);
export const styleOf = (node: PmNode): string => STYLE_MARKS.filter((name) => markOf(node, name) !== undefined).join();

/** `id paragraph center`, `id heading 2`. */
export function formerly(id: string, { type, attrs }: PmNode): string {
  const value: unknown = type.name === NODE.heading ? attrs['level'] : attrs['align'];
  return [id, type.name, ...(value === null || value === undefined ? [] : [String(value)])].join(' ');
}
const isAsBefore = (former: string, node: PmNode): boolean => formerly('', node).trimStart() === former.slice(former.indexOf(' ') + 1);

export function tracked(tr: Transaction, state: EditorState, author: RevisionAuthor): Tracked {
  const out = state.tr;
  let kept: readonly Kept[] = [];
  for (const step of tr.steps) {
    const next = proposed(out, step, kept, author);
    if (next === null) return null;
    kept = next;
  }
  select(out, tr, state, kept);
  if (tr.storedMarksSet) out.setStoredMarks(tr.storedMarks);
  for (const [key, value] of Object.entries((tr as unknown as { readonly meta: Readonly<Record<string, unknown>> }).meta)) out.setMeta(key, value);
  if (tr.scrolledIntoView) out.scrollIntoView();
  return out.setTime(tr.time);
}

/** `side`: in front of what is kept there, or behind it. */
const placeIn = (kept: readonly Kept[], at: number, side: -1 | 1): number =>
  kept.reduce((place, each) => (each.at < at || (each.at === at && side > 0) ? place + each.size : place), at);

function proposed(out: Transaction, step: Step, kept: readonly Kept[], author: RevisionAuthor): readonly Kept[] | null {
  if (step instanceof ReplaceStep) return replace(out, step, kept, author);
  if (step instanceof ReplaceAroundStep) return setKind(out, step, kept, author);
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) return setStyle(out, step, kept, author);
  if (step instanceof AttrStep) {
    out.setNodeAttribute(placeIn(kept, step.pos, 1), step.attr, step.value);
    return kept;
  }
  return null;
}

function replace(out: Transaction, { from, to, slice }: ReplaceStep, kept: readonly Kept[], author: RevisionAuthor): readonly Kept[] | null {
  const start = placeIn(kept, from, 1);
  const end = from === to ? start : placeIn(kept, to, -1);
  const plain = isInOwnWhole(out.doc, start, author);
  if (!plain && touchesCells(out.doc, start, slice)) return null;
  const behind = plain ? start : takeOut(out, start, end, author);
  const before = out.doc.content.size;
  if (plain) out.replace(start, end, slice);
  else if (slice.size > 0) out.replace(behind, behind, putIn(slice, author));
  const growth = plain ? slice.size : out.doc.content.size - before;
  const later = kept.filter(({ at }) => at > from && at >= to).map(({ at, size }) => ({ at: at - (to - from) + growth, size }));
  return [...kept.filter(({ at }) => at <= from), ...(behind > start ? [{ at: from, size: behind - start }] : []), ...later];
}

/** Cells come and go with their columns, which nobody can propose. */
function touchesCells(doc: PmNode, at: number, slice: Slice): boolean {
  return doc.resolve(at).parent.type.name === NODE.tableRow || (slice.openStart === 0 && CELLS.includes(slice.content.firstChild?.type.name ?? ''));
}

/** In a table, row or 附件 that they have put in: it comes and goes as a whole. */
function isInOwnWhole(doc: PmNode, at: number, author: RevisionAuthor): boolean {
  const $at = doc.resolve(at);
  for (let depth = $at.depth; depth > 0; depth -= 1) {
    const node = $at.node(depth);
    if (isWhole(node) && isOwnIn(node, author)) return true;
  }
  return false;
}

const isOwnIn = (node: PmNode, author: RevisionAuthor): boolean => typeof node.attrs[REVISED.inserted] === 'string' && author.isOwn(node.attrs[REVISED.inserted]);

type Change = (out: Transaction) => void;

/** Marks what lies between as taken out, takes one's own back, and answers where it ends now. */
function takeOut(out: Transaction, from: number, to: number, author: RevisionAuthor): number {
  if (from === to) return from;
  const changes: Change[] = [];
  const deletion = (): Mark => out.doc.type.schema.mark(MARK.deletion, { id: author.id() });
  out.doc.nodesBetween(from, to, (node, at) => {
    const end = at + node.nodeSize;
    if (node.isText) {
      const [start, stop] = [Math.max(at, from), Math.min(end, to)];
      const own = markOf(node, MARK.insertion);
      if (own !== undefined && author.isOwn(String(own.attrs['id']))) changes.push((tr) => { tr.delete(start, stop); });
      else if (markOf(node, MARK.deletion) === undefined) changes.push((tr) => { tr.addMark(start, stop, deletion()); });
      return false;
    }
    if (isWhole(node) && at >= from && end <= to) {
      if (isOwnIn(node, author)) changes.push((tr) => { tr.delete(at, end); });
      else if (node.attrs[REVISED.deleted] === null) changes.push((tr) => { tr.setNodeAttribute(at, REVISED.deleted, author.id()); });
      return false;
    }
    // The break before a paragraph.
    if (isTextBlock(node) && at >= from && at < to) {
      const isOwn = isOwnIn(node, author);
      changes.push((tr) => {
        if (isOwn && canJoin(tr.doc, at)) tr.join(at);
        else if (tr.doc.nodeAt(at)?.attrs[REVISED.deleted] === null) tr.setNodeAttribute(at, REVISED.deleted, author.id());
      });
    }
    return true;
  });
  const first = out.steps.length;
  for (const change of changes.toReversed()) change(out);
  return new Mapping(out.mapping.maps.slice(first)).map(to, -1);
}

/** What comes in, as theirs: nothing in it is anybody else's revision. */
function putIn({ content, openStart, openEnd }: Slice, author: RevisionAuthor): Slice {
  return new Slice(mapChildren(content, (node, index) => ours(node, index === 0 ? openStart : 0, author)), openStart, openEnd);
}

function ours(node: PmNode, openStart: number, author: RevisionAuthor): PmNode {
  if (node.isText) return node.mark(node.type.schema.mark(MARK.insertion, { id: author.id() }).addToSet(plainMarks(node)));
  const isNew = openStart === 0 && (isWhole(node) || isTextBlock(node));
  const attrs = isNew ? { ...node.attrs, ...NO_REVISION, ...('formerly' in node.attrs ? { formerly: null } : {}), inserted: author.id() } : node.attrs;
  // What stands in it comes and goes with it.
  const children = isNew && isWhole(node) ? mapChildren(node.content, unrevised) : mapChildren(node.content, (child, index) => ours(child, index === 0 ? Math.max(0, openStart - 1) : 0, author));
  return node.type.create(attrs, children, node.marks);
}

const NO_REVISION = { inserted: null, deleted: null } as const;
const REVISION_MARKS: readonly string[] = [MARK.insertion, MARK.deletion, MARK.formerly];
const plainMarks = (node: PmNode): readonly Mark[] => node.marks.filter((mark) => !REVISION_MARKS.includes(mark.type.name));

/** Without anybody's revision. */
export function unrevised(node: PmNode): PmNode {
  if (node.isText) return node.mark(plainMarks(node));
  const attrs = Object.fromEntries(Object.entries(node.attrs).map(([key, value]) => [key, key in REVISED ? null : (value as unknown)]));
  return node.type.create(attrs, mapChildren(node.content, unrevised), node.marks);
}

const mapChildren = (content: Fragment, change: (node: PmNode, index: number) => PmNode): Fragment => {
  const children: PmNode[] = [];
  content.forEach((node, _at, index) => children.push(change(node, index)));
  return Fragment.from(children);
};

/** Another kind of paragraph. */
function setKind(out: Transaction, step: ReplaceAroundStep, kept: readonly Kept[], author: RevisionAuthor): readonly Kept[] | null {
  const { from, to, gapFrom, gapTo, slice } = step;
  const at = placeIn(kept, from, 1);
  const wanted = slice.content.firstChild;
  const node = out.doc.nodeAt(at);
  const isKind = gapFrom - from === 1 && to - gapTo === 1 && slice.size === 2 && wanted !== null && wanted !== undefined && node !== null && isTextBlock(node) && isTextBlock(wanted);
  if (!isKind) {
    if (kept.length > 0 || !isInOwnWhole(out.doc, at, author)) return null;
    out.step(step);
    return kept;
  }
  const { inserted, deleted, formerly: former } = node.attrs as Readonly<Record<string, string | null>>;
  const isOwn = isOwnIn(node, author) || isInOwnWhole(out.doc, at, author);
  const was = former ?? (isOwn ? null : formerly(author.id(), node));
  out.setNodeMarkup(at, wanted.type, { ...wanted.attrs, inserted, deleted, formerly: was === null || isAsBefore(was, wanted) ? null : was }, wanted.marks);
  return kept;
}

function setStyle(out: Transaction, step: AddMarkStep | RemoveMarkStep, kept: readonly Kept[], author: RevisionAuthor): readonly Kept[] {
  const [from, to] = [placeIn(kept, step.from, 1), placeIn(kept, step.to, -1)];
  const before: { readonly start: number; readonly stop: number; readonly was: string }[] = [];
  out.doc.nodesBetween(from, to, (node, at) => {
    if (!node.isText) return !isInOwnWhole(out.doc, at, author);
    const own = markOf(node, MARK.insertion);
    if (own === undefined || !author.isOwn(String(own.attrs['id']))) before.push({ start: Math.max(at, from), stop: Math.min(at + node.nodeSize, to), was: String(markOf(node, MARK.formerly)?.attrs['was'] ?? styleOf(node)) });
    return false;
  });
  if (step instanceof AddMarkStep) out.addMark(from, to, step.mark);
  else out.removeMark(from, to, step.mark);
  const type = out.doc.type.schema.marks[MARK.formerly];
  if (type === undefined) return kept;
  for (const { start, stop, was } of before) {
    out.doc.nodesBetween(start, stop, (node, at) => {
      if (!node.isText) return true;
      const [low, high] = [Math.max(at, start), Math.min(at + node.nodeSize, stop)];
      if (styleOf(node) === was) out.removeMark(low, high, type);
      else if (markOf(node, MARK.formerly) === undefined) out.addMark(low, high, type.create({ id: author.id(), was }));
      return false;
    });
  }
  return kept;
}

/** Where the caret was meant to go: a Delete goes on behind what it took out, a Backspace in front of it. */
function select(out: Transaction, tr: Transaction, state: EditorState, kept: readonly Kept[]): void {
  const [first] = tr.steps;
  const isForward = first instanceof ReplaceStep && first.slice.size === 0 && state.selection.empty && state.selection.from === first.from;
  const isTaking = first instanceof ReplaceStep && first.slice.size === 0;
  const side = isTaking && !isForward ? -1 : 1;
  const within = (at: number): number => Math.min(out.doc.content.size, placeIn(kept, at, side));
  const { anchor, head } = tr.selection;
  const [$anchor, $head] = [out.doc.resolve(within(anchor)), out.doc.resolve(within(head))];
  const isText = tr.selection instanceof TextSelection && $anchor.parent.inlineContent && $head.parent.inlineContent;
  out.setSelection(isText ? new TextSelection($anchor, $head) : Selection.near($head, side));
}
