/**
 * A document as a Word file that reads as GB/T 9704-2012 asks: 22 lines of 28 characters, styles by their Chinese names, levels written as they
 * stand, page numbers outside, the 版记 at the foot of the last page. 修订 stay 修订. The same document gives the same bytes.
 */
import {
  AlignmentType, BorderStyle, DeletedTextRun, Document, DocumentGridType, Footer, HeightRule, ImageRun, InsertedTextRun, LineRuleType, Packer, PageBreak, PageNumber, Paragraph, RelativeVerticalPosition, Tab,
  Table, TableAnchorType, TableCell, TableRow, TabStopType, TextRun, VerticalAlign, WidthType,
  type IParagraphOptions, type IRunOptions, type ISectionOptions,
} from 'docx';
import { figureSize } from '#shared/doc/attached-files.ts';
import type { ColophonLines } from '#renderer/features/editor/index.ts';
import type { Block, Content, Run } from '#shared/doc/canonical.ts';
import { cleanContent } from '#shared/doc/revisions.ts';
import { MARK, NODE, type Format } from '#shared/doc/shape.ts';
import { CHARACTER_MM, LINE_MM, PAGE, PAGE_NUMBER_GAP_MM, PT_PER_MM, TYPE } from '#shared/gbt9704/layout/measures.ts';
import { titleLines } from '#shared/gbt9704/layout/title-lines.ts';

/** What stands on the paper beside the text, as it is written there. */
export interface WordFacts {
  readonly format: Format;
  /** 发文机关标志: the organs, and what stands behind them. */
  readonly mark: { readonly names: readonly string[]; readonly behind: string };
  readonly number: string;
  /** 签发人 of a 上行文, line by line. */
  readonly signers: readonly (readonly string[])[];
  readonly recipients: string;
  readonly attachments: readonly string[];
  readonly organs: readonly string[];
  readonly date: string | null;
  readonly annotation: string;
  readonly colophon: ColophonLines | null;
}

export interface WordFile {
  /** With its 修订, where it has any. */
  readonly content: Content;
  readonly facts: WordFacts;
  readonly title: string;
  /** Whose a 修订 is, as Word shows it. */
  readonly names: Readonly<Record<string, string>>;
  readonly isClean: boolean;
  /** Bytes of its figures, by digest. */
  readonly pictures: Readonly<Record<string, Uint8Array>>;
}

const TWIPS_PER_MM = PT_PER_MM * 20;
const twips = (mm: number): number => Math.round(mm * TWIPS_PER_MM);
/**
 * How much closer than their size characters stand, in twips, so that twenty-eight fill a line. By spacing and not by a grid of characters: where a character is
 * wider than its cell, LibreOffice gives it two.
 */
const CLOSER = Math.floor((CHARACTER_MM * PT_PER_MM - TYPE.textPt) * 20);
const LINE = twips(LINE_MM);
const RED = 'FF0000';
const FACE = { text: '仿宋_GB2312', title: '方正小标宋简体', hei: '黑体', kai: '楷体_GB2312', number: '宋体' } as const;
const font = (name: string) => ({ ascii: name, hAnsi: name, eastAsia: name, cs: name });
const half = (pt: number): number => pt * 2;
const LEVEL_FACE: Readonly<Record<number, string>> = { 1: FACE.hei, 2: FACE.kai };
const STYLE = { title: 'GongwenTitle', heading: (level: number): string => `GongwenLevel${level}`, recipients: 'GongwenRecipients', attachment: 'GongwenAttachment', small: 'GongwenSmall' } as const;

export async function writeDocx(file: WordFile): Promise<Uint8Array<ArrayBuffer>> {
  const content = file.isClean ? cleanContent(file.content) : file.content;
  const words = createWords({ ...file, content });
  const document = new Document({
    creator: file.facts.organs[0] ?? '', title: file.title, lastModifiedBy: file.facts.organs[0] ?? '', description: '', keywords: '', styles: STYLES, evenAndOddHeaderAndFooters: true,
    sections: [{ ...section(file.facts), children: [...head(file.facts), ...body(content, file, words), ...colophonTable(file.facts)] }],
  });
  return bytesOf(document);
}

