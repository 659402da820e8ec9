/** One dense row of the desk. The whole row opens the document; its one act stands at the end. Drawn anew only when something of its own has changed. */
import { memo } from 'react';
import type { DeskItem } from '#shared/ipc/contract.ts';
import { MiddleText } from '#renderer/ui/MiddleText.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { deskRow, type DeskRowView } from './desk-row.ts';

/** The same object for as long as the list lives. */
export interface RowHandlers {
  readonly focus: (index: number) => void;
  readonly open: (docId: string) => void;
  readonly act: (row: DeskRowView) => void;
  readonly select: (index: number, isRange: boolean) => void;
}

interface DeskRowProps {
  readonly item: DeskItem;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly on: RowHandlers;
}

export const DeskRow = memo(function DeskRow({ item, index, isCurrent, isSelected, on }: DeskRowProps) {
  const text = useText();
  const row = deskRow(item, Date.now());
  return (
    // Keys are handled by the list that owns the roving tab stop.
    <div
      className={isSelected ? 'desk-row selected' : 'desk-row'} data-testid="desk-row" data-doc-id={row.docId} data-index={index} role="row" aria-label={row.title} aria-selected={isSelected} aria-rowindex={index + 2}
      tabIndex={isCurrent ? 0 : -1} onFocus={() => on.focus(index)} onClick={() => on.open(row.docId)}
    >
      <span className="col-select" role="gridcell" onClick={(event) => event.stopPropagation()}>
        <input type="checkbox" data-testid="desk-select" tabIndex={-1} aria-label={text('desk.select', { title: row.title })} checked={isSelected} onChange={(event) => on.select(index, (event.nativeEvent as unknown as MouseEvent).shiftKey)} />
      </span>
      <span className="col-title" role="gridcell">
        {row.type !== null && <span className="type">{text(row.type)}</span>}
        {row.urgency !== null && <span className={row.isCritical ? 'chip danger' : 'chip'}>{text(row.urgency)}</span>}
        <span className="title" title={row.title}>{row.shortTitle}</span>
        {row.standsFor !== null && <span className="chip accent" data-testid="stands-for">{text('desk.standsFor', { name: row.standsFor })}</span>}
        {row.returnedReason !== null && <span className="chip warn" title={row.returnedReason}>{text('ui.desk.returned')}</span>}
        {row.sync !== null && <span className={row.sync === 'domain.sync.branch' ? 'chip warn' : 'chip'}>{text(row.sync)}</span>}
      </span>
      <span className="col-from" role="gridcell"><MiddleText>{row.from}</MiddleText>{row.number !== '' && <span className="number num">{row.number}</span>}</span>
      <span className="col-stage" role="gridcell">{row.stage !== null && text(row.stage)}</span>
      <span className="col-since num" role="gridcell">
        {row.since}
        {row.due !== null && (
          <span className={row.light === null ? 'due' : `due ${row.light}`} data-light={row.light ?? undefined}>
            {row.light !== null && <span className="light"><i aria-hidden="true" />{text(`desk.light.${row.light}`)}</span>}{text('desk.due', { time: row.due })}
          </span>
        )}
      </span>
      <span className="col-act" role="gridcell">
        <button type="button" className={row.act === 'open' ? 'row-act' : 'row-act leading'} tabIndex={-1} onClick={(event) => { event.stopPropagation(); on.act(row); }}>{text(row.actLabel)}</button>
      </span>
    </div>
  );
});
