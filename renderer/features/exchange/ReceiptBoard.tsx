/**
 * 签收情况 of one document that was sent: counts per level, the units with their state, and what its 收发员 may still do. All of it is on the server; without
 * the network it says so and shows what was read last.
 */
import { Button, Input, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { BOARD_PAGE, BOARD_PAGE_MAX, csvOf, type BoardFilter, type ExchangeAct, type ExchangeActKind, type ExchangeAnswer } from '#shared/exchange/board.ts';
import { SHOWN_STATES, type ShownState } from '#shared/exchange/delivery.ts';
import type { Level } from '#shared/org/model.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { useSync } from '#renderer/bridge/stores.ts';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useLocale, useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { ActOnDeliveries, answerText } from './ActOnDeliveries.tsx';
import { BoardCounts } from './BoardCounts.tsx';
import { BoardTable } from './BoardTable.tsx';
import './exchange.css';
import { wholeBoard } from './whole-board.ts';

interface ReceiptBoardProps {
  readonly docId: string;
  /** Saves a text file under a name of the person's choice. */
  readonly onExport: (text: string, name: string) => void;
}

interface Asked { readonly kind: ExchangeActKind; readonly organIds: ExchangeAct['organIds']; readonly count: number }

const NOBODY: ReadonlySet<string> = new Set();

export function ReceiptBoard({ docId, onExport }: ReceiptBoardProps) {
  const text = useText();
  const locale = useLocale();
  const sync = useSync();
  const isOffline = sync.kind === 'ready' && sync.value.connection === 'offline';
  const [state, setState] = useState<ShownState | 'all'>('all');
  const [level, setLevel] = useState<Level | undefined>(undefined);
  const [name, setName] = useState('');
  const [limit, setLimit] = useState(BOARD_PAGE);
  const [chosen, setChosen] = useState(NOBODY);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, setSaid] = useState('');
  const filter: BoardFilter = useMemo(() => ({ ...(state === 'all' ? {} : { state }), ...(level === undefined ? {} : { level }), ...(name.trim() === '' ? {} : { name: name.trim() }) }), [state, level, name]);
  const reading = useCall('exchange.board', { docId, filter, offset: 0, limit }, ['sync.changed']);
  /** While a filter is read the counts stay where they are. */
  const [last, setLast] = useState(reading.value);
  if (reading.value !== null && reading.value !== last) setLast(reading.value);
  const board = reading.value ?? last;

  if (board === null) {
    if (isOffline) return <Empty icon="cloudOff">{text('exchange.board.offline')}</Empty>;
    if (reading.error !== null) return <Failure error={reading.error} onRetry={reading.reload} />;
    return <Skeleton />;
  }
  const narrow = <T,>(set: (value: T) => void) => (value: T): void => { set(value); setLimit(BOARD_PAGE); setChosen(NOBODY); };
  const act = (kind: ExchangeActKind): void => setAsked({ kind, organIds: [...chosen], count: chosen.size });
  const unsigned = board.total.awaiting + board.total.overdue;
  const done = (answer: ExchangeAnswer): void => {
    setAsked(null);
    setChosen(NOBODY);
    setSaid(answerText(text, answer));
    reading.reload();
  };
  const save = async (): Promise<void> => {
    const rows = await wholeBoard(docId, filter);
    if (rows.ok) onExport(csvOf(rows.value, locale, formatTime), text('exchange.board.fileName', { number: board.number }));
    else setSaid(errorText(text, rows.error));
  };
  return (
    <section className="receipt-board" data-testid="receipt-board" aria-label={text('exchange.board.title')}>
      <header>
        <h2>{text('exchange.board.title')}</h2>
        <span className="muted num">{text('exchange.board.sentAt', { time: formatTime(board.sentAt) })}</span>
        {board.dueAt !== null && <span className="muted num">{text('exchange.board.dueAt', { time: formatTime(board.dueAt) })}</span>}
        <span className="gap" />
        <Button data-testid="board-export" disabled={isOffline} onClick={() => { void save(); }}>{text('exchange.act.export')}</Button>
      </header>
      {isOffline && <p className="note warn" role="status">{text('exchange.board.offline')}</p>}
      <BoardCounts board={board} level={level} onLevel={narrow(setLevel)} />
      <div className="board-tools">
        <Segmented
          aria-label={text('exchange.board.filter')} value={state} onChange={narrow(setState)}
          options={[{ value: 'all' as const, label: text('exchange.board.all') }, ...SHOWN_STATES.map((value) => ({ value, label: text(`exchange.state.${value}`) }))]}
        />
        <Input allowClear className="board-search" aria-label={text('exchange.board.search')} placeholder={text('exchange.board.search')} maxLength={60} value={name} onChange={(event) => narrow(setName)(event.target.value)} />
        {board.mayAct && (
          <div className="board-acts">
            {chosen.size > 0 && <span className="muted num">{text('exchange.board.selected', { count: chosen.size })}</span>}
            <Button disabled={isOffline || chosen.size === 0} onClick={() => act('urge')}>{text('exchange.act.urge')}</Button>
            <Button disabled={isOffline || chosen.size === 0} onClick={() => act('resend')}>{text('exchange.act.resend')}</Button>
            <Button disabled={isOffline || chosen.size === 0} danger onClick={() => act('recall')}>{text('exchange.act.recall')}</Button>
            <Button data-testid="urge-all" disabled={isOffline || unsigned === 0} onClick={() => setAsked({ kind: 'urge', organIds: 'unsigned', count: unsigned })}>{text('exchange.act.urgeAll')}</Button>
          </div>
        )}
      </div>
      <p className="said" role="status" aria-live="polite">{said}</p>
      {board.rows.length === 0 && !reading.isLoading
        ? <Empty icon="unit">{text('exchange.board.none')}</Empty>
        : <BoardTable rows={board.rows} chosen={chosen} onChoose={board.mayAct ? setChosen : null} />}
      <footer>
        <span className="muted num">{text('exchange.board.shown', { shown: board.rows.length, count: board.found })}</span>
        {board.rows.length < board.found && limit < BOARD_PAGE_MAX && <Button onClick={() => setLimit(Math.min(limit * 2, BOARD_PAGE_MAX))}>{text('exchange.board.more')}</Button>}
      </footer>
      {asked !== null && <ActOnDeliveries docId={docId} {...asked} onDone={done} onCancel={() => setAsked(null)} />}
    </section>
  );
}
