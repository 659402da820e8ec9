/** One act for what was selected: one opinion, then each document for itself with progress, then what was not done and why. */
import { Button, Progress } from 'antd';
import { useRef, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { bindsText, needsWords, type BatchAct } from '#shared/policy/batch.ts';
import { OPINION_LENGTH_MAX } from '#shared/workflow/command.ts';
import { OpinionField, phrasesFor } from '#renderer/features/documents/index.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import { actOnAll, type BatchTarget, type Handled } from './batch.ts';

const SILENT: readonly BatchAct[] = ['read', 'receive', 'archive'];

interface BatchDialogProps {
  readonly act: BatchAct;
  readonly targets: readonly BatchTarget[];
  readonly isOnline: boolean;
  readonly onOpen: (docId: string) => void;
  /** With those that were done. */
  readonly onClose: (done: readonly string[]) => void;
}

export function BatchDialog({ act, targets, isOnline, onOpen, onClose }: BatchDialogProps) {
  const text = useText();
  // What changes on the desk while this is open must not change what was asked.
  const [fitting] = useState(() => targets.filter((target) => target.acts.includes(act)));
  const [opinion, setOpinion] = useState<string>(act === 'approve' || act === 'note' ? (phrasesFor(act)[0] ?? '') : '');
  const [handled, setHandled] = useState<readonly Handled[]>([]);
  const [phase, setPhase] = useState<'asking' | 'running' | 'over'>('asking');
  const isStopped = useRef(false);

  const run = async (): Promise<void> => {
    setPhase('running');
    await actOnAll(callOffice, act, fitting, opinion.trim(), (one) => setHandled((old) => [...old, one]), () => isStopped.current);
    setPhase('over');
  };
  const done = handled.filter(({ outcome }) => outcome.kind === 'done');
  const refused = handled.filter(({ outcome }) => outcome.kind !== 'done');
  const close = (): void => onClose(done.map(({ target }) => target.docId));
  const skipped = targets.length - fitting.length;
  const title = text('desk.batch.title', { act: text(`domain.act.${act}`) });

  if (phase === 'over') {
    return (
      <Dialog title={title} widthPx={600} onCancel={close}>
        <div data-testid="batch-result" role="status" className="batch-result">
          <p>{text('desk.batch.done', { count: done.length })}{refused.length > 0 && <> · <strong>{text('desk.batch.refused', { count: refused.length })}</strong></>}{handled.length < fitting.length && <> · {text('desk.batch.left', { count: fitting.length - handled.length })}</>}</p>
          {!isOnline && done.length > 0 && <p className="muted">{text('ui.dialog.offline')}</p>}
          {refused.length > 0 && (
            <ul className="batch-refused scroll">
              {refused.map(({ target, outcome }) => (
                <li key={target.docId} data-testid="batch-refused">
                  <span className="title" title={target.title}>{target.title}</span>
                  <span className="why">{outcome.kind === 'refused' ? errorText(text, outcome.error) : text('desk.batch.noText')}</span>
                  <Button size="small" onClick={() => { close(); onOpen(target.docId); }}>{text('desk.batch.open')}</Button>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Dialog>
    );
  }
  const isRunning = phase === 'running';
  return (
    <Dialog title={title} ok={text(`domain.act.${act}`)} isBusy={isRunning} isOkDisabled={needsWords(act) && opinion.trim() === ''} widthPx={560} onOk={() => void run()} onCancel={() => { if (!isRunning) close(); }}>
      <p>{text('desk.batch.what', { count: fitting.length })}</p>
      {skipped > 0 && <p className="muted">{text('desk.batch.skipped', { count: skipped })}</p>}
      <ul className="batch-list scroll">{fitting.map((target) => <li key={target.docId} title={target.title}>{target.title}</li>)}</ul>
      {!SILENT.includes(act) && !isRunning && <OpinionField label={text(needsWords(act) ? 'desk.batch.opinion.required' : 'desk.batch.opinion')} phrases={phrasesFor(act)} value={opinion} max={OPINION_LENGTH_MAX} onChange={setOpinion} />}
      {fitting.some((target) => bindsText(act, target.direction)) && <p className="muted">{text('desk.batch.binds')}</p>}
      {!isOnline && <div className="note"><span className="grow">{text('ui.dialog.offline')}</span></div>}
      {isRunning && (
        <div className="batch-progress" role="status">
          <Progress percent={Math.round((handled.length / Math.max(1, fitting.length)) * 100)} showInfo={false} aria-label={title} />
          <span className="num">{text('desk.batch.progress', { done: handled.length, count: fitting.length })}</span>
          <Button size="small" data-testid="batch-stop" onClick={() => { isStopped.current = true; }}>{text('desk.batch.stop')}</Button>
        </div>
      )}
    </Dialog>
  );
}
