/** 委托: hand one's desk to a colleague from one day to another, see what one gave and was given, take it back. */
import { App, Button, DatePicker, Select } from 'antd';
import type dayjs from 'dayjs';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { PersonPicker } from '#renderer/features/directory/index.ts';
import { Confirm, Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Failure } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatDate } from '#renderer/ui/time.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { DirectoryPerson } from '#shared/ipc/contract.ts';
import { isInForce } from '#shared/policy/delegation.ts';
import type { DelegationRow } from '#shared/protocol/delegations.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import './flows.css';

export function DelegationGroup({ person }: { readonly person: SessionPerson }) {
  const text = useText();
  const { message } = App.useApp();
  const isOnline = useIsOnline();
  const list = useCall('delegation.list', isOnline ? {} : null, ['desk.changed']);
  const [isGiving, setIsGiving] = useState(false);
  const [revoking, setRevoking] = useState<DelegationRow | null>(null);
  if (person.memberships.length === 0) return null;
  const revoke = async (row: DelegationRow): Promise<void> => {
    setRevoking(null);
    const answer = await callOffice('delegation.revoke', { id: row.id });
    void (answer.ok ? message.success(text('flows.delegation.revoked')) : message.error(errorText(text, answer.error)));
    list.reload();
  };
  const rows = list.value === null ? [] : [...list.value.given.map((row) => ({ row, side: 'given' as const })), ...list.value.received.map((row) => ({ row, side: 'received' as const }))];
  return (
    <section className="settings-group delegations" data-testid="delegations">
      <h2>{text('flows.delegation.title')}</h2>
      <div className="settings-line">
        <div className="hint">{text('flows.delegation.hint')}</div>
        <div className="control"><Button data-testid="delegation-give" disabled={!isOnline} title={isOnline ? undefined : text('flows.delegation.offline')} onClick={() => setIsGiving(true)}>{text('flows.delegation.give')}</Button></div>
      </div>
      {!isOnline && <div className="settings-line muted">{text('flows.delegation.offline')}</div>}
      {list.error !== null && <Failure error={list.error} onRetry={list.reload} />}
      {list.value !== null && rows.length === 0 && <div className="settings-line muted">{text('flows.delegation.none')}</div>}
      {rows.map(({ row, side }) => {
        const state = stateOf(row, Date.now());
        return (
          <div className="settings-line" key={`${side} ${row.id}`} data-testid={`delegation-${side}`}>
            <div>
              <div>{text(`flows.delegation.line.${side}`, { name: side === 'given' ? row.delegateName : row.principalName })} <span className={state === 'inForce' ? 'chip good' : 'chip'}>{text(`flows.delegation.state.${state}`)}</span></div>
              <div className="hint num">{row.organName} · {text('flows.delegation.span', { from: formatDate(row.from), until: formatDate(row.until - 1) })}</div>
            </div>
            {side === 'given' && (state === 'inForce' || state === 'coming') && <div className="control"><Button size="small" data-testid="delegation-revoke" disabled={!isOnline} onClick={() => setRevoking(row)}>{text('flows.delegation.revoke')}</Button></div>}
          </div>
        );
      })}
      {isGiving && <Give person={person} onClose={(isDone) => { setIsGiving(false); if (isDone) list.reload(); }} />}
      {revoking !== null && <Confirm title={text('flows.delegation.revoke')} ok={text('flows.delegation.revoke')} onOk={() => void revoke(revoking)} onCancel={() => setRevoking(null)}>{text('flows.delegation.revoke.ask', { name: revoking.delegateName })}</Confirm>}
    </section>
  );
}

function stateOf(row: DelegationRow, now: number): 'coming' | 'inForce' | 'over' | 'revoked' {
  if (row.revokedAt !== null) return 'revoked';
  if (row.until <= now) return 'over';
  return isInForce(row, now) ? 'inForce' : 'coming';
}

function Give({ person, onClose }: { readonly person: SessionPerson; readonly onClose: (isDone: boolean) => void }) {
  const text = useText();
  const { message } = App.useApp();
  const organs = [...new Map(person.memberships.map((post) => [post.organId, post.organName])).entries()];
  const [organId, setOrganId] = useState(organs[0]?.[0] ?? '');
  const [people, setPeople] = useState<readonly DirectoryPerson[]>([]);
  const [span, setSpan] = useState<readonly [dayjs.Dayjs, dayjs.Dayjs] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [delegate] = people;
  const give = async (): Promise<void> => {
    if (delegate === undefined || span === null) return;
    setIsBusy(true);
    setProblem(null);
    // From the first minute of the first day to the end of the last.
    const answer = await callOffice('delegation.give', { organId: organId as UnitId, delegateId: delegate.id as PersonId, from: span[0].startOf('day').valueOf(), until: span[1].startOf('day').add(1, 'day').valueOf() });
    setIsBusy(false);
    if (!answer.ok) return setProblem(errorText(text, answer.error));
    void message.success(text('flows.delegation.gave'));
    onClose(true);
  };
  return (
    <Dialog title={text('flows.delegation.give')} ok={text('flows.delegation.give')} okTestId="delegation-confirm" isOkDisabled={delegate === undefined || span === null} isBusy={isBusy} onOk={() => void give()} onCancel={() => onClose(false)}>
      {organs.length > 1 && <label className="field"><span className="label">{text('flows.organ')}</span><Select value={organId} onChange={setOrganId} options={organs.map(([value, label]) => ({ value, label }))} /></label>}
      <div className="field"><span className="label">{text('flows.delegation.to')}</span><PersonPicker chosen={people} exclude={[person.personId]} isSingle onChange={setPeople} /></div>
      <div className="field">
        <span className="label">{text('flows.delegation.dates')}</span>
        <DatePicker.RangePicker data-testid="delegation-dates" value={span === null ? null : [span[0], span[1]]} onChange={(days) => setSpan(days?.[0] != null && days[1] != null ? [days[0], days[1]] : null)} />
        <span className="hint">{text('flows.delegation.dates.hint')}</span>
      </div>
      {problem !== null && <div className="note danger" role="alert"><span className="grow">{problem}</span></div>}
    </Dialog>
  );
}
