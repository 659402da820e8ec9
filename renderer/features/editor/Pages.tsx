/**
 * The sheets of paper under the text, one for each page that will be printed, with their numbers and the 版记 on the last. The text itself is one flow that the
 * browser cuts into pages (sheet.css): nothing is put between its lines, so caret, selection and an input method's composition cross a page's end like any line's.
 */
import { dequal } from 'dequal';
import { memo, useEffect, useState, type ReactNode, type RefObject } from 'react';
import type { Format } from '#shared/doc/shape.ts';
import { PAGE } from '#shared/gbt9704/layout/measures.ts';
import { lastFace } from '#shared/gbt9704/layout/paginate.ts';

/** Between two sheets on the desk; sheet.css has the same. */
export const GAP_MM = 8;
const PITCH_MM = PAGE.heightMm + GAP_MM;
/** Typing comes first. */
const PAUSE_MS = 120;

export interface Paging {
  readonly pages: number;
  /** The 版记 and the empty page before it bear no number. */
  readonly isBehindEmpty: boolean;
  /** 首页必须显示正文 (7.3.2). */
  readonly showsBody: boolean;
}

/** On which page something ends, from 0, and how far below the top of its 版心; `mm`: below the top of the first page's 版心. */
export function placeOf(mm: number): { readonly page: number; readonly bottom: number } {
  const page = Math.max(0, Math.floor(mm / PITCH_MM));
  return { page, bottom: mm - page * PITCH_MM };
}

/** `flow` may be zoomed: everything is told by its own width. */
function readEnd(flow: HTMLElement): number | null {
  const { top, width } = flow.getBoundingClientRect();
  const text = [...flow.querySelectorAll<HTMLElement>('.official-text')].find((each) => each.offsetParent !== null);
  const last = [...(text?.children ?? [])].findLast((child) => !child.classList.contains('ProseMirror-gapcursor'));
  const end = [...(last?.getClientRects() ?? [])].at(-1);
  return end === undefined || width === 0 ? null : ((end.bottom - top) / width) * PAGE.textWidthMm;
}

/** The first line of the 正文 stands on the first page; true as well where there is none yet. */
function readBody(flow: HTMLElement): boolean {
  const { top, width } = flow.getBoundingClientRect();
  const first = [...flow.querySelectorAll<HTMLElement>('.official-text')].find((each) => each.offsetParent !== null)?.querySelector('.recipients ~ *');
  const line = first?.getClientRects()[0];
  return line === undefined || width === 0 || placeOf(((line.top - top) / width) * PAGE.textWidthMm).page === 0;
}

/** Null while nothing is laid out, and where pages are not wanted. */
export function usePaging(flow: RefObject<HTMLElement | null>, colophon: RefObject<HTMLElement | null>, isPaged: boolean): Paging | null {
  const [paging, setPaging] = useState<Paging | null>(null);
  useEffect(() => {
    const element = flow.current;
    if (element === null || !isPaged) {
      setPaging(null);
      return undefined;
    }
    let timer: number | undefined;
    const look = (): void => {
      const end = readEnd(element);
      if (end === null) return;
      const { page, bottom } = placeOf(end);
      const colophonPx = colophon.current?.offsetHeight ?? 0;
      const { pages, isBehindEmpty } = lastFace(page + 1, bottom, { colophon: colophonPx === 0 ? null : (colophonPx / 96) * 25.4, isDuplex: true });
      const next = { pages, isBehindEmpty, showsBody: readBody(element) };
      setPaging((old) => (dequal(old, next) ? old : next));
    };
    const soon = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(look, PAUSE_MS);
    };
    // Lines move when a text is typed, when a face arrives, and when what is drawn from facts changes.
    const observer = new ResizeObserver(soon);
    const changes = new MutationObserver(soon);
    observer.observe(element);
    if (colophon.current !== null) observer.observe(colophon.current);
    changes.observe(element, { childList: true, characterData: true, subtree: true });
    look();
    return () => {
      window.clearTimeout(timer);
      observer.disconnect();
      changes.disconnect();
    };
  }, [flow, colophon, isPaged]);
  return paging;
}

interface PagesProps {
  readonly paging: Paging;
  readonly format: Format;
  /** The empty part of a sheet was clicked. */
  readonly onEmpty: () => void;
}

/** A long text has hundreds: drawn again only when there are more or fewer. */
export const Pages = memo(function Pages({ paging: { pages, isBehindEmpty }, format, onEmpty }: PagesProps) {
  return (
    <div className="pages" aria-hidden="true" onMouseDown={(event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      onEmpty();
    }}>
      {Array.from({ length: pages }, (_, page) => (
        <div key={page} className="page" data-page={page + 1} style={{ insetBlockStart: `${page * PITCH_MM}mm` }}>
          {page === 0 && format === 'letter' ? <div className="letter-foot" /> : !(isBehindEmpty && page >= pages - 2) && <span className={page % 2 === 0 ? 'page-number' : 'page-number even'}>— {page + 1} —</span>}
        </div>
      ))}
    </div>
  );
});

/** Where the 版记 stands: its lower edge on that of the last page's 版心. Before its height is known it stands there too, unseen. */
export function ColophonPlace({ paging, place, children }: { readonly paging: Paging | null; readonly place: RefObject<HTMLDivElement | null>; readonly children: ReactNode }) {
  const bottom = ((paging?.pages ?? 1) - 1) * PITCH_MM + PAGE.topMm + PAGE.textHeightMm;
  return <div className="colophon-place" style={{ insetBlockStart: `${bottom}mm` }}><div ref={place}>{children}</div></div>;
}

export const heightOfPages = (pages: number): string => `${pages * PITCH_MM - GAP_MM}mm`;
