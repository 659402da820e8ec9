/**
 * What an accepted command brings about, here and at other organs: every event, text and frozen content that one transaction must write.
 * It plans, `execute` writes. Who may and when was decided before.
 */
import type { DocId, UnitId } from '#shared/base/ids.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import type { Content as TextContent } from '#shared/doc/canonical.ts';
import { birthOf } from '#shared/doc/first-content.ts';
import { closes, closing } from '#shared/exchange/deliver.ts';
import type { Command, CommandOf } from '#shared/workflow/command.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { Acted, DocumentState, EventBody, IncomingState, Origin, OutgoingState, Relation } from '#shared/workflow/model.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import { templateOf } from '#shared/workflow/templates.ts';
import type { EventContext, NewEvent } from '#server/documents/documents.ts';
import type { Content } from '#server/documents/frozen.ts';
import { replyTextOf } from '#server/documents/reply-text.ts';

export interface Effects {
  readonly events: NewEvent[];
  readonly texts: { readonly docId: DocId; readonly bytes: Uint8Array }[];
  readonly frozen: { readonly docId: DocId; readonly kind: string; readonly content: Content }[];
  /** Documents whose text is written anew, with the hash of what it must show. */
  readonly archived: { readonly docId: DocId; readonly contentHash: string }[];
  /** The document that uses the number, if one does. */
  numbered: DocId | null;
  /** Documents that go out, with the text that was signed and what a 批复 answers. */
  readonly sends: { readonly issued: OutgoingState; readonly content: Content; readonly answers: Origin['answers'] }[];
}

export interface EffectContext {
  readonly event: EventContext;
  readonly sm3: Sm3;
  /** The number that this command takes if it issues something. */
  readonly number: string;
  readonly newDocId: () => DocId;
  readonly planFor: (organId: UnitId, flow: Plan['flow']) => Plan;
  /** As it stands in this transaction; read before, because effects are planned without waiting. */
  readonly others: ReadonlyMap<DocId, DocumentState>;
  /** The text that a 补正 begins with. */
  readonly basisText: TextContent | null;
}

const REPLY_TEMPLATE_ID = 'reply-1';

/** Documents beside its own that a command hangs on or may close: their states must be at hand before it is decided. */
export function touches(command: Command, state: DocumentState | null): readonly DocId[] {
  if (state === null) return command.kind === 'create' && command.basis !== null ? [command.basis.docId] : [];
  if (command.kind === 'receive' || command.kind === 'refuse' || command.kind === 'approve') {
    return state.direction === 'incoming' ? [state.origin.docId, ...(state.origin.answers === null ? [] : [state.origin.answers.docId])] : [];
  }
  if (command.kind === 'reply') return state.direction === 'incoming' ? [state.origin.docId] : [];
  return state.direction === 'outgoing' && state.basis !== null ? [state.basis.docId, ...(state.inReplyTo === null ? [] : [state.inReplyTo])] : [];
}

export function effectsOf(command: Command, before: DocumentState | null, bodies: readonly EventBody[], content: Content | null, context: EffectContext): Effects {
  const effects: Effects = { events: [], texts: [], frozen: [], archived: [], numbered: null, sends: [] };
  let state = before;
  for (const body of bodies) {
    effects.events.push({ docId: command.docId, body });
    const after = fold(state, command.docId, body, context);
    addConsequences(effects, command, state, after, body, content, context);
    state = after;
  }
  return effects;
}

/** The state as it will be; the event's numbers are allotted when it is written and play no part here. */
const fold = (state: DocumentState | null, docId: DocId, body: EventBody, { event }: EffectContext): DocumentState =>
  evolve(state, { seq: 0, docSeq: 0, docId, ...event, body });

function addConsequences(effects: Effects, command: Command, before: DocumentState | null, state: DocumentState, body: EventBody, content: Content | null, context: EffectContext): void {
  switch (body.kind) {
    case 'created': {
      const template = templateOf(body.templateId);
      if (command.kind !== 'create' || template === undefined) return;
      const basis = command.basis === null ? undefined : context.others.get(command.basis.docId);
      effects.texts.push({ docId: command.docId, bytes: birthOf(command, template, basis === undefined ? null : { state: basis, content: context.basisText }) });
      return;
    }
    case 'acted':
      // The same text is kept once, however many hands it passes through.
      if (content !== null && body.contentHash !== null && body.contentHash !== before?.contentHash) effects.frozen.push({ docId: state.docId, kind: body.act, content });
      return addOfAct(effects, command, state, body, content, context);
    case 'invited': case 'answered': case 'bounced': case 'delivered': case 'read': case 'handedOver': return;
  }
}

