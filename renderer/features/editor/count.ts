/** 字数 of the 正文: characters without white space, title and atoms left out. */
import type { Node as PmNode } from '@tiptap/pm/model';
import { NODE } from '#shared/doc/shape.ts';

export function countCharacters(doc: PmNode): number {
  let count = 0;
  doc.forEach((block) => {
    if (block.type.name === NODE.paragraph || block.type.name === NODE.heading) count += [...block.textContent.replace(/\s/gu, '')].length;
  });
  return count;
}
