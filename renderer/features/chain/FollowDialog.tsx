/** 答复, 转报 or 补正: what will be drafted, as it will stand on the paper, before it is. Everything else is written in the draft itself. */
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { URGENCIES, type Urgency } from '#shared/time/deadline.ts';
import { FOLLOW_UPS, type FollowUp } from '#shared/workflow/follow-up.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { Choice } from '#renderer/ui/Choice.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import './chain.css';

interface FollowDialogProps {
  readonly followUp: FollowUp;
  /** Those that may be made now: one may change one's mind between answering and passing it up. */
  readonly offered: readonly FollowUp[];
  readonly state: DocumentState;
  readonly isOnline: boolean;
  readonly onCreated: (docId: string) => void;
  readonly onCancel: () => void;
}

export function FollowDialog({ followUp, offered, state, isOnline, onCreated, onCancel }: FollowDialogProps) {
  const text = useText();
  const [chosen, setChosen] = useState<FollowUp>(followUp);
  const [urgency, setUrgency] = useState<Urgency>(state.urgency);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const preview = useCall('document.followPreview', { docId: state.docId, followUp: chosen });
  const draft = preview.value;
  const create = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(null);
    const answer = await callOffice('document.follow', { docId: state.docId, followUp: chosen, urgency });
    setIsBusy(false);
    if (answer.ok) onCreated(answer.value.docId);
    else setProblem(errorText(text, answer.error));
  };
  return (
    <Dialog title={text(`chain.dialog.${chosen}.title`)} ok={text(`chain.dialog.${chosen}.ok`)} okTestId="follow-confirm" isOkDisabled={draft === null} isBusy={isBusy} widthPx={680} onOk={() => void create()} onCancel={onCancel}>
      <p className="dialog-doc">{state.title}</p>
      {offered.length > 1 && <div className="field"><span className="label">{text('chain.dialog.way')}</span><Choice label={text('chain.dialog.way')} testId="follow" options={FOLLOW_UPS.filter((each) => offered.includes(each)).map((each) => ({ value: each, label: text(`domain.act.${each}`) }))} value={chosen} onChange={setChosen} /></div>}
      <p className="muted">{text(`chain.dialog.${chosen}.what`)}</p>
      {draft === null && (preview.error === null ? <Skeleton lines={4} /> : <Failure error={preview.error} onRetry={preview.reload} />)}
      {draft !== null && (
        <div className="follow-preview" data-testid="follow-preview">
          <span className="label">{draft.docTypeName}</span>
          <p className="title">{draft.title}</p>
          <p>{text('ui.paper.recipient')}{draft.recipientName}</p>
          {draft.paragraphs.filter((line) => line !== '').map((line) => <p key={line} className="line">{line}</p>)}
        </div>
      )}
      <div className="field"><span className="label">{text('ui.new.urgency')}</span><Choice label={text('ui.new.urgency')} testId="follow-urgency" options={URGENCIES.map((one) => ({ value: one, label: text(`time.urgency.${one}`) }))} value={urgency} onChange={setUrgency} /></div>
      {!isOnline && <div className="note"><span className="grow">{text('chain.dialog.offline')}</span></div>}
      {problem !== null && <div className="note danger" role="alert" data-testid="follow-problem"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}
