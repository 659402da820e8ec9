/**
 * What an accepted command brings about, here and at other organs: every event, text and frozen content that one transaction must write.
 * It plans, `execute` writes. Who may and when was decided before.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { unreachable } from '#shared/base/result.ts';
import { contentOfCreate, firstContent } from '#shared/doc/first-content.ts';
import { closes, copyFor, replyDraft } from '#shared/exchange/deliver.ts';
import type { Command } from '#shared/workflow/command.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { DocumentState, EventBody, IncomingState, Origin, OutgoingState } from '#shared/workflow/model.ts';
import { templateOf } from '#shared/workflow/templates.ts';
import type { EventContext, NewEvent } from '#server/documents/documents.ts';
import { contentFromBytes, type Content } from '#server/documents/frozen.ts';

export interface Effects {
  readonly events: NewEvent[];
  readonly texts: { readonly docId: DocId; readonly bytes: Uint8Array }[];
  readonly frozen: { readonly docId: DocId; readonly kind: string; readonly content: Content }[];
  /** Documents whose text is written anew, with the hash of what it must show. */
  readonly archived: { readonly docId: DocId; readonly contentHash: string }[];
  usesNumber: boolean;
}

export interface EffectContext {
  readonly event: EventContext;
  readonly sm3: Sm3;
  /** The number that this command takes if it issues something. */
  readonly number: string;
  readonly newDocId: () => DocId;
}

const REPLY_TEMPLATE_ID = 'reply-1';

export function effectsOf(command: Command, before: DocumentState | null, bodies: readonly EventBody[], content: Content | null, context: EffectContext): Effects {
  const effects: Effects = { events: [], texts: [], frozen: [], archived: [], usesNumber: false };
  let state = before;
  for (const body of bodies) {
    effects.events.push({ docId: command.docId, body });
    state = fold(state, command.docId, body, context);
    addConsequences(effects, command, state, body, content, context);
  }
  return effects;
}

/** The state as it will be; the event's numbers are allotted when it is written and play no part here. */
const fold = (state: DocumentState | null, docId: DocId, body: EventBody, { event }: EffectContext): DocumentState =>
  evolve(state, { seq: 0, docSeq: 0, docId, ...event, body });

function addConsequences(effects: Effects, command: Command, state: DocumentState, body: EventBody, content: Content | null, context: EffectContext): void {
  switch (body.kind) {
    case 'created': {
      const template = templateOf(body.templateId);
      if (command.kind !== 'create' || template === undefined) return;
      effects.texts.push({ docId: command.docId, bytes: firstContent(contentOfCreate(command, template)) });
      return;
    }
    case 'submitted': case 'signedOff':
      if (content !== null) effects.frozen.push({ docId: state.docId, kind: body.kind, content });
      return;
    case 'issued':
      effects.usesNumber = true;
      if (state.direction === 'outgoing' && content !== null) addCopy(effects, state, body.number, content, null, context);
      return;
    case 'replied':
      if (state.direction === 'incoming') addReply(effects, state, body, context);
      return;
    case 'archived':
      effects.archived.push({ docId: state.docId, contentHash: body.contentHash });
      return;
    case 'received': {
      const closed = closes(state);
      if (closed !== null && state.direction === 'incoming') effects.events.push({ docId: closed, body: { kind: 'closed', replyDocId: state.origin.docId } });
      return;
    }
    case 'invited': case 'returned': case 'withdrawn': case 'answered': case 'closed': case 'delivered': case 'read':
      return;
    default:
      return unreachable(body);
  }
}

/** The receiver's own copy starts from the very bytes that were frozen. */
function addCopy(effects: Effects, issued: OutgoingState, number: string, content: Content, answers: Origin['answers'], context: EffectContext): void {
  const copy = copyFor(issued, number, content.facts.hash, context.newDocId(), answers);
  effects.events.push({ docId: copy.docId, body: copy.body });
  effects.texts.push({ docId: copy.docId, bytes: content.bytes });
  effects.frozen.push({ docId: copy.docId, kind: 'delivered', content });
}

/** A leader's 批复 is a document of its own organ: born, signed and issued at once, sent back, and noted at the 请示 that it answers. */
function addReply(effects: Effects, request: IncomingState, body: Extract<EventBody, { readonly kind: 'replied' }>, context: EffectContext): void {
  const draft = replyDraft(request, body.text);
  const docId = body.replyDocId;
  const created: EventBody = {
    kind: 'created', docType: draft.docType, templateId: REPLY_TEMPLATE_ID, organId: draft.organId, organName: draft.organName, title: draft.title,
    mainRecipientId: draft.recipientId, mainRecipientName: draft.recipientName, inReplyTo: draft.answers.docId,
  };
  const bytes = firstContent({
    docId, docType: draft.docType, organId: draft.organId, organName: draft.organName, mainRecipientId: draft.recipientId,
    mainRecipientName: draft.recipientName, title: draft.title, paragraphs: draft.paragraphs,
  });
  const content = contentFromBytes(bytes, context.sm3);
  const { hash } = content.facts;
  const bodies: readonly EventBody[] = [
    created,
    { kind: 'signedOff', contentHash: hash, title: draft.title, opinion: '' },
    { kind: 'issued', contentHash: hash, number: context.number },
  ];
  let issued: DocumentState | null = null;
  for (const next of bodies) {
    effects.events.push({ docId, body: next });
    issued = fold(issued, docId, next, context);
  }
  effects.texts.push({ docId, bytes });
  effects.frozen.push({ docId, kind: 'signedOff', content });
  effects.usesNumber = true;
  if (issued?.direction === 'outgoing') addCopy(effects, issued, context.number, content, draft.answers, context);
  effects.events.push({ docId: draft.answers.docId, body: { kind: 'answered', replyDocId: docId, decision: body.decision, number: context.number } });
}
