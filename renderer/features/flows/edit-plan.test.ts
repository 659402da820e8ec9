import { expect, it } from 'vitest';
import { FLOWS } from '#shared/workflow/flows/book.ts';
import { checkPlan, defaultPlan } from '#shared/workflow/plan.ts';
import { howOf, isSamePlan, waysOf, withDays, withHow, withPeople } from './edit-plan.ts';

it('[PLN09] whatever the screen offers for a step stays within the table, and taken back it leaves no trace', () => {
  for (const flow of FLOWS) {
    const base = defaultPlan(flow.id, 4);
    for (const step of flow.steps) {
      for (const how of waysOf(step)) {
        const changed = withHow(base, step.stage, how);
        expect(howOf(changed, step)).toBe(how);
        expect(checkPlan(changed).ok).toBe(true);
        expect(isSamePlan(withHow(changed, step.stage, howOf(base, step)), base)).toBe(true);
      }
    }
  }
  const base = defaultPlan('dispatch', 2);
  expect(isSamePlan(withDays(withDays(base, 'signing', 3), 'signing', null), base)).toBe(true);
  expect(withPeople(withPeople(base, 'signing', ['townhead1']), 'signing', [])).toEqual(base);
  expect(isSamePlan(withPeople(base, 'signing', ['townhead1']), base)).toBe(false);
});
