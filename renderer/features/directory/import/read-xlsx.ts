/**
 * Reads the first sheet of an XLSX file as text, row by row, so that a hundred thousand of them never stand in memory as a tree. Values only: a formula is refused, because
 * what it says is not what its author wrote.
 */
import { parseXml, readParts, Unreadable } from '#renderer/ooxml/parts.ts';

const PART_BYTES_MAX = 100_000_000;
const COLUMNS_MAX = 100;
const CELL_LENGTH_MAX = 1_000;

export interface TableRow { readonly row: number; readonly cells: readonly string[] }

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';

export function readXlsx(bytes: Uint8Array, rowsMax: number): readonly TableRow[] {
  const parts = readParts(bytes, (name) => name === WORKBOOK || name === RELATIONS || name === STRINGS || /^xl\/worksheets\/[^/]+\.xml$/u.test(name), PART_BYTES_MAX);
  const sheet = parts.get(firstSheet(parts));
  if (sheet === undefined) throw new Unreadable('notTable');
  return rowsIn(plain(sheet), stringsIn(plain(parts.get(STRINGS) ?? '')), rowsMax);
}

/** Nothing that an honest sheet has begins so; what is left is tags and text, which can be cut at its tags. */
function plain(xml: string): string {
  if (xml.includes('<!')) throw new Unreadable('broken');
  return xml;
}

function firstSheet(parts: ReadonlyMap<string, string>): string {
  const sheet = parseXml(parts.get(WORKBOOK) ?? '<workbook/>').getElementsByTagName('*');
  let id: string | null = null;
  for (let index = 0; index < sheet.length && id === null; index += 1) {
    const node = sheet.item(index);
    if (node?.localName === 'sheet' && !['hidden', 'veryHidden'].includes(node.getAttribute('state') ?? '')) id = node.getAttribute('r:id') ?? node.getAttributeNS('http://schemas.openxmlformats.org/officeDocument/2006/relationships', 'id');
  }
  const relations = parseXml(parts.get(RELATIONS) ?? '<Relationships/>').getElementsByTagName('*');
  for (let index = 0; index < relations.length; index += 1) {
    const node = relations.item(index);
    if (node !== null && node.localName === 'Relationship' && node.getAttribute('Id') === id && id !== null) return `xl/${(node.getAttribute('Target') ?? '').replace(/^\/?(?:xl\/)?/u, '')}`;
  }
  return 'xl/worksheets/sheet1.xml';
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescape = (text: string): string => text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/giu, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
  if (name !== undefined) return ENTITIES[name] ?? whole;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0x10_ff_ff ? whole : String.fromCodePoint(code);
});
const TEXTS = /<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?t>/gu;
/** Letters of all its runs, without the readings that stand above them. */
const textIn = (xml: string): string => [...xml.replaceAll(/<(?:\w+:)?rPh[\s>].*?<\/(?:\w+:)?rPh>/gsu, '').matchAll(TEXTS)].map((match) => unescape(match[1] ?? '')).join('').slice(0, CELL_LENGTH_MAX);

function* pieces(xml: string, name: string): Generator<{ readonly attributes: string; readonly inside: string }> {
  const begin = new RegExp(`<(\\w+:)?${name}(\\s[^>]*?)?(/)?>`, 'gu');
  for (let found = begin.exec(xml); found !== null; found = begin.exec(xml)) {
    const attributes = found[2] ?? '';
    if (found[3] !== undefined) {
      yield { attributes, inside: '' };
      continue;
    }
    const close = `</${found[1] ?? ''}${name}>`;
    const end = xml.indexOf(close, begin.lastIndex);
    if (end < 0) throw new Unreadable('broken');
    yield { attributes, inside: xml.slice(begin.lastIndex, end) };
    begin.lastIndex = end + close.length;
  }
}

const stringsIn = (xml: string): readonly string[] => [...pieces(xml, 'si')].map(({ inside }) => textIn(inside));
const attribute = (attributes: string, name: string): string | null => new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(attributes)?.[1] ?? null;

/** A is 0. */
function columnOf(reference: string | null): number | null {
  const letters = /^([A-Z]{1,3})\d+$/u.exec(reference ?? '')?.[1];
  return letters === undefined ? null : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function rowsIn(xml: string, strings: readonly string[], rowsMax: number): readonly TableRow[] {
  const rows: TableRow[] = [];
  let number = 0;
  for (const { attributes, inside } of pieces(xml, 'row')) {
    number = Number(attribute(attributes, 'r') ?? number + 1);
    const cells: string[] = [];
    for (const cell of pieces(inside, 'c')) {
      if (/<(?:\w+:)?f[\s/>]/u.test(cell.inside)) throw new Unreadable('formula', number);
      const column = columnOf(attribute(cell.attributes, 'r')) ?? cells.length;
      if (column >= COLUMNS_MAX) continue;
      while (cells.length < column) cells.push('');
      cells[column] = valueOf(attribute(cell.attributes, 't') ?? 'n', cell.inside, strings);
    }
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (rows.length > rowsMax) throw new Unreadable('tooManyRows');
    rows.push({ row: number, cells });
  }
  return rows;
}

function valueOf(type: string, inside: string, strings: readonly string[]): string {
  if (type === 'inlineStr') return textIn(inside);
  const value = unescape(/<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?v>/u.exec(inside)?.[1] ?? '');
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? '是' : '否';
  const number = Number(value);
  // A phone that was kept as a number, also in the short form of large ones.
  return type === 'n' && value !== '' && Number.isSafeInteger(number) ? String(number) : value.slice(0, CELL_LENGTH_MAX);
}
