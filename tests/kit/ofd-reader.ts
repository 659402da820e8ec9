/** An OFD read back by a reader that shares nothing with the writer: another unzip, an XML parser, and the places worked out from Boundary, TextCode and DeltaX as GB/T 33190 says. */
import { inflateRawSync } from 'node:zlib';
import { DOMParser, type Element } from '@xmldom/xmldom';

export interface PlacedCharacter { readonly character: string; readonly x: number; readonly baseline: number; readonly sizeMm: number; readonly font: string; readonly color: string; readonly boundary: readonly number[] }
export interface ReadBox { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number; readonly color: string }
export interface ReadOfdPage { readonly characters: readonly PlacedCharacter[]; readonly boxes: readonly ReadBox[]; readonly pictures: readonly ReadBox[]; readonly text: string }
export interface ReadOfd {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly information: Readonly<Record<string, string>>;
  readonly fonts: readonly { readonly name: string; readonly file: Uint8Array | null }[];
  readonly outline: readonly { readonly title: string; readonly page: number; readonly depth: number }[];
  readonly pages: readonly ReadOfdPage[];
}
/** Of the archive's own directory, at its end. */
export function unzip(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  const files = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < view.getUint16(end + 10, true); index += 1) {
    const [method, packed, name, extra, comment, place] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true)];
    const content = place + 30 + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
    const stored = bytes.subarray(content, content + packed);
    files.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)), method === 0 ? stored : new Uint8Array(inflateRawSync(stored)));
    at += 46 + name + extra + comment;
  }
  return files;
}

const NAMESPACE = 'http://www.ofdspec.org/2016';
const numbers = (list: string | null): readonly number[] => (list ?? '').split(/\s+/u).filter((part) => part !== '').map(Number);

export function parseStrictly(xml: string): Element {
  const root = new DOMParser({ onError: (level, problem) => { throw new Error(`${level}: ${problem}`); } }).parseFromString(xml, 'text/xml').documentElement;
  if (root === null || root.namespaceURI !== NAMESPACE) throw new Error('no OFD element');
  return root;
}

export function readOfd(bytes: Uint8Array): ReadOfd {
  const files = unzip(bytes);
  const part = (name: string): Element => {
    const stored = files.get(name);
    if (stored === undefined) throw new Error(`no part ${name}`);
    return parseStrictly(new TextDecoder('utf-8', { fatal: true }).decode(stored));
  };
  const all = (from: Element, name: string): readonly Element[] => [...from.getElementsByTagNameNS(NAMESPACE, name)];
  const root = part('OFD.xml');
  const information = Object.fromEntries(['DocID', 'Title', 'Author', 'CreationDate', 'Creator', 'CreatorVersion', 'CustomData'].map((name) => [name, all(root, name)[0]?.textContent ?? '']));
  const base = all(root, 'DocRoot')[0]?.textContent?.replace(/[^/]+$/u, '') ?? '';
  const document = part(all(root, 'DocRoot')[0]?.textContent ?? '');
  const resources = part(`${base}${all(document, 'PublicRes')[0]?.textContent}`);
  const place = resources.getAttribute('BaseLoc') ?? '';
  const fonts = all(resources, 'Font').map((font) => ({ id: font.getAttribute('ID') ?? '', name: font.getAttribute('FontName') ?? '', file: files.get(`${base}${place}/${all(font, 'FontFile')[0]?.textContent}`) ?? null }));
  const ids = all(document, 'Page').map((page) => page.getAttribute('ID'));
  const outline = all(document, 'OutlineElem').map((heading) => {
    let depth = 0;
    for (let up = heading.parentNode; up !== null; up = up.parentNode) if (up.nodeName === 'ofd:OutlineElem') depth += 1;
    return { title: heading.getAttribute('Title') ?? '', page: ids.indexOf(all(heading, 'Dest')[0]?.getAttribute('PageID') ?? ''), depth };
  });
  const pages = all(document, 'Page').map((page): ReadOfdPage => {
    const content = part(`${base}${page.getAttribute('BaseLoc')}`);
    const characters = all(content, 'TextObject').flatMap((text) => charactersOf(text, fonts.find(({ id }) => id === text.getAttribute('Font'))?.name ?? ''));
    const boxOf = (object: Element): ReadBox => {
      const [left = 0, top = 0, width = 0, height = 0] = numbers(object.getAttribute('Boundary'));
      return { left, top, right: left + width, bottom: top + height, color: all(object, 'FillColor')[0]?.getAttribute('Value') ?? '' };
    };
    return { characters, boxes: all(content, 'PathObject').map(boxOf), pictures: all(content, 'ImageObject').map(boxOf), text: characters.map(({ character }) => character).join('') };
  });
  return { files, information, fonts, outline, pages };
}

function charactersOf(text: Element, font: string): readonly PlacedCharacter[] {
  const boundary = numbers(text.getAttribute('Boundary'));
  const [left = 0, top = 0] = boundary;
  const color = [...text.getElementsByTagNameNS(NAMESPACE, 'FillColor')][0]?.getAttribute('Value') ?? '';
  return [...text.getElementsByTagNameNS(NAMESPACE, 'TextCode')].flatMap((code) => {
    const steps = stepsOf(code.getAttribute('DeltaX') ?? '');
    const written = [...(code.textContent ?? '')];
    if (steps.length !== written.length - 1) throw new Error(`${written.length} characters and ${steps.length} steps`);
    let x = left + Number(code.getAttribute('X'));
    return written.map((character, index) => {
      x += index === 0 ? 0 : (steps[index - 1] ?? 0);
      return { character, x, baseline: top + Number(code.getAttribute('Y')), sizeMm: Number(text.getAttribute('Size')), font, color, boundary };
    });
  });
}

/** `g 3 5.5` stands for 5.5 5.5 5.5. */
function stepsOf(list: string): readonly number[] {
  const parts = list.split(' ').filter((part) => part !== '');
  const steps: number[] = [];
  while (parts.length > 0) {
    const part = parts.shift();
    const count = part === 'g' ? Number(parts.shift()) : 1;
    const step = Number(part === 'g' ? parts.shift() : part);
    steps.push(...Array.from({ length: count }, () => step));
  }
  return steps;
}
