/**
 * 修订 in a text, and what it reads like without them: 清样, as if all were accepted, and 原文, as if all were rejected. Pure, over the content
 * as it is read; what they are in the document is said in shape.ts.
 *
 * Text that was put in or taken out is marked; a block is by its attributes. In a paragraph or heading, `inserted` and `deleted` are said of the break
 * before it: without the break its text stands in the one before. What is no text comes and goes as a whole.
 */
import type { Block, Content, Run } from './canonical.ts';
import { MARK, NODE, REVISED, STYLE_MARKS } from './shape.ts';

type Side = 'clean' | 'original';

export const cleanContent = (content: Content): Content => settled(content, 'clean');
export const originalContent = (content: Content): Content => settled(content, 'original');

const settled = ({ meta, blocks, files }: Content, side: Side): Content => ({ meta, blocks: settleBlocks(blocks, side).map(({ block }) => block), ...(files === undefined ? {} : { files }) });

/** A block of the settled text with where in the other each of its stretches stands. */
interface Settled {
  readonly block: Block;
  readonly index: number;
  readonly from: readonly Stretch[];
  /** Its own break is gone, and there is no paragraph before it. */
  readonly isLoose: boolean;
}

interface Stretch {
  readonly index: number;
  /** Offsets in the text of that block. */
  readonly start: number;
  readonly length: number;
}

const TEXT_BLOCKS: readonly string[] = [NODE.paragraph, NODE.heading];
export const isTextBlock = ({ type }: Pick<Block, 'type'>): boolean => TEXT_BLOCKS.includes(type);

function settleBlocks(blocks: readonly Block[], side: Side): readonly Settled[] {
  const done: Settled[] = [];
  const [goes, stays] = side === 'clean' ? [REVISED.deleted, REVISED.inserted] : [REVISED.inserted, REVISED.deleted];
  for (const [index, block] of blocks.entries()) {
    const isGone = isRevisionOf(block, goes);
    if (isGone && !isTextBlock(block)) continue;
    const next = settleBlock(block, index, side, stays);
    // The last row took its table along.
    if (block.type === NODE.table && block.blocks !== undefined && next.block.blocks === undefined) continue;
    const last = done.at(-1);
    if (isGone && last !== undefined && isTextBlock(last.block)) done[done.length - 1] = joined(last, next);
    else done.push({ ...next, isLoose: isGone });
  }
  // Nothing to stand in: a break that has no paragraph before it stays as long as there is text behind it.
  const standing = done.filter(({ isLoose, block }) => !isLoose || block.runs.length > 0);
  return standing.length === blocks.length ? standing : filled(standing, blocks);
}

/** Where there must be a paragraph there is one: in a cell, below 主送 and below the title of an 附件. */
function filled(done: readonly Settled[], blocks: readonly Block[]): readonly Settled[] {
  if (done.length === 0 && blocks.some(isTextBlock)) return [emptyAt(0)];
  return done.flatMap((each, place) => {
    const next = done[place + 1]?.block.type;
    const isEmpty = HEADS.includes(each.block.type) && (next === undefined || next === NODE.signature || next === NODE.attachment);
    return isEmpty ? [each, emptyAt(each.index + 1)] : [each];
  });
}

const HEADS: readonly string[] = [NODE.recipients, NODE.attachment];
const emptyAt = (index: number): Settled => ({ index, isLoose: false, block: { type: NODE.paragraph, attrs: {}, runs: [] }, from: [] });

const isRevisionOf = ({ attrs }: Block, name: string): boolean => attrs[name] !== undefined;

function settleBlock(block: Block, index: number, side: Side, stays: string): Settled {
  const { [stays]: _settled, [REVISED.inserted]: _inserted, [REVISED.deleted]: _deleted, [REVISED.formerly]: formerly, ...attrs } = block.attrs;
  const shape = side === 'original' && typeof formerly === 'string' ? formerBlock(formerly) : { type: block.type, attrs };
  const runs: Run[] = [];
  const from: Stretch[] = [];
  let at = 0;
  for (const run of block.runs) {
    const kept = settleRun(run, side);
    if (kept !== null) {
      push(runs, kept);
      from.push({ index, start: at, length: run.text.length });
    }
    at += run.text.length;
  }
  const blocks = block.blocks === undefined ? undefined : settleBlocks(block.blocks, side).map((each) => each.block);
  return { index, isLoose: false, block: { ...shape, runs, ...(blocks === undefined || blocks.length === 0 ? {} : { blocks }) }, from };
}

