/**
 * `decide` turns a command into events or a refusal. The client runs it at once on its own copy, the server runs the very same
 * and its word is final. Pure: who acts, the organisation, the time and the facts of the text are handed in.
 *
 * What may follow what is the tables' business (flows/, onward.ts); what one kind of act demands beyond its row is in demands.ts.
 * Order of the questions: may they know of it, is it still the step they mean, is it theirs, is it the text they saw, is anything missing.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId, PersonId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Content } from '#shared/doc/canonical.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Action } from '#shared/policy/actions.ts';
import { isMarked } from '#shared/gbt9704/check/classified.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import type { ActCommand, Command, CommandKind, CommandOf } from './command.ts';
import { answeredBy, checkBasis } from './basis.ts';
import { checkRecipient, demands, senderOf } from './demands.ts';
import { stepOf, type Act, type Row } from './flow.ts';
import type { Derived } from './follow-up.ts';
import { flowOf } from './flows/book.ts';
import { isPending, postHolders } from './holders.ts';
import type { Urgency } from '#shared/time/deadline.ts';
import type { Acted, Assignee, ContentFacts, DocumentState, EventBody, OutgoingState, Share, Subject } from './model.ts';
import { answered, onward, type Onward } from './onward.ts';
import type { Plan } from './plan.ts';
import { templateOf } from './templates.ts';

/** Only the server numbers, releases and takes back; a client's decide foresees up to there. */
export type Authority =
  | { readonly kind: 'client' }
  | { readonly kind: 'server'; readonly nextNumber: string; readonly newDocId: DocId };

/** Somebody as the directory of this side knows them. */
export interface Known {
  readonly name: string;
  readonly title: string;
  readonly unitName: string;
}

export interface DecideContext {
  readonly actor: Actor;
  readonly org: OrgView;
  readonly now: EpochMs;
  readonly content: ContentFacts | null;
  /** The text itself, for the rules of 行文; null where it is not at hand. */
  readonly text: Content | null;
  /** People who are not the actor; undefined for nobody or somebody who has left. */
  readonly known: (personId: PersonId) => Known | undefined;
  /** The plan that the organ gives a new document of this flow. */
  readonly planFor: (organId: UnitId, flow: Plan['flow']) => Plan;
  /** When a step that is entered now should be done; null where nothing is counted. */
  readonly deadline: (days: number, urgency: Urgency) => EpochMs | null;
  /** 子项 of a 督办 that are not struck off yet. */
  readonly openParts: number;
  /** What the document is written for, or would be; null where there is none, or it is not at hand. */
  readonly basis: DocumentState | null;
  /** What was made on it already: on the basis of a new document, on the received document that is answered. */
  readonly derived: readonly Derived[];
  readonly authority: Authority;
}

export type Verdict =
  | { readonly kind: 'refused'; readonly error: AppError }
  /** 待重新确认: what the author meant is no longer there; they look again and act again (WF08, WF09). */
  | { readonly kind: 'reconfirm'; readonly error: AppError };

export type Decided = Result<readonly EventBody[], Verdict>;

const refuse = (error: AppError): Result<never, Verdict> => err({ kind: 'refused', error });
const askAgain = (error: AppError): Result<never, Verdict> => err({ kind: 'reconfirm', error });

export const actionOf = (kind: CommandKind): Action => (kind === 'read' ? 'document.markRead' : `document.${kind}`);

export function decide(state: DocumentState | null, command: Command, ctx: DecideContext): Decided {
  if (wordsOf(command).some(isMarked)) return refuse(appError('document.classified', { rule: 'SEC01' }));
  if (command.kind === 'create') return create(state, command, ctx);
  if (state === null) return refuse(appError('not-found', { rule: 'POL04' }));
  const subject = { kind: 'document', state } as const;
  const right = can(ctx.actor, actionOf(command.kind), subject, ctx.org);
  if (!right.ok && right.code === 'not-found') return refuse(appError('not-found', { rule: 'POL04' }));
  // A step that has moved on is asked about before rights are: somebody who held the pen a moment ago deserves "it moved", not "you may not".
  if ('stepNo' in command && command.stepNo !== state.stepNo) return askAgain(appError('workflow.stale-step', { rule: 'WF08' }));
  if (!right.ok) return refuse(appError(right.code, { rule: right.rule }));
  switch (command.kind) {
    case 'read': return ok([{ kind: 'read' }]);
    case 'invite': return invite(command, ctx);
    default: return act(state, command, right.as, ctx);
  }
}

