/** 版式测量: what was measured on the printed pages, rule by rule; what is off first, with its clause and a way to its page. */
import { useText } from '#renderer/ui/text.tsx';
import type { Audit, AuditRuleId } from '#shared/gbt9704/audit/audit.ts';
import type { AuditRow, Measurement, Unit } from '#shared/gbt9704/audit/model.ts';
import { Icon } from '#renderer/ui/Icon.tsx';

interface AuditReportProps {
  readonly audit: Audit;
  readonly onPage: (page: number) => void;
}

const PLACES: Readonly<Record<Unit, number>> = { mm: 2, pt: 1, line: 1, character: 0, page: 0 };
const number = (value: number, unit: Unit): string => String(Number(value.toFixed(PLACES[unit])));

export function AuditReport({ audit, onPage }: AuditReportProps) {
  const text = useText();
  const taken = audit.rows.filter(({ count }) => count > 0);
  const off = taken.filter((row) => row.off.length > 0);
  const rows = [...off, ...taken.filter((row) => row.off.length === 0)];
  const isRight = off.length === 0 && audit.missing.length === 0;
  return (
    <section className="audit scroll" tabIndex={0} aria-label={text('paper.audit.title')} data-testid="audit" data-count={audit.count} data-off={off.map(({ rule }) => rule).join(' ')} data-missing={audit.missing.length}>
      <p className={isRight ? 'note' : 'note warn'} role="status" data-testid="audit-summary">
        <Icon name={isRight ? 'check' : 'warn'} />
        <span className="grow">{text(isRight ? 'paper.audit.allRight' : 'paper.audit.someOff', { count: audit.count, rules: taken.length, off: off.length + audit.missing.length })}</span>
      </p>
      {audit.missing.length > 0 && <p className="note warn"><span className="grow">{text('paper.audit.missing', { parts: audit.missing.map((part) => `「${part}」`).join('、') })}</span></p>}
      <table className="audit-rows">
        <thead><tr><th>{text('paper.audit.what')}</th><th>{text('paper.audit.wanted')}</th><th>{text('paper.audit.measured')}</th><th>{text('paper.audit.clause')}</th></tr></thead>
        <tbody>{rows.map((row) => <Row key={row.rule} row={row} onPage={onPage} />)}</tbody>
      </table>
      <p className="muted small">{text('paper.audit.fonts', { fonts: audit.fonts.join('、') })}</p>
      <p className="muted small">{text('paper.audit.how')}</p>
    </section>
  );
}

function Row({ row, onPage }: { readonly row: AuditRow<AuditRuleId>; readonly onPage: (page: number) => void }) {
  const text = useText();
  const { worst, unit } = row;
  if (worst === null) return null;
  const isWrong = row.off.length > 0;
  const unitName = text(`paper.audit.unit.${unit}`);
  const shown = (value: number): string => `${number(value, unit)} ${unitName}`.trim();
  const where = ({ page, excerpt }: Measurement): string => (excerpt === '' ? text('paper.audit.page', { page }) : text('paper.audit.pageAt', { page, excerpt }));
  return (
    <tr className={isWrong ? 'off' : ''} data-testid={isWrong ? 'audit-off' : 'audit-row'} data-rule={row.rule}>
      <th scope="row">{isWrong && <Icon name="warn" />}{text(`paper.audit.rule.${row.rule}`)}</th>
      <td className="num">{shown(worst.wanted)}{worst.tolerance > 0 && <span className="muted"> ±{number(worst.tolerance, unit)}</span>}</td>
      <td>
        <span className="num">{shown(worst.value)}</span>{' '}
        <button type="button" className="plain link" title={text('paper.audit.goTo')} onClick={() => onPage(worst.page)}>{where(worst)}</button>
        {row.count > 1 && <span className="muted small"> {isWrong ? text('paper.audit.offOf', { off: row.off.length, count: row.count }) : text('paper.audit.of', { count: row.count })}</span>}
      </td>
      <td className="muted num">{row.clause}</td>
    </tr>
  );
}
