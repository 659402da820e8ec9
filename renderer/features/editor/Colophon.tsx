/** 版记 (GB/T 9704-2012 7.4): 主送 that moved here, 抄送, 印发机关 and 印发日期, in 4号 between their rules; in a letter 抄送 alone, without rules. Drawn where there is anything to say. */
import { colophonOf, type SheetFacts } from './sheet-facts.ts';

export function Colophon({ facts }: { readonly facts: SheetFacts }) {
  const colophon = colophonOf(facts);
  if (colophon === null) return null;
  const { sentTo, printed } = colophon;
  return (
    <div className={printed === null ? 'colophon letter' : 'colophon'} data-testid="colophon">
      {sentTo.length > 0 && <div className="sent-to">{sentTo.map((line) => <div key={line} className="cc">{line}</div>)}</div>}
      {printed !== null && <div className="printed"><span>{printed.organ}</span><span>{printed.date}</span></div>}
    </div>
  );
}
