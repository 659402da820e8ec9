import { describe, expect, it } from 'vitest';
import { explore, type Walked } from '#tests/kit/explore.ts';
import { planFor } from '#tests/kit/story.ts';
import { ORGAN } from '#tests/kit/small-org.ts';
import type { Flow, Stage } from '#shared/workflow/flow.ts';
import { checkPlan, defaultPlan, plan as planSchema } from '#shared/workflow/plan.ts';
import { faultsOf } from '#shared/workflow/validate.ts';
import { FLOWS, flowOf, latestFlow } from './book.ts';

const change = (flow: Flow, stage: Stage, to: Partial<Flow['steps'][number]>): Flow => ({ ...flow, steps: flow.steps.map((step) => (step.stage === stage ? { ...step, ...to } : step)) });
const without = (flow: Flow, stage: Stage): Flow => ({ ...flow, steps: flow.steps.filter((step) => step.stage !== stage) });

describe('the tables', () => {
  it.each(FLOWS.map((flow) => [`${flow.id} ${flow.version}`, flow] as const))('[FLW01] %s holds together', (_name, flow) => {
    expect(faultsOf(flow)).toEqual([]);
  });

  it('[FLW02] a table that does not hold together is found, with the step and what is wrong', () => {
    const dispatch = latestFlow('dispatch');
    const found = (flow: Flow): readonly string[] => faultsOf(flow).map(({ stage, what }) => `${stage} ${what}`);
    expect(found(without(dispatch, 'terminated'))).toContain('drafting terminate leads to terminated, which is not here');
    expect(found(change(dispatch, 'officeReview', { acts: {} }))).toContain('officeReview is held, yet nothing leads on from it');
    expect(found(change(dispatch, 'signing', { acts: { signOff: { by: [], to: 'next' } } }))).toContain("signing signOff is nobody's");
    expect(found(change(dispatch, 'signing', { acts: { approve: { by: ['holder'], to: 'round' } } }))).toContain('signing approve closes a round that nobody was named for');
    expect(found(change(dispatch, 'issued', { acts: {} }))).toContain('closed is never reached');
    expect(found(change(dispatch, 'closed', { acts: {} }))).toContain('closed never comes to an end');
    expect(found(change(dispatch, 'proofreading', { text: 'revise' }))).toContain('proofreading is open although the text is signed, and goes out without being signed again');
    expect(found(change(dispatch, 'drafting', { holder: 'registrar' }))).toContain('drafting is written by somebody who does not hold it');
    expect(found(change(dispatch, 'sealing', { autoAct: 'print' }))).toContain('sealing is done at once by an act that does not lead on');
    expect(found({ ...dispatch, steps: [...dispatch.steps, ...dispatch.steps.slice(0, 1)] })).toContain('drafting stands twice');
  });

  it('[FLW03] a version that is not in the book is a bug, not another version', () => {
    for (const flow of FLOWS) expect(flowOf({ flow: flow.id, version: flow.version })).toBe(flow);
    expect(() => flowOf({ flow: 'dispatch', version: 999 })).toThrow('no flow');
    expect(new Set(FLOWS.map(({ id, version }) => `${id} ${version}`)).size).toBe(FLOWS.length);
  });
});

describe('a unit’s plan', () => {
  it('[FLW05] stays within the table', () => {
    const base = defaultPlan('dispatch', 2);
    for (const level of [1, 2, 3, 4, 5] as const) for (const flow of FLOWS) expect(checkPlan(defaultPlan(flow.id, level))).toMatchObject({ ok: true });
    expect(checkPlan({ ...base, skip: ['officeReview', 'proofreading'] })).toMatchObject({ ok: true });
    for (const wrong of [{ skip: ['signing'] }, { skip: ['drafting'] }, { skip: ['screening'] }, { auto: ['signing'] }, { auto: ['printing'] }, { people: { drafting: ['drafter01'] } }, { people: { issued: ['drafter01'] } }, { days: { issued: 3 } }] as const) {
      expect(checkPlan({ ...base, ...(wrong as Partial<typeof base>) })).toMatchObject({ ok: false, error: { code: 'workflow.outside-template', rule: 'FLW05' } });
    }
  });

  it('[FLW05] is read strictly and bounded', () => {
    const base = defaultPlan('memo', 4);
    expect(planSchema.safeParse(base).success).toBe(true);
    expect(planSchema.safeParse({ ...base, extra: 1 }).success).toBe(false);
    expect(planSchema.safeParse({ ...base, days: { deciding: 0 } }).success).toBe(false);
    expect(planSchema.safeParse({ ...base, people: { deciding: [] } }).success).toBe(false);
    expect(planSchema.safeParse({ ...base, people: { deciding: Array.from({ length: 21 }, (_, n) => `person${n}`) } }).success).toBe(false);
  });
});

describe('everything that can happen', () => {
  const walked: Walked = explore();

  it.each(FLOWS.map((flow) => [`${flow.id} ${flow.version}`, flow] as const))('[FLW04] every row of %s is walked', (_name, flow) => {
    const rows = flow.steps.flatMap((step) => Object.entries(step.acts).filter(([, row]) => !row.by.every((by) => by === 'system')).map(([act]) => `${flow.id} ${step.stage} ${act}`));
    const missed = rows.filter((row) => !walked.rows.has(row));
    process.stdout.write(`${flow.id} ${flow.version}: ${rows.length - missed.length} of ${rows.length} rows walked\n`);
    expect(missed).toEqual([]);
  });

  it('[FLW06] somebody holds it or nothing is waited for; readers are who is told; replaying gives the same', () => {
    process.stdout.write(`${walked.states} states, ${walked.decisions} decisions (${walked.accepted} accepted)\n`);
    expect(walked.broken).toEqual([]);
    expect(walked.states).toBeGreaterThan(1_000);
  });

  it('[WF34] what goes out is what was signed', () => {
    expect(walked.issuedUnsigned).toEqual([]);
    expect(walked.issued).toBeGreaterThan(10);
  });

  it('[FLW03] walks the plan that the document was born with', () => {
    expect(planFor(ORGAN.town, 'dispatch').skip).toContain('officeReview');
    expect(walked.skippedEntered).toEqual([]);
  });
});
