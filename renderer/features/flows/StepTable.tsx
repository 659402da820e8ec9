/** The steps of a flow as a table: how each is done, by whom, within how many days. Read-only for whoever may not set it. */
import { InputNumber, Select } from 'antd';
import type { FlowReading } from '#shared/ipc/contract.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { Stage, Step } from '#shared/workflow/flow.ts';
import { flowOf } from '#shared/workflow/flows/book.ts';
import { PEOPLE_PER_STEP_MAX, STEP_DAYS_MAX, type Plan } from '#shared/workflow/plan.ts';
import { useText } from '#renderer/ui/text.tsx';
import { howOf, waysOf, withDays, withHow, withPeople } from './edit-plan.ts';

interface StepTableProps {
  readonly plan: Plan;
  readonly holders: FlowReading['holders'][Plan['flow']];
  readonly isReadOnly: boolean;
  readonly onChange: (plan: Plan) => void;
}

export function StepTable({ plan, holders, isReadOnly, onChange }: StepTableProps) {
  const text = useText();
  const steps = flowOf(plan).steps.filter((step) => step.holder !== 'nobody');
  return (
    <table className="flow-steps" data-testid="flow-steps">
      <thead><tr><th>{text('flows.col.step')}</th><th>{text('flows.col.how')}</th><th>{text('flows.col.people')}</th><th>{text('flows.col.days')}</th></tr></thead>
      <tbody>
        {steps.map((step) => {
          const how = howOf(plan, step);
          const ways = waysOf(step);
          const name = text(`domain.stage.${step.stage}` as MessageKey);
          return (
            <tr key={step.stage} className={how} data-testid={`flow-step-${step.stage}`}>
              <th scope="row">{name}</th>
              <td>
                {isReadOnly || ways.length === 1
                  ? text(`flows.how.${how}`)
                  : <Select size="small" aria-label={`${name} ${text('flows.col.how')}`} data-testid={`flow-how-${step.stage}`} value={how} onChange={(chosen) => onChange(withHow(plan, step.stage, chosen))} popupMatchSelectWidth={false} options={ways.map((way) => ({ value: way, label: text(`flows.how.${way}`) }))} />}
              </td>
              <td>{how === 'hand' && <Who step={step} plan={plan} candidates={holders[step.stage] ?? []} isReadOnly={isReadOnly} label={`${name} ${text('flows.col.people')}`} onChange={(people) => onChange(withPeople(plan, step.stage, people))} />}</td>
              <td className="num">
                {how === 'hand' && step.stage !== 'drafting' && (isReadOnly
                  ? (plan.days[step.stage] ?? step.days ?? '')
                  : <InputNumber size="small" aria-label={`${name} ${text('flows.col.days')}`} data-testid={`flow-days-${step.stage}`} min={1} max={STEP_DAYS_MAX} precision={0} value={plan.days[step.stage] ?? null} placeholder={String(step.days ?? '')} onChange={(days) => onChange(withDays(plan, step.stage, days))} />)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface WhoProps {
  readonly step: Step;
  readonly plan: Plan;
  readonly candidates: readonly { readonly personId: string; readonly name: string; readonly title: string }[];
  readonly isReadOnly: boolean;
  readonly label: string;
  readonly onChange: (people: readonly string[]) => void;
}

/** Whoever holds the post, or those of them whom the unit chose. */
function Who({ step, plan, candidates, isReadOnly, label, onChange }: WhoProps) {
  const text = useText();
  if (step.holder === 'drafter' || step.holder === 'named') return <span className="muted">{text(`flows.holder.${step.holder}`)}</span>;
  if (candidates.length === 0) return <span className="danger-text">{text('flows.people.vacant')}</span>;
  const nameOf = ({ name, title }: WhoProps['candidates'][number]): string => (title === '' ? name : `${name}（${title}）`);
  const chosen: readonly string[] = plan.people[step.stage as Stage] ?? [];
  if (isReadOnly) return <span>{candidates.filter(({ personId }) => chosen.length === 0 || chosen.includes(personId)).map(nameOf).join('、')}</span>;
  return (
    <Select
      mode="multiple" size="small" className="who" aria-label={label} data-testid={`flow-who-${step.stage}`} value={[...chosen]} onChange={onChange} maxCount={PEOPLE_PER_STEP_MAX} optionFilterProp="label"
      placeholder={candidates.length === 1 && candidates[0] !== undefined ? nameOf(candidates[0]) : text('flows.people.all')} options={candidates.map((each) => ({ value: each.personId, label: nameOf(each) }))}
    />
  );
}