/** What its author wrote: none of it may carry a 密级 mark, or the mark would lie on the server. */
function wordsOf(command: Command): readonly string[] {
  const { title, opinion, text, phrase } = command as { readonly [words in 'title' | 'opinion' | 'text' | 'phrase']?: string };
  return [title, opinion, text, phrase].filter((words) => words !== undefined);
}

function create(state: DocumentState | null, command: CommandOf<'create'>, ctx: DecideContext): Decided {
  if (state !== null) return refuse(appError('workflow.exists', { rule: 'WF02' }));
  const template = templateOf(command.templateId);
  if (template === undefined) return refuse(appError('document.template-unknown', { rule: 'WF01' }));
  const right = can(ctx.actor, 'document.create', { kind: 'organ', organId: command.organId }, ctx.org);
  if (!right.ok) return refuse(appError(right.code, { rule: right.rule }));
  const baseless = checkBasis(command, template, ctx);
  if (baseless !== null) return refuse(baseless);
  const recipient = checkRecipient(template.docType, command.organId, command.mainRecipientId, ctx.org, senderOf(ctx.basis));
  if (recipient !== null) return refuse(recipient);
  return ok([{
    kind: 'created', docType: template.docType, templateId: command.templateId, plan: ctx.planFor(command.organId, template.flow),
    organId: command.organId, organName: nameOfOrgan(command.organId, command.organName, ctx), title: command.title, urgency: command.urgency,
    mainRecipientId: command.mainRecipientId, mainRecipientName: nameOfOrgan(command.mainRecipientId, command.mainRecipientName, ctx),
    basis: command.basis, inReplyTo: answeredBy(command, ctx.basis),
  }]);
}

function invite(command: CommandOf<'invite'>, ctx: DecideContext): Decided {
  const people = [];
  for (const personId of command.personIds) {
    const known = ctx.known(personId);
    if (known === undefined) return refuse(appError('not-found', { rule: 'WF03' }));
    people.push({ personId, name: known.name });
  }
  return ok([{ kind: 'invited', people }]);
}

function act(state: DocumentState, command: ActCommand, as: PersonId, ctx: DecideContext): Decided {
  const row = stepOf(flowOf(state.plan), state.stage)?.acts[command.kind];
  if (row === undefined) return refuse(appError('workflow.wrong-stage', { rule: 'POL18' }));
  if (row.serverOnly === true && ctx.authority.kind === 'client') return refuse(appError('workflow.server-only', { rule: 'WF10' }));
  // Without the text at hand (a copy not fetched yet), what the last hand-off froze stands for it: nobody acts on a text they did not see.
  const present = ctx.content?.hash ?? state.contentHash;
  const seen = 'contentHash' in command ? command.contentHash : null;
  if (seen !== null && present !== null && seen !== present) return askAgain(appError('workflow.stale-content', { rule: 'WF09' }));
  const missing = demands(state, command, row, ctx);
  if (missing !== null) return refuse(missing);
  const people = peopleOf(state, command, row, ctx);
  if (!people.ok) return people;
  const named = namedFor(state, command, people.value);
  const led = onward(state, row, {
    to: 'to' in command ? command.to : null, people: people.value, personId: as, answer: command.kind === 'disagree' ? 'reject' : command.kind === 'approve' ? 'approve' : 'done',
    named: named ?? (state.direction === 'outgoing' ? state.named : []),
  });
  if (!led.ok) return refuse(led.error);
  if (ctx.content?.isRevised === true && state.direction === 'outgoing' && isToBeSealed(state, led.value)) return refuse(appError('workflow.revisions-open', { rule: 'WF60' }));
  const next = handed(state, command, as, people.value, led.value);
  const bodies = withAutomatic(state, wordEvent(state, command, row, next, named, ctx), ctx);
  // Only the server knows every holder; a client that sees only part of the directory must not refuse for what it cannot see.
  // A step that is done in the same breath needs nobody: it is where the document comes to rest that counts.
  if (ctx.authority.kind === 'server' && next.isHandedOn && isOrphaned(state, bodies.at(-1) ?? next, ctx.org)) return refuse(appError('workflow.nobody-holds-next', { rule: 'WF11' }));
  return ok(bodies);
}

