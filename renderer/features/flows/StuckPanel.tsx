/** 改派: what lies with whom in the unit, without a title or a word of it, and giving it to another. */
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { DirectoryPerson } from '#shared/ipc/contract.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { StuckRow } from '#shared/protocol/flows.ts';
import { PersonPicker } from '#renderer/features/directory/index.ts';

const ID_SHOWN = 8;
const REASON_MAX = 200;

export function StuckPanel({ organId, isOnline }: { readonly organId: string; readonly isOnline: boolean }) {
  const text = useText();
  const stuck = useCall('flow.stuck', isOnline ? { organId } : null);
  const [moving, setMoving] = useState<StuckRow | null>(null);
  if (!isOnline) return <Empty icon="cloudOff">{text('flows.stuck.offline')}</Empty>;
  if (stuck.value === null) return stuck.error === null ? <Skeleton /> : <Failure error={stuck.error} onRetry={stuck.reload} />;
  const { rows, more } = stuck.value;
  return (
    <div className="stuck scroll">
      <p className="muted small">{text('flows.stuck.note')}</p>
      {rows.length === 0 ? <Empty icon="check">{text('flows.stuck.empty')}</Empty> : (
        <table className="flow-steps" data-testid="stuck-table">
          <thead><tr>{(['document', 'stage', 'holders', 'since', 'due', 'act'] as const).map((column) => <th key={column}>{text(`flows.stuck.col.${column}`)}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.docId} data-testid="stuck-row" data-doc-id={row.docId}>
                <th scope="row"><span className="chip">{text(`domain.flow.${row.flow}`)}</span> {text(`domain.type.${row.docType}` as MessageKey)} <code className="muted">{row.docId.slice(0, ID_SHOWN)}</code></th>
                <td>{text(`domain.stage.${row.stage}` as MessageKey)}</td>
                <td>{row.holders.length === 0 ? <span className="danger-text">{text('flows.stuck.nobody')}</span> : row.holders.map((each) => `${each.name}（${each.title}）`).join('、')}</td>
                <td className="num">{formatTime(row.since)}</td>
                <td className="num">{row.dueAt === null ? '' : formatTime(row.dueAt)}</td>
                <td><Button size="small" data-testid="stuck-move" onClick={() => setMoving(row)}>{text('domain.act.reassign')}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more && <p className="muted small">{text('flows.stuck.more', { count: rows.length })}</p>}
      {moving !== null && <Move row={moving} onClose={(isDone) => { setMoving(null); if (isDone) stuck.reload(); }} />}
    </div>
  );
}

function Move({ row, onClose }: { readonly row: StuckRow; readonly onClose: (isDone: boolean) => void }) {
  const text = useText();
  const { message } = App.useApp();
  const [people, setPeople] = useState<readonly DirectoryPerson[]>([]);
  const [from, setFrom] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [person] = people;
  const named = row.holders.filter((each) => each.isNamed);
  const move = async (): Promise<void> => {
    if (person === undefined) return;
    setIsBusy(true);
    const answer = await callOffice('flow.reassign', { docId: row.docId, stepNo: row.stepNo, personId: person.id, from, reason });
    setIsBusy(false);
    if (!answer.ok) return void message.error(errorText(text, answer.error));
    void message.success(text('flows.stuck.done'));
    onClose(true);
  };
  return (
    <Dialog title={text('domain.act.reassign')} ok={text('domain.act.reassign')} okTestId="stuck-confirm" isOkDisabled={person === undefined} isBusy={isBusy} onOk={() => void move()} onCancel={() => onClose(false)}>
      {named.length > 1 && (
        <label className="field"><span className="label">{text('flows.stuck.from')}</span>
          <Select value={from ?? ''} onChange={(chosen) => setFrom(chosen === '' ? null : chosen)} options={[{ value: '', label: text('flows.stuck.from.all') }, ...named.map((each) => ({ value: each.personId, label: each.name }))]} />
        </label>
      )}
      <div className="field"><span className="label">{text('flows.stuck.to')}</span><PersonPicker chosen={people} exclude={row.holders.map((each) => each.personId)} isSingle onChange={setPeople} /></div>
      <label className="field"><span className="label">{text('flows.stuck.reason')}</span><Input value={reason} maxLength={REASON_MAX} onChange={(event) => setReason(event.target.value)} /></label>
    </Dialog>
  );
}
