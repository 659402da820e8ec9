import { describe, expect, it } from 'vitest';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { ORGAN, smallOrg } from '#tests/kit/small-org.ts';
import { planFor } from '#tests/kit/story.ts';
import { dryRun, type DryRun, type DryStep } from './dry-run.ts';
import { FLOW_IDS } from './flow.ts';
import { defaultPlan, pathOf } from './plan.ts';

// A Monday morning in an ordinary week.
const AT = Date.UTC(2026, 5, 1, 1);
const asked: DryRun = { plan: planFor(ORGAN.town, 'dispatch'), organId: ORGAN.town, docType: 'request', isCountersigned: false, urgency: 'normal', at: AT };
const run = (wish: Partial<DryRun>): readonly DryStep[] => dryRun({ ...asked, ...wish }, smallOrg(), NATIONAL_CALENDAR);
const way = (steps: readonly DryStep[]): string => steps.map((step) => step.stage).join(' ');

describe('预演', () => {
  it('[PLN07] walks the path of the plan, with 会签 where it is asked for and 批示 where an answer is due', () => {
    expect(way(run({}))).toBe('drafting signing registering dispatching issued');
    expect(way(run({ isCountersigned: true }))).toBe('drafting countersigning signing registering dispatching issued');
    expect(way(run({ plan: { ...asked.plan, skip: [], auto: [] } }))).toBe('drafting departmentReview officeReview signing proofreading registering printing sealing dispatching issued');
    const receipt = planFor(ORGAN.county, 'receipt');
    expect(way(run({ plan: receipt, organId: ORGAN.county }))).toBe('awaitingReceipt registering deciding filed');
    expect(way(run({ plan: receipt, organId: ORGAN.county, docType: 'notice' }))).toBe('awaitingReceipt registering filed');
    expect(way(run({ plan: planFor(ORGAN.town, 'memo'), docType: 'memo' }))).toMatch(/^drafting .*deciding$/u);
  });

  it('[PLN07] names who would hold each step, or nobody where the server does it', () => {
    const steps = run({ plan: { ...asked.plan, skip: [], people: { officeReview: ['townrevi1'] } } });
    expect(steps.map((step) => step.holders.map((each) => each.personId).join())).toEqual(['', 'townrevi1', 'townrevi1', 'townhead1', 'townregi1', '', 'townregi1', 'townseal1', '', '']);
    expect(steps.filter((step) => step.isAutomatic).map((step) => step.stage)).toEqual(['registering', 'dispatching']);
  });

  it('[PLN07] gives each step its whole time, the unit’s before the table’s, and less to what is urgent', () => {
    const due = (steps: readonly DryStep[], stage: string): number | null => steps.find((step) => step.stage === stage)?.dueAt ?? null;
    const ordinary = due(run({}), 'signing') ?? 0;
    expect(ordinary).toBeGreaterThan(AT);
    expect(due(run({ plan: { ...asked.plan, days: { signing: 9 } } }), 'signing')).toBeGreaterThan(ordinary);
    expect(due(run({ urgency: 'critical' }), 'signing')).toBeLessThan(ordinary);
    expect(due(run({}), 'registering')).toBeNull();
  });

  it('[PLN07] passes every step of the path of every flow at every level once, in order', () => {
    for (const flow of FLOW_IDS) {
      for (const level of [1, 2, 3, 4, 5] as const) {
        const plan = defaultPlan(flow, level);
        const passed = run({ plan, isCountersigned: true }).map((step) => step.stage);
        const path = pathOf(plan).map((step) => step.stage);
        expect(passed).toEqual(path.slice(0, passed.length));
      }
    }
  });
});
