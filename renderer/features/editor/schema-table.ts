/**
 * Tables of the official text: TipTap's, with paragraphs alone in their cells. What a pasted table says of itself is brought within the bounds
 * of shared/doc/shape.ts, because a value outside of them would be refused with everything that was written beside it.
 */
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { comesAndGoes } from './revision/schema-revision.ts';
import { NODE, SHAPE, TABLE_COLUMNS_MAX } from '#shared/doc/shape.ts';

const ROWS_MAX = 1_000;
const COLUMN_PX = { min: 25, max: 2_000 } as const;
const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, Math.trunc(Number.isFinite(value) ? value : min)));

const spanIn = (name: 'colspan' | 'rowspan', max: number) => ({
  default: 1,
  parseHTML: (element: HTMLElement): number => within(Number(element.getAttribute(name) ?? 1), 1, max),
});

/** One width for each column that the cell covers, or none at all. */
function columnWidths(element: HTMLElement): readonly number[] | null {
  const widths = (element.getAttribute('colwidth') ?? element.getAttribute('data-colwidth') ?? '').split(',').map(Number);
  const span = within(Number(element.getAttribute('colspan') ?? 1), 1, TABLE_COLUMNS_MAX);
  return widths.length === span && widths.every((width) => width > 0) ? widths.map((width) => within(width, COLUMN_PX.min, COLUMN_PX.max)) : null;
}

export const cellAttributes = () => ({ colspan: spanIn('colspan', TABLE_COLUMNS_MAX), rowspan: spanIn('rowspan', ROWS_MAX), colwidth: { default: null, parseHTML: columnWidths } });
const CELL_CONTENT = `${NODE.paragraph}+`;

export const tableSchema = () => [
  Table.extend({ group: 'block', addAttributes: () => comesAndGoes }).configure({ resizable: true, cellMinWidth: COLUMN_PX.min, lastColumnResizable: false, allowTableNodeSelection: true }),
  TableRow.extend({ addAttributes: () => comesAndGoes, content: `(${(SHAPE.tableRow.inside as readonly string[]).join(' | ')})+` }),
  TableCell.extend({ content: CELL_CONTENT, addAttributes: cellAttributes }),
  TableHeader.extend({ content: CELL_CONTENT, addAttributes: cellAttributes }),
];
