/** 预演: the way that a document would take by the plan on the screen, who would hold each step, and by when. */
import { Segmented, Select } from 'antd';
import { useState } from 'react';
import { useCall } from '#renderer/bridge/use-call.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { useText } from '#renderer/ui/text.tsx';
import { formatTime } from '#renderer/ui/time.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import { URGENCIES, type Urgency } from '#shared/time/deadline.ts';
import { flowOf } from '#shared/workflow/flows/book.ts';
import type { DryStep } from '#shared/workflow/dry-run.ts';
import type { DocType } from '#shared/workflow/model.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import { TEMPLATES } from '#shared/workflow/templates.ts';

const RECEIVED: readonly DocType[] = ['request', 'report', 'notice', 'letter', 'reply'];
const NAMES_SHOWN = 3;

export function DryRunPanel({ organId, plan }: { readonly organId: string; readonly plan: Plan }) {
  const text = useText();
  const types = plan.flow === 'receipt' ? RECEIVED : TEMPLATES.filter((template) => template.flow === plan.flow).map((template) => template.docType);
  const [wanted, setDocType] = useState<DocType>('request');
  const [isCountersigned, setIsCountersigned] = useState(false);
  const [urgency, setUrgency] = useState<Urgency>('normal');
  const docType = types.includes(wanted) ? wanted : (types[0] ?? 'request');
  const hasCountersigning = flowOf(plan).steps.some((step) => step.stage === 'countersigning') && !plan.skip.includes('countersigning');
  const run = useCall('flow.dryRun', { organId, plan, docType, isCountersigned: isCountersigned && hasCountersigning, urgency });
  return (
    <section className="dry-run" aria-label={text('flows.dry.title')}>
      <h2>{text('flows.dry.title')}</h2>
      <div className="dry-ask">
        <Select size="small" aria-label={text('flows.dry.type')} data-testid="dry-type" value={docType} onChange={setDocType} popupMatchSelectWidth={false} options={types.map((type) => ({ value: type, label: text(`domain.type.${type}`) }))} />
        <Segmented size="small" aria-label={text('flows.dry.urgency')} value={urgency} onChange={setUrgency} options={URGENCIES.map((each) => ({ value: each, label: text(`time.urgency.${each}`) }))} />
        {hasCountersigning && (
          <label className="dry-countersign">{text('flows.dry.countersign')}
            <Segmented size="small" aria-label={text('flows.dry.countersign')} data-testid="dry-countersign" value={isCountersigned} onChange={setIsCountersigned} options={[{ value: true, label: text('flows.dry.countersign.yes') }, { value: false, label: text('flows.dry.countersign.no') }]} />
          </label>
        )}
      </div>
      {run.error !== null && <p className="danger-text" role="alert">{errorText(text, run.error)}</p>}
      <ol className="dry-steps" data-testid="dry-steps">
        {(run.value ?? []).map((step) => (
          <li key={step.stage} data-stage={step.stage}>
            <strong>{text(`domain.stage.${step.stage}` as MessageKey)}</strong>
            <span className={isVacant(step) ? 'danger-text' : 'muted'}>{holderText(step)}</span>
            {step.dueAt !== null && <span className="num muted">{text('flows.dry.due', { time: formatTime(step.dueAt) })}</span>}
          </li>
        ))}
      </ol>
      <p className="muted small">{text('flows.dry.note')}</p>
    </section>
  );

  function holderText(step: DryStep): string {
    if (step.isAutomatic) return text('flows.holder.system');
    if (step.holder === 'nobody') return '';
    if (step.holder === 'drafter' || step.holder === 'named') return text(`flows.holder.${step.holder}`);
    if (isVacant(step)) return text('flows.dry.vacant');
    return `${step.holders.slice(0, NAMES_SHOWN).map((each) => each.name).join('、')}${step.holders.length > NAMES_SHOWN ? '…' : ''}`;
  }
}

const isVacant = ({ holder, isAutomatic, holders }: DryStep): boolean => !isAutomatic && holder !== 'drafter' && holder !== 'named' && holder !== 'nobody' && holders.length === 0;
