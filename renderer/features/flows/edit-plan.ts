/** Changes to a plan, step by step. Pure: what cannot be chosen for a step is not offered, and a choice that was taken back leaves no trace. */
import type { PersonId } from '#shared/base/ids.ts';
import type { Stage, Step } from '#shared/workflow/flow.ts';
import type { Plan } from '#shared/workflow/plan.ts';

export type How = 'hand' | 'auto' | 'skip';

export const howOf = (plan: Plan, { stage }: Step): How => (plan.skip.includes(stage) ? 'skip' : plan.auto.includes(stage) ? 'auto' : 'hand');

export const waysOf = (step: Step): readonly How[] => ['hand', ...(step.autoAct === undefined ? [] : ['auto' as const]), ...(step.optional === true ? ['skip' as const] : [])];

const without = (stages: readonly Stage[], stage: Stage): Stage[] => stages.filter((each) => each !== stage);

export const withHow = (plan: Plan, stage: Stage, how: How): Plan => ({
  ...plan, skip: how === 'skip' ? [...without(plan.skip, stage), stage] : without(plan.skip, stage), auto: how === 'auto' ? [...without(plan.auto, stage), stage] : without(plan.auto, stage),
});

export function withPeople(plan: Plan, stage: Stage, people: readonly string[]): Plan {
  const { [stage]: _before, ...rest } = plan.people;
  return { ...plan, people: people.length === 0 ? rest : { ...rest, [stage]: people as readonly PersonId[] as PersonId[] } };
}

export function withDays(plan: Plan, stage: Stage, days: number | null): Plan {
  const { [stage]: _before, ...rest } = plan.days;
  return { ...plan, days: days === null ? rest : { ...rest, [stage]: days } };
}

/** The same choices, in whatever order they were made. */
export const isSamePlan = (one: Plan, other: Plan): boolean => said(one) === said(other);

function said({ flow, version, skip, auto, people, days }: Plan): string {
  const sorted = (record: object): readonly unknown[] => Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([flow, version, [...skip].toSorted(), [...auto].toSorted(), sorted(people), sorted(days)]);
}
