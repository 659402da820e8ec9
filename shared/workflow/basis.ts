/**
 * A new document that is written for another one (`basis`): who may make it, which 文种 it is, to whom it goes, and what it begins with. The replica words its
 * 拟稿 by this, the server judges it by the same; what is offered and greyed is follow-up.ts.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { UnitId } from '#shared/base/ids.ts';
import { bodyText, type Content } from '#shared/doc/canonical.ts';
import { citation, quoted, replyTitle, subjectOf } from '#shared/exchange/citing.ts';
import type { Answered } from '#shared/gbt9704/check/model.ts';
import type { OrgView } from '#shared/org/model.ts';
import { can } from '#shared/policy/can.ts';
import { TITLE_LENGTH_MAX, type CommandOf } from './command.ts';
import type { DecideContext } from './decide.ts';
import { followUpOf, isSettled, refusalOf, RELATION_OF, type FollowUp } from './follow-up.ts';
import type { DocType, DocumentState, IncomingState, OutgoingState } from './model.ts';
import { fill, TEMPLATES, templateOf, titleFor, type Template } from './templates.ts';

/** What such a document is born with. */
export interface Derivation {
  readonly template: Template;
  readonly recipientId: UnitId;
  readonly recipientName: string;
  readonly title: string;
}

const REPLY_TEMPLATE = 'reply-2';
const LETTER_OF_REPLY_TEMPLATE = 'letter-reply-1';
const ESCALATION_TEMPLATE = 'request-escalation-1';
/** What a title says whose own words would not fit. */
const UNNAMED = '有关事项';

/** Null where there is nothing to follow from, or nobody to write to. */
export function derive(followUp: FollowUp, basis: DocumentState, org: OrgView): Derivation | null {
  if (followUp === 'correct') return basis.direction === 'outgoing' ? correctionOf(basis) : null;
  if (basis.direction === 'outgoing') return null;
  return followUp === 'answer' ? answerTo(basis, org) : escalationOf(basis, org);
}

/** 批复 to a subordinate's 请示; whoever is no subordinate, or wrote a 函, gets a 复函. */
function answerTo(asked: IncomingState, org: OrgView): Derivation | null {
  const isSubordinate = asked.docType === 'request' && org.isWithin(asked.origin.organId, asked.organId);
  const template = templateOf(isSubordinate ? REPLY_TEMPLATE : LETTER_OF_REPLY_TEMPLATE);
  if (template === undefined) return null;
  const title = isSubordinate ? replyTitle(asked) : `${asked.organName}关于${quoted(asked.title)}的${template.docTypeName}`;
  return { template, recipientId: asked.origin.organId, recipientName: nameOf(asked.origin.organId, asked.origin.organName, org), title: fitting(title, asked.organName, template) };
}

/** A 请示 of the organ's own to its direct superior: never past it, and never the other's paper. */
function escalationOf(asked: IncomingState, org: OrgView): Derivation | null {
  const template = templateOf(ESCALATION_TEMPLATE);
  const superior = org.parentOrgan(asked.organId);
  if (template === undefined || superior === undefined) return null;
  return { template, recipientId: superior.id, recipientName: superior.fullName, title: fitting(titleFor(asked.organName, subjectOf(asked.title) ?? `${quoted(asked.title)}${UNNAMED}`, template), asked.organName, template) };
}

/** The same once more: 文种, 主送, title and text are those of what was sent back. */
function correctionOf(sent: OutgoingState): Derivation | null {
  const template = templateForCorrection(sent.docType);
  return template === undefined || sent.mainRecipientId === null ? null : { template, recipientId: sent.mainRecipientId, recipientName: sent.mainRecipientName, title: sent.title };
}

const templateForCorrection = (docType: DocType): Template | undefined => TEMPLATES.find((template) => template.docType === docType && template.flow === 'dispatch');
const nameOf = (organId: UnitId, known: string, org: OrgView): string => org.unit(organId)?.fullName ?? known;
const fitting = (title: string, organName: string, template: Template): string => (title.length <= TITLE_LENGTH_MAX ? title : titleFor(organName, UNNAMED, template));

/** Words of a template that stand for the document it answers or carries on: 你镇, 《…》（…号）. */
export function wordsOfBasis(basis: DocumentState | null): Readonly<Record<string, string>> {
  return basis?.direction === 'incoming' ? { ...citation(basis), sender: basis.origin.organName } : {};
}

