/** 大纲: the headings of a text and the titles of its 附件, each with its place. Pure. */
import { blockText, type Content } from '#shared/doc/canonical.ts';
import { NODE } from '#shared/doc/shape.ts';

export interface OutlineItem {
  /** Of the block in the text. */
  readonly index: number;
  /** 0 for an 附件, else the level of the heading. */
  readonly level: number;
  readonly text: string;
}

export const outlineOf = ({ blocks }: Content): readonly OutlineItem[] => blocks.flatMap((block, index): readonly OutlineItem[] => {
  if (block.type === NODE.attachment) return [{ index, level: 0, text: blockText(block).trim() }];
  if (block.type !== NODE.heading) return [];
  const level = block.attrs['level'];
  return [{ index, level: typeof level === 'number' ? level : 1, text: blockText(block).trim() }];
});
