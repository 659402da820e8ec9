/**
 * A long list of rows of one height, of which only those in sight are drawn, walked by the keyboard. Owns what is in sight and which row has the
 * tab stop; the list draws rows `first` to `last` between two blanks and gives each `data-index`.
 */
import { useEffect, useRef, useState, type RefObject } from 'react';

/** Drawn above and below what is in sight, so that a quick wheel shows no blank. */
const MARGIN_ROWS = 8;

export interface RowsInSight {
  readonly pane: RefObject<HTMLDivElement | null>;
  readonly first: number;
  readonly last: number;
  /** The row with the tab stop. */
  readonly current: number;
  readonly setCurrent: (index: number) => void;
  /** Moves the focus there, drawn or not yet. */
  readonly go: (index: number) => void;
  /** Carries out a key that walks; false when it is none of these. */
  readonly walk: (key: string) => boolean;
}

export function useRowsInSight(count: number, rowPx: number): RowsInSight {
  const pane = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 0 });
  const [at, setCurrent] = useState(0);
  /** The row that is to get the focus once it is drawn. */
  const wanted = useRef<number | null>(null);
  const first = Math.max(0, Math.min(count, Math.floor(sight.top / rowPx) - MARGIN_ROWS));
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / rowPx) + MARGIN_ROWS);
  const current = Math.max(0, Math.min(at, count - 1));

  useEffect(() => {
    const { current: element } = pane;
    if (element === null) return undefined;
    const look = (): void => setSight({ top: element.scrollTop, height: element.clientHeight });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  useEffect(() => {
    const row = wanted.current === null ? null : pane.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (row == null) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const go = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    const { current: element } = pane;
    wanted.current = next;
    setCurrent(next);
    if (element === null) return;
    if (next === current) element.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true });
    if (next * rowPx < element.scrollTop) element.scrollTop = next * rowPx;
    else if ((next + 1) * rowPx > element.scrollTop + element.clientHeight) element.scrollTop = (next + 1) * rowPx - element.clientHeight;
  };
  const walk = (key: string): boolean => {
    const page = Math.max(1, Math.floor(sight.height / rowPx) - 1);
    switch (key) {
      case 'ArrowDown': go(current + 1); return true;
      case 'ArrowUp': go(current - 1); return true;
      case 'PageDown': go(current + page); return true;
      case 'PageUp': go(current - page); return true;
      case 'Home': go(0); return true;
      case 'End': go(count - 1); return true;
      default: return false;
    }
  };
  return { pane, first, last, current, setCurrent, go, walk };
}
