/**
 * Reads the places of characters, rules and pictures from the laid-out pages: the same boxes that are previewed and printed (ADR 0021), so that a character
 * of the OFD stands where it stands in the PDF. Page by page, letting the window live in between.
 */
import type { Color, OfdBox, OfdGlyph, OfdHeading } from '#renderer/ofd/model.ts';
import { PAGE } from '#shared/gbt9704/layout/measures.ts';
import type { PlacedPage, PlacedPaper, PlacedPicture, PlacedText, TextStyle } from './placed.ts';

/** On which element a page keeps what its picture is, for whoever reads it. */
export const PICTURE_MARK = 'data-digest';

/** Drawn by nobody. */
const UNSEEN = /^(?:\p{Default_Ignorable_Code_Point}|\p{Cc})$/u;
const NEAR_MM = 0.3;
/** Chromium's own: as thick as a tenth of the letters, half of that below the baseline. */
const UNDERLINE_EM = 0.1;

interface Looks { readonly style: number; readonly sizeMm: number; readonly color: Color; readonly ascentPx: number; readonly isUnderlined: boolean }

/** Pages as they are on the paper, where nobody sees them. The faces are there when it answers. */
export async function layOut(pages: readonly HTMLElement[]): Promise<HTMLElement> {
  const root = document.createElement('div');
  root.className = 'ofd-root';
  root.lang = 'zh-CN';
  root.setAttribute('aria-hidden', 'true');
  root.append(...pages.map((page) => page.cloneNode(true)));
  document.body.append(root);
  root.getBoundingClientRect();
  await document.fonts.ready;
  return root;
}

/** Null: it was given up. */
export async function readPages(root: HTMLElement, report: (done: number, all: number) => void, signal: AbortSignal): Promise<PlacedPaper | null> {
  const styles: TextStyle[] = [];
  const lookOf = createLooks(root, styles);
  const pages: PlacedPage[] = [];
  const outline: OfdHeading[] = [];
  const elements = [...root.querySelectorAll<HTMLElement>('.paper-page')];
  for (const [at, element] of elements.entries()) {
    if (signal.aborted) return null;
    pages.push(readPage(element, lookOf));
    outline.push(...headingsOf(element, at));
    report(at + 1, elements.length);
    await breath();
  }
  return { pages, styles, outline };
}

/** Lets the window draw and hear. */
const breath = (): Promise<void> => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); resolve(); };
  port2.postMessage(null);
});

interface Frame { readonly left: number; readonly top: number; readonly perMm: number }
const frameOf = (page: HTMLElement): Frame => {
  const { left, top, width } = page.getBoundingClientRect();
  return { left, top, perMm: width / PAGE.widthMm };
};

function headingsOf(page: HTMLElement, at: number): readonly OfdHeading[] {
  const frame = frameOf(page);
  return [...page.querySelectorAll<HTMLElement>('h2:not(.continued)')].map((heading) => ({
    title: titleOf(heading), level: Number(/level-(\d)/u.exec(heading.className)?.[1] ?? 1), page: at,
    top: (heading.getBoundingClientRect().top - frame.top) / frame.perMm,
  })).filter(({ title }) => title !== '');
}

/** A title stands in lines of its own; before that of an 附件 stands its number. */
const titleOf = (heading: HTMLElement): string =>
  (heading.children.length === 0 || heading.classList.contains('paper-text') ? heading.textContent : `${heading.querySelector('.label')?.textContent ?? ''} ${[...heading.querySelectorAll('.title')].map((line) => line.textContent).join('')}`).replace(/\s+/gu, ' ').trim();

function readPage(page: HTMLElement, lookOf: (element: Element) => Looks): PlacedPage {
  const frame = frameOf(page);
  const marks: PlacedPage['marks'][number][] = [];
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const text = new TextReader(frame);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text) text.read(node, lookOf);
    else if (node instanceof HTMLElement) {
      marks.push(...text.taken(), ...boxesOf(node, frame));
      const picture = pictureOf(node, frame);
      if (picture !== null) marks.push(picture);
    }
  }
  marks.push(...text.taken());
  return { widthMm: PAGE.widthMm, heightMm: PAGE.heightMm, marks: marks.filter(isOnPage) };
}

