/** 请示 ⇄ 批复 above the text: both papers with their numbers, what is missing said, the other one a click away. */
import type { ChainReading } from '#shared/ipc/contract.ts';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate } from '#renderer/ui/time.ts';
import './chain.css';
import { pairOf, type PairPaper } from './pair.ts';

interface PairStripProps {
  readonly reading: ChainReading | null;
  readonly docId: string;
  readonly onOpenDocument: (docId: string) => void;
}

export function PairStrip({ reading, docId, onOpenDocument }: PairStripProps) {
  const text = useText();
  const pair = reading === null ? null : pairOf(reading, docId);
  if (pair === null) return null;
  return (
    <div className="pair-strip" data-testid="pair-strip" role="group" aria-label={text('chain.pair')}>
      <Paper paper={pair.asked} onOpen={onOpenDocument} />
      <span className="link-mark" aria-hidden="true">⇄</span>
      {pair.answer === null ? <span className="muted" data-testid="pair-missing">{text(pair.missing)}</span> : <Paper paper={pair.answer} onOpen={onOpenDocument} />}
    </div>
  );
}

function Paper({ paper, onOpen }: { readonly paper: PairPaper; readonly onOpen: (docId: string) => void }) {
  const text = useText();
  const { open } = paper;
  const words = <><b>{text(paper.name)}</b>{paper.number !== null && <span className="num">{paper.number}</span>}<span className="muted num">{paper.at === null ? text('chain.pair.draft') : formatDate(paper.at)}</span></>;
  if (open !== null) return <button type="button" className="plain paper" data-testid="pair-open" onClick={() => onOpen(open)}>{words}</button>;
  return <span className="paper">{words}{paper.isHere && <span className="chip">{text('chain.pair.here')}</span>}</span>;
}
