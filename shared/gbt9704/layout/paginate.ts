/**
 * From lines to pages, for the screen and for print alike. Whoever draws has broken the text into lines and knows their heights; where a page ends is decided
 * here and nowhere else. Pure, one pass. Always true: every line stands on exactly one page, in order; a heading is followed by a line of its text on the same
 * page; 署名 and 成文日期 never stand on a page without text (此页无正文 is no way out: 9704-2012, 7.3.5.4); the 版记 is the last thing on the last face.
 */
import { PAGE } from './measures.ts';

/** One element of the text, as it was drawn. */
export interface Drawn {
  /** Heights of its lines in mm, with what stands between them. */
  readonly lines: readonly number[];
  /** Space above it in mm, which falls away at the top of a page. */
  readonly before: number;
  readonly kind: 'text' | 'heading' | 'whole' | 'signature';
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

  for (const [element, drawn] of elements.entries()) {
    const next = elements[element + 1];
    if (drawn.beginsPage && !isFresh()) turn();
    const whole = drawn.before + heightOf(drawn);
    switch (drawn.kind) {
      case 'text':
        flow(element, 0);
        break;
      case 'heading':
        if (!isFresh() && !fits(whole + (next === undefined || next.beginsPage ? 0 : next.before + (next.lines[0] ?? 0)))) turn();
        flow(element, 0);
        break;
      case 'whole':
        if (!isFresh() && !fits(whole)) turn();
        flow(element, 0);
        break;
      case 'signature':
        if (!isFresh() && !fits(whole)) {
          turn();
          bringText();
        }
        put(element, 0, drawn.lines.length);
        break;
    }
  }
  return withColophon(pages, printing);
}

function withColophon(pages: readonly Open[], { colophon, isDuplex }: Printing): readonly Page[] {
  const numbered = pages.map(({ slices }, index): Page => ({ slices, number: index + 1, colophonTop: null }));
  if (colophon === null) return numbered;
  const colophonTop = PAGE.textHeightMm - colophon;
  const last = numbered.length - 1;
  const isLastFace = !isDuplex || numbered.length % 2 === 0;
  if (isLastFace && (pages[last]?.bottom ?? 0) + COLOPHON_GAP_MM <= colophonTop + ROUNDING_MM) return numbered.with(last, { ...(numbered[last] as Page), colophonTop });
  // Behind an odd page its back is the last face; behind an even one a whole sheet more, whose front stays empty.
  const needsEmpty = isDuplex && numbered.length % 2 === 0;
  const empty: readonly Page[] = needsEmpty ? [{ slices: [], number: null, colophonTop: null }] : [];
  return [...numbered, ...empty, { slices: [], number: needsEmpty ? null : numbered.length + 1, colophonTop }];
}

/** Whether the first page shows 正文, as 7.3.3 demands. `firstOfBody`: the first element that is. */
export const firstPageShowsBody = ([first]: readonly Page[], firstOfBody: number): boolean => first?.slices.some(({ element }) => element >= firstOfBody) ?? false;
