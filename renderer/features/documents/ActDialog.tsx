/**
 * The dialog of one act. An act that binds a text first has everything typed here made durable and names the hash of exactly that text,
 * so that nobody signs what they have not seen (P9). Which fields stand in it is act-form.ts's answer.
 */
import { App, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useState, type ReactNode } from 'react';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, type Result } from '#shared/base/result.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DirectoryPerson, DocumentPage, OutboxItem } from '#shared/ipc/contract.ts';
import { OPINION_LENGTH_MAX, REPLY_LENGTH_MAX } from '#shared/workflow/command.ts';
import type { Reasons } from '#shared/gbt9704/check/check.ts';
import type { Finding } from '#shared/gbt9704/check/model.ts';
import type { Stage } from '#shared/workflow/flow.ts';
import { INVALIDATIONS, REPLY_DECISIONS, type Invalidation, type ReplyDecision } from '#shared/workflow/model.ts';
import { PersonPicker } from '#renderer/features/directory/index.ts';
import { Choice } from '#renderer/ui/Choice.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import { AddressField, type Addressed } from './AddressField.tsx';
import { formFor, isReady, requestOf, type Answers } from './act-form.ts';
import { NumberField } from './NumberField.tsx';
import { phrasesFor } from './opinion-phrases.ts';
import { OpinionField } from './OpinionField.tsx';
import { replyText } from './reply-text.ts';
import type { ActName } from './steps.ts';

interface ActDialogProps {
  readonly act: ActName;
  readonly page: DocumentPage;
  readonly personId: string;
  readonly isOnline: boolean;
  /** What the rules of 行文 say of the text: those that may be passed are passed here, with a reason. */
  readonly findings: readonly Finding[];
  /** Makes what was typed durable and answers the hash of the text. */
  readonly flush: () => Promise<Result<string, AppError>>;
  readonly onDone: (item: OutboxItem) => void;
  readonly onCancel: () => void;
}

/** Turning back, down or away: the button says so by its colour. */
const DANGEROUS: readonly ActName[] = ['return', 'withdraw', 'refuse', 'disagree', 'terminate', 'invalidate'];
/** 时限 ends with the working day. */
const END_OF_DAY_HOUR = 18;

