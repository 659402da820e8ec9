/** The parts of a 督办 beside its text: light, unit, who has it, by when, and what was reported; breaking it down further by whoever may. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import type { PartsReading, WatchedPart } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/base/errors.ts';
import type { OutgoingState } from '#shared/workflow/model.ts';
import { TITLE_LENGTH_MAX } from '#shared/workflow/command.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate, formatTime } from '#renderer/ui/time.ts';
import { daysText, stageName } from './board-table.ts';
import { Lamp } from './Lamp.tsx';
import './supervision.css';

const SUBJECT_LENGTH_MAX = TITLE_LENGTH_MAX - 60;
const TEMPLATE_ID = 'supervision-1';

interface PartsPanelProps {
  readonly state: OutgoingState;
  readonly reading: PartsReading | null;
  readonly error: AppError | null;
  readonly maySplit: boolean;
  readonly onRetry: () => void;
  readonly onOpenDocument: (docId: string) => void;
}

export function PartsPanel({ state, reading, error, maySplit, onRetry, onOpenDocument }: PartsPanelProps) {
  const text = useText();
  const [isSplitting, setIsSplitting] = useState(false);
  const { basis } = state;
  if (basis?.relation === 'part') return <button type="button" className="plain link" data-testid="open-whole" onClick={() => onOpenDocument(basis.docId)}>{text('supervision.parts.whole')}</button>;
  return (
    <section className="parts" data-testid="parts" aria-label={text('supervision.parts')}>
      <div className="history-head">
        <h2>{text('supervision.parts')}</h2>
        {maySplit && <Button size="small" data-testid="split" onClick={() => setIsSplitting(true)}>{text('supervision.split')}</Button>}
      </div>
      {reading === null && (error === null ? <Skeleton lines={2} /> : error.code === 'network.unreachable' ? <p className="muted small">{text('supervision.parts.offline')}</p> : <Failure error={error} onRetry={onRetry} />)}
      {reading !== null && !reading.isLive && <p className="muted small">{text('supervision.stale', { time: formatTime(reading.asOf) })}</p>}
      {reading !== null && reading.parts.length === 0 && <p className="muted small">{text('supervision.parts.none')}</p>}
      {reading?.parts.map((part) => <Part key={part.docId} part={part} onOpen={onOpenDocument} />)}
      {isSplitting && <Split state={state} onCancel={() => setIsSplitting(false)} onCreated={(docId) => { setIsSplitting(false); onOpenDocument(docId); }} />}
    </section>
  );
}

function Part({ part, onOpen }: { readonly part: WatchedPart; readonly onOpen: (docId: string) => void }) {
  const text = useText();
  return (
    <article className="part" data-testid="part" data-doc-id={part.docId}>
      <header><Lamp light={part.light} /><span className="chip">{stageName(text, part.stage)}</span><span className="num muted">{part.number}</span></header>
      {part.mayOpen ? <button type="button" className="plain title" onClick={() => onOpen(part.docId)}>{part.title}</button> : <span className="title">{part.title}</span>}
      <p className="muted">{part.units.join('、')}{part.holders.length > 0 && <span> {text('supervision.parts.holder', { names: part.holders.join('、') })}</span>}</p>
      {part.dueAt !== null && <p className="num muted">{formatDate(part.dueAt)} {daysText(text, part)}</p>}
      {part.reports.length > 0 && (
        <details open={part.reports.length === 1}>
          <summary>{text('supervision.parts.reports', { count: part.reports.length })}</summary>
          <ul>{part.reports.map((report) => <li key={`${report.at} ${report.name}`}><p>{report.text}</p><small className="num muted">{formatTime(report.at)} {report.name}</small></li>)}</ul>
        </details>
      )}
    </article>
  );
}

function Split({ state, onCancel, onCreated }: { readonly state: OutgoingState; readonly onCancel: () => void; readonly onCreated: (docId: string) => void }) {
  const text = useText();
  const [subject, setSubject] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const create = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(null);
    const answer = await callOffice('document.create', { templateId: TEMPLATE_ID, subject: subject.trim(), mainRecipientId: null, urgency: state.urgency, basis: { docId: state.docId, relation: 'part' } });
    setIsBusy(false);
    if (answer.ok) onCreated(answer.value.docId);
    else setProblem(errorText(text, answer.error));
  };
  return (
    <Dialog title={text('supervision.split.title')} ok={text('supervision.split.ok')} okTestId="split-confirm" isOkDisabled={subject.trim() === ''} isBusy={isBusy} onOk={() => void create()} onCancel={onCancel}>
      <p className="muted">{text('supervision.split.hint')}</p>
      <label className="field"><span className="label">{text('supervision.split.subject')}</span><Input data-testid="split-subject" autoFocus value={subject} maxLength={SUBJECT_LENGTH_MAX} onChange={(event) => setSubject(event.target.value)} /></label>
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}
