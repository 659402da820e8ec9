/** 版记 (GB/T 9704-2012 7.4): 抄送, 印发机关 and 印发日期, in 4号 between their rules. Drawn where there is anything to say. */
import type { SheetFacts } from './sheet-facts.ts';

/** 抄送 ends with a full stop, whoever wrote it. */
const ccLine = (ccRecipients: string): string => `抄送：${ccRecipients.replace(/\s*\n\s*/gu, '，').replace(/[。．.]+$/u, '')}。`;

export function Colophon({ facts: { elements, organName, date } }: { readonly facts: SheetFacts }) {
  if (elements.ccRecipients === '' && elements.printOrganName === '' && date === null) return null;
  return (
    <div className="colophon" data-testid="colophon">
      {elements.ccRecipients !== '' && <div className="cc">{ccLine(elements.ccRecipients)}</div>}
      <div className="printed"><span>{elements.printOrganName === '' ? organName : elements.printOrganName}</span>{date !== null && <span>{date}印发</span>}</div>
    </div>
  );
}
