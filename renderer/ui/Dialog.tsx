/** The one dialog: a title, what is asked, cancel and one act. Enter in a single-line field and Ctrl+Enter anywhere carry the act out; Esc leaves. */
import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useText } from './text.tsx';

interface DialogProps {
  readonly title: string;
  /** Left out: a dialog that only shows something. */
  readonly ok?: string;
  readonly okTestId?: string;
  readonly isOkDisabled?: boolean;
  readonly isBusy?: boolean;
  readonly isDanger?: boolean;
  /** False where it is done already and there is nothing to leave undone. */
  readonly hasCancel?: boolean;
  readonly widthPx?: number;
  readonly onOk?: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, ok, okTestId = 'act-confirm', isOkDisabled = false, isBusy = false, isDanger = false, hasCancel = true, widthPx = 520, onOk, onCancel, children }: DialogProps) {
  const text = useText();
  const run = (): void => { if (!isOkDisabled && !isBusy) onOk?.(); };
  return (
    <Modal
      open title={title} width={widthPx} onCancel={onCancel} mask={{ closable: false }} keyboard={!isBusy} centered destroyOnHidden
      closable={{ 'aria-label': text('ui.act.close') }}
      footer={ok === undefined
        ? <Button onClick={onCancel}>{text('ui.act.close')}</Button>
        : [
            hasCancel && <Button key="cancel" onClick={onCancel} disabled={isBusy}>{text('ui.act.cancel')}</Button>,
            <Button key="ok" type="primary" danger={isDanger} data-testid={okTestId} disabled={isOkDisabled} loading={isBusy} onClick={run}>{ok}</Button>,
          ]}
    >
      {/* Keys of the whole dialog; every control inside stays reachable by Tab as usual. */}
      <div className="dialog-body" onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        const isField = event.target instanceof HTMLInputElement && event.target.dataset['enter'] !== 'own';
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || isField)) {
          event.preventDefault();
          event.stopPropagation();
          run();
        }
      }}>
        {children}
      </div>
    </Modal>
  );
}

interface ConfirmProps { readonly title: string; readonly ok: string; readonly isDanger?: boolean; readonly onOk: () => void; readonly onCancel: () => void; readonly children: ReactNode }

export function Confirm({ title, ok, isDanger = false, onOk, onCancel, children }: ConfirmProps) {
  return <Dialog title={title} ok={ok} isDanger={isDanger} widthPx={440} onOk={onOk} onCancel={onCancel}><p>{children}</p></Dialog>;
}
