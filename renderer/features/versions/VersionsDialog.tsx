/** 版本对比: any two versions that were handed on, or one and the text as it stands, in one column or two; from change to change with the keyboard. */
import { Button, Segmented, Select } from 'antd';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type * as Y from 'yjs';
import { useCall } from '#renderer/bridge/use-call.ts';
import type { DocId } from '#shared/base/ids.ts';
import { cleanContent } from '#shared/doc/revisions.ts';
import { readContent, type Content } from '#shared/doc/canonical.ts';
import { compare, isSame, type ComparedLine, type Comparison, type PieceKind } from '#shared/doc/compare.ts';
import { NODE } from '#shared/doc/shape.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { DocumentEvent } from '#shared/workflow/model.ts';
import { Confirm, Dialog } from '#renderer/ui/Dialog.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText, type Text } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { HistoryPeriod } from '#shared/protocol/history.ts';
import { firstPastPair, pastsOf, rowsOf, versionsOf, type Past } from './versions.ts';
import './versions.css';

const WIDTH_PX = 1120;
type Way = 'inline' | 'beside';

interface VersionsDialogProps {
  readonly docId: DocId;
  readonly events: readonly DocumentEvent[];
  /** The text as it stands, where it may still change. */
  readonly present: Y.Doc | null;
  /** Puts a version in the place of the present text. */
  readonly onRestore: (version: Content) => void;
  readonly onCancel: () => void;
}

export function VersionsDialog(props: VersionsDialogProps) {
  const text = useText();
  const history = useCall('document.history', { docId: props.docId });
  // Chosen once, so that nothing moves under the eyes; without the network the hand-offs are there.
  if (history.isLoading) return <Dialog title={text('versions.title')} widthPx={WIDTH_PX} onCancel={props.onCancel}><Skeleton lines={8} /></Dialog>;
  return <Choosing {...props} periods={history.value ?? []} isPartial={history.value === null} />;
}

function Choosing({ docId, events, present, onRestore, onCancel, periods, isPartial }: VersionsDialogProps & { readonly periods: readonly HistoryPeriod[]; readonly isPartial: boolean }) {
  const text = useText();
  const [versions] = useState(() => pastsOf(versionsOf(events), periods));
  const [[left, right], setPair] = useState(() => firstPastPair(versions, present !== null));
  const [way, setWay] = useState<Way>('inline');
  // As it was when the dialog was opened: a comparison that moves under the eyes cannot be read.
  const [now] = useState(() => (present === null ? null : readContent(present)));
  const before = useVersion(docId, versions[left], now);
  const after = useVersion(docId, versions[right], now);
  const comparison = useMemo(() => (before.content === null || after.content === null ? null : compare(cleanContent(before.content), cleanContent(after.content))), [before.content, after.content]);
  const options = [
    ...versions.map((past, value) => ({ value, label: nameOf(past, text) })),
    ...(now === null ? [] : [{ value: versions.length, label: text('versions.present') }]),
  ];
  const [isAsking, setIsAsking] = useState(false);
  const failed = before.error === null ? after : before;
  return (
    <Dialog title={text('versions.title')} widthPx={WIDTH_PX} onCancel={onCancel}>
      <div className="versions" data-testid="versions">
        <div className="versions-choice">
          <Choice label={text('versions.before')} testId="version-before" value={left} options={options} onChange={(value) => setPair([value, right])} />
          <Button type="text" aria-label={text('versions.swap')} title={text('versions.swap')} icon={<Icon name="turn" />} onClick={() => setPair([right, left])} />
          <Choice label={text('versions.after')} testId="version-after" value={right} options={options} onChange={(value) => setPair([left, value])} />
          <span className="gap" />
          {present !== null && left < versions.length && <Button size="small" data-testid="version-restore" disabled={before.content === null} onClick={() => setIsAsking(true)}>{text('versions.restore')}</Button>}
          <Segmented aria-label={text('versions.way')} value={way} onChange={setWay} options={(['inline', 'beside'] as const).map((value) => ({ value, label: text(`versions.way.${value}`) }))} />
        </div>
        {isPartial && <p className="muted small" role="status">{text('versions.historyOffline')}</p>}
        {failed.error !== null && <Failure error={failed.error} onRetry={failed.reload} />}
        {failed.error === null && comparison === null && <Skeleton lines={8} />}
        {failed.error === null && comparison !== null && <Compared key={`${left} ${right}`} comparison={comparison} way={way} />}
      </div>
      {isAsking && before.content !== null && <Confirm title={text('versions.restore')} ok={text('versions.restore')} onOk={() => { if (before.content !== null) onRestore(before.content); onCancel(); }} onCancel={() => setIsAsking(false)}>{text('versions.restore.ask', { name: versions[left] === undefined ? '' : nameOf(versions[left], text) })}</Confirm>}
    </Dialog>
  );
}

