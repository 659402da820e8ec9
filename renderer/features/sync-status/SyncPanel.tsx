/**
 * What waits on this machine and why: the connection, acts in the outbox, edits that could not be merged (their text is kept here to copy),
 * trouble with the disk. Nothing is thrown away from here without being named first.
 */
import { App, Button } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { syncStore } from '#renderer/bridge/stores.ts';
import type { OutboxItem, SyncSummary } from '#shared/ipc/contract.ts';
import { Confirm } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { actName } from './act-name.ts';
import { isOffline, needsAnswer, pendingCount } from './badge.ts';

interface SyncPanelProps { readonly summary: SyncSummary; readonly onOpenDocument: (docId: string) => void }

export function SyncPanel({ summary, onOpenDocument }: SyncPanelProps) {
  const text = useText();
  const { message } = App.useApp();
  const [isAsking, setIsAsking] = useState(false);
  const [dropping, setDropping] = useState<SyncSummary['branches'][number] | null>(null);
  const run = async (): Promise<void> => {
    setIsAsking(true);
    const answer = await callOffice('sync.now', {});
    setIsAsking(false);
    if (!answer.ok) void message.error(errorText(text, answer.error));
    syncStore.refresh();
  };
  const dismissBranch = async (docId: string): Promise<void> => {
    setDropping(null);
    const answer = await callOffice('branch.dismiss', { docId });
    if (!answer.ok) void message.error(errorText(text, answer.error));
    syncStore.refresh();
  };
  const copy = async (value: string): Promise<void> => {
    const answer = await callOffice('clipboard.write', { text: value });
    if (answer.ok) void message.success(text('ui.act.copied'));
    else void message.error(errorText(text, answer.error));
  };
  const offline = isOffline(summary);
  const isQuiet = pendingCount(summary) === 0 && summary.outbox.length === 0 && summary.branches.length === 0;
  return (
    <section className="sync-panel" data-testid="sync-panel" role="dialog" aria-label={text('ui.sync.title')}>
      <div className="head">
        <div className="grow">
          <h2>{text(offline ? 'ui.sync.offline' : summary.connection === 'connecting' ? 'ui.sync.connecting' : 'ui.sync.online')}</h2>
          <p className="muted num">{summary.lastSyncedAt === null ? text('ui.sync.never') : text('ui.sync.last', { time: formatTime(summary.lastSyncedAt) })}</p>
        </div>
        <Button size="small" icon={<Icon name="turn" />} loading={isAsking} onClick={() => void run()}>{text('ui.sync.now')}</Button>
      </div>
      <div className="body scroll">
        {offline && <div className="note"><Icon name="cloudOff" /><div className="grow">{summary.error !== null && <p>{errorText(text, summary.error)}</p>}<p>{text('ui.sync.offlineWorks')}</p></div></div>}
        {summary.storage !== 'ok' && <div className="note danger"><Icon name="warn" /><span className="grow">{text(`error.storage.${summary.storage}`)}</span></div>}
        {isQuiet && <p className="quiet"><Icon name="check" />{text('ui.sync.quiet')}</p>}
        {summary.held.map(({ docId, title, code }) => (
          <div key={docId} className="note" data-testid="held-document">
            <Icon name="lock" />
            <div className="grow">
              <button type="button" className="plain title" onClick={() => onOpenDocument(docId)}>{text('ui.sync.held', { title })}</button>
              <p>{errorText(text, { code })}</p>
            </div>
          </div>
        ))}
        {summary.pendingDocs > 0 && <p className="line"><Icon name="doc" />{text('ui.sync.docs', { count: summary.pendingDocs })}</p>}
        {summary.outbox.length > 0 && <h3>{text('ui.sync.acts')}</h3>}
        {summary.outbox.map((item) => <OutboxRow key={item.opId} item={item} onOpen={() => onOpenDocument(item.docId)} />)}
        {summary.branches.length > 0 && <h3>{text('ui.sync.branches')}</h3>}
        {summary.branches.map((branch) => (
          <article key={`${branch.docId} ${branch.at}`} className="branch-item" data-testid="branch-item">
            <div className="row"><strong>{branch.title}</strong><span className="muted num">{formatTime(branch.at)}</span></div>
            <p>{text('ui.sync.branchWhy')}</p>
            <pre className="scroll">{branch.text}</pre>
            <div className="acts">
              <Button size="small" icon={<Icon name="copy" />} onClick={() => void copy(branch.text)}>{text('ui.sync.branchCopy')}</Button>
              <Button size="small" onClick={() => onOpenDocument(branch.docId)}>{text('ui.act.open')}</Button>
              <Button size="small" danger onClick={() => setDropping(branch)}>{text('ui.sync.branchDrop')}</Button>
            </div>
          </article>
        ))}
      </div>
      {dropping !== null && (
        <Confirm title={text('ui.sync.branchDrop')} ok={text('ui.sync.branchDrop')} isDanger onOk={() => void dismissBranch(dropping.docId)} onCancel={() => setDropping(null)}>
          {text('ui.sync.branchDropAsk', { title: dropping.title })}
        </Confirm>
      )}
    </section>
  );
}

function OutboxRow({ item, onOpen }: { readonly item: OutboxItem; readonly onOpen: () => void }) {
  const text = useText();
  const dismiss = async (): Promise<void> => {
    await callOffice('outbox.dismiss', { opId: item.opId });
    syncStore.refresh();
  };
  return (
    <article className="outbox-item" data-testid="outbox-item" data-state={item.state}>
      <div className="row">
        <span className={needsAnswer(item) ? 'chip warn' : 'chip accent'}>{text(`ui.outbox.${item.state}`)}</span>
        <strong>{actName(text, item.kind)}</strong>
        <span className="muted num">{formatTime(item.claimedAt)}</span>
      </div>
      <button type="button" className="plain title" onClick={onOpen}>{item.title}</button>
      <p className="why">{item.error === null ? text(`ui.outbox.why.${item.state}`) : errorText(text, item.error)}</p>
      {needsAnswer(item) && (
        <div className="acts">
          <Button size="small" type="primary" onClick={onOpen}>{text('ui.outbox.look')}</Button>
          <Button size="small" onClick={() => void dismiss()}>{text(item.state === 'reconfirm' ? 'ui.outbox.drop' : 'ui.act.gotIt')}</Button>
        </div>
      )}
    </article>
  );
}
