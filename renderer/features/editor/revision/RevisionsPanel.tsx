/** 修订, one after the other: whose, when, what; each accepted or rejected, those of one person, or all. */
import { Button, Select } from 'antd';
import { useEffect, useState } from 'react';
import type * as Y from 'yjs';
import { useCall } from '#renderer/bridge/use-call.ts';
import { PersonName } from '#renderer/features/directory/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import { revisionsOf, type RevisionRecord } from '#shared/doc/shape.ts';
import type { EditorHandle } from '#renderer/features/editor/editor-handle.ts';
import type { Revision } from './list.ts';
import type { Verdict } from './settle.ts';

const SHOWN_MAX = 300;
const WORDS_SHOWN = 60;

interface RevisionsPanelProps { readonly docId: string; readonly doc: Y.Doc; readonly editor: EditorHandle | null; readonly canWrite: boolean }

export function RevisionsPanel({ docId, doc, editor, canWrite }: RevisionsPanelProps) {
  const text = useText();
  const revisions = useRevisions(editor);
  const ledger = useCall('document.authors', revisions.length === 0 ? null : { docId });
  const [by, setBy] = useState<string | null>(null);
  const recordOf = (id: string): RevisionRecord | undefined => revisionsOf(doc).get(id);
  const strangers = editor === null || ledger.value === null ? '' : [...new Set(revisions.flatMap((revision) => (revision.added === '' ? [] : editor.writersOf(revision))))].filter((client) => !ledger.value?.some((each) => each.client === client)).join();
  const { reload } = ledger;
  useEffect(() => { if (strangers !== '') reload(); }, [strangers, reload]);
  /** Somebody else's letters under this record: the ledger stands before what a mark says. */
  const otherHandOf = (revision: Revision): string | null => {
    const named = recordOf(revision.id)?.by;
    if (revision.added === '' || named === undefined || editor === null) return null;
    return editor.writersOf(revision).map((client) => ledger.value?.find((each) => each.client === client)?.personId).find((personId) => personId !== undefined && personId !== named) ?? null;
  };
  const authors = [...new Set(revisions.map(({ id }) => recordOf(id)?.by).filter((each) => each !== undefined))];
  const chosenBy = by !== null && authors.includes(by) ? by : null;
  const shown = chosenBy === null ? revisions : revisions.filter(({ id }) => recordOf(id)?.by === chosenBy);
  const settleShown = (verdict: Verdict): void => { editor?.settle({ isChosen: (id) => chosenBy === null || recordOf(id)?.by === chosenBy }, verdict); };
  if (revisions.length === 0) return <p className="muted" data-testid="revisions">{text('revision.none')}</p>;
  const buttons = (verdict: Verdict) => (
    <Button size="small" data-testid={`revisions-${verdict}-all`} disabled={!canWrite} title={canWrite ? undefined : text('revision.readOnly')} onClick={() => settleShown(verdict)}>{text(chosenBy === null ? `revision.${verdict}.all` : `revision.${verdict}.theirs`)}</Button>
  );
  return (
    <div className="revisions" data-testid="revisions">
      <div className="revisions-head">
        {authors.length > 1 && (
          <Select size="small" aria-label={text('revision.by')} value={chosenBy ?? ''} onChange={(value) => setBy(value === '' ? null : value)} popupMatchSelectWidth={false}
            options={[{ value: '', label: text('revision.by.all') }, ...authors.map((personId) => ({ value: personId, label: <PersonName personId={personId} /> }))]} />
        )}
        <span className="gap" />
        {buttons('accept')}{buttons('reject')}
      </div>
      <ol>
        {shown.slice(0, SHOWN_MAX).map((revision) => (
          <Row key={`${revision.id} ${revision.from} ${revision.kind}`} revision={revision} record={recordOf(revision.id)} otherHand={otherHandOf(revision)} canWrite={canWrite && editor !== null}
            onShow={() => editor?.showRevision(revision)}
            onSettle={(verdict) => { editor?.settle({ isChosen: (id) => id === revision.id, from: revision.from, to: revision.to }, verdict); }} />
        ))}
      </ol>
      {shown.length > SHOWN_MAX && <p className="muted small">{text('revision.more', { count: shown.length - SHOWN_MAX })}</p>}
    </div>
  );
}

/** Follows the open text; empty while none is on the screen. */
export function useRevisions(editor: EditorHandle | null): readonly Revision[] {
  const [revisions, setRevisions] = useState<readonly Revision[]>([]);
  useEffect(() => {
    if (editor === null) return setRevisions([]);
    setRevisions(editor.revisions());
    return editor.onRevised(() => setRevisions(editor.revisions()));
  }, [editor]);
  return revisions;
}

const shortened = (words: string): string => (words.length > WORDS_SHOWN ? `${words.slice(0, WORDS_SHOWN)}…` : words);

interface RowProps { readonly revision: Revision; readonly record: RevisionRecord | undefined; readonly otherHand: string | null; readonly canWrite: boolean; readonly onShow: () => void; readonly onSettle: (verdict: Verdict) => void }

function Row({ revision: { kind, text: words, removed, added, block }, record, otherHand, canWrite, onShow, onSettle }: RowProps) {
  const text = useText();
  const what = block === null ? text(`revision.kind.${kind}`) : text(`revision.kind.${kind}`, { block: text(`revision.block.${block}` as MessageKey) });
  return (
    <li className={`revision ${kind}`} data-testid="revision" data-kind={kind}>
      <button type="button" className="plain revision-words" onClick={onShow}>
        <span className="chip">{what}</span> {kind === 'replaced' ? <><del>{shortened(removed)}</del> <ins>{shortened(added)}</ins></> : shortened(words)}
      </button>
      {otherHand !== null && <p className="note warn small" role="alert" data-testid="other-hand">{text('revision.otherHand')}<PersonName personId={otherHand} /></p>}
      <footer>
        <span className="muted small">{record === undefined ? text('revision.unknown') : <><PersonName personId={record.by} /> <span className="num">{formatTime(record.at)}</span></>}</span>
        <span className="gap" />
        <Button size="small" type="text" data-testid="revision-accept" disabled={!canWrite} aria-label={text('revision.accept')} title={text('revision.accept')} icon={<Icon name="check" />} onClick={() => onSettle('accept')} />
        <Button size="small" type="text" data-testid="revision-reject" disabled={!canWrite} aria-label={text('revision.reject')} title={text('revision.reject')} icon={<Icon name="close" />} onClick={() => onSettle('reject')} />
      </footer>
    </li>
  );
}
