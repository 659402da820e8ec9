/** A Word or text file as a new draft: first what was recognised in it and what is left out, then the draft. Nothing is created before. */
import { Button, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Skeleton } from '#renderer/ui/States.tsx';
import { useText, type Text } from '#renderer/ui/text.tsx';
import { blockText, type Block } from '#shared/doc/canonical.ts';
import { NODE } from '#shared/doc/shape.ts';
import { TITLE_LENGTH_MAX } from '#shared/workflow/command.ts';
import { TEMPLATES } from '#shared/workflow/templates.ts';
import { askWorker } from './ask-worker.ts';
import type { Answer } from './docx-desk.ts';
import './docx.css';
import { keepForDraft } from './pending-import.ts';
import { FILE_BYTES_MAX, LEFT_OUT, type LeftOut } from './read-docx.ts';
import type { Recognised } from './recognise.ts';

const OFFERED = TEMPLATES.filter((template) => template.isOffered);
const SUBJECT_LENGTH_MAX = TITLE_LENGTH_MAX - 60;
const WIDTH_PX = 820;
const LINES_SHOWN = 60;

export function ImportDialog({ file, onClose, onCreated }: { readonly file: File; readonly onClose: () => void; readonly onCreated: (docId: string) => void }) {
  const text = useText();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [templateId, setTemplateId] = useState<string>(OFFERED[0]?.id ?? '');
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = useRef<() => void>(() => {});
  useEffect(() => {
    let isOver = false;
    const take = (done: Answer): void => {
      if (isOver) return;
      setAnswer(done);
      if (done.kind === 'read' && done.recognised.templateId !== null) setTemplateId(done.recognised.templateId);
    };
    if (file.size > FILE_BYTES_MAX) take({ kind: 'failed', problem: 'tooLarge' });
    else {
      void file.arrayBuffer().then((buffer) => {
        if (isOver) return;
        const asked = askWorker({ kind: 'read', name: file.name, bytes: new Uint8Array(buffer) });
        cancel.current = asked.cancel;
        void asked.answer.then(take);
      }, () => take({ kind: 'failed', problem: 'broken' }));
    }
    return () => { isOver = true; cancel.current(); };
  }, [file]);
  const create = async (): Promise<void> => {
    if (answer?.kind !== 'read') return;
    setIsBusy(true);
    setProblem(null);
    const { title } = answer.recognised.text;
    const made = await callOffice('document.create', { templateId, subject: subjectOf(title, file.name), mainRecipientId: null, urgency: 'normal', basis: null });
    setIsBusy(false);
    if (!made.ok) return setProblem(errorText(text, made.error));
    keepForDraft(made.value.docId, title === '' ? { ...answer.recognised.text, title: subjectOf('', file.name) } : answer.recognised.text);
    onCreated(made.value.docId);
  };
  return (
    <Dialog title={text('docx.import')} {...(answer?.kind === 'read' ? { ok: text('docx.import.create'), okTestId: 'import-create', onOk: () => void create() } : {})} isBusy={isBusy} widthPx={WIDTH_PX} onCancel={onClose}>
      <p className="muted small">{file.name}</p>
      {answer === null && <Skeleton lines={6} />}
      {answer?.kind === 'failed' && <div className="note danger" role="alert" data-testid="import-failed"><span className="grow">{text(`docx.failed.${answer.problem}`)}</span></div>}
      {answer?.kind === 'marked' && <div className="note danger" role="alert" data-testid="import-marked"><span className="grow">{text('docx.marked', { mark: answer.mark })}</span></div>}
      {answer?.kind === 'read' && <Preview recognised={answer.recognised} left={answer.left} templateId={templateId} onTemplate={setTemplateId} />}
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}

interface PreviewProps { readonly recognised: Recognised; readonly left: LeftOut; readonly templateId: string; readonly onTemplate: (templateId: string) => void }

function Preview({ recognised: { text: found, recipients, dropped }, left, templateId, onTemplate }: PreviewProps) {
  const text = useText();
  const blocks = [...found.blocks, ...found.attachments];
  const lines = blocks.slice(0, LINES_SHOWN).map((block, index) => ({ block, key: String(index) }));
  const tables = blocks.filter(({ type }) => type === NODE.table).length;
  const attachments = found.attachments.filter(({ type }) => type === NODE.attachment).length;
  const leftOut = LEFT_OUT.filter((what) => left[what] > 0).map((what) => text(`docx.left.${what}`, { count: left[what] }));
  return (
    <div className="import-preview" data-testid="import-preview">
      <dl className="doc-facts">
        <div><dt>{text('docx.found.title')}</dt><dd data-testid="import-title">{found.title === '' ? <span className="danger-text">{text('docx.found.noTitle')}</span> : found.title}</dd></div>
        <div><dt>{text('docx.found.type')}</dt><dd><Select size="small" aria-label={text('docx.found.type')} value={templateId} onChange={onTemplate} popupMatchSelectWidth={false} options={OFFERED.map((template) => ({ value: template.id, label: template.docTypeName }))} /></dd></div>
        {recipients !== '' && <div><dt>{text('docx.found.recipients')}</dt><dd>{recipients}<span className="muted small">{text('docx.found.recipients.note')}</span></dd></div>}
        <div><dt>{text('docx.found.body')}</dt><dd>{text('docx.found.counts', { blocks: found.blocks.length, tables, attachments })}</dd></div>
        {found.meta.ccRecipients !== undefined && <div><dt>{text('docx.found.copied')}</dt><dd>{found.meta.ccRecipients}</dd></div>}
        {dropped.length > 0 && <div><dt>{text('docx.dropped')}</dt><dd className="muted">{dropped.map((each) => each.text).join('；')}<span className="small">{text('docx.dropped.note')}</span></dd></div>}
      </dl>
      {leftOut.length > 0 && <div className="note warn" role="status" data-testid="import-left"><span className="grow">{text('docx.left', { what: leftOut.join('、') })}</span></div>}
      <div className="import-text scroll" tabIndex={0} role="region" aria-label={text('docx.found.body')}>
        {lines.map(({ block, key }) => <Line key={key} block={block} text={text} />)}
        {blocks.length > LINES_SHOWN && <p className="muted small">{text('docx.more', { count: blocks.length - LINES_SHOWN })}</p>}
      </div>
    </div>
  );
}

function Line({ block, text }: { readonly block: Block; readonly text: Text }) {
  const chip = block.type === NODE.heading ? text('docx.line.heading', { level: Number(block.attrs['level'] ?? 1) }) : block.type === NODE.table ? text('docx.line.table') : block.type === NODE.attachment ? text('docx.line.attachment') : block.type === NODE.pageBreak ? text('docx.line.pageBreak') : null;
  return <p className={block.type === NODE.table ? 'table-line' : undefined}>{chip !== null && <span className="chip">{chip}</span>} {blockText(block)}</p>;
}

/** What the title is about; the title itself is put into the draft as it was read. */
function subjectOf(title: string, fileName: string): string {
  const about = /关于(.+)的[^的]{1,6}$/u.exec(title)?.[1] ?? title;
  return (about === '' ? fileName.replace(/\.[^.]+$/u, '') : about).slice(0, SUBJECT_LENGTH_MAX) || '—';
}

/** Opens the system's own dialog; nobody but the person chooses what is read. */
export function ImportButton({ onFile }: { readonly onFile: (file: File) => void }) {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button data-testid="import-word" onClick={() => input.current?.click()}>{text('docx.import')}</Button>
      <input ref={input} type="file" hidden accept=".docx,.txt" data-testid="import-file" onChange={(event) => {
        const [file] = event.target.files ?? [];
        if (file !== undefined) onFile(file);
        event.target.value = '';
      }} />
    </>
  );
}
