/** 版头: the organ's mark in red, the number, 签发人 for 上行文, the red line. Sizes are GB/T 9704-2012's; the mark shrinks until the name fits one line. */
import { useText } from '#renderer/ui/text.tsx';
import { markOf, signerRows, type SheetFacts } from './sheet-facts.ts';

const MARK_WIDTH_PT = (152 / 25.4) * 72;
const MARK_SIZE_MAX_PT = 46;

export function RedHead({ facts, title }: { readonly facts: SheetFacts; readonly title: string }) {
  const text = useText();
  const { names, behind } = markOf(facts, title);
  const longest = Math.max(...names.map((name) => [...name].length)) + behind.length;
  const sizePt = Math.min(MARK_SIZE_MAX_PT, MARK_WIDTH_PT / longest);
  const { format } = facts.elements;
  const signers = signerRows(facts);
  const number = facts.number ?? <span className="later">{text('ui.paper.numberLater')}</span>;
  return (
    <div className={`red-head ${format}`}>
      <div className={names.length > 1 ? 'head-mark joint' : 'head-mark'} style={{ fontSize: `${sizePt}pt` }}>
        <div className="organs">{names.map((name) => <div key={name}>{name}</div>)}</div>
        {behind !== '' && <div>{behind}</div>}
      </div>
      {facts.isUpward && format === 'general'
        ? (
            <div className="head-line upward">
              <span>{number}</span>
              {signers.length > 0
                ? <span className="signers"><span>签发人：</span>{signers.map((row) => <span key={row.join('、')} className="row">{row.map((name) => <span key={name} className="kai">{name}</span>)}</span>)}</span>
                : facts.number === null && <span>签发人：<span className="later">{text('ui.paper.signerLater')}</span></span>}
            </div>
          )
        : <div className="head-line">{number}</div>}
      {format !== 'order' && <div className="red-rule" />}
    </div>
  );
}
