/**
 * `can` decides every act as a pure function of who asks, about which document, in which organisation. Which acts a step has and whose they are
 * stands in the flow tables; here is what `holder`, `sender` or a post mean for one person and one document.
 * A refusal names its rule, so that the screen can say why; reading is denied as `not-found`, so that nobody learns what exists (POL04).
 * It decides who may; whether the moment is right (step, hash, content) is `decide`'s business.
 */
import type { ErrorCode } from '#shared/base/errors.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { Membership, OrgView } from '#shared/org/model.ts';
import { stepOf, type Act, type By, type Row } from '#shared/workflow/flow.ts';
import { flowOf } from '#shared/workflow/flows/book.ts';
import { currentStep, holdersOf, holds, isHolder, isLead, pendingConsulted, rowOf, type Posted } from '#shared/workflow/holders.ts';
import { isAnswerable, isCorrectable } from '#shared/workflow/follow-up.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { isDivisible } from '#shared/workflow/parts.ts';
import { cameFrom } from '#shared/workflow/onward.ts';
import type { Action } from './actions.ts';
import { ROLES, type Role } from './roles.ts';

export { holds };

export interface Principal extends Posted {
  readonly name: string;
}

/** Somebody in whose place another may act (委托), while it lasts: at the organ whose desk was handed over, and nowhere else. */
export interface Standing extends Principal {
  readonly organId: UnitId;
}

export interface Actor extends Principal {
  readonly memberships: readonly Membership[];
  readonly standsFor?: readonly Standing[];
}

/** What is not about somebody's own document: nobody stands in for it. */
export type Right = { readonly ok: true; readonly rule: string } | { readonly ok: false; readonly code: ErrorCode; readonly rule: string };

export type Decision =
  /** `as`: the person whose right it is, the actor or whom they stand in for. */
  | { readonly ok: true; readonly rule: string; readonly as: PersonId }
  | { readonly ok: false; readonly code: ErrorCode; readonly rule: string };

/** What is asked about: a document, or, for 拟稿, the organ in whose name it would be written. */
export type Subject = { readonly kind: 'document'; readonly state: DocumentState } | { readonly kind: 'organ'; readonly organId: UnitId };

const no = (code: ErrorCode, rule: string): Decision => ({ ok: false, code, rule });

/** Who drafts: village cadres report too, but leaders and platform administrators do not write in an organ's name. */
const DRAFTING: readonly Role[] = ['drafter', 'sectionHead', 'reviewer', 'registrar', 'villageOfficer', 'supervisor'];

/** Who breaks a 督办 down: who set it up, who watches over it, and the 主办. */
const SPLITTING: readonly By[] = ['drafter', 'supervisor', 'lead'];

/** What makes somebody the author of a document. */
const WRITING: readonly Action[] = ['document.create', 'document.answer', 'document.escalate', 'document.correct'];

export const mayDraftFor = (actor: Posted, organId: UnitId): boolean => DRAFTING.some((role) => holds(actor, role, organId));

/** Their own right first; else that of somebody they stand in for. A refusal is told as their own. */
export function can(actor: Actor, action: Action, subject: Subject, org: OrgView): Decision {
  const own = canAs(actor, action, subject, org);
  // 委托 hands over a leader's or an office's desk; it does not make the other the author of what they write.
  if (own.ok || WRITING.includes(action)) return own;
  const organId = subject.kind === 'document' ? subject.state.organId : subject.organId;
  const theirs = principalsAt(actor, organId).map((principal) => canAs(principal, action, subject, org));
  return theirs.find((each) => each.ok) ?? (own.code === 'not-found' ? theirs.find((each) => !each.ok && each.code !== 'not-found') : undefined) ?? own;
}

/** Whose desk at this organ they keep. */
export const principalsAt = (actor: Actor, organId: UnitId): readonly Standing[] => (actor.standsFor ?? []).filter((each) => each.organId === organId);