/** By whom and when; what is only kept of an older time says so. */
function nameOf(past: Past, text: Text): string {
  if (past.kind === 'version') return text('versions.option', { name: past.version.name, act: text(past.version.label), who: past.version.who, time: formatTime(past.at) });
  const { people, from, to } = past.period;
  const time = formatTime(from) === formatTime(to) ? formatTime(to) : text('versions.span', { from: formatTime(from), to: formatTime(to) });
  return people.length === 0 ? text('versions.kept', { time }) : text('versions.period', { who: people.map(({ name }) => name).join('、'), time });
}

function useVersion(docId: DocId, past: Past | undefined, present: Content | null) {
  const frozen = useCall('document.version', past?.kind === 'version' ? { docId, hash: past.version.hash } : null);
  const written = useCall('document.pastText', past?.kind === 'period' ? { docId, upTo: past.period.upTo } : null);
  const read = past?.kind === 'period' ? written : frozen;
  return { content: past === undefined ? present : read.value, error: past === undefined || read.value !== null ? null : read.error, reload: read.reload };
}

interface ChoiceProps {
  readonly label: string;
  readonly testId: string;
  readonly value: number;
  readonly options: readonly { readonly value: number; readonly label: string }[];
  readonly onChange: (value: number) => void;
}

function Choice({ label, testId, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="version-choice">
      <label htmlFor={id}>{label}</label>
      <Select id={id} data-testid={testId} value={value} options={[...options]} onChange={onChange} popupMatchSelectWidth={false} />
    </div>
  );
}

function Compared({ comparison, way }: { readonly comparison: Comparison; readonly way: Way }) {
  const text = useText();
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => rowsOf(comparison, unfolded), [comparison, unfolded]);
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const { counts, meta } = comparison;
  const total = comparison.lines.filter(({ kind }) => kind !== 'same').length;
  const go = (step: number): void => setAt((old) => Math.min(total - 1, Math.max(0, old + step)));
  useEffect(() => { list.current?.querySelector(`[data-change="${at}"]`)?.scrollIntoView({ block: 'center' }); }, [at, way]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F8' || total === 0) return;
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  if (isSame(comparison)) return <div className="state-view" role="status" data-testid="versions-same"><Icon name="check" /><p>{text('versions.same')}</p></div>;
  return (
    <>
      <div className="versions-sum">
        <span role="status" data-testid="versions-counts">{text('versions.counts', counts)}</span>
        <span className="gap" />
        <span className="muted num">{total === 0 ? '' : text('versions.at', { at: at + 1, total })}</span>
        <Button size="small" disabled={at <= 0} title="Shift+F8" onClick={() => go(-1)}>{text('versions.previous')}</Button>
        <Button size="small" disabled={at >= total - 1} title="F8" data-testid="versions-next" onClick={() => go(1)}>{text('versions.next')}</Button>
      </div>
      {meta.length > 0 && (
        <dl className="versions-meta">
          {meta.map(({ key, before, after }) => <div key={key}><dt>{text(`versions.meta.${key}` as MessageKey)}</dt><dd>{before !== '' && <del>{before}</del>}{after !== '' && <ins>{after}</ins>}</dd></div>)}
        </dl>
      )}
      {/* Long: the keyboard scrolls it too. */}
      <div className={`versions-text ${way} scroll`} ref={list} tabIndex={0} role="region" aria-label={text('versions.title')}>
        {rows.map((row) => (row.kind === 'fold'
          ? <button key={`fold ${row.from}`} type="button" className="plain versions-fold" onClick={() => setUnfolded(new Set([...unfolded, row.from]))}>{text('versions.fold', { count: row.count })}</button>
          : <LineRow key={`${row.change ?? ''} ${row.line.pieces[0]?.text ?? ''} ${rows.indexOf(row)}`} line={row.line} change={row.change} isHere={row.change === at} way={way} />))}
      </div>
    </>
  );
}

function LineRow({ line, change, isHere, way }: { readonly line: ComparedLine; readonly change: number | null; readonly isHere: boolean; readonly way: Way }) {
  const text = useText();
  const sides: readonly (readonly PieceKind[])[] = way === 'inline' ? [['same', 'removed', 'added']] : [['same', 'removed'], ['same', 'added']];
  const className = `versions-line ${line.kind}${isHere ? ' here' : ''}${line.type === NODE.title ? ' title' : ''}`;
  return (
    <div className={className} {...(change === null ? {} : { 'data-change': change })}>
      {sides.map((shown) => (
        <p key={shown.join()}>
          {line.kind === 'styled' && <span className="chip">{text('versions.styled')}</span>}
          {line.pieces.map(({ kind, text: words }, index) => {
            if (!shown.includes(kind)) return null;
            const key = `${index} ${kind}`;
            return kind === 'added' ? <ins key={key}>{words}</ins> : kind === 'removed' ? <del key={key}>{words}</del> : <span key={key}>{words}</span>;
          })}
        </p>
      ))}
    </div>
  );
}
