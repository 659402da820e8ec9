/**
 * Folds events into state. Total and pure: the client's copy and the server's projection are the same function of the same events.
 * It never refuses; whether an event may happen was decided before it was written.
 */
import type { PersonId } from '#shared/base/ids.ts';
import { stepOf } from './flow.ts';
import { flowOf } from './flows/book.ts';
import { handedOver } from './hand-over.ts';
import type { Acted, DocumentEvent, DocumentState, IncomingState, OutgoingState, Passed } from './model.ts';

export function evolve(state: DocumentState | null, event: DocumentEvent): DocumentState {
  const { body } = event;
  if (body.kind === 'created') return bornOutgoing(event, body);
  if (body.kind === 'delivered') return bornIncoming(event, body);
  if (state === null) throw new Error(`event ${body.kind} of a document that was never created`);
  const base = { ...state, updatedAt: event.at };
  switch (body.kind) {
    case 'read': return { ...base, readBy: withPerson(state.readBy, event.actor.personId) };
    case 'acted': return base.direction === 'outgoing' ? actOutgoing(base, event, body) : actIncoming(base, event, body);
    case 'invited': {
      const own = outgoing(base, body.kind);
      return { ...own, collaboratorIds: body.people.reduce<readonly PersonId[]>((ids, person) => withPerson(ids, person.personId), own.collaboratorIds) };
    }
    case 'answered': return { ...outgoing(base, body.kind), answer: { docId: body.replyDocId, decision: body.decision, at: event.at } };
    case 'handedOver': return handedOver(base, body.from.personId, body.to);
    case 'bounced': {
      const own = outgoing(base, body.kind);
      return { ...own, bounces: [...own.bounces, { organId: body.organId, organName: body.organName, reason: body.reason, at: event.at }] };
    }
  }
}

export function replay(events: readonly DocumentEvent[]): DocumentState | null {
  let state: DocumentState | null = null;
  for (const event of events) state = evolve(state, event);
  return state;
}

type Born<K> = Extract<DocumentEvent['body'], { readonly kind: K }>;

const BLANK = {
  stepNo: 0, extension: null, assignees: [], trail: [], returned: null, invalidated: null, readBy: [],
} as const satisfies Partial<DocumentState>;

function bornOutgoing(event: DocumentEvent, body: Born<'created'>): OutgoingState {
  const { docType, plan, organId, organName, title, urgency, mainRecipientId, mainRecipientName, basis, inReplyTo } = body;
  return {
    ...BLANK, direction: 'outgoing', docId: event.docId, docType, plan, stage: flowOf(plan).steps[0]?.stage ?? 'drafting', organId, organName, title, urgency,
    since: event.at, dueAt: null, contentHash: null, number: null, createdAt: event.at, updatedAt: event.at,
    drafter: event.actor, collaboratorIds: [], named: [], mainRecipientId, mainRecipientName, signedOffBy: null, signedOffAt: null,
    distribution: null, basis, reasons: {}, inReplyTo, answer: null, bounces: [],
  };
}

function bornIncoming(event: DocumentEvent, body: Born<'delivered'>): IncomingState {
  const { docType, plan, organId, organName, title, urgency, number, contentHash, dueAt, origin } = body;
  return {
    ...BLANK, direction: 'incoming', docId: event.docId, docType, plan, stage: flowOf(plan).steps[0]?.stage ?? 'awaitingReceipt', organId, organName, title, urgency,
    since: event.at, dueAt, contentHash, number, createdAt: event.at, updatedAt: event.at, origin, receivedBy: null, receiptNumber: null, reply: null,
  };
}

/** What every act does, whoever's document it is: the step, the holders, the deadline, the text it bound. */
function acted<S extends DocumentState>(state: S, event: DocumentEvent, body: Acted): S {
  const moved = body.isHandedOn
    ? { stage: body.to, stepNo: state.stepNo + 1, since: event.at, extension: null, trail: passed(state, event) }
    : {};
  const returned = body.act === 'return' ? { by: event.actor, reason: body.opinion, at: event.at } : body.isHandedOn && body.act !== 'withdraw' ? null : state.returned;
  return {
    ...state, ...moved, returned, dueAt: body.dueAt, assignees: body.assignees, contentHash: body.contentHash ?? state.contentHash,
    ...(body.act === 'extend' && body.day !== null ? { extension: { until: body.day, reason: body.opinion } } : body.act === 'grant' ? { extension: null } : {}),
    ...(body.invalidation !== null && body.day !== null ? { invalidated: { how: body.invalidation, from: body.day, reason: body.opinion } } : {}),
  };
}

/** One entry for each step, the latest: 退回 and 撤回 go back along it, and whoever had it keeps reading. */
function passed(state: DocumentState, event: DocumentEvent): readonly Passed[] {
  const by = event.actor.for?.personId ?? event.actor.personId;
  return [...state.trail.filter((each) => each.stage !== state.stage), { stage: state.stage, by, assignees: state.assignees }];
}

function actOutgoing(state: OutgoingState, event: DocumentEvent, body: Acted): OutgoingState {
  const next = acted(state, event, body);
  const subject = body.subject ?? { title: next.title, mainRecipientId: next.mainRecipientId, mainRecipientName: next.mainRecipientName };
  const isSigned = body.act === 'signOff' ? { signedOffBy: event.actor, signedOffAt: event.at } : reopens(next) ? { signedOffBy: null, signedOffAt: null } : {};
  const addressed = body.act === 'address' ? { distribution: body.distribution, mainRecipientName: body.opinion } : {};
  return {
    ...next, ...subject, ...isSigned, ...addressed, named: body.named ?? next.named, number: body.number ?? next.number,
    reasons: body.act === 'submit' ? body.reasons : next.reasons,
  };
}

/** Back before the signature: what was signed is signed no more. */
function reopens(state: OutgoingState): boolean {
  if (state.signedOffBy === null) return false;
  const flow = flowOf(state.plan);
  const seal = flow.steps.findIndex((step) => step.stage === flow.sealsAt);
  const step = stepOf(flow, state.stage);
  return step !== undefined && step.aside !== true && flow.steps.indexOf(step) <= seal;
}

function actIncoming(state: IncomingState, event: DocumentEvent, body: Acted): IncomingState {
  const next = acted(state, event, body);
  const reply = body.act === 'reply' && body.decision !== null && body.link !== null ? { decision: body.decision, text: body.opinion, docId: body.link } : next.reply;
  return { ...next, reply, receivedBy: body.act === 'receive' ? event.actor : next.receivedBy, receiptNumber: body.number ?? next.receiptNumber };
}

function outgoing(state: DocumentState, kind: string): OutgoingState {
  if (state.direction !== 'outgoing') throw new Error(`event ${kind} does not belong to an incoming document`);
  return state;
}

const withPerson = (ids: readonly PersonId[], id: PersonId): readonly PersonId[] => (ids.includes(id) ? ids : [...ids, id]);
