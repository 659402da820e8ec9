/** 办理链条 beside the text: the levels from whoever asked first upwards, when each had it, for how many days, and who has it now. */
import type { AppError } from '#shared/base/errors.ts';
import type { ChainReading } from '#shared/ipc/contract.ts';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate, formatTime } from '#renderer/ui/time.ts';
import './chain.css';
import { daysText, marksOf, type ChainLevelReading } from './pair.ts';

interface ChainPanelProps {
  readonly reading: ChainReading | null;
  readonly error: AppError | null;
  readonly onRetry: () => void;
}

export function ChainPanel({ reading, error, onRetry }: ChainPanelProps) {
  const text = useText();
  if (reading !== null && reading.levels.length === 0) return null;
  return (
    <section className="chain" data-testid="chain" aria-label={text('chain.title')}>
      <div className="history-head">
        <h2>{text('chain.title')}</h2>
        {reading !== null && reading.total !== null && <span className="muted num small">{daysText(text, 'chain.total', reading.total)}</span>}
      </div>
      {reading === null && (error === null ? <Skeleton lines={3} /> : error.code === 'network.unreachable' ? <p className="muted small">{text('chain.offline')}</p> : <Failure error={error} onRetry={onRetry} />)}
      {reading !== null && !reading.isLive && <p className="muted small" data-testid="chain-stale">{text('chain.stale', { time: formatTime(reading.asOf) })}</p>}
      {reading !== null && <ol>{reading.levels.map((level, index) => <Level key={level.organId} level={level} isInHand={reading.inHand === index} />)}</ol>}
      {reading !== null && reading.inHand === null && <p className="muted small">{text('chain.over')}</p>}
    </section>
  );
}

function Level({ level, isInHand }: { readonly level: ChainLevelReading; readonly isInHand: boolean }) {
  const text = useText();
  return (
    <li className={isInHand ? 'now' : ''} aria-current={isInHand ? 'step' : undefined} data-testid="chain-level" data-state={level.state}>
      <p className="organ"><strong>{level.organName}</strong><span className="chip">{text(`chain.state.${level.state}`)}</span></p>
      {isInHand && <p className="here">{level.holders.length > 0 ? text('chain.inHand.names', { names: level.holders.join('、') }) : text('chain.inHand')}</p>}
      <dl>{marksOf(level).map(({ label, at, number }) => <div key={`${label} ${at}`}><dt>{text(label)}</dt><dd className="num"><span>{formatDate(at)}</span>{number !== null && <span className="muted">{number}</span>}</dd></div>)}</dl>
      {level.days !== null && <p className="days num">{daysText(text, 'chain.days', level.days)}</p>}
    </li>
  );
}