function settleRun({ text, marks }: Run, side: Side): Run | null {
  const isIn = marks.some((mark) => nameOf(mark) === MARK.insertion);
  const isOut = marks.some((mark) => nameOf(mark) === MARK.deletion);
  if (side === 'clean' ? isOut : isIn) return null;
  const formerly = marks.find((mark) => nameOf(mark) === MARK.formerly);
  const styles = marks.filter((mark) => !isRevisionMark(mark));
  if (side === 'clean' || formerly === undefined) return { text, marks: styles };
  const was = formerly.split(':')[2] ?? '';
  return { text, marks: [...styles.filter((mark) => !(STYLE_MARKS as readonly string[]).includes(mark)), ...was.split(',').filter((style) => style !== '')].sort() };
}

/** `id`, or `id paragraph center`, `id heading 2`: what the block was before. */
export function formerBlock(formerly: string): Pick<Block, 'type' | 'attrs'> {
  const [, type, value] = formerly.split(' ');
  if (type === NODE.heading) return { type, attrs: { level: Number(value) } };
  return { type: NODE.paragraph, attrs: value === undefined ? {} : { align: value } };
}

const joined = (one: Settled, other: Settled): Settled => {
  const runs = [...one.block.runs];
  for (const run of other.block.runs) push(runs, run);
  return { ...one, block: { ...one.block, runs }, from: [...one.from, ...other.from] };
};

function push(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last !== undefined && last.marks.join() === run.marks.join()) runs[runs.length - 1] = { text: last.text + run.text, marks: last.marks };
  else if (run.text !== '') runs.push(run);
}

const nameOf = (mark: string): string => mark.split(':')[0] ?? mark;
const REVISION_MARKS: readonly string[] = [MARK.insertion, MARK.deletion, MARK.formerly];
export const isRevisionMark = (mark: string): boolean => REVISION_MARKS.includes(nameOf(mark));
const REVISION_ATTRIBUTES = Object.values(REVISED) as readonly string[];

/** Every revision that the text names, once for each id. */
export function revisionIdsOf(content: Pick<Content, 'blocks'>): readonly string[] {
  const ids = new Set<string>();
  const visit = ({ attrs, runs, blocks = [] }: Block): void => {
    for (const name of REVISION_ATTRIBUTES) if (typeof attrs[name] === 'string') ids.add(String(attrs[name]).split(' ')[0] ?? '');
    for (const mark of runs.flatMap((run) => run.marks)) if (isRevisionMark(mark)) ids.add(mark.split(':')[1] ?? '');
    blocks.forEach(visit);
  };
  content.blocks.forEach(visit);
  return [...ids].toSorted();
}

export const isRevised = (content: Pick<Content, 'blocks'>): boolean => content.blocks.some(isRevisedBlock);

function isRevisedBlock({ attrs, runs, blocks = [] }: Block): boolean {
  return REVISION_ATTRIBUTES.some((name) => attrs[name] !== undefined) || runs.some((run) => run.marks.some(isRevisionMark)) || blocks.some(isRevisedBlock);
}

export interface PlaceInText {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** Where a place of the 清样 stands in the text with its 修订; null when it is in more than one block there. */
export function placeInRevised(content: Content, { index, start, end }: PlaceInText): PlaceInText | null {
  const settled = settleBlocks(content.blocks, 'clean')[index];
  if (settled === undefined) return null;
  const stretches = settled.from;
  const find = (offset: number, isEnd: boolean): { readonly index: number; readonly offset: number } | null => {
    let left = offset;
    for (const each of stretches) {
      if (left < each.length || (isEnd && left === each.length)) return { index: each.index, offset: each.start + left };
      left -= each.length;
    }
    const last = stretches.at(-1);
    if (left > 0) return null;
    return last === undefined ? { index: settled.index, offset: 0 } : { index: last.index, offset: last.start + last.length };
  };
  const [from, to] = [find(start, false), end === start ? find(start, false) : find(end, true)];
  return from === null || to === null || from.index !== to.index ? null : { index: from.index, start: from.offset, end: to.offset };
}
