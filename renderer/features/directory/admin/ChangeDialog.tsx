/** One change of the directory: its form, what it would come to, why it is made, and making exactly that. A first password is shown once, here. */
import { App, Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { orgCommand, UNDOABLE, type OrgCommand } from '#shared/org/change/command.ts';
import { GROUNDS_LENGTH_MAX, type ChangeAnswer } from '#shared/protocol/directory-changes.ts';
import { ChangePreviewView } from './ChangePreviewView.tsx';
import { Issued } from './Issued.tsx';
import { undoChange } from './undo-change.ts';
import { useSettled } from './use-settled.ts';

const WIDTH_PX = 720;

interface ChangeDialogProps {
  readonly title: string;
  /** As the form has it: what does not parse is not complete yet. */
  readonly command: { readonly [field: string]: unknown };
  readonly isDanger?: boolean;
  readonly onClose: (isDone: boolean) => void;
  readonly children: ReactNode;
}

export function ChangeDialog({ title, command, isDanger = false, onClose, children }: ChangeDialogProps) {
  const text = useText();
  const { message } = App.useApp();
  const [grounds, setGrounds] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [issued, setIssued] = useState<ChangeAnswer['issued']>(null);
  const read = orgCommand.safeParse(command);
  const wanted = read.success ? read.data : null;
  const settled = useSettled(wanted);
  const preview = useCall('admin.preview', settled === undefined || settled === null ? null : { command: settled });
  const isReady = settled !== undefined && settled !== null && preview.value !== null && preview.error === null && preview.value.hindered === 0;

  const make = async (of: OrgCommand, fingerprint: string): Promise<void> => {
    setIsBusy(true);
    setProblem(null);
    const answer = await callOffice('admin.make', { command: of, fingerprint, grounds });
    setIsBusy(false);
    if (!answer.ok) {
      setProblem(errorText(text, answer.error));
      if (answer.error.code === 'directory.stale') preview.reload();
      return;
    }
    const { record } = answer.value;
    const undo = async (): Promise<void> => {
      message.destroy('directory-change');
      const undone = await undoChange(record.seq, '');
      if (undone.ok) void message.success(text('admin.undone'));
      else void message.error(errorText(text, undone.error));
    };
    void message.success({
      key: 'directory-change', duration: 8,
      content: UNDOABLE.includes(record.kind) ? <span>{text('admin.done')} <Button type="link" size="small" data-testid="change-undo" onClick={() => void undo()}>{text('admin.undo')}</Button></span> : text('admin.done'),
    });
    if (answer.value.issued === null) onClose(true);
    else setIssued(answer.value.issued);
  };
  if (issued !== null) return <Issued issued={issued} onClose={() => onClose(true)} />;
  return (
    <Dialog
      title={title} ok={text('admin.confirm')} okTestId="change-confirm" widthPx={WIDTH_PX} isDanger={isDanger} isBusy={isBusy} isOkDisabled={!isReady}
      onOk={() => { if (isReady && settled !== null && preview.value !== null) void make(settled, preview.value.fingerprint); }} onCancel={() => onClose(false)}
    >
      {children}
      <label className="field"><span className="label">{text('admin.grounds')}</span><Input value={grounds} maxLength={GROUNDS_LENGTH_MAX} placeholder={text('admin.grounds.hint')} onChange={(event) => setGrounds(event.target.value)} /></label>
      <div className="field">
        <span className="label">{text('admin.preview')}</span>
        {wanted === null
          ? <p className="muted small">{text('admin.preview.incomplete')}</p>
          : preview.error !== null ? <div className="note warn" role="alert" data-testid="change-refused"><span className="grow">{errorText(text, preview.error)}</span></div>
            : preview.value === null ? <Skeleton lines={3} /> : <ChangePreviewView preview={preview.value} />}
      </div>
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}
