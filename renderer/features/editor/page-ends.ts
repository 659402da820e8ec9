/**
 * Where the pages end while one writes: the blocks as they stand on the screen, measured and handed to the same function that breaks the printed paper
 * (shared/gbt9704/layout). Reads the screen and changes nothing on it, so it may look while an input method is at work.
 */
import { NODE } from '#shared/doc/shape.ts';
import { LINE_MM, PAGE } from '#shared/gbt9704/layout/measures.ts';
import { paginate, type Drawn } from '#shared/gbt9704/layout/paginate.ts';

/** One block on the screen, in mm from the top of the 版心 of the first page. */
export interface Block {
  readonly type: string;
  readonly top: number;
  readonly bottom: number;
  /** Bottoms of the rows of a table. */
  readonly rows: readonly number[];
}

export interface PageEnd {
  /** The page that begins here. */
  readonly number: number;
  /** In mm from the top of the 版心 of the first page. */
  readonly at: number;
}

const KINDS: Readonly<Record<string, Drawn['kind']>> = { [NODE.title]: 'whole', [NODE.figure]: 'whole', [NODE.heading]: 'heading', [NODE.attachment]: 'heading', [NODE.signature]: 'signature' };

/** `headMm`: what stands above the first block. A block reaches to the next one, so that the space between them is counted. */
export function pageEnds(blocks: readonly Block[], headMm: number): { readonly ends: readonly PageEnd[]; readonly pages: number } {
  const head: Drawn = { lines: [headMm], before: 0, kind: 'whole', beginsPage: false };
  const drawn = blocks.map((block, at): Drawn => {
    const height = (blocks[at + 1]?.top ?? block.bottom) - block.top;
    const kind = KINDS[block.type] ?? 'text';
    const beginsPage = block.type === NODE.attachment || blocks[at - 1]?.type === NODE.pageBreak;
    if (block.rows.length > 0) return { lines: block.rows.map((bottom, row) => bottom - (row === 0 ? block.top : (block.rows[row - 1] ?? 0))), before: 0, kind: 'text', beginsPage };
    // Nothing of it is printed.
    if (block.type === NODE.pageBreak) return { lines: [0], before: 0, kind: 'text', beginsPage: false };
    const lines = kind === 'text' || kind === 'heading' ? Math.max(1, Math.round(height / LINE_MM)) : 1;
    return { lines: Array.from({ length: lines }, () => height / lines), before: 0, kind, beginsPage };
  });
  const layout = paginate([head, ...drawn], { colophon: null, isDuplex: false });
  const ends = layout.slice(1).flatMap(({ slices: [first] }, index): readonly PageEnd[] => {
    const block = first === undefined ? undefined : blocks[first.element - 1];
    if (first === undefined || block === undefined) return [];
    const above = (drawn[first.element - 1] as Drawn).lines.slice(0, first.from).reduce((sum, height) => sum + height, 0);
    return [{ number: index + 2, at: block.top + above }];
  });
  return { ends, pages: layout.length };
}

/** `sheet` may be zoomed: everything is told by its own width. */
export function readBlocks(sheet: HTMLElement, types: readonly string[]): { readonly blocks: readonly Block[]; readonly headMm: number } | null {
  const text = sheet.querySelector<HTMLElement>('.official-text');
  if (text === null) return null;
  const { top: sheetTop, width } = sheet.getBoundingClientRect();
  const pxPerMm = width / PAGE.widthMm;
  if (pxPerMm === 0) return null;
  const mm = (px: number): number => (px - sheetTop) / pxPerMm - PAGE.topMm;
  const children = [...text.children].filter((child): child is HTMLElement => child instanceof HTMLElement && !child.classList.contains('ProseMirror-gapcursor'));
  const blocks = children.map((child, at): Block => {
    const { top, bottom } = child.getBoundingClientRect();
    const type = types[at] ?? NODE.paragraph;
    const rows = type === NODE.table ? [...child.querySelectorAll('tr')].map((row) => mm(row.getBoundingClientRect().bottom)) : [];
    return { type, top: mm(top), bottom: mm(bottom), rows };
  });
  return { blocks, headMm: Math.max(0, blocks[0]?.top ?? 0) };
}
