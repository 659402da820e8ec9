/** 字数 of the 正文: characters without white space, tables counted, titles and atoms left out. */
import type { Node as PmNode } from '@tiptap/pm/model';
import { NODE } from '#shared/doc/shape.ts';

const COUNTED: readonly string[] = [NODE.paragraph, NODE.heading, NODE.table];

export function countCharacters(doc: PmNode): number {
  let count = 0;
  doc.forEach((block) => {
    if (COUNTED.includes(block.type.name)) count += [...block.textContent.replace(/\s/gu, '')].length;
  });
  return count;
}
