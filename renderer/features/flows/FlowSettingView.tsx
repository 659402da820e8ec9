/** One flow of one organ: its table, its drawing, its dry run. The unit's administrator changes it; a change that somebody else made meanwhile is said, not overwritten. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { UnitId } from '#shared/base/ids.ts';
import type { FlowReading } from '#shared/ipc/contract.ts';
import type { FlowSetting } from '#shared/protocol/flows.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import { DryRunPanel } from './DryRunPanel.tsx';
import { isSamePlan } from './edit-plan.ts';
import { FlowDrawing } from './FlowDrawing.tsx';
import { StepTable } from './StepTable.tsx';

interface FlowSettingViewProps {
  readonly organId: UnitId;
  readonly setting: FlowSetting;
  readonly holders: FlowReading['holders'][FlowSetting['flow']];
  readonly mayChange: boolean;
  readonly isOnline: boolean;
  readonly onSaved: () => void;
}

/** What was changed and on which version; null while nothing is. */
type Draft = { readonly basedOn: number; readonly plan: Plan } | null;

export function FlowSettingView({ organId, setting, holders, mayChange, isOnline, onSaved }: FlowSettingViewProps) {
  const text = useText();
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Draft>(null);
  const [isBusy, setIsBusy] = useState(false);
  const plan = draft?.plan ?? setting.plan;
  const isOvertaken = draft !== null && draft.basedOn !== setting.version;
  const change = (next: Plan): void => setDraft(isSamePlan(next, setting.plan) ? null : { basedOn: draft?.basedOn ?? setting.version, plan: next });
  const save = async (): Promise<void> => {
    if (draft === null) return;
    setIsBusy(true);
    const answer = await callOffice('flow.set', { organId, basedOn: draft.basedOn, plan: draft.plan });
    setIsBusy(false);
    if (answer.ok) {
      setDraft(null);
      void message.success(text('flows.saved'));
    } else void message.error(errorText(text, answer.error));
    onSaved();
  };
  return (
    <>
      {isOvertaken && (
        <div className="strip warn" role="status" data-testid="flow-overtaken"><Icon name="warn" /><span className="grow">{text('flows.overtaken')}</span><Button size="small" onClick={() => setDraft(null)}>{text('flows.takePresent')}</Button></div>
      )}
      <div className="flow-setting scroll">
        <div className="flow-main">
          <p className="muted small num" data-testid="flow-version">{setting.by === null ? text('flows.version.province') : text('flows.version.own', { version: setting.version, name: setting.by.name, time: formatTime(setting.by.at) })}</p>
          <StepTable plan={plan} holders={holders} isReadOnly={!mayChange} onChange={change} />
          <p className="muted small">{text(mayChange ? 'flows.running' : 'flows.readOnly')}</p>
          {mayChange && (
            <div className="flow-acts">
              <Button type="primary" data-testid="flow-save" disabled={draft === null || isOvertaken || !isOnline} loading={isBusy} onClick={() => void save()}>{text('flows.save')}</Button>
              <Button data-testid="flow-revert" disabled={draft === null} onClick={() => setDraft(null)}>{text('flows.revert')}</Button>
            </div>
          )}
          <DryRunPanel organId={organId} plan={plan} />
        </div>
        <aside className="flow-side" aria-label={text('flows.drawing')}>
          <h2>{text('flows.drawing')}</h2>
          <FlowDrawing plan={plan} />
          <p className="muted small">{text('flows.drawing.legend')}</p>
        </aside>
      </div>
    </>
  );
}
