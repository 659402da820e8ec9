/** 移交 of one's own work, in the settings beside 委托: start it, and see the 移交单 in which one plays a part. */
import { Button } from 'antd';
import { useState } from 'react';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { Failure } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { HandOverDialog } from './HandOverDialog.tsx';
import { Records } from './Records.tsx';
import './handovers.css';

export function HandoverGroup({ person }: { readonly person: SessionPerson }) {
  const text = useText();
  const isOnline = useIsOnline();
  const organs = [...new Map(person.memberships.toSorted((a, b) => Number(b.primary) - Number(a.primary)).map((post) => [post.organId, { id: post.organId, name: post.organName }])).values()];
  const [first] = organs;
  const list = useCall('handover.list', isOnline && first !== undefined ? { organId: first.id } : null, ['desk.changed']);
  const [isOpen, setIsOpen] = useState(false);
  if (first === undefined) return null;
  const mine = list.value?.records.filter(({ from, to, by }) => [from, to, by].some((each) => each.personId === person.personId)) ?? [];
  return (
    <section className="settings-group handovers" data-testid="handovers">
      <h2>{text('handover.title')}</h2>
      <div className="settings-line">
        <div className="hint">{text('handover.group.hint')}</div>
        <div className="control"><Button data-testid="handover-start" disabled={!isOnline} title={isOnline ? undefined : text('handover.offline')} onClick={() => setIsOpen(true)}>{text('handover.start')}</Button></div>
      </div>
      {!isOnline && <div className="settings-line muted">{text('handover.offline')}</div>}
      {list.error !== null && <Failure error={list.error} onRetry={list.reload} />}
      <Records records={mine} />
      {isOpen && <HandOverDialog organs={organs} fromId={person.personId} onClose={(isDone) => { setIsOpen(false); if (isDone) list.reload(); }} />}
    </section>
  );
}
