/** 行文检查: what the rules say of the text, worst first, each with its clause, where it stands, and the change that mends it. */
import { App, Button } from 'antd';
import type { Severity } from '#shared/gbt9704/check/model.ts';
import type { EditorHandle } from '#renderer/features/editor/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import './checks.css';
import { ProofPanel } from './ProofPanel.tsx';
import type { Checks } from './use-checks.ts';
import { findingGroups, worstSeverity, type FindingRow } from './view-model.ts';

const ICONS = { block: 'warn', override: 'warn', warn: 'info' } as const satisfies Record<Severity, string>;

interface ChecksPanelProps {
  readonly checks: Checks;
  /** Null while no editor is on the screen: then nothing can be shown or changed. */
  readonly editor: EditorHandle | null;
  readonly canWrite: boolean;
}

export function ChecksPanel({ checks, editor, canWrite }: ChecksPanelProps) {
  const text = useText();
  const { message } = App.useApp();
  if (checks.findings === null) {
    return <div className="checks" data-testid="checks">{checks.wasRestarted && <p className="muted" role="status">{text('rule.panel.restarted')}</p>}<Skeleton lines={6} /></div>;
  }
  const carryOut = ({ mend }: FindingRow): void => {
    if (editor === null || mend === null) return;
    if (mend.texts.length > 0 && !editor.replace(mend.texts)) void message.info(text('rule.panel.changed'));
    else for (const [key, value] of mend.metas) editor.setElement(key, value);
  };
  const groups = findingGroups(checks.findings, canWrite);
  return (
    <div className="checks" data-testid="checks">
      {groups.length === 0 && (
        <div className="checks-none" role="status">
          <Icon name="check" />
          <strong>{text('rule.panel.none')}</strong>
          <p>{text('rule.panel.noneMore')}</p>
        </div>
      )}
      {groups.map(({ severity, rows }) => (
        <section key={severity} className={`check-group ${severity}`} aria-label={text(`rule.severity.${severity}`)}>
          <h2><Icon name={ICONS[severity]} />{text(`rule.severity.${severity}`)}<span className="num">{text('rule.panel.count', { count: rows.length })}</span></h2>
          <ul>
            {rows.map((row) => <Row key={row.key} row={row} editor={editor} onMend={carryOut} />)}
          </ul>
        </section>
      ))}
      <ProofPanel proof={checks.proof} editor={editor} canWrite={canWrite} />
    </div>
  );
}

function Row({ row, editor, onMend }: { readonly row: FindingRow; readonly editor: EditorHandle | null; readonly onMend: (row: FindingRow) => void }) {
  const text = useText();
  const { finding, place, mend } = row;
  return (
    <li data-testid="finding" data-rule={finding.rule}>
      <strong>{text(`rule.${finding.rule}`)}</strong>
      <p>{text(finding.message, finding.params)}</p>
      <footer>
        <span className="clause" lang="zh-CN">{finding.clause}</span>
        {place !== null && <Button size="small" type="text" disabled={editor === null} data-testid="finding-show" onClick={() => editor?.show(place)}>{text('rule.panel.show')}</Button>}
        {mend !== null && <Button size="small" disabled={editor === null} data-testid="finding-mend" onClick={() => onMend(row)}>{text('rule.panel.mend')}</Button>}
      </footer>
    </li>
  );
}

/** The number on the tab, in the colour of the worst finding. */
export function ChecksCount({ checks }: { readonly checks: Checks }) {
  const text = useText();
  const findings = checks.findings ?? [];
  const count = findings.length + checks.proof.count;
  if (count === 0) return null;
  return <span className={`checks-count ${worstSeverity(findings) ?? 'warn'}`} data-testid="checks-count" aria-label={text('rule.panel.count', { count })}>{count}</span>;
}