/** Without the moment at which it was made. */
async function bytesOf(document: Document): Promise<Uint8Array<ArrayBuffer>> {
  const { unzipSync, zipSync, strFromU8, strToU8 } = await import('fflate');
  const parts = unzipSync(new Uint8Array(await Packer.toArrayBuffer(document)));
  const core = parts['docProps/core.xml'];
  if (core !== undefined) parts['docProps/core.xml'] = strToU8(strFromU8(core).replaceAll(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/gu, '$11970-01-01T00:00:00Z'));
  return new Uint8Array(zipSync(Object.fromEntries(Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1))), { mtime: new Date(1980, 0, 1), level: 6 }));
}

const STYLES = {
  default: { document: { run: { font: font(FACE.text), size: half(TYPE.textPt), language: { eastAsia: 'zh-CN' } }, paragraph: { spacing: { line: LINE, lineRule: LineRuleType.EXACT } } } },
  paragraphStyles: [
    { id: 'Normal', name: 'Normal', quickFormat: true, run: { font: font(FACE.text), size: half(TYPE.textPt), characterSpacing: CLOSER }, paragraph: { spacing: { line: LINE, lineRule: LineRuleType.EXACT } } },
    { id: STYLE.title, name: '公文标题', basedOn: 'Normal', run: { font: font(FACE.title), size: half(TYPE.titlePt), characterSpacing: 0 }, paragraph: { alignment: AlignmentType.CENTER, spacing: { line: half(36) * 10, lineRule: LineRuleType.EXACT } } },
    ...[1, 2, 3, 4].map((level) => ({
      id: STYLE.heading(level), name: `公文${['一', '二', '三', '四'][level - 1] ?? ''}级标题`, basedOn: 'Normal', run: { font: font(LEVEL_FACE[level] ?? FACE.text), bold: level === 3 },
      paragraph: { indent: { firstLine: twips(2 * CHARACTER_MM) }, outlineLevel: level - 1 },
    })),
    { id: STYLE.recipients, name: '主送机关', basedOn: 'Normal' },
    { id: STYLE.attachment, name: '附件标签', basedOn: 'Normal', run: { font: font(FACE.hei) } },
    { id: STYLE.small, name: '版记', basedOn: 'Normal', run: { size: half(TYPE.smallPt), characterSpacing: 0 }, paragraph: { spacing: { line: twips(7), lineRule: LineRuleType.AT_LEAST } } },
  ],
} as const;

function section({ format }: WordFacts): Omit<ISectionOptions, 'children'> {
  const footer = (alignment: (typeof AlignmentType)[keyof typeof AlignmentType]): Footer => new Footer({
    children: [new Paragraph({
      alignment, indent: alignment === AlignmentType.RIGHT ? { right: twips(CHARACTER_MM) } : { left: twips(CHARACTER_MM) },
      children: [new TextRun({ font: font(FACE.number), size: half(TYPE.smallPt), children: ['— ', PageNumber.CURRENT, ' —'] })],
    })],
  });
  const bottomMm = PAGE.heightMm - PAGE.topMm - PAGE.textHeightMm;
  return {
    properties: {
      // 10.1: a letter has no number on its first page.
      titlePage: format === 'letter',
      grid: { type: DocumentGridType.LINES, linePitch: LINE },
      page: {
        size: { width: twips(PAGE.widthMm), height: twips(PAGE.heightMm) },
        margin: { top: twips(PAGE.topMm), bottom: twips(bottomMm), left: twips(PAGE.leftMm), right: twips(PAGE.widthMm - PAGE.leftMm - PAGE.textWidthMm), header: twips(15), footer: twips(bottomMm - PAGE_NUMBER_GAP_MM - 5) },
      },
    },
    footers: { default: footer(AlignmentType.RIGHT), even: footer(AlignmentType.LEFT), ...(format === 'letter' ? { first: new Footer({ children: [new Paragraph('')] }) } : {}) },
  };
}

const MARK_SIZE_MAX_PT = 46;
const MARK_WIDTH_MM = 152;
const RULE = { style: BorderStyle.SINGLE, size: 12, color: RED, space: 1 } as const;

