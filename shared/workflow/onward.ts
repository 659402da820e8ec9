/**
 * Where an act leads from here: the table read for one document. The path is the table's steps without what the plan leaves out;
 * a step with a condition is entered only when the condition holds.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { PersonId } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { stepOf, type Row, type Stage, type Step } from './flow.ts';
import { flowOf } from './flows/book.ts';
import { currentStep, isPending } from './holders.ts';
import type { Assignee, DocumentState, Passed } from './model.ts';
import { pathOf } from './plan.ts';

export interface Onward {
  readonly to: Stage;
  readonly isHandedOn: boolean;
  readonly assignees: readonly Assignee[];
}

export interface Asked {
  /** The step that the act names, for `earlier` and a choice. */
  readonly to: Stage | null;
  /** People that the act names for the step it leads to. */
  readonly people: readonly Assignee[];
  /** People who were named for a step to come. */
  readonly named: readonly Assignee[];
  /** Who acts, and what they say to a round. */
  readonly personId: PersonId;
  readonly answer: 'approve' | 'reject' | 'done';
}

export function onward(state: DocumentState, row: Row, asked: Asked): Result<Onward, AppError> {
  switch (row.to) {
    case 'stay': return ok({ to: state.stage, isHandedOn: false, assignees: state.assignees });
    case 'next': return enter(state, nextStage(state, asked.named), asked);
    case 'round': return closeRound(state, asked);
    case 'back': {
      const last = cameFrom(state);
      const hasBegun = state.assignees.some((each) => !isPending(each));
      if (last === undefined || hasBegun) return err(appError('workflow.wrong-stage', { rule: 'WF24' }));
      return ok({ to: last.stage, isHandedOn: true, assignees: afresh(last.assignees) });
    }
    case 'earlier': {
      const known = state.trail.find((passed) => passed.stage === asked.to);
      if (known === undefined || !isBefore(state, known.stage)) return err(appError('workflow.not-an-earlier-step', { rule: 'WF25' }));
      return ok({ to: known.stage, isHandedOn: true, assignees: afresh(known.assignees) });
    }
    default: {
      if (typeof row.to === 'string') return enter(state, row.to, asked);
      return asked.to !== null && row.to.includes(asked.to) ? enter(state, asked.to, asked) : err(appError('workflow.not-an-earlier-step', { rule: 'WF25' }));
    }
  }
}

/** The step that handed it to the present one, and who did; undefined where that is not taken back. */
export function cameFrom(state: DocumentState): Passed | undefined {
  const last = state.trail.findLast((passed) => isBefore(state, passed.stage) && !state.plan.auto.includes(passed.stage));
  return last === undefined || stepOf(flowOf(state.plan), last.stage)?.isFinal === true ? undefined : last;
}

/** The steps that 退回 may name, nearest first. */
export const earlierStages = (state: DocumentState): readonly Stage[] =>
  state.trail.map((passed) => passed.stage).filter((stage) => isBefore(state, stage)).sort((a, b) => placeOf(state, b) - placeOf(state, a));

const isBefore = (state: DocumentState, stage: Stage): boolean => placeOf(state, stage) < placeOf(state, state.stage);

/** In the table, whatever the plan leaves out; 协商 stands where its 会签 does. */
function placeOf(state: DocumentState, stage: Stage): number {
  return flowOf(state.plan).steps.findIndex((step) => step.stage === stage);
}

const afresh = (assignees: readonly Assignee[]): readonly Assignee[] => assignees.filter((each) => each.share !== 'consult').map((each) => ({ ...each, answer: null }));

/** Undefined where the path ends. */
export function nextStep(state: DocumentState, named: readonly Assignee[]): Step | undefined {
  const place = placeOf(state, state.stage);
  const steps = flowOf(state.plan).steps;
  return pathOf(state.plan).find((step) => steps.indexOf(step) > place && applies(state, step, named));
}

export function nextStage(state: DocumentState, named: readonly Assignee[]): Stage {
  const next = nextStep(state, named);
  if (next === undefined) throw new Error(`nothing follows ${state.stage} in ${state.plan.flow} ${state.plan.version}`);
  return next.stage;
}

function applies(state: DocumentState, step: Step, named: readonly Assignee[]): boolean {
  switch (step.when) {
    case 'named': return named.length > 0;
    case 'awaitsAnswer': return state.docType === 'request';
    default: return true;
  }
}

function enter(state: DocumentState, to: Stage, asked: Asked): Result<Onward, AppError> {
  const step = stepOf(flowOf(state.plan), to);
  if (step?.holder !== 'named') return ok({ to, isHandedOn: true, assignees: [] });
  // Named with this act; or passed on from one step of names to the next; or named for it when it set out.
  const passedOn = currentStep(state).holder === 'named' ? afresh(state.assignees) : [];
  const named = asked.people.length > 0 && to !== 'countersigning' ? asked.people : passedOn.length > 0 ? passedOn : afresh(asked.named);
  return named.length === 0 ? err(appError('workflow.missing-people', { rule: 'WF26' })) : ok({ to, isHandedOn: true, assignees: named });
}

/** 会签, 传阅: it stays until everybody has answered. One who disagrees leads to 协商, where the flow has it. */
function closeRound(state: DocumentState, asked: Asked): Result<Onward, AppError> {
  const assignees = answered(state.assignees, asked.personId, asked.answer);
  if (assignees.some(isPending)) return ok({ to: state.stage, isHandedOn: false, assignees });
  const isDisputed = assignees.some((each) => each.answer === 'reject') && stepOf(flowOf(state.plan), 'consulting') !== undefined;
  return ok({ to: isDisputed ? 'consulting' : nextStage(state, asked.named), isHandedOn: true, assignees: [] });
}

export const answered = (assignees: readonly Assignee[], personId: PersonId, answer: Asked['answer']): readonly Assignee[] =>
  assignees.map((each) => (each.personId === personId && isPending(each) ? { ...each, answer } : each));
