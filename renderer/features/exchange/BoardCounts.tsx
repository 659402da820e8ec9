/**
 * Where a document stands at each level: a bar of its shares and the numbers beside it. Levels in their own order, from the province down; units are
 * never compared with one another.
 */
import type { Board, Counts } from '#shared/exchange/board.ts';
import { SHOWN_STATES } from '#shared/exchange/delivery.ts';
import type { Level } from '#shared/org/model.ts';
import { useText } from '#renderer/ui/text.tsx';

interface BoardCountsProps { readonly board: Board; readonly level: Level | undefined; readonly onLevel: (level: Level | undefined) => void }

export function BoardCounts({ board, level, onLevel }: BoardCountsProps) {
  const text = useText();
  return (
    <div className="board-counts" role="group" aria-label={text('exchange.board.levels')}>
      <CountRow name={text('exchange.board.all')} counts={board.total} isChosen={level === undefined} onChoose={() => onLevel(undefined)} />
      {board.levels.map((row) => (
        <CountRow key={row.level} name={text(`exchange.level.${row.level}`)} counts={row.counts} isChosen={level === row.level} onChoose={() => onLevel(row.level)} />
      ))}
    </div>
  );
}

interface CountRowProps { readonly name: string; readonly counts: Counts; readonly isChosen: boolean; readonly onChoose: () => void }

function CountRow({ name, counts, isChosen, onChoose }: CountRowProps) {
  const text = useText();
  const shown = SHOWN_STATES.filter((state) => counts[state] > 0);
  return (
    <button type="button" className="plain count-row" aria-pressed={isChosen} onClick={onChoose}>
      <span className="count-name">{name}</span>
      <span className="count-bar" aria-hidden="true">{shown.map((state) => <i key={state} className={state} style={{ flexGrow: counts[state] }} />)}</span>
      <span className="count-numbers num">
        <b>{text('exchange.board.count', { count: counts.total })}</b>
        {shown.map((state) => <span key={state} className={`count ${state}`}>{text(`exchange.state.${state}`)} {counts[state]}</span>)}
      </span>
    </button>
  );
}
