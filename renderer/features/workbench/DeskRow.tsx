/** One dense row of the desk. The whole row opens the document; its one act stands at the end. */
import { Button } from 'antd';
import { MiddleText } from '#renderer/ui/MiddleText.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { LONG_WAIT_DAYS, type DeskRowView } from './desk-row.ts';

interface DeskRowProps { readonly row: DeskRowView; readonly isCurrent: boolean; readonly onFocus: () => void; readonly onOpen: () => void; readonly onAct: () => void }

export function DeskRow({ row, isCurrent, onFocus, onOpen, onAct }: DeskRowProps) {
  const text = useText();
  return (
    // Keys are handled by the list that owns the roving tab stop.
    <div className="desk-row" data-testid="desk-row" data-doc-id={row.docId} role="group" aria-label={row.title} tabIndex={isCurrent ? 0 : -1} onFocus={onFocus} onClick={onOpen}>
      <span className="col-title">
        {row.type !== null && <span className="type">{text(row.type)}</span>}
        <span className="title" title={row.title}>{row.shortTitle}</span>
        {row.returnedReason !== null && <span className="chip warn" title={row.returnedReason}>{text('ui.desk.returned')}</span>}
        {row.sync !== null && <span className={row.sync === 'domain.sync.branch' ? 'chip warn' : 'chip'}>{text(row.sync)}</span>}
      </span>
      <span className="col-from"><MiddleText>{row.from}</MiddleText>{row.number !== '' && <span className="number num">{row.number}</span>}</span>
      <span className="col-stage">{row.stage !== null && text(row.stage)}</span>
      <span className="col-since num">
        {row.since}
        {row.waitedDays >= LONG_WAIT_DAYS && <span className="waited">{text('ui.desk.waited', { days: row.waitedDays })}</span>}
      </span>
      <span className="col-act">
        <Button size="small" tabIndex={-1} type={row.act === 'open' ? 'default' : 'primary'} ghost={row.act !== 'open'} onClick={(event) => { event.stopPropagation(); onAct(); }}>{text(row.actLabel)}</Button>
      </span>
    </div>
  );
}
