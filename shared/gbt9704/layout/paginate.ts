/**
 * From lines to pages, for the screen and for print alike. Whoever draws has broken the text into lines and knows their heights; where a page ends is decided
 * here and nowhere else. Pure, one pass. Always true: every line stands on exactly one page, in order; a heading is followed by a line of its text on the same
 * page; 署名 and 成文日期 never stand on a page without text (此页无正文 is no way out: 9704-2012, 7.3.5.4); the 版记 is the last thing on the last face.
 */
import { LINE_MM, PAGE } from './measures.ts';

/** One element of the text, as it was drawn. */
export interface Drawn {
  /** Heights of its lines in mm, with what stands between them. */
  readonly lines: readonly number[];
  /** Space above it in mm, which falls away at the top of a page. */
  readonly before: number;
  /** A note (附件说明) stays with the 署名 below it. */
  readonly kind: 'text' | 'heading' | 'whole' | 'note' | 'signature';
  /** 附件, and what a writer put behind a page break. */
  readonly beginsPage: boolean;
}

/** Lines `from` up to `to` of an element; its first line's top is `top` mm below the top of the 版心. */
export interface Slice {
  readonly element: number;
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

export interface Page {
  readonly slices: readonly Slice[];
  /** Null where none is printed (7.5): an empty page before the 版记, and that page. */
  readonly number: number | null;
  /** Where the 版记 begins on this page. */
  readonly colophonTop: number | null;
}

export interface Printing {
  /** Height of the 版记 in mm; null without one. */
  readonly colophon: number | null;
  /** Printed on both sides: the 版记 stands on an even page. */
  readonly isDuplex: boolean;
}

/** Heights come from a screen that rounds. */
const ROUNDING_MM = 0.2;
const COLOPHON_GAP_MM = 2;
const LINES_WITH_SIGNATURE = 2;

interface Open {
  slices: Slice[];
  bottom: number;
}

export function paginate(elements: readonly Drawn[], printing: Printing): readonly Page[] {
  const pages: Open[] = [{ slices: [], bottom: 0 }];
  const page = (): Open => pages.at(-1) as Open;
  const turn = (): void => { pages.push({ slices: [], bottom: 0 }); };
  const fits = (height: number): boolean => page().bottom + height <= PAGE.textHeightMm + ROUNDING_MM;
  const isFresh = (): boolean => page().slices.length === 0;
  const heightOf = ({ lines }: Drawn, from = 0, to = lines.length): number => lines.slice(from, to).reduce((sum, height) => sum + height, 0);
  const put = (element: number, from: number, to: number): void => {
    const drawn = elements[element] as Drawn;
    const top = page().bottom + (isFresh() || from > 0 ? 0 : drawn.before);
    page().slices.push({ element, from, to, top });
    page().bottom = top + heightOf(drawn, from, to);
  };
  /** As many lines as still fit, and the rest on pages of their own. */
  const flow = (element: number, start: number): void => {
    const drawn = elements[element] as Drawn;
    for (let from = start; from < drawn.lines.length;) {
      const before = isFresh() || from > 0 ? 0 : drawn.before;
      let to = from;
      let height = before;
      while (to < drawn.lines.length && fits(height + (drawn.lines[to] ?? 0))) height += drawn.lines[to++] ?? 0;
      if (to === from && isFresh()) to = from + 1;
      if (to > from) put(element, from, to);
      from = to;
      if (from < drawn.lines.length) turn();
    }
  };
  /** Takes the last lines of text from the page before, so that what comes next does not stand alone. */
  const bringText = (): void => {
    const before = pages.at(-2);
    const last = before?.slices.at(-1);
    if (before === undefined || last === undefined || (elements[last.element] as Drawn).kind !== 'text') return;
    const from = Math.max(last.from, last.to - LINES_WITH_SIGNATURE);
    // Nothing would be left on that page: then the text stands there alone, which is better than an empty page.
    if (from === last.from && before.slices.length === 1) return;
    before.slices.pop();
    if (from > last.from) before.slices.push({ ...last, to: from });
    const fresh = page();
    fresh.slices.push({ element: last.element, from, to: last.to, top: 0 });
    fresh.bottom = heightOf(elements[last.element] as Drawn, from, last.to);
  };

  /** For a 署名 and the notes above it, all on one page with two lines of text; where a page has no room for that much, they flow. */
  const makeRoom = (start: number): void => {
    let height = 0;
    for (let at = start; at < elements.length; at += 1) {
      const each = elements[at] as Drawn;
      if (each.kind !== 'note' && each.kind !== 'signature') break;
      height += each.before + heightOf(each);
      if (each.kind === 'signature') break;
    }
    if (isFresh() || fits(height) || height + LINES_WITH_SIGNATURE * LINE_MM > PAGE.textHeightMm) return;
    turn();
    bringText();
  };
  const firstBelow = (heading: number): number => {
    const next = elements[heading + 1];
    return next === undefined || next.beginsPage ? 0 : next.before + (next.lines[0] ?? 0);
  };
  /** What the first of some headings holds below it on its page: headings that follow, and the first line of the text; as much of it as a page has room for. */
  const heldBelow = (heading: number, room: number): number => {
    let height = 0;
    for (let at = heading + 1; at < elements.length; at += 1) {
      const next = elements[at] as Drawn;
      if (next.beginsPage) break;
      const more = next.before + (next.kind === 'heading' ? heightOf(next) : (next.lines[0] ?? 0));
      if (height + more > room) break;
      height += more;
      if (next.kind !== 'heading') break;
    }
    return height;
  };

  for (const [element, drawn] of elements.entries()) {
    if (drawn.beginsPage && !isFresh()) turn();
    const whole = drawn.before + heightOf(drawn);
    switch (drawn.kind) {
      case 'text':
        flow(element, 0);
        break;
      case 'heading':
        if (!isFresh() && !fits(whole + (elements[element - 1]?.kind === 'heading' ? firstBelow(element) : heldBelow(element, PAGE.textHeightMm - whole)))) turn();
        flow(element, 0);
        break;
      case 'whole':
        if (!isFresh() && !fits(whole)) turn();
        flow(element, 0);
        break;
      case 'note':
        if (elements[element - 1]?.kind !== 'note') makeRoom(element);
        flow(element, 0);
        break;
      case 'signature':
        if (elements[element - 1]?.kind !== 'note') makeRoom(element);
        if (!isFresh() && !fits(whole)) turn();
        put(element, 0, drawn.lines.length);
        break;
    }
  }
  return withColophon(pages, printing);
}

/**
 * The last face, where the 版记 stands, for a text of so many pages that ends `bottom` mm below the top of the last one's 版心. Behind an odd page its back is the
 * last face; behind an even one a whole sheet more, whose front stays empty.
 */
export function lastFace(pages: number, bottom: number, { colophon, isDuplex }: Printing): { readonly pages: number; readonly isBehindEmpty: boolean } {
  if (colophon === null) return { pages, isBehindEmpty: false };
  const isFace = !isDuplex || pages % 2 === 0;
  if (isFace && bottom + COLOPHON_GAP_MM <= PAGE.textHeightMm - colophon + ROUNDING_MM) return { pages, isBehindEmpty: false };
  const isBehindEmpty = isDuplex && pages % 2 === 0;
  return { pages: pages + (isBehindEmpty ? 2 : 1), isBehindEmpty };
}

function withColophon(pages: readonly Open[], printing: Printing): readonly Page[] {
  const face = lastFace(pages.length, pages.at(-1)?.bottom ?? 0, printing);
  const colophonTop = printing.colophon === null ? null : PAGE.textHeightMm - printing.colophon;
  return Array.from({ length: face.pages }, (_, index): Page => ({
    slices: pages[index]?.slices ?? [],
    number: face.isBehindEmpty && index >= face.pages - 2 ? null : index + 1,
    colophonTop: index === face.pages - 1 ? colophonTop : null,
  }));
}

/** Whether the first page shows 正文, as 7.3.3 demands. `firstOfBody`: the first element that is. */
export const firstPageShowsBody = ([first]: readonly Page[], firstOfBody: number): boolean => first?.slices.some(({ element }) => element >= firstOfBody) ?? false;
