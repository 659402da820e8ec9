/**
 * `decide` turns a command into events or a refusal. The client runs it at once on its own copy, the server runs the very same
 * and its word is final. Pure: who acts, the organisation, the time and the facts of the text are handed in.
 *
 *   outgoing  起草 ──送审──▶ 签发 ──签发──▶ 已发 ──(批复签收)──▶ 办结
 *               ▲──退回/撤回──┘
 *   incoming  待签收 ──签收──▶ 待批示 ──批复──▶ 已批复      (批复, 报告: 待签收 ──签收──▶ 办结)
 *   both      办结, 已批复; 已发 of what waits for no reply ──归档──▶ 已归档
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, unreachable, type Result } from '#shared/base/result.ts';
import type { DocId, PersonId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { OrgView } from '#shared/org/model.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import type { Action } from '#shared/policy/actions.ts';
import type { Command, CommandKind, CommandOf } from './command.ts';
import type { ContentFacts, DocumentState, EventBody } from './model.ts';
import { templateOf } from './templates.ts';

/** Only the server may number and issue; a client's decide foresees the act and leaves those to come. */
export type Authority =
  | { readonly kind: 'client' }
  | { readonly kind: 'server'; readonly nextNumber: string; readonly newDocId: DocId };

export interface DecideContext {
  readonly actor: Actor;
  readonly org: OrgView;
  readonly now: EpochMs;
  readonly content: ContentFacts | null;
  /** Names of people who are not the actor, as the directory of this side knows them. */
  readonly nameOf: (personId: PersonId) => string | undefined;
  readonly authority: Authority;
}

export type Verdict =
  | { readonly kind: 'refused'; readonly error: AppError }
  /** 待重新确认: what the author meant is no longer there; they look again and act again (WF08, WF09). */
  | { readonly kind: 'reconfirm'; readonly error: AppError };

const refuse = (error: AppError): Result<never, Verdict> => err({ kind: 'refused', error });
const askAgain = (error: AppError): Result<never, Verdict> => err({ kind: 'reconfirm', error });

const ACTION_OF = {
  create: 'document.create', invite: 'document.invite', submit: 'document.submit', return: 'document.return', withdraw: 'document.withdraw',
  signOff: 'document.signOff', receive: 'document.receive', reply: 'document.reply', archive: 'document.archive', read: 'document.markRead',
} as const satisfies Record<CommandKind, Action>;

export const actionOf = (kind: CommandKind): Action => ACTION_OF[kind];

type Decided = Result<readonly EventBody[], Verdict>;

export function decide(state: DocumentState | null, command: Command, ctx: DecideContext): Decided {
  if (command.kind === 'create') return create(state, command, ctx);
  if (state === null) return refuse(appError('not-found', { rule: 'POL04' }));
  const subject = { kind: 'document', state } as const;
  if (!can(ctx.actor, 'document.read', subject, ctx.org).ok) return refuse(appError('not-found', { rule: 'POL04' }));
  // A step that has moved on is asked about before rights are: somebody who held the pen a moment ago deserves "it moved", not "you may not".
  if ('stepNo' in command && command.stepNo !== state.stepNo) return askAgain(appError('workflow.stale-step', { rule: 'WF08' }));
  const right = can(ctx.actor, ACTION_OF[command.kind], subject, ctx.org);
  if (!right.ok) return refuse(appError(right.code, { rule: right.rule }));
  // Without the text at hand (a copy not fetched yet), what the last hand-off froze stands for it: nobody acts on a text they did not see.
  const present = ctx.content?.hash ?? state.contentHash;
  if ('contentHash' in command && present !== null && command.contentHash !== present) {
    return askAgain(appError('workflow.stale-content', { rule: 'WF09' }));
  }
  return act(state, command, ctx);
}

function create(state: DocumentState | null, command: CommandOf<'create'>, ctx: DecideContext): Decided {
  if (state !== null) return refuse(appError('workflow.exists', { rule: 'WF02' }));
  const template = templateOf(command.templateId);
  if (template === undefined) return refuse(appError('document.template-unknown', { rule: 'WF01' }));
  const right = can(ctx.actor, 'document.create', { kind: 'organ', organId: command.organId }, ctx.org);
  if (!right.ok) return refuse(appError(right.code, { rule: right.rule }));
  const recipient = checkRecipient(command.organId, command.mainRecipientId, ctx.org);
  if (!recipient.ok) return recipient;
  return ok([{
    kind: 'created', docType: template.docType, templateId: command.templateId, organId: command.organId, organName: nameOfOrgan(command.organId, command.organName, ctx),
    title: command.title, mainRecipientId: command.mainRecipientId, mainRecipientName: nameOfOrgan(command.mainRecipientId, command.mainRecipientName, ctx), inReplyTo: null,
  }]);
}

