/** Lines between the step bar and the sheet: acts that wait, acts that must be looked at again, a return and its reason, why one cannot write. */
import { Button } from 'antd';
import { callOffice } from '#renderer/bridge/office.ts';
import type { DocumentPage, OutboxItem } from '#shared/ipc/contract.ts';
import { actName } from '#renderer/features/sync-status/index.ts';
import { codeText, errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import { useSaving, type SavingSource } from './saving.ts';
import { markedLines, serverReadOnlyLines } from './server-read-only.ts';
import type { Standing } from './use-document-session.ts';

interface NoticesProps {
  readonly page: DocumentPage;
  /** Why the text cannot be changed here; null while it can, or where nobody would expect to. */
  readonly readOnlyCode: string | null;
  readonly status: Standing | null;
  readonly saving: SavingSource;
  /** Where a 密级 mark holds the text back: 彻底删除 of what is here alone. */
  readonly onErase: () => void;
  readonly onAgain: (item: OutboxItem) => void;
  readonly onLook: () => void;
  readonly onChanged: () => void;
}

/** The latest; all of them stand in the 历程 and on the receipt board. */
const BOUNCES_SHOWN = 2;

export function Notices({ page, readOnlyCode, status, saving, onErase, onAgain, onLook, onChanged }: NoticesProps) {
  const text = useText();
  const { state } = page.view;
  const dismiss = async (item: OutboxItem): Promise<void> => {
    await callOffice('outbox.dismiss', { opId: item.opId });
    onChanged();
  };
  const { returned } = state;
  return (
    <div className="doc-notices">
      <NotTaken status={status} saving={saving} onErase={onErase} />
      {page.pending.map((item) => {
        const act = actName(text, item.kind);
        if (item.state === 'waiting' || item.state === 'sending') {
          return (
            <div key={item.opId} className="strip accent" role="status" data-testid="pending-act">
              <Icon name="cloudUp" /><span className="grow">{text('ui.doc.pendingAct', { act, time: formatTime(item.claimedAt) })}</span>
            </div>
          );
        }
        if (item.state === 'refused') {
          return (
            <div key={item.opId} className="strip danger" role="alert" data-testid="refused-act">
              <Icon name="warn" />
              <span className="grow">{text('ui.doc.refusedAct', { act, time: formatTime(item.claimedAt) })}{item.error !== null && errorText(text, item.error)}</span>
              <Button size="small" onClick={() => void dismiss(item)}>{text('ui.act.gotIt')}</Button>
            </div>
          );
        }
        return (
          <div key={item.opId} className="strip warn reconfirm" role="alert" data-testid="reconfirm-banner">
            <Icon name="warn" />
            <div className="grow">
              <strong>{text('ui.doc.reconfirm.title', { act, time: formatTime(item.claimedAt) })}</strong>
              <p>{item.error === null ? text('error.workflow.stale-content') : errorText(text, item.error)}{text('ui.doc.reconfirm.kept')}</p>
            </div>
            <Button size="small" onClick={onLook} data-testid="reconfirm-look">{text('ui.doc.reconfirm.look')}</Button>
            <Button size="small" onClick={() => void dismiss(item)} data-testid="reconfirm-drop">{text('ui.doc.reconfirm.drop', { act })}</Button>
            <Button size="small" type="primary" onClick={() => onAgain(item)} data-testid="reconfirm-again">{text('ui.doc.reconfirm.again', { act })}</Button>
          </div>
        );
      })}
      {returned !== null && (
        <div className="strip warn" role="status">
          <Icon name="undo" />
          <span className="grow">{text('ui.doc.returned', { name: returned.by.name, time: formatTime(returned.at) })}{returned.reason}</span>
        </div>
      )}
      {state.invalidated !== null && (
        <div className="strip warn" role="status"><Icon name="warn" /><span className="grow">{text('ui.doc.invalidated', { how: text(`domain.invalidation.${state.invalidated.how}`), time: formatTime(state.invalidated.from) })}{state.invalidated.reason}</span></div>
      )}
      {state.extension !== null && (
        <div className="strip accent" role="status"><Icon name="warn" /><span className="grow">{text('ui.doc.extension', { time: formatTime(state.extension.until), reason: state.extension.reason })}</span></div>
      )}
      {state.direction === 'outgoing' && state.bounces.slice(-BOUNCES_SHOWN).map((bounce) => (
        <div key={`${bounce.organId} ${bounce.at}`} className="strip warn" role="status"><Icon name="undo" /><span className="grow">{text('ui.doc.bounced', { organ: bounce.organName, reason: bounce.reason })}</span></div>
      ))}
      {page.sync === 'branch' && <div className="strip warn" role="status"><Icon name="warn" /><span className="grow">{text('ui.doc.branch')}</span></div>}
      {readOnlyCode !== null && <div className="strip quiet" role="status"><Icon name="lock" /><span className="grow">{codeText(text, readOnlyCode)}</span></div>}
    </div>
  );
}

/** While the server takes no edits: why, and what is true of the words that are not there yet. It stands before everything else. */
function NotTaken({ status, saving, onErase }: Pick<NoticesProps, 'status' | 'saving' | 'onErase'>) {
  const text = useText();
  const now = useSaving(saving);
  const marked = markedLines(status);
  const lines = marked ?? serverReadOnlyLines(status, now);
  if (lines === null) return null;
  return (
    <div className="strip warn" role="alert" data-testid="server-read-only">
      <Icon name="lock" />
      <p className="grow lines">{lines.map((key, line) => (line === 0 ? <strong key={key}>{text(key)}</strong> : <span key={key}>{' '}{text(key)}</span>))}</p>
      {marked !== null && <Button size="small" danger data-testid="erase-held" onClick={onErase}>{text('ui.doc.marked.erase')}</Button>}
    </div>
  );
}