/** What is signed is what goes out: on its way to the signature, and at it, the text says one thing. */
function isToBeSealed(state: OutgoingState, { to, isHandedOn }: Onward): boolean {
  const { sealsAt, steps } = flowOf(state.plan);
  const at = (stage: string): number => steps.findIndex((step) => step.stage === stage);
  return sealsAt !== null && isHandedOn && stepOf(flowOf(state.plan), to)?.aside !== true && at(to) >= at(sealsAt);
}

/** People whom the act names, as the directory knows them: all or nobody. */
function peopleOf(state: DocumentState, command: ActCommand, row: Row, ctx: DecideContext): Result<readonly Assignee[], Verdict> {
  if (!('people' in command)) return ok([]);
  const people: Assignee[] = [];
  for (const { personId, share } of command.people) {
    const known = ctx.known(personId);
    if (known === undefined) return refuse(appError('not-found', { rule: 'WF03' }));
    if (!people.some((each) => each.personId === personId)) people.push({ personId, ...known, share: shareFor(state, command.kind, row, share), answer: null });
  }
  return ok(people);
}

/** 会签 and 交办: people named now for a step that comes later, beside those who were named before. */
function namedFor(state: DocumentState, command: ActCommand, people: readonly Assignee[]): readonly Assignee[] | null {
  if (state.direction !== 'outgoing' || people.length === 0 || (command.kind !== 'submit' && command.kind !== 'approve')) return null;
  const before = command.kind === 'submit' ? [] : state.named.filter((each) => !people.some((other) => other.personId === each.personId));
  return [...before, ...people];
}

/** 加签 at a step that names hold adds one more of the same; at a post's step, somebody who says a word first. */
function shareFor(state: DocumentState, act: Act, row: Row, claimed: Share): Share {
  if (act === 'circulate' || state.plan.flow === 'circulation') return 'read';
  if (act === 'addSigner') return state.assignees.find((each) => each.share !== 'consult')?.share ?? 'consult';
  if (act === 'transfer' || act === 'reassign') return state.assignees.find((each) => each.share !== 'consult')?.share ?? 'sign';
  if ((act === 'submit' || act === 'approve') && state.plan.flow !== 'supervision') return 'sign';
  if (row.to !== 'next' && claimed === 'sign') return 'lead';
  return claimed === 'lead' || claimed === 'read' ? claimed : 'assist';
}

/** What happens to those who were named, where the act is about them and not about the step. */
function handed(state: DocumentState, command: ActCommand, as: PersonId, people: readonly Assignee[], led: Onward): Onward {
  const joined = (staying: readonly Assignee[]): Onward => ({ ...led, assignees: [...staying, ...people.filter((each) => !staying.some((known) => known.personId === each.personId && isPending(known)))] });
  switch (command.kind) {
    case 'addSigner': return joined(state.assignees);
    case 'transfer': return joined(state.assignees.filter((each) => each.personId !== as || !isPending(each)));
    case 'reassign': return joined(state.assignees.filter((each) => !isPending(each) || each.share === 'consult' || (command.from !== null && each.personId !== command.from)));
    case 'note': return led.isHandedOn || led.assignees !== state.assignees ? led : { ...led, assignees: answered(state.assignees, as, 'done') };
    default: return led;
  }
}

function isOrphaned(state: DocumentState, next: Pick<Onward, 'to' | 'assignees'>, org: OrgView): boolean {
  const step = stepOf(flowOf(state.plan), next.to);
  if (step === undefined || step.holder === 'nobody' || step.holder === 'drafter' || step.holder === 'named' || next.assignees.length > 0) return false;
  return postHolders(state, step, org).length === 0;
}

function wordEvent(state: DocumentState, command: ActCommand, row: Row, next: Onward, named: readonly Assignee[] | null, ctx: DecideContext): Acted {
  const { content } = ctx;
  const isOwnText = row.freezes === true && state.direction === 'outgoing' && content !== null;
  return {
    kind: 'acted', act: command.kind, from: state.stage, to: next.to, isHandedOn: next.isHandedOn,
    contentHash: row.freezes === true ? (content?.hash ?? ('contentHash' in command ? command.contentHash : null)) : command.kind === 'archive' && state.stage !== 'terminated' ? state.contentHash : null,
    opinion: command.kind === 'reply' ? command.text : command.kind === 'address' ? command.phrase : 'opinion' in command ? command.opinion : '',
    decision: 'decision' in command ? command.decision : command.kind === 'disagree' ? 'reject' : command.kind === 'approve' || command.kind === 'signOff' ? 'approve' : null,
    subject: isOwnText ? subjectOf(state, content, ctx) : null,
    assignees: next.assignees, named,
    dueAt: dueOf(state, command, next, ctx),
    day: command.kind === 'extend' ? command.dueAt : command.kind === 'invalidate' ? command.from : null,
    number: command.kind === 'register' ? newNumber(state, ctx) : null,
    link: command.kind === 'reply' ? (ctx.authority.kind === 'server' ? ctx.authority.newDocId : (command.opId as string as DocId)) : null,
    invalidation: command.kind === 'invalidate' ? command.how : null,
    distribution: command.kind === 'address' ? command.distribution : null,
    reasons: command.kind === 'submit' ? command.reasons : {},
  };
}

