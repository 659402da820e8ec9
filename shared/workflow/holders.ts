/**
 * Who holds the pen of a document, by the table, the plan and who was named. Pure lookups that `can`, `decide`, the desk and the step bar share,
 * so that a button, a right and a name on the screen never disagree.
 */
import type { PersonId } from '#shared/base/ids.ts';
import type { Membership, OrgView } from '#shared/org/model.ts';
import type { Role } from '#shared/policy/roles.ts';
import { stepOf, type Act, type Row, type Step } from './flow.ts';
import { flowOf } from './flows/book.ts';
import type { Assignee, DocumentState } from './model.ts';

/** Somebody with their posts: who acts, or whom they stand in for. */
export interface Posted {
  readonly personId: PersonId;
  readonly memberships: readonly Membership[];
}

export interface PenHolder {
  readonly personId: PersonId;
  readonly name: string;
  readonly title: string;
}

/** A village has no 收发员: its cadres sign for what comes and put it away. */
const isHeldAs = (role: Role, held: readonly Role[]): boolean => held.includes(role) || (role === 'registrar' && held.includes('villageOfficer'));

export const holds = (person: Posted, role: Role, organId: string): boolean =>
  person.memberships.some((membership) => membership.organId === organId && isHeldAs(role, membership.roles));

/** Everybody of whom `holds` says so, in political order. */
export function holdersOf(org: Pick<OrgView, 'holders'>, organId: string, role: Role): ReturnType<OrgView['holders']> {
  const held = org.holders(organId, role);
  if (role !== 'registrar') return held;
  const cadres = org.holders(organId, 'villageOfficer');
  return cadres.length === 0 ? held : [...held, ...cadres.filter((each) => !held.some((known) => known.personId === each.personId))];
}

export function currentStep(state: DocumentState): Step {
  const step = stepOf(flowOf(state.plan), state.stage);
  if (step === undefined) throw new Error(`flow ${state.plan.flow} ${state.plan.version} has no step ${state.stage}`);
  return step;
}

export const rowOf = (state: DocumentState, act: Act): Row | undefined => currentStep(state).acts[act];

/** Whether an act must wait for the server: it numbers, releases or takes back. */
export const isServerOnly = (state: DocumentState, act: string): boolean => rowOf(state, act as Act)?.serverOnly === true;

export const isPending = (assignee: Assignee): boolean => assignee.answer === null;

/** Named people who have not answered; those of 加签 are asked beside whoever holds the step. */
export const pendingHolders = (state: DocumentState): readonly Assignee[] => state.assignees.filter((each) => isPending(each) && each.share !== 'consult');
export const pendingConsulted = (state: DocumentState): readonly Assignee[] => state.assignees.filter((each) => isPending(each) && each.share === 'consult');

/** Names stand before the post: whoever was named for the step, or to whom it was passed on, has it alone. */
const isHeldByNames = (state: DocumentState, step: Step): boolean => step.holder === 'named' || state.assignees.some((each) => each.share !== 'consult');

export function isHolder(person: Posted, state: DocumentState): boolean {
  const step = currentStep(state);
  if (isHeldByNames(state, step)) return pendingHolders(state).some((each) => each.personId === person.personId);
  switch (step.holder) {
    case 'nobody': case 'named': return false;
    case 'drafter': return state.direction === 'outgoing' && state.drafter.personId === person.personId;
    default: {
      const chosen = state.plan.people[state.stage];
      return holds(person, step.holder, state.organId) && (chosen === undefined || chosen.includes(person.personId));
    }
  }
}

/** 主办 among those named; where nobody leads, everybody named does. */
export function isLead(person: Posted, state: DocumentState): boolean {
  const pending = pendingHolders(state);
  const leads = pending.filter((each) => each.share === 'lead');
  return (leads.length > 0 ? leads : pending).some((each) => each.personId === person.personId);
}

/** Who everybody waits for. */
export function penHolders(state: DocumentState, org: OrgView): readonly PenHolder[] {
  const step = currentStep(state);
  const consulted = pendingConsulted(state);
  if (isHeldByNames(state, step)) return [...pendingHolders(state), ...consulted];
  switch (step.holder) {
    case 'nobody': case 'named': return consulted;
    case 'drafter': return state.direction === 'outgoing' ? [state.drafter, ...consulted] : consulted;
    default: return [...postHolders(state, step, org), ...consulted];
  }
}

/** Holders of a step's post, narrowed to those whom the unit chose. When none of the chosen is left, the post itself holds it. */
export function postHolders(state: DocumentState, step: Step, org: OrgView): readonly PenHolder[] {
  if (step.holder === 'drafter' || step.holder === 'named' || step.holder === 'nobody') return [];
  const all = holdersOf(org, state.organId, step.holder);
  const chosen = state.plan.people[step.stage];
  const narrowed = chosen === undefined ? all : all.filter((each) => chosen.includes(each.personId));
  return narrowed.length === 0 ? all : narrowed;
}
