/**
 * Whether a flow table holds together. Run over every table when it is loaded (by the tests for those in the book, by the server for what a
 * unit configures): a table that fails is a bug, found before a document walks into it.
 */
import type { Flow, Lead, Stage, Step } from './flow.ts';
import { stepOf } from './flow.ts';

export interface Fault {
  readonly stage: Stage;
  readonly what: string;
}

export function faultsOf(flow: Flow): readonly Fault[] {
  const faults: Fault[] = [];
  const fault = (stage: Stage, what: string): void => { faults.push({ stage, what }); };
  const first = flow.steps[0];
  if (first === undefined) return [{ stage: 'drafting', what: 'has no steps' }];
  const seen = new Set<Stage>();
  for (const step of flow.steps) {
    if (seen.has(step.stage)) fault(step.stage, 'stands twice');
    seen.add(step.stage);
    if (step.autoAct !== undefined && step.acts[step.autoAct]?.to !== 'next') fault(step.stage, 'is done at once by an act that does not lead on');
    if (step.text === 'draft' && step.holder !== 'drafter') fault(step.stage, 'is written by somebody who does not hold it');
    for (const [act, row] of Object.entries(step.acts)) {
      if (row.by.length === 0) fault(step.stage, `${act} is nobody's`);
      for (const target of namedTargets(row.to)) if (stepOf(flow, target) === undefined) fault(step.stage, `${act} leads to ${target}, which is not here`);
      if (row.to === 'round' && step.holder !== 'named') fault(step.stage, `${act} closes a round that nobody was named for`);
    }
    if (step.holder !== 'nobody' && !Object.values(step.acts).some((row) => row.to !== 'stay' && row.by.some((by) => by !== 'system'))) fault(step.stage, 'is held, yet nothing leads on from it');
  }
  const reached = reach(flow, first.stage, () => true);
  for (const step of flow.steps) if (!reached.has(step.stage)) fault(step.stage, 'is never reached');
  for (const step of flow.steps) if (!endsSomewhere(flow, step)) fault(step.stage, 'never comes to an end');
  if (flow.sealsAt !== null) for (const each of opensAfterSeal(flow, flow.sealsAt)) fault(each, 'is open although the text is signed, and goes out without being signed again');
  return faults;
}

function namedTargets(to: Lead): readonly Stage[] {
  if (typeof to !== 'string') return to;
  return to === 'next' || to === 'stay' || to === 'back' || to === 'earlier' || to === 'round' ? [] : [to];
}

/** Where an act at this step may lead, whatever a plan leaves out. */
export function targetsOf(flow: Flow, step: Step, to: Lead): readonly Stage[] {
  const path = flow.steps.filter((each) => each.aside !== true);
  const place = path.indexOf(step);
  // A step beside the path returns to what follows the step that leads to it: 协商 follows 会签.
  const from = place >= 0 ? place : path.findIndex((each) => Object.values(each.acts).some((row) => row.to === 'round'));
  const onward = (): readonly Stage[] => {
    const rest = path.slice(from + 1);
    const firm = rest.findIndex((each) => each.optional !== true && each.when === undefined);
    return rest.slice(0, firm < 0 ? rest.length : firm + 1).map((each) => each.stage);
  };
  switch (to) {
    case 'next': return onward();
    case 'stay': return [step.stage];
    case 'round': return [step.stage, ...onward(), ...(stepOf(flow, 'consulting') === undefined ? [] : ['consulting' as const])];
    case 'back': case 'earlier': return path.slice(0, Math.max(from, 0)).map((each) => each.stage);
    default: return typeof to === 'string' ? [to] : to;
  }
}

function reach(flow: Flow, start: Stage, enters: (stage: Stage) => boolean): ReadonlySet<Stage> {
  const reached = new Set<Stage>([start]);
  const queue: Stage[] = [start];
  for (let stage = queue.pop(); stage !== undefined; stage = queue.pop()) {
    const step = stepOf(flow, stage);
    if (step === undefined) continue;
    for (const row of Object.values(step.acts)) {
      for (const target of targetsOf(flow, step, row.to)) {
        if (reached.has(target) || !enters(target)) continue;
        reached.add(target);
        queue.push(target);
      }
    }
  }
  return reached;
}

const endsSomewhere = (flow: Flow, step: Step): boolean => {
  const reached = reach(flow, step.stage, () => true);
  return reached.has('archived') || reached.has('terminated') || reached.has('recalled');
};

/** Steps from which text that can still change reaches the world past the signature. */
function opensAfterSeal(flow: Flow, sealsAt: Stage): readonly Stage[] {
  const place = flow.steps.findIndex((step) => step.stage === sealsAt);
  const goesOut: readonly Stage[] = flow.steps.slice(place + 1).filter((step) => step.aside !== true).map((step) => step.stage);
  return flow.steps.filter((step) => {
    if (step.text === undefined) return false;
    const withoutSigning = reach(flow, step.stage, (stage) => stage !== sealsAt);
    return goesOut.some((stage) => withoutSigning.has(stage));
  }).map((step) => step.stage);
}
