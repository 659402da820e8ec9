/** 字数 of the 正文: characters without white space and without what is taken out; tables counted, titles and atoms left out. */
import type { Node as PmNode } from '@tiptap/pm/model';
import { MARK, NODE } from '#shared/doc/shape.ts';

const COUNTED: readonly string[] = [NODE.paragraph, NODE.heading, NODE.table];

/** A block that did not change is the very same: in a long text only the one that is written in is counted again. */
const known = new WeakMap<PmNode, number>();

export function countCharacters(doc: PmNode): number {
  let count = 0;
  doc.forEach((block) => { if (COUNTED.includes(block.type.name)) count += countIn(block); });
  return count;
}

function countIn(block: PmNode): number {
  const before = known.get(block);
  if (before !== undefined) return before;
  let count = 0;
  block.descendants((node) => {
    if (node.isText && !node.marks.some((mark) => mark.type.name === MARK.deletion)) count += [...(node.text ?? '').replace(/\s/gu, '')].length;
    return !node.isText;
  });
  known.set(block, count);
  return count;
}