function head({ format, mark: { names, behind }, number, signers }: WordFacts): readonly Paragraph[] {
  const longest = Math.max(...names.map((name) => [...name].length)) + behind.length;
  const sizePt = Math.floor(Math.min(MARK_SIZE_MAX_PT, (MARK_WIDTH_MM * PT_PER_MM) / longest));
  const marks = names.map((name, index) => new Paragraph({
    alignment: AlignmentType.CENTER, spacing: { before: index === 0 && format === 'general' ? twips(20) : 0, line: sizePt * 26, lineRule: LineRuleType.AT_LEAST },
    children: [new TextRun({ text: index === names.length - 1 ? `${name}${behind}` : name, font: font(FACE.title), size: half(sizePt), color: RED, characterSpacing: 0 })],
  }));
  const named = (row: readonly string[], at: number): readonly TextRun[] => [new TextRun({ children: [new Tab(), ...(at === 0 ? ['签发人：'] : [])] }), new TextRun({ text: row.join('　'), font: font(FACE.kai) })];
  const signed = { tabStops: [{ type: TabStopType.RIGHT, position: twips(PAGE.textWidthMm - CHARACTER_MM) }], indent: { left: twips(CHARACTER_MM) } };
  const isSigned = signers.length > 0;
  // The number stands on the line of the last 签发人.
  const above = signers.slice(0, -1).map((row, at) => new Paragraph({ ...signed, alignment: AlignmentType.LEFT, spacing: { before: at === 0 ? twips(2 * LINE_MM) : 0 }, children: [...named(row, at)] }));
  const numbered = new Paragraph({
    alignment: isSigned || format === 'letter' ? AlignmentType.LEFT : AlignmentType.CENTER,
    ...(isSigned ? signed : {}),
    spacing: { before: above.length > 0 ? 0 : twips(2 * LINE_MM) },
    ...(format === 'letter' || format === 'order' ? {} : { border: { bottom: { ...RULE, space: 11 } } }),
    children: [new TextRun(number), ...signers.slice(-1).flatMap((row) => named(row, signers.length - 1))],
  });
  return [...marks, ...(format === 'letter' ? [new Paragraph({ border: { bottom: { ...RULE, style: BorderStyle.THICK_THIN_SMALL_GAP } } })] : []), ...above, numbered, new Paragraph('')];
}

interface Words {
  runs(runs: readonly Run[], more?: IRunOptions): (TextRun | InsertedTextRun | DeletedTextRun)[];
  /** Of the paragraph's end: the break that comes or goes is the one before the next. */
  change(id: unknown): { readonly id: number; readonly author: string; readonly date: string };
}

function createWords({ content, names }: Pick<WordFile, 'content' | 'names'>): Words {
  let last = 0;
  const change: Words['change'] = (id) => {
    const record = content.revisions?.[String(id)];
    last += 1;
    return { id: last, author: names[record?.by ?? ''] ?? '', date: new Date(record?.at ?? 0).toISOString() };
  };
  return {
    change,
    runs: (runs, more = {}) => runs.map(({ text, marks }) => {
      const has = (name: string): string | undefined => marks.find((mark) => mark === name || mark.startsWith(`${name}:`));
      const run = { ...more, text, ...(has('bold') === undefined ? {} : { bold: true }), ...(has('italic') === undefined ? {} : { italics: true }), ...(has('underline') === undefined ? {} : { underline: {} }) };
      const [inserted, deleted] = [has(MARK.insertion)?.split(':')[1], has(MARK.deletion)?.split(':')[1]];
      // Word has no words that were put in and taken out again by two people: what is taken out is shown.
      if (deleted !== undefined) return new DeletedTextRun({ ...run, ...change(deleted) });
      return inserted === undefined ? new TextRun(run) : new InsertedTextRun({ ...run, ...change(inserted) });
    }),
  };
}

