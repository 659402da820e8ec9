/**
 * What a unit may set within the province's table: steps left out, steps that the server does at once, people by post, time limits.
 * A document carries the plan it was born with, so a later change touches no running document and a client needs nothing but the document
 * to judge an act offline.
 */
import { z } from 'zod';
import { appError, type AppError } from '#shared/base/errors.ts';
import { isPersonId, type PersonId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Level } from '#shared/org/model.ts';
import { FLOW_IDS, STAGES, stepOf, type FlowId, type Stage, type Step } from './flow.ts';
import { flowOf, latestFlow } from './flows/book.ts';

export const PEOPLE_PER_STEP_MAX = 20;
export const STEP_DAYS_MAX = 250;

const stage = z.enum(STAGES);
const personId = z.custom<PersonId>(isPersonId, 'person id');

/** Everything beside `flow` and `version` is a choice of the unit. */
export const plan = z.strictObject({
  flow: z.enum(FLOW_IDS),
  version: z.number().int().min(1).max(1_000_000),
  /** Steps left out. */
  skip: z.array(stage).max(STAGES.length),
  /** Steps done by the server in the same breath as the act before. */
  auto: z.array(stage).max(STAGES.length),
  /** Who of those with the post holds a step; without an entry, all of them. */
  people: z.partialRecord(stage, z.array(personId).min(1).max(PEOPLE_PER_STEP_MAX)),
  /** 时限 in working days, where the unit has another than the table. */
  days: z.partialRecord(stage, z.number().int().min(1).max(STEP_DAYS_MAX)),
});
export type Plan = Readonly<z.output<typeof plan>>;

/** Below the city, one office does it all: 审核 and 拟办 are one desk, and a number follows the signature at once. A unit may choose otherwise. */
const SHORT: { readonly [flow in FlowId]: Pick<Plan, 'skip' | 'auto'> } = {
  dispatch: { skip: ['departmentReview', 'officeReview', 'proofreading', 'printing', 'sealing'], auto: ['registering', 'dispatching'] },
  receipt: { skip: ['screening', 'proposing'], auto: ['registering'] },
  memo: { skip: ['departmentReview', 'officeReview'], auto: [] },
  circulation: { skip: [], auto: [] },
  supervision: { skip: [], auto: ['registering'] },
};
const FULL: { readonly [flow in FlowId]: Pick<Plan, 'skip' | 'auto'> } = {
  dispatch: { skip: ['printing', 'sealing'], auto: [] },
  receipt: { skip: ['screening'], auto: [] },
  memo: { skip: [], auto: [] },
  circulation: { skip: [], auto: [] },
  supervision: { skip: [], auto: ['registering'] },
};
const FULL_DOWN_TO_LEVEL: Level = 2;

export function defaultPlan(flow: FlowId, level: Level): Plan {
  return { flow, version: latestFlow(flow).version, ...(level <= FULL_DOWN_TO_LEVEL ? FULL : SHORT)[flow], people: {}, days: {} };
}

/** Whether a unit's wishes stay within the table: only what is optional is left out, only what has an act of its own is done at once. */
export function checkPlan(wished: Plan): Result<Plan, AppError> {
  const flow = flowOf(wished);
  const within = (stages: readonly Stage[], allowed: (step: Step) => boolean): Stage | undefined =>
    stages.find((each) => { const step = stepOf(flow, each); return step === undefined || !allowed(step); });
  const wrong = within(wished.skip, (step) => step.optional === true)
    ?? within(wished.auto, (step) => step.autoAct !== undefined)
    ?? within(Object.keys(wished.people) as Stage[], (step) => step.holder !== 'drafter' && step.holder !== 'named' && step.holder !== 'nobody')
    ?? within(Object.keys(wished.days) as Stage[], (step) => step.holder !== 'nobody');
  return wrong === undefined ? ok(wished) : err(appError('workflow.outside-template', { rule: 'FLW05', data: { stage: wrong } }));
}

/** The steps a document of this plan passes, in order; those beside the path are left out. */
export const pathOf = (wished: Plan): readonly Step[] => flowOf(wished).steps.filter((step) => step.aside !== true && !wished.skip.includes(step.stage));
