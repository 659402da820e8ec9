/**
 * Reads what a Word file says, and nothing that it could do: named parts of bounded size, no document type, no entity, no link that is followed. 修订 are
 * read as accepted and counted; what our text cannot hold is counted and left out. Runs in a worker that is ended when it takes too long.
 */
import type { Document as XmlDocument, Element, Node } from '@xmldom/xmldom';
import { parseXml, readParts, Unreadable } from '#renderer/ooxml/parts.ts';
import type { Run } from '#shared/doc/canonical.ts';
import { TABLE_COLUMNS_MAX } from '#shared/doc/shape.ts';

export const FILE_BYTES_MAX = 20_000_000;
const PART_BYTES_MAX = 30_000_000;
const BLOCKS_MAX = 20_000;
const ROWS_MAX = 1_000;
const DEPTH_MAX = 40;
const LETTERS_MAX = 2_000_000;

export type ReadProblem = 'tooLarge' | 'notWord' | 'broken' | 'oldWord';
export interface ReadText { readonly kind: 'text'; readonly runs: readonly Run[]; readonly align: 'left' | 'center' | 'right' | null; /** 1–4 where a style or an outline says so. */ readonly level: number | null; readonly beginsPage: boolean }
export interface ReadCell { readonly lines: readonly (readonly Run[])[]; readonly colspan: number; readonly rowspan: number }
export interface ReadTable { readonly kind: 'table'; readonly rows: readonly (readonly ReadCell[])[]; readonly hasHeader: boolean }
export type ReadBlock = ReadText | ReadTable | { readonly kind: 'pageBreak' };

/** What is not taken over, by how many. */
export const LEFT_OUT = ['images', 'comments', 'footnotes', 'insertions', 'deletions', 'nestedTables', 'textBoxes', 'fields'] as const;
export type LeftOut = { readonly [what in (typeof LEFT_OUT)[number]]: number };
export interface WordText { readonly blocks: readonly ReadBlock[]; readonly left: LeftOut }

export function readDocx(bytes: Uint8Array): WordText {
  if (bytes.byteLength > FILE_BYTES_MAX) throw new Unreadable('tooLarge');
  // The old binary format.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new Unreadable('oldWord');
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw new Unreadable('notWord');
  const parts = unzip(bytes);
  const main = parts.get('word/document.xml');
  if (main === undefined) throw new Unreadable('notWord');
  return createReader(stylesIn(parts.get('word/styles.xml')), labelsIn(parts.get('word/numbering.xml'))).read(main);
}

const WANTED = ['word/document.xml', 'word/styles.xml', 'word/numbering.xml'];

function unzip(bytes: Uint8Array): ReadonlyMap<string, XmlDocument> {
  return new Map([...readParts(bytes, (name) => WANTED.includes(name), PART_BYTES_MAX)].map(([name, part]) => [name, parseXml(part)]));
}