function canAs(actor: Principal, action: Action, subject: Subject, org: OrgView): Decision {
  const yes = (rule: string): Decision => ({ ok: true, rule, as: actor.personId });
  if (subject.kind === 'organ') {
    if (action !== 'document.create') return no('policy.denied', 'POL01');
    const mayDraft = org.unit(subject.organId)?.isOrgan === true && mayDraftFor(actor, subject.organId);
    return mayDraft ? yes('POL02') : no('policy.denied', 'POL02');
  }
  const { state } = subject;
  const follow = (rule: string, isTime: boolean): Decision => (!isTime ? no('workflow.wrong-stage', rule) : mayDraftFor(actor, state.organId) ? yes(rule) : no('policy.denied', rule));
  // 改派 needs no reading: an administrator moves what lies with somebody who is gone, and learns nothing of it.
  if (action === 'document.reassign' && holds(actor, 'unitAdmin', state.organId)) return rowOf(state, 'reassign') === undefined ? no('workflow.wrong-stage', 'POL17') : yes('POL17');
  if (!isReader(actor, state)) return no('not-found', 'POL04');
  switch (action) {
    case 'document.read': case 'document.markRead': return yes('POL03');
    case 'document.create': return no('workflow.wrong-stage', 'POL01');
    case 'document.edit': return mayEdit(actor, state) ? yes('POL05') : no(currentStep(state).text === undefined ? 'document.read-only' : 'policy.denied', 'POL05');
    case 'document.split': {
      if (!isDivisible(state)) return no('workflow.wrong-stage', 'POL40');
      return SPLITTING.some((by) => matches(actor, by, state)) ? yes('POL40') : no('policy.denied', 'POL40');
    }
    case 'document.answer': return follow('POL41', isAnswerable(state));
    case 'document.escalate': {
      const right = follow('POL42', isAnswerable(state) && state.docType === 'request');
      return right.ok && org.parentOrgan(state.organId) === undefined ? no('workflow.no-superior', 'POL42') : right;
    }
    case 'document.correct': return follow('POL43', isCorrectable(state));
    case 'document.invite': {
      if (state.direction !== 'outgoing' || currentStep(state).text !== 'draft') return no('workflow.wrong-stage', 'POL06');
      return state.drafter.personId === actor.personId ? yes('POL06') : no('policy.denied', 'POL06');
    }
    default: {
      const row = rowOf(state, action.slice('document.'.length) as Act);
      // What only the server brings about is, to whoever asks for it, not there.
      if (row === undefined || row.by.every((by) => by === 'system')) return no('workflow.wrong-stage', 'POL18');
      if (row.unless === 'awaitsAnswer' && state.docType === 'request') return no('workflow.wrong-stage', 'POL16');
      return row.by.some((by) => matches(actor, by, state)) ? yes('POL19') : no(leadsOn(row) ? 'workflow.not-your-step' : 'policy.denied', 'POL19');
    }
  }
}

/** The acts by which a document goes its way: who waits for them is told so; the others are simply not theirs. */
const leadsOn = (row: Row): boolean => row.to !== 'stay' && row.to !== 'earlier' && row.to !== 'back' && row.to !== 'terminated' && row.to !== 'archived';

function matches(actor: Principal, by: By, state: DocumentState): boolean {
  switch (by) {
    case 'holder': return isHolder(actor, state);
    case 'lead': return isLead(actor, state);
    case 'drafter': return state.direction === 'outgoing' && state.drafter.personId === actor.personId;
    case 'sender': return cameFrom(state)?.by === actor.personId;
    case 'consulted': return pendingConsulted(state).some((each) => each.personId === actor.personId);
    case 'system': return false;
    default: return holds(actor, by, state.organId);
  }
}

function mayEdit(actor: Principal, state: DocumentState): boolean {
  switch (currentStep(state).text) {
    case 'draft': return state.direction === 'outgoing' && (state.drafter.personId === actor.personId || state.collaboratorIds.includes(actor.personId));
    case 'revise': return isHolder(actor, state);
    default: return false;
  }
}

/** Posts of the document's organ that may read it: those it has come to. A superior organ sees nothing by level alone. */
function readingRoles(state: DocumentState): readonly Role[] {
  // Taken back before it was signed for: it never arrived.
  if (state.stage === 'recalled') return [];
  if (state.direction === 'incoming') return state.trail.length === 0 ? ['registrar'] : ['registrar', 'reviewer', 'principalLeader', 'deputyLeader'];
  const flow = flowOf(state.plan);
  const roles = new Set<Role>();
  for (const stage of [state.stage, ...state.trail.map((passed) => passed.stage)]) {
    const holder = stepOf(flow, stage)?.holder;
    if (holder !== undefined && holder !== 'drafter' && holder !== 'named' && holder !== 'nobody') roles.add(holder);
  }
  // Where nobody holds it any more, the posts that may still act on it: whoever puts it away must see it.
  const step = stepOf(flow, state.stage);
  if (step?.holder === 'nobody') for (const row of Object.values(step.acts)) for (const by of row.by) if (isPost(by)) roles.add(by);
  return [...roles];
}

/** `drafter` in a row is whoever wrote this document, not everybody who drafts for the organ. */
const isPost = (by: By): by is Role => by !== 'drafter' && (ROLES as readonly string[]).includes(by);

/** People who may read because of who they are in this document, whatever their post. */
function readingPeople(state: DocumentState): readonly PersonId[] {
  const named = [...state.assignees, ...state.trail.flatMap((passed) => passed.assignees)].map((each) => each.personId);
  if (state.direction === 'outgoing') {
    return [state.drafter.personId, ...state.collaboratorIds, ...named, ...(state.trail.length > 0 ? state.named.map((each) => each.personId) : [])];
  }
  const asked = state.stage === 'awaitingReceipt' || state.stage === 'refused' ? undefined : state.origin.answers?.drafterId;
  return asked === undefined ? named : [asked, ...named];
}

const isReader = (actor: Posted, state: DocumentState): boolean =>
  readingPeople(state).includes(actor.personId) || readingRoles(state).some((role) => holds(actor, role, state.organId));

/** Everybody who may read this document now: the people whose feed tells them that it changed. */
export function audience(state: DocumentState, org: OrgView): readonly PersonId[] {
  const people = new Set<PersonId>(readingPeople(state));
  for (const role of readingRoles(state)) for (const holder of holdersOf(org, state.organId, role)) people.add(holder.personId);
  return [...people];
}

