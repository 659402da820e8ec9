/** 目录变更记录 of a unit or a person: who changed what, when, why, and taking one back. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { ListedChange } from '#shared/protocol/directory-changes.ts';
import { ChangeLines } from './ChangePreviewView.tsx';
import { undoChange } from './undo-change.ts';

const WIDTH_PX = 760;

export function HistoryDialog({ about, name, onClose }: { readonly about: string; readonly name: string; readonly onClose: () => void }) {
  const text = useText();
  const { message } = App.useApp();
  const first = useCall('admin.history', { about }, ['directory.changed']);
  const [older, setOlder] = useState<readonly ListedChange[]>([]);
  const [isEnd, setIsEnd] = useState(false);
  const records = [...(first.value?.records ?? []), ...older.filter((each) => !first.value?.records.some(({ seq }) => seq === each.seq))];
  const readOn = async (): Promise<void> => {
    const before = records.at(-1)?.seq;
    if (before === undefined) return;
    const page = await callOffice('admin.history', { about, before });
    if (!page.ok) return void message.error(errorText(text, page.error));
    setOlder((old) => [...old, ...page.value.records]);
    setIsEnd(!page.value.more);
  };
  const undo = async (seq: number): Promise<void> => {
    const undone = await undoChange(seq, '');
    if (undone.ok) void message.success(text('admin.undone'));
    else void message.error(errorText(text, undone.error));
    first.reload();
  };
  return (
    <Dialog title={text('admin.history.of', { name })} widthPx={WIDTH_PX} onCancel={onClose}>
      {first.value === null && (first.error === null ? <Skeleton /> : <Failure error={first.error} onRetry={first.reload} />)}
      {first.value !== null && records.length === 0 && <Empty icon="book">{text('admin.history.empty')}</Empty>}
      <ol className="change-history scroll" tabIndex={0} aria-label={text('admin.history')}>
        {records.map((record) => <Record key={record.seq} record={record} onUndo={() => void undo(record.seq)} />)}
      </ol>
      {first.value?.more === true && !isEnd && <Button onClick={() => void readOn()}>{text('admin.history.more')}</Button>}
    </Dialog>
  );
}

function Record({ record, onUndo }: { readonly record: ListedChange; readonly onUndo: () => void }) {
  const text = useText();
  const rows = record.counts.units + record.counts.people + record.counts.posts;
  return (
    <li data-testid="change-record" data-seq={record.seq}>
      <div className="change-head">
        <strong>{text(`admin.kind.${record.kind}`)}</strong>
        <span className="muted">{record.by.name} · <span className="num">{formatTime(record.at)}</span></span>
        {record.grounds !== '' && <span>{text('admin.history.grounds', { grounds: record.grounds })}</span>}
        {record.undoneBy !== null && <span className="chip">{text('admin.history.undone')}</span>}
        <span className="grow" />
        {record.isUndoable && <Button size="small" data-testid="history-undo" onClick={onUndo}>{text('admin.undo')}</Button>}
      </div>
      <ChangeLines lines={record.lines} label={`${text(`admin.kind.${record.kind}`)} ${formatTime(record.at)} ${record.seq}`} />
      {rows > record.lines.length && record.lines.length > 0 && <p className="muted small">{text('admin.history.rows', { count: rows })}</p>}
    </li>
  );
}