const isElement = (node: Node): node is Element => node.nodeType === 1;
const named = (node: Element): string => node.localName ?? '';
function* childrenOf(node: Node): Generator<Element> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) if (isElement(child)) yield child;
}
const childOf = (node: Element, name: string): Element | null => {
  for (const child of childrenOf(node)) if (named(child) === name) return child;
  return null;
};
const valueOf = (node: Element | null, name = 'val'): string | null => (node === null ? null : (node.getAttribute(`w:${name}`) ?? node.getAttribute(name)));
const numberOf = (node: Element | null, name = 'val'): number | null => {
  const value = Number(valueOf(node, name) ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : null;
};
/** `<w:b/>` is on, `<w:b w:val="0"/>` is off. */
const isOn = (node: Element | null): boolean => node !== null && !['0', 'false', 'none', 'off'].includes(valueOf(node) ?? '');

interface Style { readonly level: number | null; readonly align: ReadText['align'] }

/** Style → level of what calls itself 标题 1 or heading 1, or has an outline; and how it stands. */
function stylesIn(styles: XmlDocument | undefined): ReadonlyMap<string, Style> {
  const levels = new Map<string, Style>();
  const root = styles?.documentElement;
  if (root === null || root === undefined) return levels;
  for (const style of childrenOf(root)) {
    if (named(style) !== 'style') continue;
    const id = valueOf(style, 'styleId');
    const properties = childOf(style, 'pPr');
    const outline = properties === null ? null : numberOf(childOf(properties, 'outlineLvl'));
    const name = /^(?:heading|标题)\s*([1-4])$/iu.exec(valueOf(childOf(style, 'name')) ?? '');
    const level = outline !== null ? outline + 1 : name === null ? null : Number(name[1]);
    if (id !== null) levels.set(id, { level: level !== null && level >= 1 && level <= 4 ? level : null, align: alignOf(properties) });
  }
  return levels;
}

function alignOf(properties: Element | null): ReadText['align'] {
  const justify = properties === null ? null : valueOf(childOf(properties, 'jc'));
  return justify === 'center' ? 'center' : justify === 'right' || justify === 'end' ? 'right' : null;
}

interface Label { readonly format: string; readonly text: string; readonly start: number }

/** Numbering → its levels: what Word writes in front of a line by itself is part of what a reader sees. */
function labelsIn(numbering: XmlDocument | undefined): ReadonlyMap<string, readonly Label[]> {
  const root = numbering?.documentElement;
  const abstract = new Map<string, readonly Label[]>();
  const labels = new Map<string, readonly Label[]>();
  if (root === null || root === undefined) return labels;
  for (const node of childrenOf(root)) {
    if (named(node) === 'abstractNum') {
      const levels: Label[] = [];
      for (const level of childrenOf(node)) {
        if (named(level) !== 'lvl' || levels.length >= 9) continue;
        levels.push({ format: valueOf(childOf(level, 'numFmt')) ?? 'decimal', text: (valueOf(childOf(level, 'lvlText')) ?? '').slice(0, 20), start: numberOf(childOf(level, 'start')) ?? 1 });
      }
      abstract.set(valueOf(node, 'abstractNumId') ?? '', levels);
    } else if (named(node) === 'num') labels.set(valueOf(node, 'numId') ?? '', abstract.get(valueOf(childOf(node, 'abstractNumId')) ?? '') ?? []);
  }
  return labels;
}

const CHINESE = '〇一二三四五六七八九';
const chinese = (value: number): string => {
  if (value < 10) return CHINESE[value] ?? '';
  if (value < 100) return `${value < 20 ? '' : (CHINESE[Math.floor(value / 10)] ?? '')}十${value % 10 === 0 ? '' : (CHINESE[value % 10] ?? '')}`;
  return String(value);
};
const counted = (format: string, value: number): string => {
  if (format === 'bullet' || format === 'none') return '';
  if (/^(?:chinese|ideograph|japanese|taiwanese)/u.test(format)) return chinese(value);
  return format === 'decimalEnclosedCircle' && value <= 20 ? String.fromCodePoint(0x245f + value) : String(value);
};

function createReader(styles: ReadonlyMap<string, Style>, labels: ReadonlyMap<string, readonly Label[]>) {
  const left: { -readonly [what in keyof LeftOut]: number } = { images: 0, comments: 0, footnotes: 0, insertions: 0, deletions: 0, nestedTables: 0, textBoxes: 0, fields: 0 };
  const counters = new Map<string, number[]>();
  let letters = 0;

  const labelOf = (properties: Element | null): string => {
    const numbering = properties === null ? null : childOf(properties, 'numPr');
    if (numbering === null) return '';
    const id = valueOf(childOf(numbering, 'numId')) ?? '';
    const at = Math.min(8, Math.max(0, numberOf(childOf(numbering, 'ilvl')) ?? 0));
    const shapes = labels.get(id);
    const shape = shapes?.[at];
    if (shapes === undefined || shape === undefined || id === '0') return '';
    const counts = counters.get(id) ?? [];
    counters.set(id, counts);
    counts[at] = (counts[at] ?? shape.start - 1) + 1;
    counts.length = at + 1;
    return shape.text.replaceAll(/%([1-9])/gu, (_all, digit: string) => counted(shapes[Number(digit) - 1]?.format ?? 'decimal', counts[Number(digit) - 1] ?? shapes[Number(digit) - 1]?.start ?? 1));
  };

  /** `runs` of one line after the other; a page break between them is null. */
  const readRuns = (parent: Element, depth: number, lines: (Run[] | null)[]): void => {
    if (depth > DEPTH_MAX) throw new Unreadable('broken');
    for (const node of childrenOf(parent)) {
      switch (named(node)) {
        case 'r': readRun(node, depth, lines); break;
        case 'ins': case 'moveTo': left.insertions += 1; readRuns(node, depth + 1, lines); break;
        case 'del': case 'moveFrom': left.deletions += 1; break;
        case 'fldSimple': left.fields += 1; readRuns(node, depth + 1, lines); break;
        case 'sdt': { const content = childOf(node, 'sdtContent'); if (content !== null) readRuns(content, depth + 1, lines); break; }
        case 'hyperlink': case 'smartTag': case 'customXml': case 'dir': case 'bdo': readRuns(node, depth + 1, lines); break;
        default:
      }
    }
  };
  const readRun = (run: Element, depth: number, lines: (Run[] | null)[]): void => {
    const properties = childOf(run, 'rPr');
    const marks = properties === null || isOn(childOf(properties, 'vanish')) ? [] : [
      ...(isOn(childOf(properties, 'b')) ? ['bold'] : []), ...(isOn(childOf(properties, 'i')) ? ['italic'] : []), ...(isOn(childOf(properties, 'u')) ? ['underline'] : []),
    ];
    const say = (text: string): void => {
      letters += text.length;
      if (letters > LETTERS_MAX) throw new Unreadable('tooLarge');
      const line = lines.at(-1);
      const last = line?.at(-1);
      if (line === null || line === undefined) lines.push([{ text, marks }]);
      else if (last !== undefined && last.marks.join() === marks.join()) line[line.length - 1] = { text: last.text + text, marks };
      else line.push({ text, marks });
    };
    for (const node of childrenOf(run)) {
      switch (named(node)) {
        case 't': say((node.textContent ?? '').replaceAll(/(?![\t\n])[\p{Cc}\u200b\ufeff]/gu, '')); break;
        case 'tab': case 'ptab': say(' '); break;
        case 'noBreakHyphen': say('-'); break;
        case 'sym': { const code = Number.parseInt(valueOf(node, 'char') ?? '', 16); if (code >= 0x20 && code < 0xd800) say(String.fromCodePoint(code)); break; }
        case 'br': case 'cr': if (valueOf(node, 'type') === 'page') lines.push(null, []); else if (valueOf(node, 'type') === null || valueOf(node, 'type') === 'textWrapping') lines.push([]); break;
        case 'drawing': case 'pict': case 'object': if (hasTextBox(node, depth)) left.textBoxes += 1; else left.images += 1; break;
        case 'footnoteReference': case 'endnoteReference': left.footnotes += 1; break;
        case 'commentReference': left.comments += 1; break;
        default:
      }
    }
  };
  const hasTextBox = (node: Element, depth: number): boolean => {
    if (depth > DEPTH_MAX) throw new Unreadable('broken');
    for (const child of childrenOf(node)) if (named(child) === 'txbxContent' || hasTextBox(child, depth + 1)) return true;
    return false;
  };

  const readParagraph = (node: Element, depth: number): readonly ReadBlock[] => {
    const properties = childOf(node, 'pPr');
    const style = properties === null ? undefined : styles.get(valueOf(childOf(properties, 'pStyle')) ?? '');
    const isAligned = properties !== null && childOf(properties, 'jc') !== null;
    const align = isAligned ? alignOf(properties) : (style?.align ?? null);
    const outline = properties === null ? null : numberOf(childOf(properties, 'outlineLvl'));
    const level = outline !== null && outline < 4 ? outline + 1 : (style?.level ?? null);
    const lines: (Run[] | null)[] = [[]];
    const label = labelOf(properties);
    if (label !== '') lines[0]?.push({ text: label, marks: [] });
    readRuns(node, depth + 1, lines);
    let beginsPage = properties !== null && isOn(childOf(properties, 'pageBreakBefore'));
    return lines.flatMap((runs): readonly ReadBlock[] => {
      if (runs === null) return [{ kind: 'pageBreak' }];
      const block: ReadText = { kind: 'text', runs, align, level, beginsPage };
      beginsPage = false;
      return [block];
    });
  };

  const linesIn = (cell: Element, depth: number): readonly (readonly Run[])[] => {
    const lines: (readonly Run[])[] = [];
    for (const child of childrenOf(cell)) {
      if (named(child) === 'p') for (const block of readParagraph(child, depth + 1)) if (block.kind === 'text') lines.push(block.runs);
      if (named(child) === 'tbl') {
        left.nestedTables += 1;
        for (const row of readTable(child, depth + 1).rows) lines.push(row.flatMap((each) => each.lines.flat()));
      }
    }
    return lines.length === 0 ? [[]] : lines;
  };
  const readTable = (node: Element, depth: number): ReadTable => {
    if (depth > DEPTH_MAX) throw new Unreadable('broken');
    const rows: { -readonly [key in keyof ReadCell]: ReadCell[key] }[][] = [];
    /** What reaches down from above, by column. */
    const open = new Map<number, { -readonly [key in keyof ReadCell]: ReadCell[key] }>();
    let hasHeader = false;
    for (const row of childrenOf(node)) {
      if (named(row) !== 'tr' || rows.length >= ROWS_MAX) continue;
      const properties = childOf(row, 'trPr');
      if (rows.length === 0 && properties !== null && isOn(childOf(properties, 'tblHeader'))) hasHeader = true;
      const cells: (typeof rows)[number] = [];
      let column = 0;
      for (const cell of childrenOf(row)) {
        if (named(cell) !== 'tc' || column >= TABLE_COLUMNS_MAX) continue;
        const shape = childOf(cell, 'tcPr');
        const colspan = Math.min(TABLE_COLUMNS_MAX - column, Math.max(1, (shape === null ? null : numberOf(childOf(shape, 'gridSpan'))) ?? 1));
        const merge = shape === null ? null : childOf(shape, 'vMerge');
        const above = open.get(column);
        if (merge !== null && valueOf(merge) !== 'restart' && above !== undefined) above.rowspan += 1;
        else {
          const made = { lines: linesIn(cell, depth + 1), colspan, rowspan: 1 };
          cells.push(made);
          if (merge !== null) open.set(column, made);
          else open.delete(column);
        }
        column += colspan;
      }
      rows.push(cells);
    }
    // A row all of which hangs from above has nothing of its own.
    return { kind: 'table', rows: rows.filter((cells) => cells.length > 0), hasHeader };
  };

  return {
    read: (document: XmlDocument): WordText => {
      const root = document.documentElement;
      const body = root === null ? null : childOf(root, 'body');
      if (body === null) throw new Unreadable('notWord');
      const blocks: ReadBlock[] = [];
      const visit = (parent: Element, depth: number): void => {
        if (depth > DEPTH_MAX) throw new Unreadable('broken');
        for (const node of childrenOf(parent)) {
          if (blocks.length > BLOCKS_MAX) throw new Unreadable('tooLarge');
          switch (named(node)) {
            case 'p': blocks.push(...readParagraph(node, depth)); break;
            case 'tbl': blocks.push(readTable(node, depth)); break;
            case 'sdt': { const content = childOf(node, 'sdtContent'); if (content !== null) visit(content, depth + 1); break; }
            case 'ins': case 'moveTo': case 'customXml': visit(node, depth + 1); break;
            default:
          }
        }
      };
      visit(body, 0);
      return { blocks, left };
    },
  };
}
