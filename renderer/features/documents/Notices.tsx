/** Lines between the step bar and the sheet: acts that wait, acts that must be looked at again, a return and its reason, why one cannot write. */
import { Button } from 'antd';
import { callOffice } from '#renderer/bridge/office.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { DocumentPage, OutboxItem } from '#shared/ipc/contract.ts';
import { actName } from '#renderer/features/sync-status/index.ts';
import { codeText, errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';

interface NoticesProps {
  readonly page: DocumentPage;
  /** Why the text cannot be changed here; null while it can, or where nobody would expect to. */
  readonly readOnlyCode: string | null;
  /** What is said while the server takes no edits; it stands before everything else. */
  readonly serverReadOnly: readonly MessageKey[] | null;
  /** Where a 密级 mark holds the text back: 彻底删除 of what is here alone. */
  readonly onErase: (() => void) | null;
  readonly onAgain: (item: OutboxItem) => void;
  readonly onLook: () => void;
  readonly onChanged: () => void;
}

/** The latest; all of them stand in the 历程 and on the receipt board. */
const BOUNCES_SHOWN = 2;

export function Notices({ page, readOnlyCode, serverReadOnly, onErase, onAgain, onLook, onChanged }: NoticesProps) {
  const text = useText();
  const { state } = page.view;
  const dismiss = async (item: OutboxItem): Promise<void> => {
    await callOffice('outbox.dismiss', { opId: item.opId });
    onChanged();
  };
  const { returned } = state;
  return (
    <div className="doc-notices">
      {serverReadOnly !== null && (
        <div className="strip warn" role="alert" data-testid="server-read-only">
          <Icon name="lock" />
          <p className="grow lines">{serverReadOnly.map((key, line) => (line === 0 ? <strong key={key}>{text(key)}</strong> : <span key={key}>{' '}{text(key)}</span>))}</p>
          {onErase !== null && <Button size="small" danger data-testid="erase-held" onClick={onErase}>{text('ui.doc.marked.erase')}</Button>}
        </div>
      )}
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
