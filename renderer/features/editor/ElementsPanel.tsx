/**
 * 版面要素: what stands on the paper beside the running text, as fields. Each is written into the document when its writing pauses or the field is left,
 * never while an input method composes; what somebody else writes meanwhile shows in a field that is not being written in.
 */
import { Input, Select } from 'antd';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type * as Y from 'yjs';
import { FORMATS, IN_COLOPHON, META_LENGTH_MAX } from '#shared/doc/shape.ts';
import { useText } from '#renderer/ui/text.tsx';
import type { Elements } from './sheet-facts.ts';
import { writeElement } from './use-elements.ts';

const PAUSE_MS = 600;
const FIELDS = ['jointOrganNames', 'jointSigners', 'ccRecipients', 'annotation', 'printOrganName'] as const;
type FieldKey = (typeof FIELDS)[number];
const LINES: Readonly<Record<FieldKey, number>> = { jointOrganNames: 2, jointSigners: 2, ccRecipients: 3, annotation: 1, printOrganName: 1 };

interface ElementsPanelProps {
  readonly doc: Y.Doc;
  readonly elements: Elements;
  /** 上行文 name their 签发人. */
  readonly isUpward: boolean;
  readonly canWrite: boolean;
}

const asText = (value: string | readonly string[]): string => (typeof value === 'string' ? value : value.join('\n'));

export function ElementsPanel({ doc, elements, isUpward, canWrite }: ElementsPanelProps) {
  const text = useText();
  const formatId = useId();
  const placeId = useId();
  const isJointUpward = (isUpward && elements.jointOrganNames.length > 0 && elements.format === 'general') || elements.jointSigners.length > 0;
  return (
    <div className="elements-panel" data-testid="elements-panel">
      {!canWrite && <p className="muted">{text('editor.elements.readOnly')}</p>}
      <div className="element-field">
        <label htmlFor={formatId}>{text('editor.elements.format')}</label>
        <Select id={formatId} data-testid="element-format" disabled={!canWrite} value={elements.format} onChange={(format) => writeElement(doc, 'format', format === 'general' ? '' : format)} options={FORMATS.map((value) => ({ value, label: text(`editor.elements.format.${value}`) }))} />
      </div>
      <div className="element-field">
        <label htmlFor={placeId}>{text('editor.elements.recipientsAt')}</label>
        <Select id={placeId} data-testid="element-recipientsAt" disabled={!canWrite} value={elements.isRecipientBehind ? IN_COLOPHON : ''} onChange={(place) => writeElement(doc, 'recipientsAt', place)} options={(['', IN_COLOPHON] as const).map((value) => ({ value, label: text(value === '' ? 'editor.elements.recipientsAt.top' : 'editor.elements.recipientsAt.colophon') }))} />
        <p className="muted hint">{text('editor.elements.recipientsAt.hint')}</p>
      </div>
      {FIELDS.filter((key) => key !== 'jointSigners' || isJointUpward).map((key) => (
        <ElementField key={key} label={text(`editor.elements.${key}`)} hint={text(`editor.elements.${key}.hint`)} lines={LINES[key]} max={META_LENGTH_MAX[key]} testId={`element-${key}`} canWrite={canWrite}
          value={asText(elements[key])} onWrite={(value) => writeElement(doc, key, value)} />
      ))}
      <Attachments titles={elements.attachments} label={text('editor.elements.attachments')} none={text('editor.elements.attachments.none')} untitled={text('editor.attachment.untitled')} />
    </div>
  );
}

interface ElementFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly lines: number;
  readonly max: number;
  readonly testId: string;
  readonly canWrite: boolean;
  readonly onWrite: (value: string) => void;
}

function ElementField({ label, hint, value, lines, max, testId, canWrite, onWrite }: ElementFieldProps) {
  const id = useId();
  /** What is being written here and is not in the document yet. */
  const [draft, setDraft] = useState<string | null>(null);
  const isComposing = useRef(false);
  const pending = useRef<{ readonly timer: number; readonly write: () => void } | null>(null);
  const settle = (): void => {
    if (pending.current === null) return;
    window.clearTimeout(pending.current.timer);
    pending.current.write();
    pending.current = null;
  };
  useEffect(() => () => settle(), []);
  const wait = (next: string): void => {
    if (pending.current !== null) window.clearTimeout(pending.current.timer);
    pending.current = null;
    if (isComposing.current) return;
    pending.current = { timer: window.setTimeout(settle, PAUSE_MS), write: () => onWrite(next.trim()) };
  };
  const shared = {
    id, disabled: !canWrite, maxLength: max, value: draft ?? value, 'data-testid': testId, 'aria-describedby': `${id}-hint`,
    onChange: (event: { readonly target: { readonly value: string } }) => { setDraft(event.target.value); wait(event.target.value); },
    onCompositionStart: () => { isComposing.current = true; },
    onCompositionEnd: (event: { readonly currentTarget: { readonly value: string } }) => { isComposing.current = false; wait(event.currentTarget.value); },
    onBlur: () => { settle(); setDraft(null); },
  };
  return (
    <div className="element-field">
      <label htmlFor={id}>{label}</label>
      {lines === 1 ? <Input {...shared} /> : <Input.TextArea {...shared} rows={lines} />}
      <p className="muted hint" id={`${id}-hint`}>{hint}</p>
    </div>
  );
}

function Attachments({ titles, label, none, untitled }: { readonly titles: readonly string[]; readonly label: string; readonly none: string; readonly untitled: string }): ReactNode {
  return (
    <div className="element-field">
      <h2>{label}</h2>
      {titles.length === 0 ? <p className="muted hint">{none}</p> : <ol className="attachment-titles">{[...titles.entries()].map(([place, title]) => <li key={place}>{title === '' ? <span className="muted">{untitled}</span> : title}</li>)}</ol>}
    </div>
  );
}