function body({ blocks, files = [] }: Content, { facts, pictures }: WordFile, words: Words): readonly (Paragraph | Table)[] {
  const { format } = facts;
  const title = blocks.filter(({ type }) => type === NODE.title).map(textOf).join('');
  const attachments = blocks.filter(({ type }) => type === NODE.attachment).length + files.length;
  const out: (Paragraph | Table)[] = [];
  let attached = 0;
  for (const [index, block] of blocks.entries()) {
    switch (block.type) {
      case NODE.title:
        if (format === 'general' || format === 'letter' || (format === 'minutes' && !title.endsWith('纪要'))) out.push(...titled(block, words), new Paragraph(''));
        break;
      case NODE.recipients: if (facts.recipients !== '') out.push(new Paragraph({ style: STYLE.recipients, text: facts.recipients })); break;
      case NODE.paragraph: case NODE.heading: out.push(new Paragraph({ ...textBlock(block, blocks[index + 1], words), children: words.runs(block.runs) })); break;
      case NODE.pageBreak: out.push(new Paragraph({ children: [new PageBreak()] })); break;
      case NODE.table: out.push(table(block, words)); break;
      case NODE.figure: out.push(...figure(block, index, pictures)); break;
      case NODE.attachment:
        attached += 1;
        out.push(new Paragraph({ style: STYLE.attachment, pageBreakBefore: true, text: attachments > 1 ? `附件${attached}` : '附件' }), new Paragraph(''), ...titled(block, words), new Paragraph(''));
        break;
      case NODE.signature: out.push(...signed(facts)); break;
      default:
    }
  }
  return out;
}

/** In 96ths of an inch, as the library counts. */
const dots = (mm: number): number => Math.round((mm * 96) / 25.4);

/** One whose bytes are not here is left out: an empty frame would be taken for the picture. */
function figure({ attrs }: Block, index: number, pictures: WordFile['pictures']): readonly Paragraph[] {
  const bytes = pictures[String(attrs['blob'])];
  if (bytes === undefined) return [];
  const { width, height } = figureSize({ pixels: String(attrs['pixels']), width: Number(attrs['width']) });
  const alt = String(attrs['alt'] ?? '');
  const image = new ImageRun({ type: bytes[0] === JPEG_FIRST ? 'jpg' : 'png', data: bytes, transformation: { width: dots(width), height: dots(height) }, altText: { id: String(index + 1), name: alt, description: alt, title: alt } });
  return [new Paragraph({ alignment: AlignmentType.CENTER, spacing: { line: 240, lineRule: LineRuleType.AUTO }, children: [image] })];
}
const JPEG_FIRST = 0xff;

/** In the lines that it has on the paper, as far as it has no 修订. */
function titled(block: Block, words: Words): readonly Paragraph[] {
  const isPlain = block.runs.every((run) => run.marks.length === 0);
  return isPlain ? titleLines(textOf(block)).map((line) => new Paragraph({ style: STYLE.title, text: line })) : [new Paragraph({ style: STYLE.title, children: words.runs(block.runs) })];
}

const ALIGN = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT } as const;

function textBlock(block: Block, next: Block | undefined, words: Words): IParagraphOptions {
  const align = block.attrs['align'] as keyof typeof ALIGN | undefined;
  const shape = block.type === NODE.heading ? { style: STYLE.heading(Number(block.attrs['level'] ?? 1)) }
    : align === undefined ? { alignment: AlignmentType.BOTH, indent: { firstLine: twips(2 * CHARACTER_MM) } } : { alignment: ALIGN[align] };
  const [inserted, deleted] = [next?.attrs['inserted'], next?.attrs['deleted']];
  const mark = { ...(inserted === undefined ? {} : { insertion: words.change(inserted) }), ...(deleted === undefined ? {} : { deletion: words.change(deleted) }) };
  return Object.keys(mark).length === 0 ? shape : { ...shape, run: mark };
}

function table(block: Block, words: Words): Table {
  const rows = block.blocks ?? [];
  const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
  return new Table({
    width: { size: twips(PAGE.textWidthMm), type: WidthType.DXA }, borders: { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line },
    rows: rows.map((row, index) => new TableRow({
      ...(row.attrs['inserted'] === undefined ? {} : { insertion: words.change(row.attrs['inserted']) }), ...(row.attrs['deleted'] === undefined ? {} : { deletion: words.change(row.attrs['deleted']) }),
      tableHeader: index === 0 && (row.blocks ?? []).every(({ type }) => type === NODE.tableHeader), cantSplit: true, height: { value: LINE, rule: HeightRule.ATLEAST },
      children: (row.blocks ?? []).map((cell) => new TableCell({
        columnSpan: Number(cell.attrs['colspan'] ?? 1), rowSpan: Number(cell.attrs['rowspan'] ?? 1), verticalAlign: VerticalAlign.CENTER, ...widthOf(cell),
        children: (cell.blocks ?? []).map((paragraph) => new Paragraph({
          ...(typeof paragraph.attrs['align'] === 'string' ? { alignment: ALIGN[paragraph.attrs['align'] as keyof typeof ALIGN] } : {}),
          children: words.runs(paragraph.runs, cell.type === NODE.tableHeader ? { bold: true } : {}),
        })),
      })),
    })),
  });
}

