/** Asks for a note and carries 催收, 撤回 or 补发 out under one op id; what it did not reach is said with the reason. */
import { Input } from 'antd';
import { useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import type { ExchangeAct, ExchangeActKind, ExchangeAnswer } from '#shared/exchange/board.ts';
import { REASON_LENGTH_MAX } from '#shared/exchange/receipt.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText, type Text } from '#renderer/ui/text.tsx';
import { newOpId } from './op-id.ts';

interface ActOnDeliveriesProps {
  readonly docId: string;
  readonly kind: ExchangeActKind;
  readonly organIds: ExchangeAct['organIds'];
  readonly count: number;
  readonly onDone: (answer: ExchangeAnswer) => void;
  readonly onCancel: () => void;
}

export function ActOnDeliveries({ docId, kind, organIds, count, onDone, onCancel }: ActOnDeliveriesProps) {
  const text = useText();
  const [opId] = useState(newOpId);
  const [reason, setReason] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const run = (): void => {
    setIsBusy(true);
    // The field is shut after the first try: under the same op id the same act is asked for again.
    void callOffice('exchange.act', { docId, act: { opId, kind, organIds, reason } }).then((answer) => {
      setIsBusy(false);
      if (answer.ok) onDone(answer.value);
      else setError(answer.error);
    });
  };
  return (
    <Dialog title={text(`exchange.act.${kind}`)} ok={text(`exchange.act.${kind}`)} isDanger={kind === 'recall'} isBusy={isBusy} onOk={run} onCancel={onCancel}>
      <p>{text('exchange.board.selected', { count })}</p>
      <label className="field">
        <span className="label">{text('exchange.act.reason')}</span>
        <Input.TextArea autoFocus rows={3} maxLength={REASON_LENGTH_MAX} value={reason} readOnly={isBusy || error !== null} onChange={(event) => setReason(event.target.value)} />
        <span className="hint">{text('exchange.act.reasonHint')}</span>
        {error !== null && <span className="error" role="alert">{errorText(text, error)}</span>}
      </label>
    </Dialog>
  );
}

/** One line: how many, and why not the others. */
export function answerText(text: Text, { done, notDone, why }: ExchangeAnswer): string {
  if (notDone === 0) return text('exchange.act.done', { done });
  const reasons = [...new Set(why.map(({ refusal }) => text(`exchange.why.${refusal}`)))];
  return text('exchange.act.notDone', { done, notDone, why: reasons.join('、') });
}
