/** One dense row of the desk. The whole row opens the document; its one act stands at the end. */
import { Button } from 'antd';
import type { MouseEvent } from 'react';
import { MiddleText } from '#renderer/ui/MiddleText.tsx';
import { useText } from '#renderer/ui/text.tsx';
import type { DeskRowView } from './desk-row.ts';

interface DeskRowProps {
  readonly row: DeskRowView;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
  readonly onAct: () => void;
  readonly onSelect: (isRange: boolean) => void;
}

export function DeskRow({ row, index, isCurrent, isSelected, onFocus, onOpen, onAct, onSelect }: DeskRowProps) {
  const text = useText();
  const inside = (run: () => void) => (event: MouseEvent): void => { event.stopPropagation(); run(); };
  return (
    // Keys are handled by the list that owns the roving tab stop.
    <div
      className={isSelected ? 'desk-row selected' : 'desk-row'} data-testid="desk-row" data-doc-id={row.docId} data-index={index} role="row" aria-label={row.title} aria-selected={isSelected} aria-rowindex={index + 2}
      tabIndex={isCurrent ? 0 : -1} onFocus={onFocus} onClick={onOpen}
    >
      <span className="col-select" role="gridcell" onClick={(event) => event.stopPropagation()}>
        <input type="checkbox" data-testid="desk-select" tabIndex={-1} aria-label={text('desk.select', { title: row.title })} checked={isSelected} onChange={(event) => onSelect((event.nativeEvent as unknown as globalThis.MouseEvent).shiftKey)} />
      </span>
      <span className="col-title" role="gridcell">
        {row.type !== null && <span className="type">{text(row.type)}</span>}
        {row.urgency !== null && <span className={row.isCritical ? 'chip danger' : 'chip'}>{text(row.urgency)}</span>}
        <span className="title" title={row.title}>{row.shortTitle}</span>
        {row.standsFor !== null && <span className="chip accent">{text('desk.standsFor', { name: row.standsFor })}</span>}
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
        <Button size="small" tabIndex={-1} type={row.act === 'open' ? 'default' : 'primary'} ghost={row.act !== 'open'} onClick={inside(onAct)}>{text(row.actLabel)}</Button>
      </span>
    </div>
  );
}
