/**
 * The paper as elements that follow each other, drawn once in the width of the 版心 and then cut into pages. Chromium breaks the lines, shared/gbt9704/layout decides
 * where a page ends; a paragraph that goes over is cut exactly where a line begins, so it reads the same in its pieces.
 */
import type { Block, Content, Run } from '#shared/doc/canonical.ts';
import { figureSize } from '#shared/doc/attached-files.ts';
import { NODE } from '#shared/doc/shape.ts';
import { LINE_MM, PT_PER_MM } from '#shared/gbt9704/layout/measures.ts';
import { paginate, type Drawn, type Page } from '#shared/gbt9704/layout/paginate.ts';
import { titleLines } from '#shared/gbt9704/layout/title-lines.ts';
import { PICTURE_MARK } from '#renderer/features/ofd/index.ts';
import { annotationLine, attachmentLines, colophonOf, markOf, recipientLine, signerRows, type SheetFacts } from '#renderer/features/editor/index.ts';

const PX_PER_MM = 96 / 25.4;
const MARK_SIZE_MAX_PT = 46;
const MARK_WIDTH_MM = 152;
const DATE_FROM_RIGHT = 4;

type Tag = keyof HTMLElementTagNameMap;
function make<T extends Tag>(tag: T, className: string, ...inside: readonly (Node | string)[]): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...inside);
  return element;
}

interface Piece {
  readonly element: HTMLElement;
  readonly kind: Drawn['kind'];
  readonly beginsPage: boolean;
  /** Belongs to the 正文, which the first page must show. */
  readonly isBody: boolean;
}

const MARKS: Readonly<Record<string, Tag>> = { bold: 'strong', italic: 'em', underline: 'u' };

function inline(runs: readonly Run[]): readonly Node[] {
  return runs.map(({ text, marks }) => marks.reduce<Node>((inner, mark) => (MARKS[mark] === undefined ? inner : make(MARKS[mark], '', inner)), document.createTextNode(text)));
}

function head(facts: SheetFacts, title: string): HTMLElement {
  const { elements: { format }, number, isUpward } = facts;
  const { names, behind } = markOf(facts, title);
  const longest = Math.max(...names.map((name) => [...name].length)) + behind.length;
  const sizePt = Math.min(MARK_SIZE_MAX_PT, (MARK_WIDTH_MM * PT_PER_MM) / longest);
  const organs = make('div', 'paper-organs', ...names.map((name) => make('div', '', name)));
  const mark = make('div', names.length > 1 ? 'paper-mark joint' : 'paper-mark', organs, ...(behind === '' ? [] : [make('div', '', behind)]));
  mark.style.fontSize = `${sizePt}pt`;
  const rule = make('div', format === 'letter' ? 'paper-double-rule' : 'paper-rule');
  const rows = signerRows(facts).map((row) => make('span', 'row', ...row.map((name) => make('span', 'kai', name))));
  const signer = rows.length === 0 ? [] : [make('span', 'signers', make('span', '', '签发人：'), ...rows)];
  const line = make('div', isUpward && format === 'general' ? 'paper-number upward' : 'paper-number', make('span', '', number ?? ''), ...signer);
  return make('div', `paper-head ${format}`, mark, ...(format === 'letter' ? [rule, line] : format === 'order' ? [line] : [line, rule]));
}

function tableRows(block: Block): readonly HTMLElement[] {
  const rows = block.blocks ?? [];
  const widths = (rows[0]?.blocks ?? []).flatMap((cell) => {
    const own = String(cell.attrs['colwidth'] ?? '').split(',').map(Number).filter((width) => width > 0);
    return own.length > 0 ? own : Array.from({ length: Number(cell.attrs['colspan'] ?? 1) }, () => 0);
  });
  const known = widths.filter((width) => width > 0);
  const usual = known.length === 0 ? 1 : known.reduce((sum, width) => sum + width, 0) / known.length;
  const total = widths.reduce((sum, width) => sum + (width === 0 ? usual : width), 0);
  const columns = (): HTMLElement => make('colgroup', '', ...widths.map((width) => {
    const column = document.createElement('col');
    column.style.width = `${(100 * (width === 0 ? usual : width)) / total}%`;
    return column;
  }));
  const rowOf = (row: Block): HTMLElement => make('tr', '', ...(row.blocks ?? []).map((cell) => {
    const element = make(cell.type === NODE.tableHeader ? 'th' : 'td', '', ...(cell.blocks ?? []).map((line) => make('p', alignment(line), ...inline(line.runs))));
    element.colSpan = Number(cell.attrs['colspan'] ?? 1);
    element.rowSpan = Number(cell.attrs['rowspan'] ?? 1);
    return element;
  }));
  // Cells that reach over several rows hold these together; other rows may part.
  const groups: Block[][] = [];
  let open = 0;
  for (const row of rows) {
    if (open === 0) groups.push([]);
    groups.at(-1)?.push(row);
    open = Math.max(open - 1, 0, ...(row.blocks ?? []).map((cell) => Number(cell.attrs['rowspan'] ?? 1) - 1));
  }
  return groups.map((group) => make('table', 'paper-table', columns(), make('tbody', '', ...group.map(rowOf))));
}

