/** 移交: who, to whom, what would move and what would not, and one act over exactly that list. */
import { App, Input, Select } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { PersonPicker } from '#renderer/features/directory/index.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { DirectoryPerson } from '#shared/ipc/contract.ts';
import { REASON_LENGTH_MAX, type HandoverPreview } from '#shared/protocol/handovers.ts';
import { documentOf, partsOf, stageOf } from './record-table.ts';

const WIDTH_PX = 760;

interface Organ { readonly id: string; readonly name: string }
interface HandOverDialogProps {
  readonly organs: readonly Organ[];
  /** Whose work, where that is not chosen here. */
  readonly fromId: string | null;
  readonly onClose: (isDone: boolean) => void;
}

export function HandOverDialog({ organs, fromId, onClose }: HandOverDialogProps) {
  const text = useText();
  const { message } = App.useApp();
  const [organId, setOrganId] = useState(organs[0]?.id ?? '');
  const [leaving, setLeaving] = useState<readonly DirectoryPerson[]>([]);
  const [taking, setTaking] = useState<readonly DirectoryPerson[]>([]);
  const [reason, setReason] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const from = fromId ?? leaving[0]?.id ?? null;
  const to = taking[0]?.id ?? null;
  const sides = from === null || to === null ? null : { organId: organId as UnitId, fromId: from as PersonId, toId: to as PersonId };
  const preview = useCall('handover.preview', sides);
  const list = sides === null ? null : preview.value;
  const moving = list?.rows.filter((row) => row.hindrance === null).length ?? 0;
  const handOver = async (): Promise<void> => {
    if (sides === null || list === null) return;
    setIsBusy(true);
    setProblem(null);
    const answer = await callOffice('handover.do', { ...sides, fingerprint: list.fingerprint, reason });
    setIsBusy(false);
    if (answer.ok) {
      void message.success(text('handover.done', { count: answer.value.moved.length }));
      return onClose(true);
    }
    if (answer.error.code !== 'handover.stale') return setProblem(errorText(text, answer.error));
    setProblem(text('handover.stale'));
    preview.reload();
  };
  return (
    <Dialog
      title={text('handover.start')} ok={text('handover.confirm')} okTestId="handover-confirm" widthPx={WIDTH_PX} isBusy={isBusy}
      isOkDisabled={list === null || preview.error !== null || (moving === 0 && list.delegations === 0)} onOk={() => void handOver()} onCancel={() => onClose(false)}
    >
      {organs.length > 1 && <label className="field"><span className="label">{text('handover.organ')}</span><Select value={organId} onChange={setOrganId} options={organs.map(({ id, name }) => ({ value: id, label: name }))} /></label>}
      {fromId === null && <div className="field" data-testid="handover-from"><span className="label">{text('handover.from')}</span><PersonPicker chosen={leaving} exclude={taking.map(({ id }) => id)} isSingle isGoneAllowed onChange={setLeaving} /></div>}
      <div className="field" data-testid="handover-to"><span className="label">{text('handover.to')}</span><PersonPicker chosen={taking} exclude={from === null ? [] : [from]} isSingle onChange={setTaking} /></div>
      <label className="field"><span className="label">{text('handover.reason')}</span><Input value={reason} maxLength={REASON_LENGTH_MAX} placeholder={text('handover.reason.hint')} onChange={(event) => setReason(event.target.value)} /></label>
      <div className="field">
        <span className="label">{text('handover.list')}</span>
        {sides === null ? <p className="muted small">{text('handover.list.choose')}</p> : preview.error !== null ? <Failure error={preview.error} onRetry={preview.reload} /> : list === null ? <Skeleton lines={3} /> : <Preview list={list} moving={moving} />}
      </div>
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}

function Preview({ list, moving }: { readonly list: HandoverPreview; readonly moving: number }) {
  const text = useText();
  const staying = list.rows.length - moving;
  return (
    <div className="handover-list" data-testid="handover-list">
      {list.rows.length === 0
        ? <p className="muted small">{text('handover.list.empty')}</p>
        : (
          <div className="handover-rows scroll">
            <table className="flow-steps">
              <thead><tr>{(['document', 'stage', 'parts', 'due'] as const).map((column) => <th key={column}>{text(`handover.col.${column}`)}</th>)}</tr></thead>
              <tbody>
                {list.rows.map((row) => (
                  <tr key={row.docId} data-testid="handover-row" data-doc-id={row.docId} className={row.hindrance === null ? undefined : 'stays'}>
                    <th scope="row" title={row.title ?? undefined}>{row.title ?? documentOf(text, row)}</th>
                    <td>{stageOf(text, row)}</td>
                    <td>{row.hindrance === null ? partsOf(text, row) : <span className="chip warn">{text(`handover.hindrance.${row.hindrance}`)}</span>}</td>
                    <td className="num">{row.dueAt === null ? '' : formatTime(row.dueAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      <p className="small" role="status">
        {[
          ...(moving > 0 ? [text('handover.list.moves', { count: moving })] : []), ...(staying > 0 ? [text('handover.list.stays', { count: staying })] : []),
          ...(list.delegations > 0 ? [text('handover.list.delegations', { count: list.delegations })] : []), ...(list.more ? [text('handover.list.more', { count: list.rows.length })] : []),
        ].join('；')}
      </p>
    </div>
  );
}
