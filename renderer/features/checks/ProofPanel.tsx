/** 校对, kind by kind: each with the reason, where it stands, and one click that mends it, or all of its kind. What is no mistake is put out of sight. */
import { App, Button } from 'antd';
import { useState } from 'react';
import type { EditorHandle } from '#renderer/features/editor/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import { editsOfAll, proofGroups, wordsOf } from './proof-view.ts';

interface ProofPanelProps { readonly remarks: readonly ProofRemark[]; readonly editor: EditorHandle | null; readonly canWrite: boolean }

export function ProofPanel({ remarks, editor, canWrite }: ProofPanelProps) {
  const text = useText();
  const { message } = App.useApp();
  /** As long as the document is on the screen: the writer said that it is right. */
  const [ignored, setIgnored] = useState<ReadonlySet<string>>(new Set());
  const { groups, hidden } = proofGroups(remarks, ignored);
  const mend = (some: readonly ProofRemark[]): void => {
    if (editor !== null && !editor.replace(editsOfAll(some))) void message.info(text('rule.panel.changed'));
  };
  return (
    <section className="proof" aria-label={text('proof.title')} data-testid="proof">
      <h2>{text('proof.title')}</h2>
      {groups.length === 0 && <p className="muted">{text('proof.none')}</p>}
      {groups.map(({ kind, rows }) => {
        const mendable = rows.filter(({ remark }) => remark.edits !== null);
        return (
          <section key={kind} className="check-group proof-group" aria-label={text(`proof.kind.${kind}`)}>
            <h3><Icon name="info" />{text(`proof.kind.${kind}`)}<span className="num">{text('proof.count', { count: rows.length })}</span>
              {canWrite && mendable.length > 1 && <Button size="small" type="text" disabled={editor === null} data-testid="proof-mend-all" onClick={() => mend(mendable.map(({ remark }) => remark))}>{text('proof.mendAll', { count: mendable.length })}</Button>}
            </h3>
            <ul>
              {rows.map(({ key, remark }) => (
                <li key={key} data-testid="proof-remark" data-kind={kind}>
                  <p>{text(remark.message, remark.params ?? {})}</p>
                  <footer>
                    <Button size="small" type="text" disabled={editor === null} data-testid="proof-show" onClick={() => editor?.show(remark.place)}>{text('rule.panel.show')}</Button>
                    {canWrite && remark.edits !== null && <Button size="small" disabled={editor === null} data-testid="proof-mend" onClick={() => mend([remark])}>{text('rule.panel.mend')}</Button>}
                    <Button size="small" type="text" data-testid="proof-ignore" onClick={() => setIgnored((old) => new Set([...old, wordsOf(remark)]))}>{text('proof.ignore')}</Button>
                  </footer>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {hidden > 0 && <p className="muted small">{text('proof.ignored', { count: hidden })} <button type="button" className="plain link" onClick={() => setIgnored(new Set())}>{text('proof.ignored.back')}</button></p>}
    </section>
  );
}