const isOnPage = (mark: PlacedPage['marks'][number]): boolean => (mark.kind === 'text'
  ? mark.baseline > 0 && mark.baseline <= PAGE.heightMm && (mark.glyphs[0]?.x ?? -1) >= 0 && (mark.glyphs[0]?.x ?? 0) < PAGE.widthMm
  : mark.left >= 0 && mark.top >= 0 && mark.left + mark.width <= PAGE.widthMm && mark.top + mark.height <= PAGE.heightMm);

/** Puts characters together that follow each other on a line in one style. */
class TextReader {
  readonly #frame: Frame;
  readonly #segments = new Intl.Segmenter('zh', { granularity: 'grapheme' });
  #marks: (PlacedText | OfdBox)[] = [];
  #open: { readonly look: Looks; readonly glyphs: OfdGlyph[]; readonly baseline: number; right: number } | null = null;

  constructor(frame: Frame) { this.#frame = frame; }

  read(node: Text, lookOf: (element: Element) => Looks): void {
    const parent = node.parentElement;
    if (parent === null || node.data === '') return;
    const look = lookOf(parent);
    const range = document.createRange();
    for (const { segment, index } of this.#segments.segment(node.data)) {
      range.setStart(node, index);
      range.setEnd(node, index + segment.length);
      // At the end of a line a space may have a place on both: the last one is where the next character stands.
      const box = [...range.getClientRects()].at(-1);
      if (box !== undefined) this.#put(segment, box, look);
    }
  }

  #put(segment: string, box: DOMRect, look: Looks): void {
    const { left, top, perMm } = this.#frame;
    const x = (box.left - left) / perMm;
    const right = (box.right - left) / perMm;
    const baseline = (box.top + look.ascentPx - top) / perMm;
    const open = this.#open;
    const isSameLine = open !== null && Math.abs(open.baseline - baseline) < NEAR_MM && Math.abs(x - open.right) < NEAR_MM;
    if (open === null || !isSameLine || open.look !== look) this.#close(isSameLine);
    const characters = [...segment].filter((character) => !UNSEEN.test(character) || character === '\t');
    if (this.#open === null) {
      if (segment.trim() === '') return;
      this.#open = { look, glyphs: [], baseline, right };
    }
    // What joins a letter from above or below begins where its letter ends.
    for (const [at, character] of characters.entries()) this.#open.glyphs.push({ character, x: at === 0 ? x : right });
    this.#open.right = right;
  }

  /** Spaces at the end of a line are nobody's; before another style on the same line they keep words apart. */
  #close(goesOn: boolean): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    while (!goesOn && open.glyphs.at(-1)?.character.trim() === '') open.right = open.glyphs.pop()?.x ?? open.right;
    const { look, glyphs, baseline, right } = open;
    const [first] = glyphs;
    if (first === undefined) return;
    this.#marks.push({ kind: 'text', style: look.style, sizeMm: look.sizeMm, color: look.color, baseline, right, glyphs });
    if (look.isUnderlined) this.#marks.push({ kind: 'box', left: first.x, top: baseline + (UNDERLINE_EM / 2) * look.sizeMm, width: right - first.x, height: UNDERLINE_EM * look.sizeMm, color: look.color });
  }

  taken(): readonly (PlacedText | OfdBox)[] {
    this.#close(false);
    const marks = this.#marks;
    this.#marks = [];
    return marks;
  }
}

function createLooks(root: HTMLElement, styles: TextStyle[]): (element: Element) => Looks {
  const byElement = new Map<Element, Looks>();
  const byKey = new Map<string, Looks>();
  return (element) => {
    const known = byElement.get(element);
    if (known !== undefined) return known;
    const computed = getComputedStyle(element);
    const isUnderlined = element.closest('u') !== null;
    const key = [computed.fontFamily, computed.fontWeight, computed.fontStyle, computed.fontSize, computed.color, isUnderlined].join('|');
    const look = byKey.get(key) ?? newLook(root, computed, isUnderlined, styles);
    byKey.set(key, look);
    byElement.set(element, look);
    return look;
  };
}