/** Where the bytes of a figure are to be had; null where they are not on this machine. */
export type PictureAddresses = ReadonlyMap<string, string | null>;

function drawFigure({ attrs }: Block, pictures: PictureAddresses): HTMLElement {
  const { width, height } = figureSize({ pixels: String(attrs['pixels'] ?? ''), width: Number(attrs['width'] ?? 0) });
  const address = pictures.get(String(attrs['blob'])) ?? null;
  const image = make(address === null ? 'div' : 'img', address === null ? 'paper-frame' : '');
  if (image instanceof HTMLImageElement && address !== null) {
    image.src = address;
    image.alt = String(attrs['alt'] ?? '');
    image.setAttribute(PICTURE_MARK, String(attrs['blob']));
  }
  image.style.width = `${width}mm`;
  image.style.height = `${height}mm`;
  return make('figure', 'paper-figure', image);
}

const alignment = ({ attrs }: Block): string => (typeof attrs['align'] === 'string' ? `align-${attrs['align']}` : '');

/** 7.3.5.1: the date four letters from the right, the organ over its middle; a long name keeps to the 版心, and its date goes with it. */
function drawSignature(organs: readonly string[], date: string): HTMLElement {
  const element = make('div', 'paper-signature', ...organs.map((name) => make('div', 'organ', name)), make('div', 'date', date));
  const longest = Math.max(...organs.map((name) => [...name].length));
  element.style.setProperty('--from-right', String(Math.max(DATE_FROM_RIGHT, (longest - widthInLetters(date === '' ? '2026年12月31日' : date)) / 2)));
  return element;
}
/** Digits are half as wide as Chinese letters. */
const widthInLetters = (words: string): number => [...words].reduce((sum, letter) => sum + (/[0-9]/u.test(letter) ? 0.5 : 1), 0);

/** Everything between the 版头 and the 版记, in the order of the paper. */
export function drawPieces(content: Content, facts: SheetFacts, pictures: PictureAddresses): readonly Piece[] {
  const { format } = facts.elements;
  const title = content.blocks.filter(({ type }) => type === NODE.title).map(textOf).join('');
  const pieces: Piece[] = [{ element: head(facts, title), kind: 'whole', beginsPage: false, isBody: false }];
  const put = (element: HTMLElement, kind: Drawn['kind'], more: Partial<Piece> = {}): void => { pieces.push({ element, kind, beginsPage: false, isBody: false, ...more }); };
  // Files stand behind those that are written out, and are counted with them.
  const attachments = content.blocks.filter(({ type }) => type === NODE.attachment).length + (content.files?.length ?? 0);
  let attached = 0;
  let turns = false;
  for (const block of content.blocks) {
    const beginsPage = turns;
    turns = block.type === NODE.pageBreak;
    switch (block.type) {
      // What a 令 or 纪要 is about stands in its mark.
      case NODE.title: if (format === 'general' || format === 'letter' || (format === 'minutes' && !title.endsWith('纪要'))) put(make('h1', 'paper-title', ...titleLines(textOf(block)).map((line) => make('span', '', line))), 'whole'); break;
      case NODE.recipients: if (recipientLine(facts) !== '') put(make('p', 'paper-recipients', recipientLine(facts)), 'text'); break;
      case NODE.paragraph: put(make('p', `paper-text ${alignment(block)}`.trim(), ...inline(block.runs)), 'text', { beginsPage, isBody: true }); break;
      case NODE.heading: put(make('h2', `paper-text level-${String(block.attrs['level'] ?? 1)}`, ...inline(block.runs)), 'heading', { beginsPage, isBody: true }); break;
      case NODE.table: for (const [at, row] of tableRows(block).entries()) put(row, 'whole', { beginsPage: beginsPage && at === 0, isBody: true }); break;
      case NODE.figure: put(drawFigure(block, pictures), 'whole', { beginsPage, isBody: true }); break;
      case NODE.attachment:
        attached += 1;
        put(make('h2', 'paper-attachment', make('span', 'label', attachments > 1 ? `附件${attached}` : '附件'), ...titleLines(textOf(block)).map((line) => make('span', 'title', line))), 'heading', { beginsPage: true });
        break;
      case NODE.signature:
        for (const [at, line] of attachmentLines(facts).entries()) put(make('p', at === 0 ? 'paper-note first' : 'paper-note', line), 'note');
        // 纪要 are neither signed nor sealed (10.3).
        if (format !== 'minutes') put(drawSignature([facts.organName, ...facts.elements.jointOrganNames], facts.date ?? ''), 'signature');
        if (annotationLine(facts) !== '') put(make('p', 'paper-text', annotationLine(facts)), 'text');
        break;
      default:
    }
  }
  return pieces;
}

