/**
 * 预演: the way that a document of this plan would take, and who would hold each step, by the very functions that move a real one.
 * Every step is given its whole time limit; nobody sends anything back.
 */
import type { DocId, OpId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { dueFor, type Urgency } from '#shared/time/deadline.ts';
import { evolve } from './evolve.ts';
import type { Holding, Stage } from './flow.ts';
import { currentStep, penHolders, type PenHolder } from './holders.ts';
import type { Assignee, DocType, DocumentState, EventBody } from './model.ts';
import { nextStep } from './onward.ts';
import type { Plan } from './plan.ts';

export interface DryRun {
  readonly plan: Plan;
  readonly organId: UnitId;
  readonly docType: DocType;
  readonly isCountersigned: boolean;
  readonly urgency: Urgency;
  readonly at: EpochMs;
}

export interface DryStep {
  readonly stage: Stage;
  readonly holder: Holding;
  /** The server does it in the same breath as the step before. */
  readonly isAutomatic: boolean;
  /** Who holds the post; empty where it is the drafter, people yet to be named, or nobody. */
  readonly holders: readonly PenHolder[];
  readonly dueAt: EpochMs | null;
}

const SOMEBODY: Assignee = { personId: 'somebody', name: '', title: '', unitName: '', share: 'sign', answer: null };

export function dryRun(asked: DryRun, org: OrgView, calendar: Calendar): readonly DryStep[] {
  const { plan } = asked;
  const named = asked.isCountersigned ? [SOMEBODY] : [];
  const steps: DryStep[] = [];
  let state = born(asked);
  let at = asked.at;
  for (;;) {
    const step = currentStep(state);
    const isAutomatic = plan.auto.includes(step.stage);
    const isPost = step.holder !== 'drafter' && step.holder !== 'named' && step.holder !== 'nobody';
    const limitDays = isAutomatic || step.holder === 'nobody' ? undefined : (plan.days[step.stage] ?? step.days);
    const dueAt = limitDays === undefined ? null : dueFor({ urgency: asked.urgency, limitDays }, calendar, at);
    steps.push({ stage: step.stage, holder: step.holder, isAutomatic, holders: isPost && !isAutomatic ? penHolders(state, org) : [], dueAt });
    at = dueAt ?? at;
    const next = step.holder === 'nobody' ? undefined : nextStep(state, named);
    if (next === undefined) return steps;
    state = { ...state, stage: next.stage };
  }
}

function born({ plan, organId, docType, urgency, at }: DryRun): DocumentState {
  const docId = '0'.repeat(32) as DocId;
  const common = { docType, plan, organId, organName: '', title: '', urgency } as const;
  const body: EventBody = plan.flow === 'receipt'
    ? { kind: 'delivered', ...common, number: '', contentHash: '', dueAt: null, origin: { docId, organId, organName: '', drafterId: '', signedOffBy: '', signedOffAt: at, answers: null } }
    : { kind: 'created', ...common, templateId: '', mainRecipientId: null, mainRecipientName: '', basis: null, inReplyTo: null };
  return evolve(null, { seq: 0, docId, docSeq: 1, opId: docId as string as OpId, actor: { personId: '', name: '', title: '', unitName: '' }, at, claimedAt: null, body });
}
