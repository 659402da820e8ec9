/** 办理流程: how one's own units walk their flows. Everybody looks and tries out; a 单位管理员 sets, gives what is stuck to another, and hands over somebody's work. */
import { Select } from 'antd';
import { useState } from 'react';
import { useIsOnline } from '#renderer/bridge/stores.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { HandoverPanel } from '#renderer/features/handovers/index.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Empty, Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';
import type { UnitId } from '#shared/base/ids.ts';
import { canFlows } from '#shared/policy/flow-settings.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { FLOW_IDS, type FlowId } from '#shared/workflow/flow.ts';
import { FlowSettingView } from './FlowSettingView.tsx';
import { StuckPanel } from './StuckPanel.tsx';
import './flows.css';

type Part = FlowId | 'stuck' | 'handover';

export function FlowsPage({ person }: { readonly person: SessionPerson }) {
  const text = useText();
  const organs = [...new Map(person.memberships.toSorted((a, b) => Number(b.primary) - Number(a.primary)).map((post) => [post.organId, post.organName])).entries()];
  const [wanted, setOrganId] = useState(organs[0]?.[0]);
  const [part, setPart] = useState<Part>('dispatch');
  const organId = wanted as UnitId | undefined;
  const isOnline = useIsOnline();
  const reading = useCall('flow.get', organId === undefined ? null : { organId }, ['flows.changed']);
  if (organId === undefined) return <Empty icon="unit">{text('flows.none')}</Empty>;
  const poster = { personId: person.personId, memberships: person.memberships.map((post) => ({ ...post, personId: person.personId })) };
  const mayChange = canFlows(poster, 'change', organId).ok;
  const parts: readonly Part[] = mayChange ? [...FLOW_IDS, 'stuck', 'handover'] : FLOW_IDS;
  const shown = parts.includes(part) ? part : 'dispatch';
  const isFlow = shown !== 'stuck' && shown !== 'handover';
  const setting = reading.value?.flows.find((each) => each.flow === shown);
  return (
    <div className="flows" data-testid="flows">
      <h1 className="sr-only">{text('flows.nav')}</h1>
      <div className="desk-bar">
        <div className="tabs" role="tablist" aria-label={text('flows.flow')} tabIndex={-1} onKeyDown={(event) => {
          const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
          const next = parts[(parts.indexOf(shown) + step + parts.length) % parts.length];
          if (step === 0 || next === undefined) return;
          setPart(next);
          event.currentTarget.querySelector<HTMLElement>(`[data-testid="flow-tab-${next}"]`)?.focus();
        }}>
          {parts.map((each) => (
            <button key={each} type="button" role="tab" id={`flow-tab-${each}`} data-testid={`flow-tab-${each}`} aria-selected={shown === each} aria-controls="flow-panel" tabIndex={shown === each ? 0 : -1} onClick={() => setPart(each)}>
              {text(each === 'stuck' ? 'flows.part.stuck' : each === 'handover' ? 'handover.title' : `domain.flow.${each}`)}
            </button>
          ))}
        </div>
        <span className="grow" />
        {organs.length > 1
          ? <Select size="small" aria-label={text('flows.organ')} value={organId} onChange={setOrganId} popupMatchSelectWidth={false} options={organs.map(([value, label]) => ({ value, label }))} />
          : <span className="muted">{organs[0]?.[1]}</span>}
      </div>
      {!isOnline && isFlow && <div className="strip warn" role="status"><Icon name="cloudOff" /><span className="grow">{text('flows.offline')}</span></div>}
      <div className="flow-panel" id="flow-panel" role="tabpanel" aria-labelledby={`flow-tab-${shown}`}>
        {shown === 'stuck' && <StuckPanel key={organId} organId={organId} isOnline={isOnline} />}
        {shown === 'handover' && <HandoverPanel key={organId} organId={organId} isOnline={isOnline} />}
        {isFlow && reading.value === null && (reading.error === null ? <Skeleton lines={9} /> : <Failure error={reading.error} onRetry={reading.reload} />)}
        {isFlow && reading.value !== null && setting !== undefined && (
          <FlowSettingView key={`${organId} ${shown}`} organId={organId} setting={setting} holders={reading.value.holders[shown]} mayChange={mayChange} isOnline={isOnline} onSaved={reading.reload} />
        )}
      </div>
    </div>
  );
}