/** Null when it may be made. A client that has not got what it hangs on leaves it to the server. */
export function checkBasis(command: CommandOf<'create'>, template: Template, ctx: DecideContext): AppError | null {
  const { basis: named } = command;
  const followUp = named === null ? null : followUpOf(named.relation);
  // R15: a 批复 answers a 请示, or there is none.
  if (template.docType === 'reply' && followUp !== 'answer' && followUp !== 'correct') return appError('request.invalid', { rule: 'WF50', field: 'basis' });
  if (named?.relation === 'part') return checkPart(command, template, ctx);
  return followUp === null ? null : checkFollowUp(followUp, command, template, ctx);
}

const RULE: { readonly [each in FollowUp]: string } = { answer: 'WF50', escalate: 'WF52', correct: 'WF55' };

function checkFollowUp(followUp: FollowUp, command: CommandOf<'create'>, template: Template, { actor, org, basis, derived }: DecideContext): AppError | null {
  // Its first words come from there: without it there is nothing to begin with, on either side.
  if (basis === null) return appError('not-found', { rule: 'POL04' });
  const right = can(actor, `document.${followUp}`, { kind: 'document', state: basis }, org);
  if (!right.ok) return appError(right.code, { rule: right.rule });
  const rule = RULE[followUp];
  const refused = refusalOf(followUp, derived);
  if (refused !== null) return appError(refused, { rule: refused === 'workflow.awaits-superior' ? 'WF53' : rule });
  const due = derive(followUp, basis, org);
  if (due === null || due.template.docType !== template.docType || template.flow !== 'dispatch') return appError('request.invalid', { rule, field: 'templateId' });
  if (command.organId !== basis.organId) return appError('request.invalid', { rule, field: 'organId' });
  return command.mainRecipientId === due.recipientId ? null : appError('request.invalid', { rule, field: 'mainRecipientId' });
}

/** 分项: a new 督办 of the same organ, by whoever may break the whole down. A client that has not got the whole leaves it to the server. */
function checkPart({ organId }: CommandOf<'create'>, { flow }: Template, { actor, org, basis, authority }: DecideContext): AppError | null {
  if (flow !== 'supervision') return appError('request.invalid', { rule: 'WF40', field: 'templateId' });
  if (basis === null) return authority.kind === 'server' ? appError('not-found', { rule: 'POL04' }) : null;
  const right = can(actor, 'document.split', { kind: 'document', state: basis }, org);
  if (!right.ok) return appError(right.code, { rule: right.rule });
  return basis.organId === organId ? null : appError('request.invalid', { rule: 'WF40', field: 'organId' });
}

/** For the 请示 of the one who asked, whose answer this becomes. */
export function answeredBy({ basis: named }: CommandOf<'create'>, basis: DocumentState | null): OutgoingState['inReplyTo'] {
  if (named === null || basis === null) return null;
  if (named.relation === RELATION_OF.answer && basis.direction === 'incoming') return basis.origin.docId;
  return named.relation === RELATION_OF.correct && basis.direction === 'outgoing' ? basis.inReplyTo : null;
}

/** An answer, a 转报 or a 补正 goes on only while what it was written for is open; where that is not at hand, the server looks. */
export function checkStillOpen(state: DocumentState, basis: DocumentState | null): AppError | null {
  if (state.direction !== 'outgoing' || state.basis === null || basis === null || followUpOf(state.basis.relation) === null) return null;
  return isSettled(basis) ? appError('workflow.already-answered', { rule: 'WF54' }) : null;
}

/** Nothing was added to the words that it began with: no decision in an answer, no opinion of one's own in a 转报. */
export function checkOwnWords(state: DocumentState, basis: DocumentState | null, text: Content | null, org: OrgView): AppError | null {
  if (state.direction !== 'outgoing' || state.basis === null || basis === null || text === null) return null;
  const followUp = followUpOf(state.basis.relation);
  const due = followUp === null || followUp === 'correct' ? null : derive(followUp, basis, org);
  if (due === null) return null;
  const words = { ...wordsOfBasis(basis), organ: state.organName, recipient: due.recipientName };
  const first = due.template.paragraphs.map((line) => fill(line, words)).join('');
  return bare(bodyText(text)) === bare(first) ? appError('workflow.empty-document', { rule: 'WF57' }) : null;
}

const bare = (text: string): string => text.replaceAll(/\s/gu, '');

/** What the rules of 行文 know of it (R15); null: not known here. */
export function answeredDocument(state: OutgoingState, basis: DocumentState | null): Answered | null {
  if (state.docType === 'reply' && state.basis === null && state.inReplyTo === null) return { kind: 'none' };
  if (state.basis?.relation !== 'reply' || basis?.direction !== 'incoming' || (basis.docType !== 'request' && basis.docType !== 'letter')) return null;
  return { kind: 'document', docType: basis.docType, sender: { kind: 'organ', id: basis.origin.organId, name: basis.origin.organName } };
}