function addOfAct(effects: Effects, command: Command, state: DocumentState, body: Acted, content: Content | null, context: EffectContext): void {
  if (body.number !== null) effects.numbered = state.docId;
  switch (body.act) {
    case 'dispatch':
      if (state.direction === 'outgoing' && content !== null) addDelivery(effects, state, content, context);
      return;
    case 'reply':
      if (state.direction === 'incoming' && command.kind === 'reply') addReply(effects, command, state, body, context);
      return;
    case 'archive':
      if (body.contentHash !== null) effects.archived.push({ docId: state.docId, contentHash: body.contentHash });
      return;
    case 'refuse':
      if (state.direction === 'incoming') {
        effects.events.push({ docId: state.origin.docId, body: { kind: 'bounced', organId: state.organId, organName: state.organName, reason: body.opinion } });
      }
      return;
    case 'receive': {
      const closed = closes(state);
      if (closed !== null && state.direction === 'incoming') close(effects, closed, state.origin.docId, context);
      return;
    }
    default:
  }
}

function close(effects: Effects, docId: DocId, link: DocId, { others }: EffectContext): void {
  const other = others.get(docId);
  const body = other === undefined ? null : closing(other, link);
  if (body !== null) effects.events.push({ docId, body });
}

/** It goes to whom it is addressed to. An answer that was written as a document of its own closes what it answers and is noted at who asked; a 补正 takes the place of what it corrects. */
function addDelivery(effects: Effects, issued: OutgoingState, content: Content, context: EffectContext): void {
  const asked = issued.inReplyTo === null ? undefined : context.others.get(issued.inReplyTo);
  const answers = asked?.direction === 'outgoing' ? { docId: asked.docId, drafterId: asked.drafter.personId } : null;
  effects.sends.push({ issued, content, answers });
  if (issued.basis !== null && CLOSING.includes(issued.basis.relation)) close(effects, issued.basis.docId, issued.docId, context);
  if (answers !== null) effects.events.push({ docId: answers.docId, body: { kind: 'answered', replyDocId: issued.docId, decision: null, number: issued.number ?? '' } });
}

/** What goes out on these ends what it was written for. */
const CLOSING: readonly Relation[] = ['reply', 'correction'];

/** A leader's 批复 is a document of its own organ: born, signed and issued at once, sent back, and noted at the 请示 that it answers. */
function addReply(effects: Effects, command: CommandOf<'reply'>, request: IncomingState, act: Acted, context: EffectContext): void {
  const docId = act.link;
  const { decision } = act;
  if (docId === null || decision === null) return;
  const { draft, content } = replyTextOf(command, request, context.sm3);
  // Whatever steps the organ has for its 发文: its leader has signed this one, and it goes out with that.
  const plan: Plan = { ...context.planFor(draft.organId, 'dispatch'), auto: ['registering', 'dispatching'] };
  const born: EventBody = {
    kind: 'created', docType: draft.docType, templateId: REPLY_TEMPLATE_ID, plan, organId: draft.organId, organName: draft.organName, title: draft.title, urgency: request.urgency,
    mainRecipientId: draft.recipientId, mainRecipientName: draft.recipientName, basis: { docId: request.docId, relation: 'reply' }, inReplyTo: draft.answers.docId,
  };
  const step = { ...act, isHandedOn: true, contentHash: content.facts.hash, opinion: '', subject: null, assignees: [], dueAt: null, link: null, decision: null } as const;
  const bodies: readonly EventBody[] = [
    born,
    { ...step, act: 'signOff', from: 'drafting', to: 'registering', decision: 'approve' },
    { ...step, act: 'register', from: 'registering', to: 'dispatching', number: context.number },
    { ...step, act: 'dispatch', from: 'dispatching', to: 'issued' },
  ];
  let issued: DocumentState | null = null;
  for (const next of bodies) {
    effects.events.push({ docId, body: next });
    issued = fold(issued, docId, next, context);
  }
  effects.texts.push({ docId, bytes: content.bytes });
  effects.frozen.push({ docId, kind: 'signOff', content });
  effects.numbered = docId;
  if (issued?.direction === 'outgoing') effects.sends.push({ issued, content, answers: draft.answers });
  effects.events.push({ docId: draft.answers.docId, body: { kind: 'answered', replyDocId: docId, decision, number: context.number } });
}
