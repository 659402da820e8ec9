/** How large the sheet is shown: as wide as there is room, or as somebody chose. What is read stays where it is read. */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

const SHEET_WIDTH_PX = (210 / 25.4) * 96;
const MARGIN_PX = 48;
const FIT = { min: 0.5, max: 1 } as const;
const STEPS = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

export const fitting = (roomPx: number): number => Math.min(FIT.max, Math.max(FIT.min, (roomPx - MARGIN_PX) / SHEET_WIDTH_PX));

/** The next step up or down from whatever it is now. */
export function stepFrom(zoom: number, by: 1 | -1): number {
  const close = 0.005;
  const next = by === 1 ? STEPS.find((step) => step > zoom + close) : STEPS.findLast((step) => step < zoom - close);
  return next ?? (by === 1 ? STEPS.at(-1) ?? zoom : STEPS[0]);
}

export interface Zoom {
  readonly zoom: number;
  /** Null: as wide as there is room. */
  readonly chosen: number | null;
  readonly choose: (zoom: number | null) => void;
}

export function useZoom(desk: RefObject<HTMLElement | null>): Zoom {
  const [room, setRoom] = useState(1);
  const [chosen, choose] = useState<number | null>(null);
  const zoom = chosen ?? room;
  useLayoutEffect(() => {
    const element = desk.current;
    if (element === null) return undefined;
    const fit = (): void => setRoom(fitting(element.clientWidth));
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [desk]);
  const before = useRef(zoom);
  useLayoutEffect(() => {
    const element = desk.current;
    if (element !== null && chosen !== null) element.scrollTop *= zoom / before.current;
    before.current = zoom;
  }, [desk, zoom, chosen]);
  const latest = useRef(zoom);
  useEffect(() => { latest.current = zoom; });
  useEffect(() => {
    const element = desk.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      choose(stepFrom(latest.current, event.deltaY < 0 ? 1 : -1));
    };
    // Not passive: otherwise the page would be scrolled as well.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [desk]);
  return { zoom, chosen, choose };
}
