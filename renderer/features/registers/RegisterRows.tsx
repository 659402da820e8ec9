/**
 * The rows of a register, however many: only those in sight are drawn. Walked with arrows like the desk; Enter opens what may be opened.
 * 断号 stand in their places with their reason and, for whoever keeps the register, the one act that they allow.
 */
import { Button } from 'antd';
import { useEffect, type KeyboardEvent } from 'react';
import { isGap } from '#shared/numbers/rules.ts';
import type { NumberKind } from '#shared/numbers/series.ts';
import type { RegisterRow } from '#shared/protocol/registers.ts';
import { MiddleText } from '#renderer/ui/MiddleText.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { useRowsInSight } from '#renderer/ui/use-rows-in-sight.ts';
import { shortTitle, typeName } from './register-table.ts';

const ROW_PX = 44;
/** The next page is asked for while so many rows are still to come. */
const AHEAD_ROWS = 60;

interface RegisterRowsProps {
  readonly kind: NumberKind;
  readonly rows: readonly RegisterRow[];
  /** Known to the server, loaded or not. */
  readonly total: number;
  /** Of the organ whose register it is: a title need not begin with it on every row. */
  readonly organName: string;
  readonly hasActs: boolean;
  readonly isOnline: boolean;
  readonly onNearEnd: () => void;
  readonly onOpen: (docId: string) => void;
  readonly onChange: (kind: 'void' | 'release', row: RegisterRow) => void;
}

export function RegisterRows({ kind, rows, total, organName, hasActs, isOnline, onNearEnd, onOpen, onChange }: RegisterRowsProps) {
  const text = useText();
  const { pane, first, last, current, setCurrent, walk } = useRowsInSight(rows.length, ROW_PX);
  useEffect(() => { if (last > rows.length - AHEAD_ROWS) onNearEnd(); }, [last, rows.length, onNearEnd]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[current];
    if (event.key === 'Enter') {
      if (event.target instanceof HTMLButtonElement || row?.docId == null || !row.mayOpen) return;
      onOpen(row.docId);
    } else if (!walk(event.key)) return;
    event.preventDefault();
  };

  return (
    <div className={hasActs ? 'register-table' : 'register-table plain'} role="table" aria-rowcount={total + 1} aria-label={text(`register.kind.${kind}`)}>
      <div className="register-head" role="row" aria-rowindex={1}>
        <span role="columnheader">{text(`register.col.number.${kind}`)}</span><span role="columnheader">{text('register.col.title')}</span>
        <span role="columnheader" className="col-other">{text(`register.col.otherOrgan.${kind}`)}</span><span role="columnheader">{text('register.col.at')}</span>
        <span role="columnheader">{text(`register.col.by.${kind}`)}</span>{hasActs && <span role="columnheader" className="end">{text('register.col.act')}</span>}
      </div>
      <div className="register-rows scroll" role="rowgroup" ref={pane} tabIndex={-1} onKeyDown={onKeyDown}>
        <div role="presentation" style={{ blockSize: first * ROW_PX }} />
        {rows.slice(first, last).map((row, offset) => {
          const index = first + offset;
          const { docId } = row;
          const title = shortTitle(row.title, kind === 'dispatch' ? organName : row.otherOrgan);
          const isOpenable = docId !== null && row.mayOpen;
          const act = row.state === 'reserved' ? 'void' as const : row.state === 'void' ? 'release' as const : null;
          return (
            <div
              key={`${row.code} ${row.seq}`} className={`register-row ${row.state}`} role="row" data-testid="register-row" data-index={index} aria-rowindex={index + 2}
              tabIndex={index === current ? 0 : -1} onFocus={() => setCurrent(index)}
            >
              <span role="cell" className="num">{row.number}</span>
              <span role="cell" className="col-title">
                {isGap(row.state) && <span className={row.state === 'void' ? 'chip' : 'chip accent'}>{text(`register.state.${row.state}`)}</span>}
                {isGap(row.state) && <span className="reason" title={row.reason}>{row.reason}</span>}
                {!isGap(row.state) && <span className="type">{typeName(text, row.docType)}</span>}
                {isOpenable && <button type="button" className="plain title" tabIndex={-1} title={row.title} onClick={() => onOpen(docId)}>{title}</button>}
                {!isGap(row.state) && !isOpenable && <span className="title" title={row.title}>{title}</span>}
              </span>
              <span role="cell" className="col-other"><MiddleText>{row.otherOrgan}</MiddleText>{row.theirNumber !== '' && <span className="their num">{row.theirNumber}</span>}</span>
              <span role="cell" className="num">{formatTime(row.at)}</span>
              <span role="cell" className="by">{row.by}</span>
              {hasActs && (
                <span role="cell" className="end">
                  {act !== null && <Button size="small" data-testid={`register-${act}`} tabIndex={index === current ? 0 : -1} disabled={!isOnline} title={isOnline ? undefined : text('register.needsOnline')} onClick={() => onChange(act, row)}>{text(`register.${act}`)}</Button>}
                </span>
              )}
            </div>
          );
        })}
        <div role="presentation" style={{ blockSize: Math.max(0, rows.length - last) * ROW_PX }} />
      </div>
    </div>
  );
}
