/** A new document: 文种, what it is about, and at once the full title and 主送 as they will stand on the paper. */
import { Input } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { TITLE_LENGTH_MAX } from '#shared/workflow/command.ts';
import { TEMPLATES, titleFor, type Template } from '#shared/workflow/templates.ts';
import { useOrganLine } from '#renderer/features/directory/index.ts';
import { URGENCIES, type Urgency } from '#shared/time/deadline.ts';
import { isUpward, type DocType } from '#shared/workflow/model.ts';
import { ImportButton, ImportDialog } from '#renderer/features/docx/index.ts';
import { Choice } from '#renderer/ui/Choice.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';

const SUBJECT_LENGTH_MAX = TITLE_LENGTH_MAX - 60;
type OfferedType = Extract<DocType, 'request' | 'report' | 'reply' | 'notice' | 'letter' | 'memo' | 'circular' | 'supervision'>;
const OFFERED = TEMPLATES.filter((template) => template.isOffered);

export function NewDocumentDialog({ person, onClose, onCreated }: { readonly person: SessionPerson; readonly onClose: () => void; readonly onCreated: (docId: string) => void }) {
  const text = useText();
  const [template, setTemplate] = useState<Template | undefined>(OFFERED[0]);
  const [subject, setSubject] = useState('');
  const [urgency, setUrgency] = useState<Urgency>('normal');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const post = person.memberships.find((membership) => membership.primary) ?? person.memberships[0];
  const line = useOrganLine(post?.organId ?? null);
  const [file, setFile] = useState<File | null>(null);
  const about = tidySubject(subject);
  const organName = line.organ?.fullName ?? post?.organName ?? '';

  const create = async (): Promise<void> => {
    if (template === undefined || about === '') return;
    setIsBusy(true);
    setProblem(null);
    const answer = await callOffice('document.create', { templateId: template.id, subject: about, mainRecipientId: null, urgency, basis: null });
    setIsBusy(false);
    if (answer.ok) onCreated(answer.value.docId);
    else setProblem(errorText(text, answer.error));
  };
  if (file !== null) return <ImportDialog file={file} onClose={() => setFile(null)} onCreated={onCreated} />;
  return (
    <Dialog title={text('ui.new.title')} ok={text('ui.new.submit')} okTestId="new-submit" isOkDisabled={about === '' || template === undefined} isBusy={isBusy} widthPx={820} onOk={() => void create()} onCancel={onClose}>
      <div className="field">
        <span className="label" id="new-type">{text('ui.new.type')}</span>
        <div className="template-choice" role="radiogroup" aria-labelledby="new-type">
          {OFFERED.map((one) => (
            <button
              key={one.id} type="button" role="radio" aria-checked={template?.id === one.id} data-testid={`template-${one.docType}`} className={template?.id === one.id ? 'template on' : 'template'} onClick={() => setTemplate(one)}
            ><strong>{text(`domain.type.${one.docType}`)}</strong><span>{text(`ui.new.about.${one.docType as OfferedType}`)}</span></button>
          ))}
        </div>
      </div>
      <label className="field">
        <span className="label">{text('ui.new.subject')}</span>
        <Input data-testid="new-subject" autoFocus value={subject} maxLength={SUBJECT_LENGTH_MAX} placeholder={text('ui.new.subject.example')} onChange={(event) => setSubject(event.target.value)} />
        <span className="hint">{text('ui.new.subject.hint')}</span>
      </label>
      <div className="field">
        <span className="label">{text('ui.new.urgency')}</span>
        <Choice label={text('ui.new.urgency')} testId="new-urgency" options={URGENCIES.map((one) => ({ value: one, label: text(`time.urgency.${one}`) }))} value={urgency} onChange={setUrgency} />
      </div>
      <div className="new-preview">
        <span className="label">{text('ui.new.preview')}</span>
        <p className="new-title">{template !== undefined && titleFor(organName, about === '' ? text('ui.new.blank') : about, template)}</p>
        {template !== undefined && isUpward(template.docType) && <p>{text('ui.paper.recipient')}{line.superior?.fullName ?? (line.isLoading ? '' : text('ui.new.noSuperior'))}</p>}
      </div>
      <div className="new-import"><ImportButton onFile={setFile} /><span className="muted small">{text('docx.import.hint')}</span></div>
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}

/** People write the whole phrase out of habit: 关于…的请示 is stripped, because the title adds it. */
function tidySubject(typed: string): string {
  return typed.trim().replace(/^关于/u, '').replace(/的(请示|报告|通知|函|签报|传阅件|督办件)$/u, '').trim();
}
