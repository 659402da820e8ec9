/** 常用语 of the 文种 and 引用公文: put in where the caret is. */
import type { Editor } from '@tiptap/core';
import { Button, Dropdown, Input } from 'antd';
import { useState } from 'react';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { citation, phrasesFor, PHRASE_PLACES } from '#shared/gbt9704/phrases.ts';
import type { DocType } from '#shared/workflow/model.ts';

const CITE = 'cite';
const TITLE_MAX = 200;
const NUMBER_MAX = 40;

export function PhraseMenu({ editor, docType, isDisabled }: { readonly editor: Editor; readonly docType: DocType; readonly isDisabled: boolean }) {
  const text = useText();
  const [isCiting, setIsCiting] = useState(false);
  const phrases = phrasesFor(docType);
  const put = (words: string): void => { editor.chain().focus().insertContent({ type: 'text', text: words }).run(); };
  const items = [
    { key: CITE, label: text('editor.cite') },
    ...PHRASE_PLACES.flatMap((place) => {
      const own = phrases.filter((phrase) => phrase.place === place);
      return own.length === 0 ? [] : [{ key: place, type: 'group' as const, label: text(`editor.phrase.${place}`), children: own.map((phrase) => ({ key: phrase.text, label: phrase.text })) }];
    }),
  ];
  return (
    <>
      <Dropdown trigger={['click']} disabled={isDisabled} getPopupContainer={(button) => button.closest<HTMLElement>('.editor-pane') ?? document.body} menu={{ items, onClick: ({ key }) => { if (key === CITE) setIsCiting(true); else put(key); } }}>
        <Button type="text" size="small" className="tool" data-testid="phrases" disabled={isDisabled} aria-label={text('editor.phrases')} title={text('editor.phrases')} onMouseDown={(event) => event.preventDefault()}>{text('editor.phrases')}</Button>
      </Dropdown>
      {isCiting && <Cite onPut={put} onClose={() => setIsCiting(false)} />}
    </>
  );
}

function Cite({ onPut, onClose }: { readonly onPut: (words: string) => void; readonly onClose: () => void }) {
  const text = useText();
  const [title, setTitle] = useState('');
  const [number, setNumber] = useState('');
  const cited = citation(title, number);
  return (
    <Dialog title={text('editor.cite')} ok={text('editor.cite.put')} okTestId="cite-put" isOkDisabled={cited === null} onOk={() => { if (cited !== null) onPut(cited); onClose(); }} onCancel={onClose}>
      <label className="field"><span className="label">{text('editor.cite.title')}</span><Input autoFocus data-testid="cite-title" value={title} maxLength={TITLE_MAX} onChange={(event) => setTitle(event.target.value)} /></label>
      <label className="field"><span className="label">{text('editor.cite.number')}</span><Input data-testid="cite-number" value={number} maxLength={NUMBER_MAX} placeholder="黔府发〔2023〕21号" onChange={(event) => setNumber(event.target.value)} /><span className="hint">{text('editor.cite.hint')}</span></label>
      <p role="status" data-testid="cite-preview">{cited ?? <span className="muted">{text(title.trim() === '' ? 'editor.cite.empty' : 'editor.cite.wrongNumber')}</span>}</p>
    </Dialog>
  );
}
