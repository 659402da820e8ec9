/** 移交 for a 单位管理员: somebody's work to another, without reading it, and every 移交单 of the unit. */
import { Button } from 'antd';
import { useState } from 'react';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { HandOverDialog } from './HandOverDialog.tsx';
import { Records } from './Records.tsx';
import './handovers.css';

export function HandoverPanel({ organId, isOnline }: { readonly organId: string; readonly isOnline: boolean }) {
  const text = useText();
  const list = useCall('handover.list', isOnline ? { organId } : null);
  const [isOpen, setIsOpen] = useState(false);
  if (!isOnline) return <Empty icon="cloudOff">{text('handover.offline')}</Empty>;
  return (
    <div className="handover-panel scroll" data-testid="handover-panel">
      <div className="settings-line">
        <div className="hint">{text('handover.panel.note')}</div>
        <div className="control"><Button type="primary" data-testid="handover-start" onClick={() => setIsOpen(true)}>{text('handover.start')}</Button></div>
      </div>
      {list.value === null && (list.error === null ? <Skeleton /> : <Failure error={list.error} onRetry={list.reload} />)}
      {list.value !== null && (list.value.records.length === 0 ? <Empty icon="check">{text('handover.records.empty')}</Empty> : <Records records={list.value.records} />)}
      {isOpen && <HandOverDialog organs={[{ id: organId, name: '' }]} fromId={null} onClose={(isDone) => { setIsOpen(false); if (isDone) list.reload(); }} />}
    </div>
  );
}
