/** A new thread about the words that are selected; whom it is for may be named. */
import { Input } from 'antd';
import { useState } from 'react';
import type * as Y from 'yjs';
import { PersonPicker } from '#renderer/features/directory/index.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { COMMENT_LENGTH_MAX } from '#shared/doc/shape.ts';
import type { DirectoryPerson } from '#shared/ipc/contract.ts';
import type { Anchor } from '#renderer/features/editor/anchors.ts';
import { say } from './write-comment.ts';

export function NewComment({ doc, anchor, personId, onClose }: { readonly doc: Y.Doc; readonly anchor: Anchor; readonly personId: string; readonly onClose: () => void }) {
  const text = useText();
  const [words, setWords] = useState('');
  const [people, setPeople] = useState<readonly DirectoryPerson[]>([]);
  const [isNaming, setIsNaming] = useState(false);
  const done = (): void => {
    if (say(doc, personId, { kind: 'thread', text: words.trim(), mentions: people.map(({ id }) => id), ...anchor }) !== null) onClose();
  };
  return (
    <Dialog title={text('comment.new')} ok={text('comment.new.submit')} okTestId="comment-submit" isOkDisabled={words.trim() === ''} onOk={done} onCancel={onClose}>
      <blockquote className="quote">{anchor.quote}</blockquote>
      <label className="field"><span className="label">{text('comment.text')}</span><Input.TextArea autoFocus data-testid="comment-text" rows={3} value={words} maxLength={COMMENT_LENGTH_MAX} onChange={(event) => setWords(event.target.value)} /></label>
      {isNaming || people.length > 0
        ? <div className="field"><span className="label">{text('comment.mention')}</span><PersonPicker chosen={people} exclude={[personId]} onChange={setPeople} /></div>
        : <button type="button" className="plain link" data-testid="comment-mention" onClick={() => setIsNaming(true)}>{text('comment.mention.add')}</button>}
    </Dialog>
  );
}
