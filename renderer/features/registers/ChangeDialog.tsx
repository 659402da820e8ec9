/** 预留, 作废 or 恢复, each with its reason. Carried out at the server or not at all; a refusal is said in the dialog, and what was typed stays. */
import { App, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { REASON_LENGTH_MAX, RESERVE_MAX } from '#shared/numbers/rules.ts';
import type { UnitId } from '#shared/base/ids.ts';
import type { RegisterAsk, RegisterRow } from '#shared/protocol/registers.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';

export type Change = { readonly kind: 'reserve' } | { readonly kind: 'void' | 'release'; readonly row: RegisterRow };

interface ChangeDialogProps { readonly change: Change; readonly organId: UnitId; readonly year: number; readonly onDone: () => void; readonly onCancel: () => void }

export function ChangeDialog({ change, organId, year, onDone, onCancel }: ChangeDialogProps) {
  const text = useText();
  const { message } = App.useApp();
  const [count, setCount] = useState(1);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const { kind } = change;

  const run = async (): Promise<void> => {
    const ask: RegisterAsk = change.kind === 'reserve'
      ? { kind: 'reserve', organId, count, reason: reason.trim() }
      : { kind: change.kind, organId, code: change.row.code, year, seq: change.row.seq, reason: reason.trim() };
    setIsBusy(true);
    setProblem(null);
    const answer = await callOffice('register.change', ask);
    setIsBusy(false);
    if (!answer.ok) {
      setProblem(errorText(text, answer.error));
      return;
    }
    const { first, last } = answer.value;
    void message.success(text(kind === 'reserve' && first === last ? 'register.done.reserveOne' : `register.done.${kind}`, { first, last }));
    onDone();
  };
  return (
    <Dialog
      title={change.kind === 'reserve' ? text('register.reserve') : text(`register.${change.kind}.title`, { number: change.row.number })}
      ok={text(`register.${kind}`)} isDanger={kind === 'void'} isOkDisabled={reason.trim() === ''} isBusy={isBusy} widthPx={480} onOk={() => void run()} onCancel={onCancel}
    >
      <p className="muted">{text(`register.${kind}.hint`, { max: RESERVE_MAX })}</p>
      {kind === 'reserve' && (
        <label className="field">
          <span className="label">{text('register.reserve.count')}</span>
          <InputNumber data-testid="register-count" min={1} max={RESERVE_MAX} precision={0} value={count} onChange={(value) => setCount(value ?? 1)} />
        </label>
      )}
      <label className="field">
        <span className="label">{text('register.reason')}</span>
        <Input data-testid="register-reason" autoFocus value={reason} maxLength={REASON_LENGTH_MAX} onChange={(event) => setReason(event.target.value)} />
        <span className="hint">{text('register.reason.hint')}</span>
      </label>
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}
