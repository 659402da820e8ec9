/** 登记 takes the next number, or one that was reserved (预留) and is chosen here. Nothing is shown where nothing is reserved. */
import { useId } from 'react';
import { Select } from 'antd';
import { useCall } from '#renderer/bridge/use-call.ts';
import { kindOfNumber } from '#shared/numbers/series.ts';
import { chinaYear } from '#shared/workflow/number.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { useText } from '#renderer/ui/text.tsx';

interface NumberFieldProps {
  readonly state: DocumentState;
  readonly isOnline: boolean;
  readonly value: string | null;
  readonly onChange: (number: string | null) => void;
}

const NEXT = '';

export function NumberField({ state, isOnline, value, onChange }: NumberFieldProps) {
  const text = useText();
  const id = useId();
  const hasNumber = (state.direction === 'outgoing' ? state.number : state.receiptNumber) !== null;
  const list = useCall('register.list', isOnline && !hasNumber ? { organId: state.organId, kind: kindOfNumber('register', state), year: chinaYear(Date.now()), only: 'gaps' } : null);
  const reserved = (list.value?.page.rows ?? []).filter((row) => row.state === 'reserved');
  if (reserved.length === 0) return null;
  return (
    <div className="field">
      <label className="label" htmlFor={id}>{text('ui.dialog.register.number')}</label>
      <Select id={id} data-testid="register-number" value={value ?? NEXT} onChange={(number: string) => onChange(number === NEXT ? null : number)} options={[
        { value: NEXT, label: text('ui.dialog.register.number.next') },
        ...reserved.map((row) => ({ value: row.number, label: text('ui.dialog.register.number.reserved', { number: row.number, reason: row.reason }) })),
      ]} />
      <span className="hint">{text('ui.dialog.register.number.hint')}</span>
    </div>
  );
}
