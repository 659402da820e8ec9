/**
 * Folds events into state. Total and pure: the client's copy and the server's projection are the same function of the same events.
 * It never refuses; whether an event may happen was decided before it was written.
 */
import { unreachable } from '#shared/base/result.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { DocumentEvent, DocumentState, IncomingState, OutgoingState } from './model.ts';

export function evolve(state: DocumentState | null, event: DocumentEvent): DocumentState {
  const { body } = event;
  if (body.kind === 'created') return bornOutgoing(event, body);
  if (body.kind === 'delivered') return bornIncoming(event, body);
  if (state === null) throw new Error(`event ${body.kind} of a document that was never created`);
  const base = { ...state, updatedAt: event.at };
  if (body.kind === 'read') return { ...base, readBy: withPerson(state.readBy, event.actor.personId) };
  return base.direction === 'outgoing' ? evolveOutgoing(base, event) : evolveIncoming(base, event);
}

export function replay(events: readonly DocumentEvent[]): DocumentState | null {
  let state: DocumentState | null = null;
  for (const event of events) state = evolve(state, event);
  return state;
}

type Born<K> = Extract<DocumentEvent['body'], { readonly kind: K }>;

function bornOutgoing(event: DocumentEvent, body: Born<'created'>): OutgoingState {
  return {
    direction: 'outgoing', docId: event.docId, docType: body.docType, organId: body.organId, organName: body.organName, title: body.title,
    stage: 'drafting', stepNo: 0, since: event.at, contentHash: null, number: null, readBy: [], createdAt: event.at, updatedAt: event.at,
    drafter: event.actor, collaboratorIds: [], mainRecipientId: body.mainRecipientId, mainRecipientName: body.mainRecipientName,
    signedOffBy: null, returned: null, inReplyTo: body.inReplyTo, answer: null,
  };
}

function bornIncoming(event: DocumentEvent, body: Born<'delivered'>): IncomingState {
  return {
    direction: 'incoming', docId: event.docId, docType: body.docType, organId: body.organId, organName: body.organName, title: body.title,
    stage: 'awaitingReceipt', stepNo: 0, since: event.at, contentHash: body.contentHash, number: body.number, readBy: [],
    createdAt: event.at, updatedAt: event.at, origin: body.origin, receivedBy: null, reply: null,
  };
}

function evolveOutgoing(state: OutgoingState, event: DocumentEvent): OutgoingState {
  const { body } = event;
  const handedOn = { stepNo: state.stepNo + 1, since: event.at };
  switch (body.kind) {
    case 'invited':
      return { ...state, collaboratorIds: body.people.reduce<readonly PersonId[]>((ids, person) => withPerson(ids, person.personId), state.collaboratorIds) };
    case 'submitted':
      return {
        ...state, ...handedOn, stage: 'signing', contentHash: body.contentHash, title: body.title,
        mainRecipientId: body.mainRecipientId, mainRecipientName: body.mainRecipientName, returned: null,
      };
    case 'returned':
      return { ...state, ...handedOn, stage: 'drafting', returned: { by: event.actor, reason: body.reason, at: event.at } };
    case 'withdrawn':
      return { ...state, ...handedOn, stage: 'drafting' };
    case 'signedOff':
      return { ...state, ...handedOn, stage: 'issued', contentHash: body.contentHash, title: body.title, signedOffBy: event.actor };
    case 'issued':
      return { ...state, stage: 'issued', since: event.at, contentHash: body.contentHash, number: body.number };
    case 'answered':
      return { ...state, answer: { docId: body.replyDocId, decision: body.decision, at: event.at } };
    case 'closed':
      return { ...state, ...handedOn, stage: 'closed' };
    case 'archived':
      return { ...state, ...handedOn, stage: 'archived' };
    case 'created': case 'delivered': case 'received': case 'replied': case 'read':
      throw new Error(`event ${body.kind} does not belong to an outgoing document`);
    default:
      return unreachable(body);
  }
}

function evolveIncoming(state: IncomingState, event: DocumentEvent): IncomingState {
  const { body } = event;
  const handedOn = { stepNo: state.stepNo + 1, since: event.at };
  switch (body.kind) {
    case 'received':
      return { ...state, ...handedOn, stage: state.docType === 'request' ? 'deciding' : 'filed', receivedBy: event.actor };
    case 'replied':
      return { ...state, ...handedOn, stage: 'replied', reply: { decision: body.decision, text: body.text, docId: body.replyDocId } };
    case 'archived':
      return { ...state, ...handedOn, stage: 'archived' };
    case 'created': case 'invited': case 'submitted': case 'returned': case 'withdrawn': case 'signedOff': case 'issued':
    case 'answered': case 'closed': case 'delivered': case 'read':
      throw new Error(`event ${body.kind} does not belong to an incoming document`);
    default:
      return unreachable(body);
  }
}

const withPerson = (ids: readonly PersonId[], id: PersonId): readonly PersonId[] => (ids.includes(id) ? ids : [...ids, id]);