const textOf = ({ runs }: Block): string => runs.map(({ text }) => text).join('');

function drawColophon(facts: SheetFacts): HTMLElement | null {
  const colophon = colophonOf(facts);
  if (colophon === null) return null;
  const cc = colophon.sentTo.map((line) => make('div', 'cc', line));
  if (colophon.printed === null) return make('div', 'paper-colophon letter', ...cc);
  const printed = make('div', 'printed', make('span', '', colophon.printed.organ), make('span', '', colophon.printed.date));
  // Rules thinner than two dots of a screen are drawn, not bordered: borders are rounded to whole dots.
  const between = cc.length === 0 ? [] : [make('div', 'rule inner')];
  return make('div', 'paper-colophon', make('div', 'rule first'), ...cc, ...between, printed, make('div', 'rule last'));
}

export interface Paper {
  readonly pages: readonly HTMLElement[];
  readonly layout: readonly Page[];
  /** The first piece of the 正文; -1 without any. */
  readonly firstOfBody: number;
}

/** `room`: an empty element on the screen, as wide as the 版心, in which to measure. */
export function drawPaper(content: Content, facts: SheetFacts, room: HTMLElement, isDuplex: boolean, pictures: PictureAddresses): Paper {
  const pieces = drawPieces(content, facts, pictures);
  const colophon = drawColophon(facts);
  room.replaceChildren(...pieces.map(({ element }) => element), ...(colophon === null ? [] : [colophon]));
  const scale = room.getBoundingClientRect().width / room.offsetWidth || 1;
  const heightOf = (element: HTMLElement): number => element.getBoundingClientRect().height / scale / PX_PER_MM;
  const drawn = pieces.map(({ element, kind, beginsPage }): Drawn => {
    const before = Number.parseFloat(getComputedStyle(element).marginTop) / PX_PER_MM;
    const height = heightOf(element);
    const lines = kind === 'text' || kind === 'note' ? Math.max(1, Math.round(height / LINE_MM)) : 1;
    return { lines: Array.from({ length: lines }, () => height / lines), before, kind, beginsPage };
  });
  const layout = paginate(drawn, { colophon: colophon === null ? null : heightOf(colophon), isDuplex });
  const pages = layout.map(({ slices, number, colophonTop }) => {
    const area = make('div', 'paper-area');
    for (const { element, from, to, top } of slices) {
      const piece = (pieces[element] as Piece).element;
      const lines = (drawn[element] as Drawn).lines.length;
      const part = from === 0 && to === lines ? (piece.cloneNode(true) as HTMLElement) : cutLines(piece, from, to, lines);
      part.style.top = `${top}mm`;
      area.append(part);
    }
    if (colophonTop !== null && colophon !== null) area.append(colophon.cloneNode(true));
    const isLetter = facts.elements.format === 'letter' && number === 1;
    const foot = isLetter ? [make('div', 'paper-foot-rule')] : number === null ? [] : [make('div', number % 2 === 1 ? 'paper-page-number' : 'paper-page-number even', `— ${number} —`)];
    return make('section', 'paper-page', area, ...foot);
  });
  room.replaceChildren();
  return { pages, layout, firstOfBody: pieces.findIndex(({ isBody }) => isBody) };
}

/** Lines `from` up to `to` of a paragraph as a paragraph of their own. */
function cutLines(piece: HTMLElement, from: number, to: number, lines: number): HTMLElement {
  const range = document.createRange();
  const start = from === 0 ? null : placeOfLine(piece, from, lines);
  const end = to === lines ? null : placeOfLine(piece, to, lines);
  range.selectNodeContents(piece);
  if (start !== null) range.setStart(start.node, start.offset);
  if (end !== null) range.setEnd(end.node, end.offset);
  const part = piece.cloneNode(false) as HTMLElement;
  part.append(range.cloneContents());
  if (from > 0) part.classList.add('continued');
  if (to < lines) part.classList.add('continues');
  return part;
}

/** Where this line begins: the first letter that does not stand above it. Letters follow each other downwards, so half of them are left out at each look. */
function placeOfLine(piece: HTMLElement, line: number, lines: number): { readonly node: Text; readonly offset: number } | null {
  const { top, height } = piece.getBoundingClientRect();
  const lineTop = top + (line * height) / lines;
  const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode() as Text | null; node !== null; node = walker.nextNode() as Text | null) {
    const text = node;
    const isBelow = (offset: number): boolean => {
      range.setStart(text, offset);
      range.setEnd(text, Math.min(text.length, offset + 1));
      const rect = range.getBoundingClientRect();
      return (rect.top + rect.bottom) / 2 >= lineTop;
    };
    if (text.length === 0 || !isBelow(text.length - 1)) continue;
    let [low, high] = [0, text.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(middle)) high = middle;
      else low = middle + 1;
    }
    // Never between the halves of a rare character.
    return { node: text, offset: (text.data.charCodeAt(low) & 0xfc00) === 0xdc00 ? low - 1 : low };
  }
  return null;
}