function newLook(root: HTMLElement, computed: CSSStyleDeclaration, isUnderlined: boolean, styles: TextStyle[]): Looks {
  const { perMm } = frameOf(root.querySelector<HTMLElement>('.paper-page') ?? root);
  styles.push({ families: familiesOf(computed.fontFamily), weight: Number(computed.fontWeight), isItalic: computed.fontStyle !== 'normal' });
  return { style: styles.length - 1, sizeMm: Number.parseFloat(computed.fontSize) / perMm, color: colorOf(computed.color) ?? [0, 0, 0], ascentPx: ascentOf(root, computed), isUnderlined };
}

/** An empty box stands on the baseline: from there up to the top of the letters' own box. */
function ascentOf(root: HTMLElement, { fontFamily, fontSize, fontWeight, fontStyle }: CSSStyleDeclaration): number {
  const probe = document.createElement('div');
  Object.assign(probe.style, { position: 'absolute', whiteSpace: 'pre', lineHeight: 'normal', letterSpacing: '0', fontFamily, fontSize, fontWeight, fontStyle });
  const foot = document.createElement('span');
  foot.style.display = 'inline-block';
  const letter = document.createTextNode('字');
  probe.append(letter, foot);
  root.append(probe);
  const range = document.createRange();
  range.selectNodeContents(letter);
  const ascent = foot.getBoundingClientRect().bottom - range.getBoundingClientRect().top;
  probe.remove();
  return ascent;
}

export const familiesOf = (list: string): readonly string[] =>
  [...list.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^,"']+))\s*(?:,|$)/gu)].map(([, double, single, bare]) => (double ?? single ?? bare ?? '').trim().replace(/\\(.)/gu, '$1')).filter((name) => name !== '');

/** As a computed style says it; null: nothing is painted. */
export function colorOf(computed: string): Color | null {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (/^rgba?\(([^)]*)\)$/u.exec(computed)?.[1] ?? '').split(/[\s,/]+/u).filter((part) => part !== '').map(Number);
  return alpha === 0 || !computed.startsWith('rgb') ? null : [red, green, blue];
}

const SIDES = ['top', 'right', 'bottom', 'left'] as const;

/** The ground and the borders of an element, as boxes. */
function boxesOf(element: HTMLElement, frame: Frame): readonly OfdBox[] {
  const computed = getComputedStyle(element);
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const box = (from: readonly [number, number], to: readonly [number, number], color: Color): OfdBox =>
    ({ kind: 'box', left: (from[0] - frame.left) / frame.perMm, top: (from[1] - frame.top) / frame.perMm, width: (to[0] - from[0]) / frame.perMm, height: (to[1] - from[1]) / frame.perMm, color });
  const ground = colorOf(computed.backgroundColor);
  const boxes = ground === null ? [] : [box([left, top], [right, bottom], ground)];
  // Borders of cells that share one are drawn in its middle, between the cells.
  const isShared = (element.localName === 'td' || element.localName === 'th') && computed.borderCollapse === 'collapse';
  for (const side of SIDES) {
    const width = Number.parseFloat(computed.getPropertyValue(`border-${side}-width`));
    const color = colorOf(computed.getPropertyValue(`border-${side}-color`));
    if (!(width > 0) || color === null || computed.getPropertyValue(`border-${side}-style`) === 'none' || (element.localName === 'table' && computed.borderCollapse === 'collapse')) continue;
    const out = isShared ? width / 2 : 0;
    const [x1, y1, x2, y2] = [left - out, top - out, right + out, bottom + out];
    if (side === 'top') boxes.push(box([x1, y1], [x2, y1 + width], color));
    else if (side === 'bottom') boxes.push(box([x1, y2 - width], [x2, y2], color));
    else if (side === 'left') boxes.push(box([x1, y1], [x1 + width, y2], color));
    else boxes.push(box([x2 - width, y1], [x2, y2], color));
  }
  return boxes;
}

function pictureOf(element: HTMLElement, frame: Frame): PlacedPicture | null {
  const digest = element.getAttribute(PICTURE_MARK);
  if (digest === null) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  return { kind: 'picture', digest, left: (left - frame.left) / frame.perMm, top: (top - frame.top) / frame.perMm, width: width / frame.perMm, height: height / frame.perMm };
}
