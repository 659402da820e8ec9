/** Who may look at how a unit walks its flows, and who may change it: everybody who works there, and its 单位管理员. Nobody stands in for administration. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Stage } from '#shared/workflow/flow.ts';
import { stepOf } from '#shared/workflow/flow.ts';
import { flowOf, latestFlow } from '#shared/workflow/flows/book.ts';
import { holds, type Posted } from '#shared/workflow/holders.ts';
import { checkPlan, type Plan } from '#shared/workflow/plan.ts';
import type { Right } from './can.ts';

const DENIED = { ok: false, code: 'policy.denied' } as const;

export function canFlows(person: Posted, act: 'read' | 'change', organId: string): Right {
  if (act === 'read') return person.memberships.some((post) => post.organId === organId) ? { ok: true, rule: 'PLN01' } : { ...DENIED, rule: 'PLN01' };
  return holds(person, 'unitAdmin', organId) ? { ok: true, rule: 'PLN02' } : { ...DENIED, rule: 'PLN02' };
}

/** Within the province's table, and every chosen person holds the post of the step today. */
export function checkSetting(wished: Plan, organId: string, org: OrgView): Result<Plan, AppError> {
  // A table of its own day is for documents of that day.
  if (wished.version !== latestFlow(wished.flow).version) return err(appError('workflow.outside-template', { rule: 'PLN04' }));
  const within = checkPlan(wished);
  if (!within.ok) return within;
  for (const [stage, people] of Object.entries(wished.people)) {
    const holder = stepOf(flowOf(wished), stage as Stage)?.holder;
    if (holder === undefined || holder === 'drafter' || holder === 'named' || holder === 'nobody') continue;
    const holding = org.holders(organId, holder).map((each) => each.personId);
    if (people.some((personId) => !holding.includes(personId))) return err(appError('flow.wrong-people', { rule: 'PLN04', data: { stage } }));
  }
  return ok(wished);
}
