/** 导出通讯录: as a table or on paper. Each time is recorded; phones are as their reader may see them. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { whilePrintable } from '#renderer/ui/print-root.ts';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate, formatTime } from '#renderer/ui/time.ts';
import { csvOf } from '#shared/base/csv.ts';
import type { ContactsAnswer, CONTACT_FORMS } from '#shared/protocol/contacts.ts';
import { contactsPaper } from './paper.ts';
import { xlsxOf } from './write-xlsx.ts';

const COLUMNS = ['unit', 'name', 'title', 'phone'] as const;
const NAME_MAX = 40;

export function ContactsDialog({ unitId, name, onClose }: { readonly unitId: string; readonly name: string; readonly onClose: () => void }) {
  const text = useText();
  const { message } = App.useApp();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const columns = COLUMNS.map((column) => text(`ui.contacts.column.${column}`));

  const put = async (form: (typeof CONTACT_FORMS)[number], { record, rows }: ContactsAnswer) => {
    const file = `${text('ui.contacts.title')} ${name.replaceAll(/[^\p{L}\p{N}]/gu, '').slice(0, NAME_MAX)} ${formatDate(record.at)}`;
    const table = [columns, ...rows.map((row) => COLUMNS.map((column) => row[column]))];
    if (form === 'csv') return callOffice('file.save', { name: `${file}.csv`, text: csvOf(table) });
    if (form === 'xlsx') return callOffice('file.saveTable', { name: `${file}.xlsx`, bytes: xlsxOf(text('ui.contacts.title'), table) });
    const root = contactsPaper({
      title: text('ui.contacts.of', { name: record.unitName }), columns, rows, note: text('ui.contacts.note', { people: record.people, by: record.by.name, at: formatTime(record.at) }),
      watermark: `${record.by.name} ${record.unitName} ${formatTime(record.at)}`,
    });
    return whilePrintable(root, file, () => callOffice('paper.save', { name: `${file}.pdf`, author: record.by.name }));
  };
  const take = async (form: (typeof CONTACT_FORMS)[number]): Promise<void> => {
    setIsBusy(true);
    setProblem(null);
    const taken = await callOffice('directory.contacts', { unitId, form });
    const done = taken.ok ? await put(form, taken.value) : taken;
    setIsBusy(false);
    if (!done.ok) return setProblem(errorText(text, done.error));
    if (done.value.isSaved) { void message.success(text('ui.contacts.saved')); onClose(); }
  };
  return (
    <Dialog title={text('ui.contacts.of', { name })} widthPx={520} isBusy={isBusy} onCancel={onClose}>
      <p>{text('ui.contacts.explain')}</p>
      <div className="contacts-forms">
        {(['xlsx', 'csv', 'paper'] as const).map((form) => <Button key={form} disabled={isBusy} data-testid={`contacts-${form}`} onClick={() => void take(form)}>{text(`ui.contacts.form.${form}`)}</Button>)}
      </div>
      {problem !== null && <div className="note danger" role="alert" data-testid="contacts-problem"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}
