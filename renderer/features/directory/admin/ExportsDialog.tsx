/** 通讯录导出记录 of a unit: who took which list away, in which form, with how many people and whole phones. Nothing here can be taken back. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { ContactsRecord } from '#shared/protocol/contacts.ts';

const WIDTH_PX = 760;

export function ExportsDialog({ about, name, onClose }: { readonly about: string; readonly name: string; readonly onClose: () => void }) {
  const text = useText();
  const { message } = App.useApp();
  const first = useCall('admin.exports', { about });
  const [older, setOlder] = useState<readonly ContactsRecord[]>([]);
  const [isEnd, setIsEnd] = useState(false);
  const records = [...(first.value?.records ?? []), ...older];
  const readOn = async (): Promise<void> => {
    const before = records.at(-1)?.seq;
    if (before === undefined) return;
    const page = await callOffice('admin.exports', { about, before });
    if (!page.ok) return void message.error(errorText(text, page.error));
    setOlder((old) => [...old, ...page.value.records]);
    setIsEnd(!page.value.more);
  };
  return (
    <Dialog title={text('admin.exports.of', { name })} widthPx={WIDTH_PX} onCancel={onClose}>
      {first.value === null && (first.error === null ? <Skeleton /> : <Failure error={first.error} onRetry={first.reload} />)}
      {first.value !== null && records.length === 0 && <Empty icon="book">{text('admin.exports.empty')}</Empty>}
      {records.length > 0 && (
        <div className="scroll exports" tabIndex={0} role="region" aria-label={text('admin.exports')}>
          <table className="flow-steps" data-testid="exports">
            <thead><tr>{(['who', 'at', 'unit', 'form', 'people', 'phones'] as const).map((column) => <th key={column} scope="col">{text(`admin.exports.${column}`)}</th>)}</tr></thead>
            <tbody>
              {records.map((record) => (
                <tr key={record.seq} data-testid="export-record">
                  <td>{record.by.name}</td><td className="num">{formatTime(record.at)}</td><td>{record.unitName}</td><td>{text(`ui.contacts.form.${record.form}`)}</td>
                  <td className="num">{record.people}</td><td className="num">{record.phones}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {first.value?.more === true && !isEnd && <Button onClick={() => void readOn()}>{text('admin.history.more')}</Button>}
    </Dialog>
  );
}
