/** 批注, in the order of the text: what was said about which words, by whom; answered, settled, or turned into a 修订. */
import { App, Button, Input, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import type * as Y from 'yjs';
import { PersonName } from '#renderer/features/directory/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { readComments, speaksTo, threadsIn, type Remark, type Thread } from '#shared/doc/comments.ts';
import { COMMENT_LENGTH_MAX, commentsOf } from '#shared/doc/shape.ts';
import type { EditorHandle } from '#renderer/features/editor/editor-handle.ts';
import { say } from './write-comment.ts';

export function useThreads(doc: Y.Doc | null): readonly Thread[] {
  const [threads, setThreads] = useState<readonly Thread[]>([]);
  useEffect(() => {
    if (doc === null) return setThreads([]);
    const look = (): void => setThreads(threadsIn(readComments(doc)));
    look();
    commentsOf(doc).observe(look);
    return () => commentsOf(doc).unobserve(look);
  }, [doc]);
  return threads;
}

interface CommentsPanelProps { readonly doc: Y.Doc; readonly threads: readonly Thread[]; readonly editor: EditorHandle | null; readonly personId: string; readonly canWrite: boolean }

export function CommentsPanel({ doc, threads, editor, personId, canWrite }: CommentsPanelProps) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(true);
  const shown = threads.filter((thread) => (thread.settled === null) === isOpen);
  const placed = shown.map((thread) => ({ thread, place: editor?.placeOfThread(thread) ?? null })).toSorted((a, b) => (a.place?.from ?? Number.MAX_SAFE_INTEGER) - (b.place?.from ?? Number.MAX_SAFE_INTEGER));
  const settled = threads.filter((thread) => thread.settled !== null).length;
  return (
    <div className="comments" data-testid="comments">
      {threads.length > 0 && (
        <Segmented size="small" aria-label={text('comment.tab')} value={isOpen} onChange={setIsOpen} options={[{ value: true, label: text('comment.open', { count: threads.length - settled }) }, { value: false, label: text('comment.settled', { count: settled }) }]} />
      )}
      {placed.length === 0 && <p className="muted">{text(isOpen ? (canWrite ? 'comment.none' : 'comment.noneToRead') : 'comment.noneSettled')}</p>}
      {placed.map(({ thread, place }) => <ThreadCard key={thread.id} doc={doc} thread={thread} isGone={place === null} editor={editor} personId={personId} canWrite={canWrite} />)}
    </div>
  );
}

interface ThreadCardProps { readonly doc: Y.Doc; readonly thread: Thread; readonly isGone: boolean; readonly editor: EditorHandle | null; readonly personId: string; readonly canWrite: boolean }

function ThreadCard({ doc, thread, isGone, editor, personId, canWrite }: ThreadCardProps) {
  const text = useText();
  const { message } = App.useApp();
  const [reply, setReply] = useState('');
  const [words, setWords] = useState<string | null>(null);
  const answer = (): void => {
    if (reply.trim() === '' || say(doc, personId, { kind: 'reply', thread: thread.id, text: reply.trim(), mentions: [] }) === null) return;
    setReply('');
  };
  const propose = (): void => {
    if (words === null || editor === null) return;
    if (!editor.propose(thread, words)) return void message.info(text('comment.changed'));
    setWords(null);
    say(doc, personId, { kind: 'settled', thread: thread.id });
  };
  return (
    <article className={speaksTo(thread, personId) ? 'comment to-me' : 'comment'} data-testid="comment" aria-label={thread.text}>
      <button type="button" className="plain quote" disabled={isGone} onClick={() => editor?.showThread(thread)}>{isGone ? <span className="chip warn">{text('comment.gone')}</span> : null}{thread.quote}</button>
      {[thread, ...thread.replies].map((remark) => <Line key={remark.id} remark={remark} />)}
      {thread.settled !== null && <p className="muted small"><Icon name="check" /> {text('comment.settledBy')} <PersonName personId={thread.settled.by} /> <span className="num">{formatTime(thread.settled.at)}</span></p>}
      {canWrite && thread.settled === null && (
        <>
          {words === null
            ? <Input size="small" data-testid="comment-reply" value={reply} maxLength={COMMENT_LENGTH_MAX} placeholder={text('comment.reply')} aria-label={text('comment.reply')} onChange={(event) => setReply(event.target.value)} onPressEnter={(event) => { if (!event.nativeEvent.isComposing) answer(); }} />
            : (
              <div className="comment-propose">
                <Input size="small" autoFocus data-testid="comment-words" value={words} aria-label={text('comment.words')} onChange={(event) => setWords(event.target.value)} onPressEnter={(event) => { if (!event.nativeEvent.isComposing) propose(); }} />
                <Button size="small" type="primary" data-testid="comment-propose" onClick={propose}>{text('comment.propose')}</Button>
                <Button size="small" onClick={() => setWords(null)}>{text('ui.act.cancel')}</Button>
              </div>
            )}
          {words === null && (
            <footer>
              <Button size="small" type="text" data-testid="comment-settle" onClick={() => { say(doc, personId, { kind: 'settled', thread: thread.id }); }}>{text('comment.settle')}</Button>
              <Button size="small" type="text" data-testid="comment-to-revision" disabled={isGone} onClick={() => setWords(thread.quote)}>{text('comment.toRevision')}</Button>
            </footer>
          )}
        </>
      )}
      {canWrite && thread.settled !== null && <footer><Button size="small" type="text" data-testid="comment-reopen" onClick={() => { say(doc, personId, { kind: 'reopened', thread: thread.id }); }}>{text('comment.reopen')}</Button></footer>}
    </article>
  );
}

function Line({ remark }: { readonly remark: Remark }) {
  return (
    <div className="remark">
      <p className="small muted"><PersonName personId={remark.by} /> <span className="num">{formatTime(remark.at)}</span></p>
      <p>{remark.mentions.map((personId) => <span key={personId} className="chip accent">@<PersonName personId={personId} /></span>)} {remark.text}</p>
    </div>
  );
}