export function ActDialog({ act, page, personId, isOnline, findings, flush, onDone, onCancel }: ActDialogProps) {
  const text = useText();
  const { message } = App.useApp();
  const { state } = page.view;
  const [people, setPeople] = useState<readonly DirectoryPerson[]>([]);
  const [leadId, setLeadId] = useState<string | null>(null);
  const [opinion, setOpinion] = useState<string>(act === 'signOff' || act === 'approve' ? (phrasesFor(act)[0] ?? '') : '');
  const [to, setTo] = useState<Stage | null>(() => formFor(act, state, null).targets[0] ?? null);
  const [dueAt, setDueAt] = useState<number | null>(null);
  const [how, setHow] = useState<Invalidation>('void');
  const [decision, setDecision] = useState<ReplyDecision>('approve');
  const [reply, setReply] = useState(() => (state.direction === 'incoming' ? replyText(state, 'approve') : ''));
  const [addressed, setAddressed] = useState<Addressed>({ distribution: state.direction === 'outgoing' ? state.distribution : null, phrase: '' });
  const [reasons, setReasons] = useState<Reasons>({});
  const [reserved, setReserved] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const form = formFor(act, state, to);
  const lead = leadId !== null && people.some((person) => person.id === leadId) ? leadId : (people[0]?.id ?? null);
  const answers: Answers = {
    opinion, to, dueAt, decision, reply, how, ...addressed, reasons, reserved,
    people: people.map((person) => ({ personId: person.id, share: form.hasLead ? (person.id === lead ? 'lead' : 'assist') : 'sign' })),
  };
  const decide = (next: ReplyDecision): void => {
    // A text that the leader has changed is theirs: choosing another decision does not overwrite it.
    if (state.direction === 'incoming' && reply === replyText(state, decision)) setReply(replyText(state, next));
    setDecision(next);
  };
  const run = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(null);
    const flushed = form.binds ? await flush() : null;
    const answer = flushed !== null && !flushed.ok ? flushed : await callOffice('document.act', requestOf(act, state.docId, form, answers, flushed?.value ?? null));
    const refused = answer.ok && (answer.value.state === 'refused' || answer.value.state === 'reconfirm') ? err(answer.value.error ?? appError('policy.denied')) : answer;
    setIsBusy(false);
    if (!refused.ok) { setProblem(errorText(text, refused.error)); return; }
    void message.success(text(isOnline ? 'ui.doc.actDone' : 'ui.doc.actQueued', { act: text(`domain.act.${act}`) }));
    onDone(refused.value);
  };
  const overridden = act === 'submit' ? [...new Map(findings.filter((finding) => finding.severity === 'override').map((finding) => [finding.rule, finding])).values()] : [];
  const isComplete = (act === 'invite' ? people.length > 0 : isReady(form, answers)) && overridden.every(({ rule }) => (reasons[rule] ?? '').trim() !== '');
  const writers = state.direction === 'outgoing' ? [state.drafter.personId, ...state.collaboratorIds] : [];
  const excluded = act === 'invite' ? [...writers, personId] : act === 'transfer' ? [personId] : [];
  return (
    <Dialog title={text(`ui.dialog.${act}.title`)} ok={text(`domain.act.${act}`)} isBusy={isBusy} isOkDisabled={!isComplete} isDanger={DANGEROUS.includes(act)} widthPx={act === 'reply' || act === 'address' ? 680 : 560} onOk={() => void run()} onCancel={onCancel}>
      <p className="dialog-doc">{state.title}</p>
      <p className="muted">{act === 'submit' ? submitted(page, text) : text(`ui.dialog.${act}.what`)}</p>
      {form.targets.length > 1 && <Field label={text('ui.dialog.to')}><Choice label={text('ui.dialog.to')} testId="act-to" options={form.targets.map((stage) => ({ value: stage, label: text(`domain.stage.${stage}`) }))} value={to} onChange={setTo} /></Field>}
      {(act === 'invite' || form.people !== 'none') && (
        <Field label={text(form.people === 'optional' && act !== 'invite' ? 'ui.dialog.people.countersign' : 'ui.dialog.people')}>
          <PersonPicker chosen={form.isOnePerson ? people.slice(-1) : people} exclude={excluded} isSingle={form.isOnePerson} onChange={setPeople} />
        </Field>
      )}
      {form.hasLead && people.length > 1 && <Field label={text('ui.dialog.lead')}><Choice label={text('ui.dialog.lead')} testId="act-lead" options={people.map((person) => ({ value: person.id, label: person.name }))} value={lead} onChange={setLeadId} /></Field>}
      {form.distribution && <AddressField organId={state.organId} value={addressed} onChange={setAddressed} />}
      {form.how && <Field label={text('ui.dialog.how')}><Choice label={text('ui.dialog.how')} testId="act-how" options={INVALIDATIONS.map((one) => ({ value: one, label: text(`domain.invalidation.${one}`) }))} value={how} onChange={setHow} /></Field>}
      {form.decision && <Field label={text('ui.dialog.decision')}><Choice label={text('ui.dialog.decision')} testId="decision" options={REPLY_DECISIONS.map((one) => ({ value: one, label: text(`domain.decision.${one}`) }))} value={decision} onChange={decide} /></Field>}
      {form.dueAt !== 'none' && (
        <Field label={text(act === 'extend' ? 'ui.dialog.newDueAt' : act === 'invalidate' ? 'ui.dialog.from' : 'ui.dialog.dueAt')}>
          <DatePicker data-testid="act-due" value={dueAt === null ? null : dayjs(dueAt)} onChange={(day: dayjs.Dayjs | null) => setDueAt(day === null ? null : day.hour(act === 'invalidate' ? 0 : END_OF_DAY_HOUR).minute(0).second(0).millisecond(0).valueOf())} />
        </Field>
      )}
      {act === 'register' && <NumberField state={state} isOnline={isOnline} value={reserved} onChange={setReserved} />}
      {form.opinion !== 'none' && <OpinionField label={text(act === 'return' ? 'ui.dialog.reason' : act === 'signOff' ? 'ui.dialog.opinion' : form.opinion === 'required' ? 'ui.dialog.words.required' : 'ui.dialog.words')} phrases={phrasesFor(act)} value={opinion} max={OPINION_LENGTH_MAX} onChange={setOpinion} />}
      {overridden.length > 0 && (
        <Field label={text('ui.dialog.reasons')}>
          {overridden.map((finding) => (
            <Input key={finding.rule} data-testid={`reason-${finding.rule}`} maxLength={OPINION_LENGTH_MAX} placeholder={text('ui.dialog.reason.of', { rule: finding.rule, clause: finding.clause })} value={reasons[finding.rule] ?? ''} onChange={(event) => setReasons((old) => ({ ...old, [finding.rule]: event.target.value }))} />
          ))}
        </Field>
      )}
      {form.reply && (
        <label className="field">
          <span className="label">{text('ui.dialog.replyText')}</span>
          <Input.TextArea className="paper-text" data-testid="reply-text" autoFocus rows={9} maxLength={REPLY_LENGTH_MAX} value={reply} onChange={(event) => setReply(event.target.value)} />
          <span className="hint">{text('ui.dialog.replyHint')}</span>
        </label>
      )}
      {!isOnline && <div className="note"><span className="grow">{text('ui.dialog.offline')}</span></div>}
      {problem !== null && <div className="note danger" role="alert" data-testid="act-problem"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}

/** Where the text goes when it is handed on: the next step of its own way. */
function submitted(page: DocumentPage, text: ReturnType<typeof useText>): string {
  const { state } = page.view;
  const recipient = state.direction === 'outgoing' ? state.mainRecipientName : '';
  return state.plan.flow === 'dispatch' && recipient !== '' ? text('ui.dialog.submit.what', { recipient }) : text('ui.dialog.submit.onward');
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return <div className="field"><span className="label">{label}</span>{children}</div>;
}
