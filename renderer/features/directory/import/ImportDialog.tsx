/** 批量导入: a file, which column is which, what its rows would bring, and bringing it. Nothing is written before the last step. */
import { App, Button, Progress, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { askOnce } from '#renderer/bridge/ask-once.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { undoChange } from '#renderer/features/directory/admin/undo-change.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { csvOf } from '#shared/base/csv.ts';
import { IMPORT_COLUMNS } from '#shared/org/change/import.ts';
import type { UnitRow } from '#shared/org/schema.ts';
import { IMPORT_PART_ROWS, type ChangePreview } from '#shared/protocol/directory-changes.ts';
import { guessColumns, importRowsOf, isMapped, partsOf, type Mapping } from './columns.ts';
import { ImportResult } from './ImportResult.tsx';
import { FILE_BYTES_MAX, type Answer, type Ask } from './read-table.ts';

const WIDTH_PX = 820;
const PATIENCE_MS = 60_000;
/** A request holds a megabyte; letters of ours take three bytes each. */
const PART_CHARACTERS_MAX = 250_000;
const ABSENT = -1;

type Checked = { readonly importId: string; readonly preview: ChangePreview };

export function ImportDialog({ unit, onClose }: { readonly unit: Pick<UnitRow, 'id' | 'name'>; readonly onClose: () => void }) {
  const text = useText();
  const { message } = App.useApp();
  const [file, setFile] = useState<File | null>(null);
  const [read, setRead] = useState<Answer | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [sent, setSent] = useState<{ readonly done: number; readonly all: number } | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => {
    isOver.current = false;
    return () => { isOver.current = true; };
  }, []);
  useEffect(() => {
    if (file === null) return undefined;
    let cancel = (): void => {};
    let isStale = false;
    const take = (done: Answer): void => {
      if (isStale) return;
      setRead(done);
      if (done.kind === 'read') setMapping(guessColumns(done.rows[0]?.cells ?? []));
    };
    if (file.size > FILE_BYTES_MAX) take({ kind: 'failed', problem: 'tooLarge', row: null });
    else {
      void file.arrayBuffer().then((buffer) => {
        if (isStale) return;
        const asked = askOnce<Ask, Answer>(new Worker(new URL('./table-worker.ts', import.meta.url), { type: 'module' }), { bytes: new Uint8Array(buffer) }, PATIENCE_MS,
          { late: { kind: 'failed', problem: 'tooLarge', row: null }, broken: { kind: 'failed', problem: 'broken', row: null } });
        cancel = asked.cancel;
        void asked.answer.then(take);
      }, () => take({ kind: 'failed', problem: 'broken', row: null }));
    }
    return () => { isStale = true; cancel(); };
  }, [file]);

  const choose = (next: File): void => {
    setRead(null); setMapping(null); setChecked(null); setProblem(null); setSent(null);
    setFile(next);
  };
  const template = async (): Promise<void> => {
    const heading = IMPORT_COLUMNS.map((column) => text(`admin.import.column.${column}`));
    const example = [text('admin.import.template.unit'), text('admin.import.template.person'), '13800000000', text('admin.import.template.title'), text('admin.role.drafter'), text('admin.primary.yes'), ''];
    const saved = await callOffice('file.save', { name: text('admin.import.template.name'), text: csvOf([heading, example]) });
    if (!saved.ok) void message.error(errorText(text, saved.error));
  };
  const check = async (): Promise<void> => {
    if (read?.kind !== 'read' || mapping === null) return;
    const rows = importRowsOf(read.rows, mapping);
    if (rows.length === 0) return setProblem(text('admin.import.unfit'));
    setIsBusy(true); setProblem(null); setChecked(null);
    const importId = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    let done = 0;
    setSent({ done, all: rows.length });
    for (const [part, some] of partsOf(rows, IMPORT_PART_ROWS, PART_CHARACTERS_MAX).entries()) {
      if (isOver.current) return;
      const taken = await callOffice('admin.rows', { importId, part, rows: [...some] });
      if (!taken.ok) { setIsBusy(false); setSent(null); return setProblem(errorText(text, taken.error)); }
      done += some.length;
      setSent({ done, all: rows.length });
    }
    const preview = await callOffice('admin.preview', { command: { kind: 'import', importId, unitId: unit.id } });
    setIsBusy(false); setSent(null);
    if (preview.ok) setChecked({ importId, preview: preview.value });
    else setProblem(errorText(text, preview.error));
  };
  const make = async ({ importId, preview }: Checked): Promise<void> => {
    setIsBusy(true); setProblem(null);
    const made = await callOffice('admin.make', { command: { kind: 'import', importId, unitId: unit.id }, fingerprint: preview.fingerprint, grounds: '' });
    setIsBusy(false);
    if (!made.ok) { if (made.error.code === 'directory.stale') setChecked(null); return setProblem(errorText(text, made.error)); }
    const { seq } = made.value.record;
    const undo = async (): Promise<void> => {
      message.destroy('directory-import');
      const undone = await undoChange(seq, '');
      if (undone.ok) void message.success(text('admin.undone'));
      else void message.error(errorText(text, undone.error));
    };
    void message.success({ key: 'directory-import', duration: 10, content: <span>{text('admin.done')} <Button type="link" size="small" data-testid="change-undo" onClick={() => void undo()}>{text('admin.undo')}</Button></span> });
    onClose();
  };

  const isGood = checked !== null && (checked.preview.imported?.problemCount ?? 0) === 0 && checked.preview.hindered === 0 && checked.preview.counts.units + checked.preview.counts.people + checked.preview.counts.posts > 0;
  const step = checked === null
    ? { ok: text('admin.import.check'), isOkDisabled: mapping === null || !isMapped(mapping), onOk: () => void check() }
    : { ok: text('admin.import.confirm'), isOkDisabled: !isGood, onOk: () => void make(checked) };
  return (
    <Dialog title={text('admin.import.title', { name: unit.name })} {...(read?.kind === 'read' ? { ...step, okTestId: checked === null ? 'import-check' : 'import-confirm' } : {})} widthPx={WIDTH_PX} isBusy={isBusy} onCancel={onClose}>
      <p className="muted small">{text('admin.import.note', { name: unit.name })}</p>
      <div className="import-file">
        <Button data-testid="import-choose" disabled={isBusy} onClick={() => input.current?.click()}>{text('admin.import.choose')}</Button>
        <Button type="link" data-testid="import-template" onClick={() => void template()}>{text('admin.import.template')}</Button>
        <span className="muted small">{text('admin.import.hint')}</span>
        <input ref={input} type="file" hidden accept=".csv,.txt,.xlsx" data-testid="directory-import-file" onChange={(event) => {
          const [next] = event.target.files ?? [];
          if (next !== undefined) choose(next);
          event.target.value = '';
        }} />
      </div>
      {file !== null && read === null && <Skeleton lines={4} />}
      {read?.kind === 'failed' && <div className="note danger" role="alert" data-testid="import-failed"><span className="grow">{text(`admin.import.failed.${read.problem}`, { row: read.row ?? 0 })}</span></div>}
      {read?.kind === 'read' && mapping !== null && (
        <>
          <p className="small" data-testid="import-facts">{text('admin.import.file', { name: file?.name ?? '', rows: Math.max(0, read.rows.length - 1), encoding: read.encoding.toUpperCase() })}</p>
          {checked === null && <Columns header={read.rows[0]?.cells ?? []} sample={read.rows[1]?.cells ?? []} mapping={mapping} onChange={setMapping} />}
        </>
      )}
      {sent !== null && <div role="status"><Progress percent={Math.round((100 * sent.done) / Math.max(1, sent.all))} aria-label={text('admin.import.sending', { done: sent.done, all: sent.all })} /><p className="muted small">{sent.done < sent.all ? text('admin.import.sending', { done: sent.done, all: sent.all }) : text('admin.import.checking')}</p></div>}
      {checked !== null && <ImportResult preview={checked.preview} />}
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}

interface ColumnsProps { readonly header: readonly string[]; readonly sample: readonly string[]; readonly mapping: Mapping; readonly onChange: (mapping: Mapping) => void }

function Columns({ header, sample, mapping, onChange }: ColumnsProps) {
  const text = useText();
  const options = [{ value: ABSENT, label: text('admin.import.column.absent') }, ...header.map((heading, index) => ({ value: index, label: heading.trim() === '' ? `${index + 1}` : heading }))];
  return (
    <div className="field" data-testid="import-columns">
      <span className="label">{text('admin.import.columns')}</span>
      <div className="import-columns">
        {IMPORT_COLUMNS.map((column) => (
          <label key={column} className="field"><span className="label">{text(`admin.import.column.${column}`)}</span>
            <Select value={mapping[column] ?? ABSENT} options={options} onChange={(index) => onChange({ ...mapping, [column]: index === ABSENT ? null : index })} />
            <span className="hint">{mapping[column] === null ? '' : (sample[mapping[column]] ?? '')}</span>
          </label>
        ))}
      </div>
      {!isMapped(mapping) && <span className="error">{text('admin.import.columns.missing')}</span>}
    </div>
  );
}
