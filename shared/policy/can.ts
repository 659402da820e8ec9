/**
 * `can` decides every act as a pure function of who asks, about which document, in which organisation.
 * A refusal names its rule, so that the screen can say why; reading is denied as `not-found`, so that nobody learns what exists (POL04).
 * It decides who may; whether the moment is right (step, hash, content) is `decide`'s business.
 */
import type { ErrorCode } from '#shared/base/errors.ts';
import { unreachable } from '#shared/base/result.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { Membership, OrgView } from '#shared/org/model.ts';
import type { DocumentState, IncomingState, OutgoingState } from '#shared/workflow/model.ts';
import type { Action } from './actions.ts';
import type { Role } from './roles.ts';

export interface Actor {
  readonly personId: PersonId;
  readonly name: string;
  readonly memberships: readonly Membership[];
}

export type Decision =
  | { readonly ok: true; readonly rule: string }
  | { readonly ok: false; readonly code: ErrorCode; readonly rule: string };

/** What is asked about: a document, or, for 拟稿, the organ in whose name it would be written. */
export type Subject = { readonly kind: 'document'; readonly state: DocumentState } | { readonly kind: 'organ'; readonly organId: UnitId };

const yes = (rule: string): Decision => ({ ok: true, rule });
const no = (code: ErrorCode, rule: string): Decision => ({ ok: false, code, rule });

/** Who drafts: village cadres report too, but leaders and platform administrators do not write in an organ's name. */
const DRAFTING: readonly Role[] = ['drafter', 'sectionHead', 'reviewer', 'registrar', 'villageOfficer'];

export function can(actor: Actor, action: Action, subject: Subject, org: OrgView): Decision {
  if (subject.kind === 'organ') {
    if (action !== 'document.create') return no('policy.denied', 'POL01');
    const mayDraft = org.unit(subject.organId)?.isOrgan === true && DRAFTING.some((role) => holds(actor, role, subject.organId));
    return mayDraft ? yes('POL02') : no('policy.denied', 'POL02');
  }
  const { state } = subject;
  if (!isReader(actor, state)) return no('not-found', 'POL04');
  if (action === 'document.read') return yes('POL03');
  if (action === 'document.markRead') return yes('POL03');
  return state.direction === 'outgoing' ? canOutgoing(actor, action, state) : canIncoming(actor, action, state);
}

export const holds = (actor: Actor, role: Role, organId: UnitId): boolean =>
  actor.memberships.some((membership) => membership.organId === organId && membership.roles.includes(role));

function canOutgoing(actor: Actor, action: Exclude<Action, 'document.read' | 'document.markRead'>, state: OutgoingState): Decision {
  const isDrafter = state.drafter.personId === actor.personId;
  const isWriter = isDrafter || state.collaboratorIds.includes(actor.personId);
  switch (action) {
    case 'document.edit':
      if (state.stage !== 'drafting') return no('document.read-only', 'POL05');
      return isWriter ? yes('POL05') : no('policy.denied', 'POL05');
    case 'document.invite':
      if (state.stage !== 'drafting') return no('workflow.wrong-stage', 'POL06');
      return isDrafter ? yes('POL06') : no('policy.denied', 'POL06');
    case 'document.submit':
      if (state.stage !== 'drafting') return no('workflow.wrong-stage', 'POL07');
      return isDrafter ? yes('POL07') : no('workflow.not-your-step', 'POL07');
    case 'document.withdraw':
      if (state.stage !== 'signing') return no('workflow.wrong-stage', 'POL08');
      return isDrafter ? yes('POL08') : no('policy.denied', 'POL08');
    case 'document.signOff': case 'document.return':
      if (state.stage !== 'signing') return no('workflow.wrong-stage', 'POL09');
      return holds(actor, 'principalLeader', state.organId) ? yes('POL09') : no('workflow.not-your-step', 'POL09');
    case 'document.archive':
      // A 请示 is done with when its 批复 is signed for; whatever waits for no answer, when it is issued.
      if (state.stage !== 'closed' && (state.stage !== 'issued' || state.docType === 'request')) return no('workflow.wrong-stage', 'POL16');
      return holds(actor, 'registrar', state.organId) ? yes('POL16') : no('policy.denied', 'POL16');
    case 'document.create': case 'document.receive': case 'document.reply':
      return no('workflow.wrong-stage', 'POL01');
    default:
      return unreachable(action);
  }
}

function canIncoming(actor: Actor, action: Exclude<Action, 'document.read' | 'document.markRead'>, state: IncomingState): Decision {
  switch (action) {
    case 'document.receive':
      if (state.stage !== 'awaitingReceipt') return no('workflow.wrong-stage', 'POL10');
      return holds(actor, 'registrar', state.organId) ? yes('POL10') : no('workflow.not-your-step', 'POL10');
    case 'document.reply':
      if (state.stage !== 'deciding') return no('workflow.wrong-stage', 'POL11');
      return holds(actor, 'principalLeader', state.organId) ? yes('POL11') : no('workflow.not-your-step', 'POL11');
    case 'document.archive':
      if (state.stage !== 'replied' && state.stage !== 'filed') return no('workflow.wrong-stage', 'POL16');
      return holds(actor, 'registrar', state.organId) ? yes('POL16') : no('policy.denied', 'POL16');
    case 'document.edit':
      return no('document.read-only', 'POL05');
    case 'document.create': case 'document.invite': case 'document.submit': case 'document.withdraw': case 'document.signOff': case 'document.return':
      return no('workflow.wrong-stage', 'POL01');
    default:
      return unreachable(action);
  }
}

/** Roles of the document's organ that may read it, by where it is. A superior organ sees nothing by level alone. */
function readingRoles(state: DocumentState): readonly Role[] {
  if (state.direction === 'incoming') {
    return state.stage === 'awaitingReceipt' ? ['registrar'] : ['registrar', 'reviewer', 'principalLeader', 'deputyLeader'];
  }
  if (state.stage === 'drafting') return state.stepNo === 0 ? [] : ['principalLeader'];
  if (state.stage === 'signing') return ['principalLeader'];
  return ['principalLeader', 'registrar'];
}

/** People who may read because of who they are in this document, whatever their post. */
function readingPeople(state: DocumentState): readonly PersonId[] {
  if (state.direction === 'outgoing') return [state.drafter.personId, ...state.collaboratorIds];
  const asked = state.stage === 'filed' || state.stage === 'archived' ? state.origin.answers?.drafterId : undefined;
  return asked === undefined ? [] : [asked];
}

const isReader = (actor: Actor, state: DocumentState): boolean =>
  readingPeople(state).includes(actor.personId) || readingRoles(state).some((role) => holds(actor, role, state.organId));

/** Everybody who may read this document now: the people whose feed tells them that it changed. */
export function audience(state: DocumentState, org: OrgView): readonly PersonId[] {
  const people = new Set<PersonId>(readingPeople(state));
  for (const role of readingRoles(state)) for (const holder of org.holders(state.organId, role)) people.add(holder.personId);
  return [...people];
}
