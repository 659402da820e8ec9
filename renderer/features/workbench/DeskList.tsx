/**
 * The rows of one view, however many: only those in sight are drawn, only parts of the view are here. Walked with arrows or j and k; x selects,
 * Shift with it a range; Enter opens; Ctrl+Enter is the row's one act. Owns the tab stop; leaves what is selected to the workbench.
 */
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { DeskItem } from '#shared/ipc/contract.ts';
import type { DeskView } from '#shared/policy/desk.ts';
import { useText } from '#renderer/ui/text.tsx';
import { useRowsInSight } from '#renderer/ui/use-rows-in-sight.ts';
import { deskRow, type DeskRowView } from './desk-row.ts';
import { DeskRow, type RowHandlers } from './DeskRow.tsx';
import type { DeskRows } from './use-desk-rows.ts';

const ROW_PX = 44;
const WALKING: { readonly [key: string]: string } = { j: 'ArrowDown', k: 'ArrowUp' };

export interface DeskListHandle {
  readonly focus: () => void;
}

interface DeskListProps {
  readonly view: DeskView;
  readonly rows: DeskRows;
  readonly selected: ReadonlyMap<string, DeskItem>;
  /** Where it was when it was last seen. */
  readonly startAt: number;
  readonly handle: Ref<DeskListHandle>;
  /** Instead of rows: nothing yet, nothing there, nothing to be had. */
  readonly instead: ReactNode;
  readonly onAt: (index: number) => void;
  readonly onOpen: (docId: string) => void;
  readonly onAct: (row: DeskRowView) => void;
  readonly onSelect: (items: readonly DeskItem[], isOn: boolean) => void;
  readonly onSelectAll: () => void;
  readonly onSelectNone: () => void;
  readonly onBatch: () => void;
}

export function DeskList({ view, rows, selected, startAt, handle, instead, onAt, onOpen, onAct, onSelect, onSelectAll, onSelectNone, onBatch }: DeskListProps) {
  const text = useText();
  const total = rows.total ?? 0;
  const { pane, first, last, current, setCurrent, go, walk } = useRowsInSight(total, ROW_PX);
  /** Where a range of selected rows begins. */
  const anchor = useRef(0);
  const restore = useRef(startAt);
  const shown = useRef(view);
  const { need } = rows;

  // Another view begins at its top, in the same list: drawing it anew would cost more than its rows.
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    restore.current = 0;
    if (pane.current !== null) pane.current.scrollTop = 0;
    setCurrent(0);
  }, [pane, setCurrent, view]);
  useEffect(() => { need(first, last); }, [need, first, last]);
  useEffect(() => { onAt(current); }, [onAt, current]);
  useEffect(() => {
    if (total === 0 || restore.current === 0) return;
    const index = restore.current;
    restore.current = 0;
    go(index);
  });
  useImperativeHandle(handle, () => ({ focus: () => go(current) }));

  const select = (index: number, isRange: boolean): void => {
    const item = rows.at(index);
    if (item === undefined) return;
    if (!isRange) {
      anchor.current = index;
      onSelect([item], !selected.has(item.docId));
      return;
    }
    const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
    onSelect(Array.from({ length: to - from + 1 }, (_, offset) => rows.at(from + offset)).filter((each) => each !== undefined), true);
  };
  const extend = (step: number): void => {
    const next = Math.max(0, Math.min(total - 1, current + step));
    if (selected.size === 0) anchor.current = current;
    select(next, true);
    go(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const item = rows.at(current);
    const isCtrl = event.ctrlKey || event.metaKey;
    if (event.altKey || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && item !== undefined && !(event.target instanceof HTMLButtonElement)) {
      if (isCtrl) onAct(deskRow(item, Date.now()));
      else onOpen(item.docId);
    } else if (isCtrl) {
      if (event.key !== 'a') return;
      onSelectAll();
    } else if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) extend(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'x' || event.key === 'X') select(current, event.shiftKey);
    else if (event.key === 'b') onBatch();
    else if (event.key === 'Escape' && selected.size > 0) onSelectNone();
    else if (!walk(WALKING[event.key] ?? event.key)) return;
    event.preventDefault();
  };

  const latest = useRef<RowHandlers>(null);
  useLayoutEffect(() => { latest.current = { focus: setCurrent, open: onOpen, act: onAct, select: (index, isRange) => { setCurrent(index); select(index, isRange); } }; });
  const [on] = useState<RowHandlers>(() => ({
    focus: (index) => latest.current?.focus(index), open: (docId) => latest.current?.open(docId), act: (row) => latest.current?.act(row), select: (index, isRange) => latest.current?.select(index, isRange),
  }));
  const hasRows = total > 0;

  return (
    <div className="desk-table" role={hasRows ? 'grid' : undefined} aria-multiselectable={hasRows ? true : undefined} aria-rowcount={hasRows ? total + 1 : undefined} aria-label={hasRows ? text(`domain.tab.${view}`) : undefined}>
      <div className="desk-head" role="row" aria-rowindex={1} aria-hidden={!hasRows}>
        <span role="columnheader"><span className="sr-only">{text('desk.batch.label')}</span></span><span role="columnheader">{text('ui.desk.col.title')}</span><span role="columnheader" className="col-from">{text('ui.desk.col.from')}</span>
        <span role="columnheader">{text('ui.desk.col.stage')}</span><span role="columnheader" className="end">{text(view === 'done' ? 'ui.desk.col.updated' : 'desk.col.due')}</span><span role="columnheader"><span className="sr-only">{text('ui.shortcuts.primary')}</span></span>
      </div>
      <div className="desk-rows scroll" role={hasRows ? 'rowgroup' : undefined} ref={pane} tabIndex={-1} onKeyDown={onKeyDown}>
        {instead}
        <div role="presentation" style={{ blockSize: first * ROW_PX }} />
        {Array.from({ length: last - first }, (_, offset) => {
          const index = first + offset;
          const item = rows.at(index);
          if (item === undefined) return <div key={`blank ${index}`} className="desk-row" role="presentation" />;
          return <DeskRow key={item.docId} item={item} index={index} isCurrent={index === current} isSelected={selected.has(item.docId)} on={on} />;
        })}
        <div role="presentation" style={{ blockSize: (total - last) * ROW_PX }} />
      </div>
    </div>
  );
}
