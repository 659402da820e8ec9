/**
 * The dialog of one act. An act that binds a text first has everything typed here made durable and names the hash of exactly that text,
 * so that nobody signs what they have not seen (P9).
 */
import { App, Input } from 'antd';
import { useState } from 'react';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import type { ActRequest, DirectoryPerson, DocumentPage, OutboxItem } from '#shared/ipc/contract.ts';
import { OPINION_LENGTH_MAX, REPLY_LENGTH_MAX } from '#shared/workflow/command.ts';
import type { ReplyDecision } from '#shared/workflow/model.ts';
import { PersonPicker } from '#renderer/features/directory/index.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import { AGREEING, RETURNING } from './opinion-phrases.ts';
import { OpinionField } from './OpinionField.tsx';
import { replyText } from './reply-text.ts';
import type { ActName } from './steps.ts';

interface ActDialogProps {
  readonly act: ActName;
  readonly page: DocumentPage;
  readonly personId: string;
  readonly isOnline: boolean;
  /** Makes what was typed durable and answers the hash of the text. */
  readonly flush: () => Promise<Result<string, AppError>>;
  readonly onDone: (item: OutboxItem) => void;
  readonly onCancel: () => void;
}

export function ActDialog({ act, page, personId, isOnline, flush, onDone, onCancel }: ActDialogProps) {
  const text = useText();
  const { message } = App.useApp();
  const { state } = page.view;
  const { docId } = state;
  const [people, setPeople] = useState<readonly DirectoryPerson[]>([]);
  const [opinion, setOpinion] = useState<string>(act === 'signOff' ? AGREEING[0] : '');
  const [decision, setDecision] = useState<ReplyDecision>('approve');
  const [reply, setReply] = useState(() => (state.direction === 'incoming' ? replyText(state, 'approve') : ''));
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const decide = (next: ReplyDecision): void => {
    // A text that the leader has changed is theirs: choosing another decision does not overwrite it.
    if (state.direction === 'incoming' && reply === replyText(state, decision)) setReply(replyText(state, next));
    setDecision(next);
  };
  const request = async (): Promise<Result<ActRequest, AppError>> => {
    switch (act) {
      case 'invite': return ok({ kind: 'invite', docId, personIds: people.map((person) => person.id) });
      case 'withdraw': return ok({ kind: 'withdraw', docId });
      case 'receive': return ok({ kind: 'receive', docId });
      case 'archive': return ok({ kind: 'archive', docId });
      case 'read': return ok({ kind: 'read', docId });
      case 'submit': case 'return': case 'signOff': case 'reply': {
        const flushed = await flush();
        if (!flushed.ok) return flushed;
        const contentHash = flushed.value;
        if (act === 'submit') return ok({ kind: 'submit', docId, contentHash });
        if (act === 'return') return ok({ kind: 'return', docId, contentHash, reason: opinion.trim() });
        if (act === 'signOff') return ok({ kind: 'signOff', docId, contentHash, opinion: opinion.trim() });
        return ok({ kind: 'reply', docId, contentHash, decision, text: reply.trim() });
      }
    }
  };
  const run = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(null);
    const asked = await request();
    const answer = asked.ok ? await callOffice('document.act', asked.value) : asked;
    const refused = answer.ok && (answer.value.state === 'refused' || answer.value.state === 'reconfirm') ? err(answer.value.error ?? appError('policy.denied')) : answer;
    setIsBusy(false);
    if (!refused.ok) { setProblem(errorText(text, refused.error)); return; }
    void message.success(text(isOnline ? 'ui.doc.actDone' : 'ui.doc.actQueued', { act: text(`domain.act.${act}`) }));
    onDone(refused.value);
  };
  const isReady = act === 'invite' ? people.length > 0 : act === 'return' ? opinion.trim() !== '' : act === 'reply' ? reply.trim() !== '' : true;
  const invited = state.direction === 'outgoing' ? [state.drafter.personId, ...state.collaboratorIds] : [];
  return (
    <Dialog title={text(`ui.dialog.${act}.title`)} ok={text(`domain.act.${act}`)} isBusy={isBusy} isOkDisabled={!isReady} isDanger={act === 'return' || act === 'withdraw'} widthPx={act === 'reply' ? 680 : 540} onOk={() => void run()} onCancel={onCancel}>
      <p className="dialog-doc">{state.title}</p>
      {act === 'invite' && <PersonPicker chosen={people} exclude={[...invited, personId]} onChange={setPeople} />}
      {act === 'submit' && <p>{text('ui.dialog.submit.what', { recipient: state.direction === 'outgoing' ? state.mainRecipientName : '' })}</p>}
      {(act === 'receive' || act === 'withdraw' || act === 'archive' || act === 'read' || act === 'invite') && <p>{text(`ui.dialog.${act}.what`)}</p>}
      {act === 'signOff' && <OpinionField label={text('ui.dialog.opinion')} phrases={AGREEING} value={opinion} max={OPINION_LENGTH_MAX} onChange={setOpinion} />}
      {act === 'signOff' && <p className="muted">{text('ui.dialog.signOff.what')}</p>}
      {act === 'return' && <OpinionField label={text('ui.dialog.reason')} phrases={RETURNING} value={opinion} max={OPINION_LENGTH_MAX} onChange={setOpinion} />}
      {act === 'reply' && (
        <>
          <div className="field">
            <span className="label" id="reply-decision">{text('ui.dialog.decision')}</span>
            <div className="decision" role="radiogroup" aria-labelledby="reply-decision">
              {(['approve', 'reject'] as const).map((one) => (
                <button key={one} type="button" role="radio" aria-checked={decision === one} data-testid={`decision-${one}`} className={decision === one ? 'on' : ''} onClick={() => decide(one)}>{text(`domain.decision.${one}`)}</button>
              ))}
            </div>
          </div>
          <label className="field">
            <span className="label">{text('ui.dialog.replyText')}</span>
            <Input.TextArea className="paper-text" data-testid="reply-text" autoFocus rows={9} maxLength={REPLY_LENGTH_MAX} value={reply} onChange={(event) => setReply(event.target.value)} />
            <span className="hint">{text('ui.dialog.replyHint')}</span>
          </label>
        </>
      )}
      {!isOnline && <div className="note"><span className="grow">{text('ui.dialog.offline')}</span></div>}
      {problem !== null && <div className="note danger" role="alert" data-testid="act-problem"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}
