/**
 * Writes an OFD file (GB/T 33190-2016): an archive of XML in which each character has its place, with faces and pictures inside. Pure: the same file comes
 * out of the same pages, whenever and wherever it is written. No seal and no signature: these come from a certified module later.
 */
import { strToU8, zipSync, type Zippable } from 'fflate';
import type { OfdBox, OfdFile, OfdHeading, OfdMark, OfdPage, OfdText } from './model.ts';
import { array, asSpace, element, isXmlCharacter, micro, mm, part, textElement } from './xml.ts';

export const PAGES_MAX = 2_000;
const NESTING_MAX = 5;
const TITLE_MAX = 200;
/** The pen that Chromium draws around letters of a face that has no bold, in ems. */
const BOLDER_EM = 0.037;
/** Leaning and bold letters reach beyond their places. */
const OVERHANG_EM = 0.15;

export class TooManyPages extends Error { override readonly name = 'TooManyPages'; }

/** Numbers everything that can be named. */
type Numbering = () => number;

export function writeOfd(file: OfdFile): Uint8Array<ArrayBuffer> {
  if (file.pages.length === 0 || file.pages.length > PAGES_MAX) throw new TooManyPages();
  let last = 0;
  const next: Numbering = () => {
    last += 1;
    return last;
  };
  const faces = file.faces.map((face) => ({ ...face, id: next() }));
  const pictures = file.pictures.map((picture) => ({ ...picture, id: next() }));
  const pages = file.pages.map((page, index) => ({ id: next(), place: `Pages/Page_${index}/Content.xml`, xml: pageXml(page, file, { next, faceId: (face) => faces[face]?.id ?? 0, pictureId: (picture) => pictures[picture]?.id ?? 0 }) }));
  const parts: Zippable = {
    'OFD.xml': strToU8(rootXml(file)),
    'Doc_0/Document.xml': strToU8(documentXml(file, last, pages)),
    'Doc_0/PublicRes.xml': strToU8(part('Res', { BaseLoc: 'Res' }, element('Fonts', {}, ...faces.map((face) =>
      element('Font', { ID: face.id, FontName: face.name, FamilyName: face.family, Charset: 'unicode' }, ...(face.file === null ? [] : [textElement('FontFile', `font_${face.id}.${face.file.extension}`)])))))),
    'Doc_0/DocumentRes.xml': strToU8(part('Res', { BaseLoc: 'Res' }, ...(pictures.length === 0 ? [] : [element('MultiMedias', {}, ...pictures.map((picture) =>
      element('MultiMedia', { ID: picture.id, Type: 'Image', Format: picture.format }, textElement('MediaFile', `image_${picture.id}.${picture.format === 'PNG' ? 'png' : 'jpg'}`))))]))),
  };
  for (const { place, xml } of pages) parts[`Doc_0/${place}`] = strToU8(xml);
  for (const face of faces) if (face.file !== null) parts[`Doc_0/Res/font_${face.id}.${face.file.extension}`] = face.file.bytes;
  // Pictures are small already.
  for (const picture of pictures) parts[`Doc_0/Res/image_${picture.id}.${picture.format === 'PNG' ? 'png' : 'jpg'}`] = [picture.bytes, { level: 0 }];
  // The first moment that an archive can name: the moment of writing would make equal files differ.
  return zipSync(parts, { mtime: new Date(1980, 0, 1), os: 0 }) as Uint8Array<ArrayBuffer>;
}

function rootXml({ docId, title, author, date, creator, creatorVersion, remarks }: OfdFile): string {
  const information = [
    textElement('DocID', docId), textElement('Title', title), textElement('Author', author), textElement('CreationDate', date), textElement('DocUsage', 'Normal'),
    textElement('Creator', creator), textElement('CreatorVersion', creatorVersion),
    ...(remarks.length === 0 ? [] : [element('CustomDatas', {}, ...remarks.map(([Name, value]) => textElement('CustomData', value, { Name })))]),
  ];
  return part('OFD', { Version: '1.0', DocType: 'OFD' }, element('DocBody', {}, element('DocInfo', {}, ...information), textElement('DocRoot', 'Doc_0/Document.xml')));
}

interface PlacedPage { readonly id: number; readonly place: string }

function documentXml({ pages: [first], outline }: OfdFile, maxId: number, pages: readonly PlacedPage[]): string {
  return part('Document', {},
    element('CommonData', {},
      textElement('MaxUnitID', String(maxId)),
      element('PageArea', {}, textElement('PhysicalBox', array(0, 0, first?.widthMm ?? 0, first?.heightMm ?? 0))),
      textElement('PublicRes', 'PublicRes.xml'), textElement('DocumentRes', 'DocumentRes.xml')),
    element('Pages', {}, ...pages.map(({ id, place }) => element('Page', { ID: id, BaseLoc: place }))),
    ...(outline.length === 0 ? [] : [element('Outlines', {}, ...outlineXml(outline, pages, 1))]));
}