function act(state: DocumentState, command: Exclude<Command, { readonly kind: 'create' }>, ctx: DecideContext): Decided {
  switch (command.kind) {
    case 'invite': return invite(command, ctx);
    case 'submit': return submit(state, ctx);
    case 'return':
      return command.reason === '' ? refuse(appError('workflow.missing-reason', { rule: 'WF05' })) : ok([{ kind: 'returned', reason: command.reason }]);
    case 'withdraw':
      return ctx.authority.kind === 'client' ? refuse(appError('workflow.server-only', { rule: 'WF10' })) : ok([{ kind: 'withdrawn' }]);
    case 'signOff': return signOff(command, ctx);
    case 'receive': return ok([{ kind: 'received' }]);
    case 'reply': return reply(command, ctx);
    case 'archive': return archive(state, ctx);
    case 'read': return ok([{ kind: 'read' }]);
    default: return unreachable(command);
  }
}

function invite(command: CommandOf<'invite'>, ctx: DecideContext): Decided {
  const people = [];
  for (const personId of command.personIds) {
    const name = ctx.nameOf(personId);
    if (name === undefined) return refuse(appError('not-found', { rule: 'WF03' }));
    people.push({ personId, name });
  }
  return ok([{ kind: 'invited', people }]);
}

function submit(state: DocumentState, ctx: DecideContext): Decided {
  const { content } = ctx;
  if (content === null || content.title.trim() === '' || content.bodyLength === 0) return refuse(appError('workflow.empty-document', { rule: 'WF04' }));
  if (content.isClassified) return refuse(appError('document.classified', { rule: 'WF06' }));
  if (content.mainRecipientId === null) return refuse(appError('workflow.missing-recipient', { rule: 'WF07' }));
  const recipient = checkRecipient(state.organId, content.mainRecipientId, ctx.org);
  if (!recipient.ok) return recipient;
  // Only the server knows every holder; a client that sees only part of the directory must not refuse for what it cannot see.
  if (ctx.authority.kind === 'server' && ctx.org.holders(state.organId, 'principalLeader').length === 0) {
    return refuse(appError('workflow.nobody-holds-next', { rule: 'WF11' }));
  }
  return ok([{
    kind: 'submitted', contentHash: content.hash, title: content.title,
    mainRecipientId: content.mainRecipientId, mainRecipientName: nameOfOrgan(content.mainRecipientId, content.mainRecipientName, ctx),
  }]);
}

function signOff(command: CommandOf<'signOff'>, ctx: DecideContext): Decided {
  const { content } = ctx;
  if (content === null) return refuse(appError('workflow.empty-document', { rule: 'WF04' }));
  if (content.isClassified) return refuse(appError('document.classified', { rule: 'WF06' }));
  const signed: EventBody = { kind: 'signedOff', contentHash: content.hash, title: content.title, opinion: command.opinion };
  if (ctx.authority.kind === 'client') return ok([signed]);
  return ok([signed, { kind: 'issued', contentHash: content.hash, number: ctx.authority.nextNumber }]);
}

function reply(command: CommandOf<'reply'>, ctx: DecideContext): Decided {
  const replyDocId = ctx.authority.kind === 'server' ? ctx.authority.newDocId : (command.opId as string as DocId);
  return ok([{ kind: 'replied', decision: command.decision, text: command.text, replyDocId }]);
}

/** What goes to the archive is the text that was handed on last: another one, from whatever damage, stays where it is and is looked into. */
function archive(state: DocumentState, ctx: DecideContext): Decided {
  if (ctx.authority.kind === 'client') return refuse(appError('workflow.server-only', { rule: 'WF10' }));
  if (state.contentHash === null || ctx.content?.hash !== state.contentHash) return refuse(appError('storage.corrupt', { rule: 'WF23' }));
  return ok([{ kind: 'archived', contentHash: state.contentHash }]);
}

/** What stands in the text is the drafter's; under which name an organ appears to others is the directory's, or anybody could write in another's name. */
const nameOfOrgan = (organId: DocumentState['organId'], claimed: string, ctx: DecideContext): string => ctx.org.unit(organId)?.fullName ?? claimed;

/** R1: a 上行文 goes to the direct superior organ, not past it. */
function checkRecipient(organId: DocumentState['organId'], recipientId: DocumentState['organId'], org: OrgView): Result<null, Verdict> {
  const superior = org.parentOrgan(organId);
  return superior !== undefined && superior.id === recipientId ? ok(null) : refuse(appError('workflow.missing-recipient', { rule: 'WF07' }));
}