function dueOf(state: DocumentState, command: ActCommand, next: Onward, ctx: DecideContext): EpochMs | null {
  if (command.kind === 'grant') return command.decision === 'approve' && state.extension !== null ? state.extension.until : state.dueAt;
  if (!next.isHandedOn) return state.dueAt;
  if ('dueAt' in command && command.kind !== 'extend' && command.dueAt !== null) return command.dueAt;
  // A 督办 has one day for all of it, however often it changes hands.
  if (state.plan.flow === 'supervision' && state.dueAt !== null && next.to !== 'drafting') return state.dueAt;
  return deadlineOf(state, next.to, ctx);
}

function deadlineOf(state: DocumentState, stage: Onward['to'], ctx: DecideContext): EpochMs | null {
  const step = stepOf(flowOf(state.plan), stage);
  const days = state.plan.days[stage] ?? step?.days;
  return days === undefined || step?.holder === 'nobody' ? null : ctx.deadline(days, state.urgency);
}

/** Steps that the unit lets the server do in the same breath follow at once; a client leaves them to come. */
function withAutomatic(state: DocumentState, first: Acted, ctx: DecideContext): readonly Acted[] {
  const bodies: Acted[] = [first];
  if (ctx.authority.kind === 'client') return bodies;
  let at: DocumentState = after(state, first);
  for (;;) {
    const last = bodies.at(-1) ?? first;
    const step = last.isHandedOn && state.plan.auto.includes(last.to) ? stepOf(flowOf(state.plan), last.to) : undefined;
    if (step?.autoAct === undefined) return bodies;
    const led = onward(at, { by: [], to: 'next' }, { to: null, people: [], personId: ctx.actor.personId, answer: 'done', named: at.direction === 'outgoing' ? at.named : [] });
    // A step that names hold needs those who were named with the first act.
    const onto = led.ok ? led.value : { to: last.to, isHandedOn: false, assignees: at.assignees };
    if (!onto.isHandedOn) return bodies;
    const next: Acted = {
      ...first, act: step.autoAct, from: last.to, ...onto, opinion: '', decision: null, subject: null, named: null, day: null, link: null, invalidation: null, distribution: null, reasons: {},
      contentHash: step.acts[step.autoAct]?.freezes === true ? first.contentHash : null,
      dueAt: state.plan.flow === 'supervision' ? first.dueAt : deadlineOf(at, onto.to, ctx),
      number: step.autoAct === 'register' ? newNumber(state, ctx) : null,
    };
    bodies.push(next);
    at = after(at, next);
  }
}

/** What the text says of itself; a text that names no single organ goes to whom it was addressed to. */
function subjectOf(state: OutgoingState, { title, mainRecipientId, mainRecipientName }: ContentFacts, ctx: DecideContext): Subject {
  return { title, mainRecipientId, mainRecipientName: mainRecipientId === null && mainRecipientName === '' ? state.mainRecipientName : nameOfOrgan(mainRecipientId, mainRecipientName, ctx) };
}

/** Whatever comes back to be registered again keeps the number that it has. */
function newNumber(state: DocumentState, ctx: DecideContext): string | null {
  const known = state.direction === 'outgoing' ? state.number : state.receiptNumber;
  return known === null && ctx.authority.kind === 'server' ? ctx.authority.nextNumber : null;
}

/** As far as the way onward is concerned. */
const after = (state: DocumentState, { to, assignees, named }: Acted): DocumentState =>
  (state.direction === 'outgoing' ? { ...state, stage: to, assignees, named: named ?? state.named } : { ...state, stage: to, assignees });

/** What stands in the text is the drafter's; under which name an organ appears to others is the directory's, or anybody could write in another's name. */
const nameOfOrgan = (organId: UnitId | null, claimed: string, ctx: DecideContext): string => (organId === null ? claimed : (ctx.org.unit(organId)?.fullName ?? claimed));
