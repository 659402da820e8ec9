/** The units of a board, in political order, with a mark to choose them by. */
import { Checkbox } from 'antd';
import type { BoardRow } from '#shared/exchange/board.ts';
import { formatTime } from '#renderer/ui/time.ts';
import { useText } from '#renderer/ui/text.tsx';

interface BoardTableProps {
  readonly rows: readonly BoardRow[];
  readonly chosen: ReadonlySet<string>;
  /** Null: nothing can be done with them, so nothing is chosen. */
  readonly onChoose: ((chosen: ReadonlySet<string>) => void) | null;
}

const TONES = { awaiting: '', overdue: 'danger', received: 'good', refused: 'warn', recalled: '' } as const;

export function BoardTable({ rows, chosen, onChoose }: BoardTableProps) {
  const text = useText();
  const isAll = rows.length > 0 && rows.every((row) => chosen.has(row.organId));
  const toggle = (organIds: readonly string[], isWanted: boolean): void => {
    const next = new Set(chosen);
    for (const organId of organIds) {
      if (isWanted) next.add(organId);
      else next.delete(organId);
    }
    onChoose?.(next);
  };
  return (
    <table className="board-table">
      <thead>
        <tr>
          {onChoose !== null && (
            <th scope="col" className="mark"><Checkbox aria-label={text('exchange.board.selectPage')} checked={isAll} indeterminate={!isAll && rows.some((row) => chosen.has(row.organId))} onChange={(event) => toggle(rows.map((row) => row.organId), event.target.checked)} /></th>
          )}
          <th scope="col">{text('exchange.column.organ')}</th>
          <th scope="col">{text('exchange.column.state')}</th>
          <th scope="col">{text('exchange.column.at')}</th>
          <th scope="col">{text('exchange.column.person')}</th>
          <th scope="col">{text('exchange.column.urged')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.deliveryId} data-testid="board-row" data-state={row.state}>
            {onChoose !== null && (
              <td className="mark"><Checkbox aria-label={text('exchange.board.select', { name: row.organName })} checked={chosen.has(row.organId)} onChange={(event) => toggle([row.organId], event.target.checked)} /></td>
            )}
            <td>
              <span className="organ">{row.organName}</span>
              <span className="where">{row.pathLabel}</span>
              {row.reason !== '' && <span className="reason">{text('exchange.column.reason')}{text('ui.colon')}{row.reason}</span>}
            </td>
            <td>
              <span className={`chip ${TONES[row.state]}`}>{text(`exchange.state.${row.state}`)}</span>
              {row.isResent && <span className="chip">{text('exchange.board.resent')}</span>}
            </td>
            <td className="num">{formatTime(row.at)}</td>
            <td>{row.personName}</td>
            <td className="num">{row.urgedCount === 0 ? '' : text('exchange.board.urged', { count: row.urgedCount })}{row.urgedAt !== null && <span className="where">{formatTime(row.urgedAt)}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