/** Headings below another stand inside it. */
function outlineXml(headings: readonly OfdHeading[], pages: readonly PlacedPage[], depth: number): readonly string[] {
  const groups: OfdHeading[][] = [];
  for (const heading of headings) {
    const group = groups.at(-1);
    if (group === undefined || heading.level <= (group[0]?.level ?? 0) || depth >= NESTING_MAX) groups.push([heading]);
    else group.push(heading);
  }
  return groups.flatMap(([heading, ...below]) => {
    const page = heading === undefined ? undefined : pages[heading.page];
    if (heading === undefined || page === undefined) return [];
    const inner = outlineXml(below, pages, depth + 1);
    const goTo = element('Goto', {}, element('Dest', { Type: 'XYZ', PageID: page.id, Left: 0, Top: heading.top, Zoom: 0 }));
    return [element('OutlineElem', { Title: [...heading.title].slice(0, TITLE_MAX).join(''), Count: inner.length, Expanded: true }, element('Actions', {}, element('Action', { Event: 'CLICK' }, goTo)), ...inner)];
  });
}

interface Resources { readonly next: Numbering; readonly faceId: (face: number) => number; readonly pictureId: (picture: number) => number }

function pageXml(page: OfdPage, { faces }: OfdFile, resources: Resources): string {
  const { next, faceId, pictureId } = resources;
  const layer = next();
  const marks = page.marks.flatMap((mark: OfdMark): readonly string[] => {
    switch (mark.kind) {
      case 'box': return [boxXml(mark, next())];
      case 'picture': return [element('ImageObject', { ID: next(), Boundary: array(mark.left, mark.top, mark.width, mark.height), CTM: array(mark.width, 0, 0, mark.height, 0, 0), ResourceID: pictureId(mark.picture) })];
      case 'text': {
        const face = faces[mark.face];
        return face === undefined ? [] : textXml(mark, { ...face, id: faceId(mark.face) }, page, next);
      }
    }
  });
  return part('Page', {},
    element('Area', {}, textElement('PhysicalBox', array(0, 0, page.widthMm, page.heightMm))),
    element('Content', {}, element('Layer', { ID: layer, Type: 'Body' }, ...marks)));
}

function boxXml({ left, top, width, height, color }: OfdBox, id: number): string {
  return element('PathObject', { ID: id, Boundary: array(left, top, width, height), Stroke: false, Fill: true },
    element('FillColor', { Value: array(...color) }), textElement('AbbreviatedData', `M 0 0 L ${mm(width)} 0 L ${array(width, height)} L 0 ${mm(height)} C`));
}

function textXml(text: OfdText, face: { readonly id: number; readonly ascent: number; readonly descent: number }, page: OfdPage, next: Numbering): readonly string[] {
  const glyphs = text.glyphs.filter(({ character }) => isXmlCharacter(character)).map(({ character, x }) => ({ character: asSpace(character), x }));
  const pieces = piecesOf(glyphs);
  const first = pieces[0]?.[0];
  if (first === undefined) return [];
  const over = OVERHANG_EM * text.sizeMm;
  const left = micro(Math.max(0, Math.min(...glyphs.map(({ x }) => x)) - over));
  const top = micro(Math.max(0, text.baseline - face.ascent * text.sizeMm));
  const right = Math.min(page.widthMm, text.right + over);
  const bottom = Math.min(page.heightMm, text.baseline + face.descent * text.sizeMm);
  const bolder = text.isBolder ? { Stroke: true, LineWidth: BOLDER_EM * text.sizeMm } : {};
  const color = { Value: array(...text.color) };
  return [element('TextObject', { ID: next(), Boundary: array(left, top, Math.max(0, right - left), Math.max(0, bottom - top)), Font: face.id, Size: text.sizeMm, ...bolder, ...(text.isSlanted ? { Italic: true } : {}) },
    element('FillColor', color), ...(text.isBolder ? [element('StrokeColor', color)] : []),
    ...pieces.map((piece) => textElement('TextCode', piece.map(({ character }) => character).join(''), { X: (piece[0]?.x ?? 0) - left, Y: text.baseline - top, DeltaX: deltas(piece) })))];
}

/**
 * Readers disagree whether a character beyond the Basic Multilingual Plane counts as one step or two, so each stands alone. What begins with a space may be
 * trimmed and would move: it begins later instead.
 */
function piecesOf(glyphs: OfdText['glyphs']): readonly OfdText['glyphs'][] {
  const pieces: OfdText['glyphs'][number][][] = [];
  let isJoined = false;
  for (const glyph of glyphs) {
    const isAlone = glyph.character.length > 1;
    if (isJoined && !isAlone) pieces.at(-1)?.push(glyph);
    else if (glyph.character.trim() !== '') {
      pieces.push([glyph]);
      isJoined = !isAlone;
    }
  }
  return pieces;
}

/** Steps from each character to the next, equal ones counted: rounded as places, so that a long line does not drift. */
function deltas(piece: OfdText['glyphs']): string | null {
  const steps = piece.slice(1).map(({ x }, index) => micro(micro(x) - micro(piece[index]?.x ?? 0)));
  const groups: [count: number, step: number][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    if (group !== undefined && group[1] === step) group[0] += 1;
    else groups.push([1, step]);
  }
  return groups.length === 0 ? null : groups.map(([count, step]) => (count > 2 ? `g ${count} ${mm(step)}` : Array.from({ length: count }, () => mm(step)).join(' '))).join(' ');
}
