/** 校对, kind by kind: each with the reason, where it stands, and one click that mends it, or all of its kind. What is no mistake is put out of sight. */
import { App, Button } from 'antd';
import { useEffect, useRef, type RefObject } from 'react';
import type { EditorHandle } from '#renderer/features/editor/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import type { ProofRemark } from '#shared/gbt9704/proof/model.ts';
import type { ProofKind } from '#shared/gbt9704/proof/rules.ts';
import { editsOfAll, type ProofGroup } from './proof-view.ts';
import type { Proof } from './use-proof.ts';

interface ProofPanelProps { readonly proof: Proof; readonly editor: EditorHandle | null; readonly canWrite: boolean }

export function ProofPanel({ proof, editor, canWrite }: ProofPanelProps) {
  const text = useText();
  const { message } = App.useApp();
  const panel = useRef<HTMLElement>(null);
  const setAside = useFocusAfter(panel);
  const { groups, hidden, kinds } = proof;
  const mend = (some: readonly ProofRemark[]): void => {
    if (editor !== null && !editor.replace(editsOfAll(some))) void message.info(text('rule.panel.changed'));
  };
  const toggle = async (kind: ProofKind): Promise<void> => {
    const failure = await proof.toggle(kind);
    if (failure !== null) void message.error(errorText(text, failure));
  };
  return (
    <section ref={panel} className="proof" aria-label={text('proof.title')} data-testid="proof">
      <h2>{text('proof.title')}</h2>
      {kinds.length > 0 && (
        <div className="proof-kinds" role="group" aria-label={text('proof.kinds')}>
          {kinds.map(({ kind, isOn, count }) => (
            <button key={kind} type="button" className="plain" aria-pressed={isOn} title={text('proof.kind.hint')} data-testid="proof-kind" data-kind={kind} onClick={() => void toggle(kind)}>
              {text(`proof.kind.${kind}`)}{isOn && <span className="num">{count}</span>}
            </button>
          ))}
        </div>
      )}
      {groups.length === 0 && <p className="muted">{text(kinds.every(({ isOn }) => isOn) ? 'proof.none' : 'proof.noneOfOthers')}</p>}
      {groups.map((group) => <Group key={group.kind} group={group} editor={editor} canWrite={canWrite} onMend={mend} onIgnore={(remark, button) => setAside(button, () => proof.ignore(remark))} />)}
      {hidden > 0 && <p className="muted small">{text('proof.ignored', { count: hidden })} <button type="button" className="plain link" data-proof-stop data-testid="proof-show-ignored" onClick={proof.showIgnored}>{text('proof.ignored.back')}</button></p>}
    </section>
  );
}

interface GroupProps {
  readonly group: ProofGroup;
  readonly editor: EditorHandle | null;
  readonly canWrite: boolean;
  readonly onMend: (some: readonly ProofRemark[]) => void;
  readonly onIgnore: (remark: ProofRemark, button: HTMLElement) => void;
}

function Group({ group: { kind, rows }, editor, canWrite, onMend, onIgnore }: GroupProps) {
  const text = useText();
  const mendable = rows.filter(({ remark }) => remark.edits !== null);
  return (
    <section className="check-group proof-group" aria-label={text(`proof.kind.${kind}`)}>
      <h3><Icon name="info" />{text(`proof.kind.${kind}`)}<span className="num">{text('proof.count', { count: rows.length })}</span>
        {canWrite && mendable.length > 1 && <Button size="small" type="text" disabled={editor === null} data-testid="proof-mend-all" data-kind={kind} onClick={() => onMend(mendable.map(({ remark }) => remark))}>{text('proof.mendAll', { count: mendable.length })}</Button>}
      </h3>
      <ul>
        {rows.map(({ key, remark }) => (
          <li key={key} data-testid="proof-remark" data-kind={kind} data-rule={remark.rule}>
            <p>{text(remark.message, remark.params ?? {})}</p>
            <footer>
              {remark.clause !== null && <span className="clause" lang="zh-CN">{remark.clause}</span>}
              <Button size="small" type="text" disabled={editor === null} data-testid="proof-show" onClick={() => editor?.show(remark.place)}>{text('rule.panel.show')}</Button>
              {canWrite && remark.edits !== null && <Button size="small" disabled={editor === null} data-testid="proof-mend" onClick={() => onMend([remark])}>{text('rule.panel.mend')}</Button>}
              <Button size="small" type="text" data-testid="proof-ignore" data-proof-stop onClick={({ currentTarget }) => onIgnore(remark, currentTarget)}>{text('proof.ignore')}</Button>
            </footer>
          </li>
        ))}
      </ul>
    </section>
  );
}

const STOPS = '[data-proof-stop]';

/** A row that goes takes the focus with it: it moves to the row that stands there now, so that a keyboard can go on. */
function useFocusAfter(panel: RefObject<HTMLElement | null>): (button: HTMLElement, act: () => void) => void {
  const next = useRef<number | null>(null);
  useEffect(() => {
    if (next.current === null) return;
    const stops = panel.current?.querySelectorAll<HTMLElement>(STOPS) ?? [];
    stops[Math.min(next.current, stops.length - 1)]?.focus();
    next.current = null;
  });
  return (button, act) => {
    next.current = [...(panel.current?.querySelectorAll(STOPS) ?? [])].indexOf(button);
    act();
  };
}