const PX_PER_MM = 96 / 25.4;
function widthOf(cell: Block): { readonly width?: { readonly size: number; readonly type: typeof WidthType.DXA } } {
  const widths = String(cell.attrs['colwidth'] ?? '').split(',').map(Number).filter((width) => width > 0);
  return widths.length === 0 ? {} : { width: { size: twips(widths.reduce((sum, width) => sum + width, 0) / PX_PER_MM), type: WidthType.DXA } };
}

function signed({ format, attachments, organs, date, annotation }: WordFacts): readonly Paragraph[] {
  const left = twips(5 * CHARACTER_MM);
  const notes = attachments.map((line, index) => new Paragraph({ spacing: index === 0 ? { before: LINE } : {}, indent: { left, hanging: index === 0 ? twips(3 * CHARACTER_MM) : 0 }, text: line }));
  const right = { alignment: AlignmentType.RIGHT, indent: { right: twips(4 * CHARACTER_MM) } } as const;
  // 纪要 are neither signed nor sealed (10.3).
  const under = format === 'minutes' ? [] : [
    ...organs.map((name, index) => new Paragraph({ ...right, spacing: { before: index === 0 ? 3 * LINE : 0 }, keepNext: true, text: name })),
    ...(date === null ? [] : [new Paragraph({ ...right, text: date })]),
  ];
  return [...notes, ...under, ...(annotation === '' ? [] : [new Paragraph({ indent: { left: twips(2 * CHARACTER_MM) }, spacing: { before: LINE }, text: annotation })])];
}

/** 版记 at the foot of the page that it comes to stand on. */
function colophonTable({ format, colophon }: WordFacts): readonly (Paragraph | Table)[] {
  if (colophon === null) return [];
  const { sentTo, printed } = colophon;
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
  const thick = { style: BorderStyle.SINGLE, size: 8, color: '000000' };
  const thin = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
  const cell = (paragraph: Paragraph): TableCell => new TableCell({ borders: { left: none, right: none }, children: [paragraph] });
  const rows = [
    ...(sentTo.length === 0 ? [] : [new TableRow({ children: [new TableCell({ borders: { left: none, right: none }, children: sentTo.map((line) => new Paragraph({ style: STYLE.small, indent: { left: twips(4 * CHARACTER_MM), hanging: twips(3 * CHARACTER_MM) }, text: line })) })] })]),
    ...(printed === null ? [] : [new TableRow({ children: [cell(new Paragraph({
      style: STYLE.small, indent: { left: twips(CHARACTER_MM) }, tabStops: [{ type: TabStopType.RIGHT, position: twips(PAGE.textWidthMm - CHARACTER_MM) }],
      children: [new TextRun(printed.organ), new TextRun({ children: [new Tab(), printed.date] })],
    }))] })]),
  ];
  const outer = format === 'letter' ? none : thick;
  return [new Table({
    width: { size: twips(PAGE.textWidthMm), type: WidthType.DXA }, borders: { top: outer, bottom: outer, left: none, right: none, insideHorizontal: format === 'letter' ? none : thin, insideVertical: none },
    float: { horizontalAnchor: TableAnchorType.MARGIN, verticalAnchor: TableAnchorType.MARGIN, relativeVerticalPosition: RelativeVerticalPosition.BOTTOM, leftFromText: 0, rightFromText: 0 }, rows,
  }), new Paragraph({ spacing: { line: 20, lineRule: LineRuleType.EXACT } })];
}

const textOf = ({ runs }: Block): string => runs.map(({ text }) => text).join('');
