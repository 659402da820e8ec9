/** What an act demands beyond its row: words, people, a text that may go on, a seal by another hand. One place for every "not like this". */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { UnitId } from '#shared/base/ids.ts';
import type { OrgView } from '#shared/org/model.ts';
import { answeredDocument, checkOwnWords, checkStillOpen } from './basis.ts';
import type { ActCommand } from './command.ts';
import type { DecideContext } from './decide.ts';
import type { Row } from './flow.ts';
import { blocking, check } from '#shared/gbt9704/check/check.ts';
import { checkedDocument } from '#shared/gbt9704/check/checked-document.ts';
import { awaitsSuperior } from './follow-up.ts';
import { pendingConsulted } from './holders.ts';
import { waitsForParts } from './parts.ts';
import { isUpward, type ContentFacts, type DocType, type DocumentState } from './model.ts';

/** Null when nothing is missing. */
export function demands(state: DocumentState, command: ActCommand, row: Row, ctx: DecideContext): AppError | null {
  if (row.needs === 'opinion' && 'opinion' in command && command.opinion === '') return appError('workflow.missing-reason', { rule: 'WF05' });
  if (row.needs === 'people' && 'people' in command && command.people.length === 0) return appError('workflow.missing-people', { rule: 'WF26' });
  if ((command.kind === 'transfer' || command.kind === 'reassign') && command.people.length !== 1) return appError('workflow.missing-people', { rule: 'WF26' });
  // 加签: whoever was asked has not said a word yet.
  if (row.to !== 'stay' && command.kind !== 'withdraw' && command.kind !== 'terminate' && pendingConsulted(state).length > 0) return appError('workflow.awaits-others', { rule: 'WF27' });
  if (row.freezes === true && state.direction === 'outgoing') {
    const unfit = fitness(ctx.content);
    if (unfit !== null && command.kind !== 'return') return unfit;
  }
  if (ctx.openParts > 0 && waitsForParts(state, command.kind)) return appError('workflow.parts-open', { rule: 'WF30', data: { count: ctx.openParts } });
  if (ONWARD.includes(command.kind)) {
    const late = checkStillOpen(state, ctx.basis);
    const unsaid = command.kind === 'submit' ? checkOwnWords(state, ctx.basis, ctx.text, ctx.org) : null;
    if (late !== null || unsaid !== null) return late ?? unsaid;
  }
  const broken = brokenRule(state, command, ctx);
  if (broken !== null) return broken;
  switch (command.kind) {
    // Nobody registers a text for sending that they have not seen.
    case 'register': return state.direction === 'outgoing' && command.contentHash === null ? appError('request.invalid', { rule: 'WF18', field: 'contentHash' }) : null;
    case 'submit': return checkRecipient(state.docType, state.organId, ctx.content?.mainRecipientId ?? null, ctx.org, senderOf(ctx.basis));
    // 用印 and 签发 are two hands (domain: 印章管理员 must not be the 签发人).
    case 'seal': return state.direction === 'outgoing' && state.signedOffBy?.personId === ctx.actor.personId ? appError('workflow.same-person', { rule: 'WF28' }) : null;
    case 'reply': {
      if (state.docType !== 'request') return appError('workflow.wrong-stage', { rule: 'WF16' });
      return awaitsSuperior(ctx.derived) ? appError('workflow.awaits-superior', { rule: 'WF53' }) : null;
    }
    case 'grant': return state.extension === null ? appError('workflow.wrong-stage', { rule: 'WF29' }) : null;
    case 'extend': return command.dueAt > (state.dueAt ?? 0) ? null : appError('workflow.not-later', { rule: 'WF29' });
    // What goes to the archive is the text that was handed on last: another one, from whatever damage, stays where it is and is looked into.
    case 'archive': return state.stage !== 'terminated' && (state.contentHash === null || ctx.content?.hash !== state.contentHash) ? appError('storage.corrupt', { rule: 'WF23' }) : null;
    default: return null;
  }
}

/** Hand-offs at which the rules of 行文 are asked (R1–R22): when the drafter lets it go, when the office has looked at it, when it is signed. */
const CHECKED: readonly ActCommand['kind'][] = ['submit', 'approve', 'signOff'];

/** Acts that bring it nearer to going out. */
const ONWARD: readonly ActCommand['kind'][] = ['submit', 'approve', 'signOff', 'register', 'print', 'seal', 'dispatch'];

/** The first rule that stops it; every rule that may be passed was passed with a reason, at 送审, and the reason stands in the 历程. */
function brokenRule(state: DocumentState, command: ActCommand, { text, org, basis }: DecideContext): AppError | null {
  if (state.direction !== 'outgoing' || state.plan.flow !== 'dispatch' || text === null || !CHECKED.includes(command.kind)) return null;
  const reasons = command.kind === 'submit' ? command.reasons : state.reasons;
  const found = blocking(check(checkedDocument(state, text, { inReplyTo: answeredDocument(state, basis) }), { org, ties: {} }), reasons);
  const [first] = found;
  return first === undefined ? null : appError('workflow.rule-broken', { rule: 'WF36', data: { rule: first.rule, clause: first.clause, count: found.length } });
}

/** A text that can be handed on: there is one, it has a title, and it is not classified. */
function fitness(content: ContentFacts | null): AppError | null {
  if (content === null || content.title.trim() === '' || content.bodyLength === 0) return appError('workflow.empty-document', { rule: 'WF04' });
  return content.isClassified ? appError('document.classified', { rule: 'WF06' }) : null;
}

/** Whoever sent what is answered: an organ, wherever it is. */
export const senderOf = (basis: DocumentState | null): UnitId | null => (basis?.direction === 'incoming' ? basis.origin.organId : null);

/** R1: a 上行文 goes to the direct superior organ, not past it. Other 文种 may go to any organ, or to none in particular. */
export function checkRecipient(docType: DocType, organId: UnitId, recipientId: UnitId | null, org: OrgView, sender: UnitId | null): AppError | null {
  if (isUpward(docType)) {
    const superior = org.parentOrgan(organId);
    return superior !== undefined && superior.id === recipientId ? null : appError('workflow.missing-recipient', { rule: 'WF07' });
  }
  return recipientId === null || recipientId === sender || org.unit(recipientId)?.isOrgan === true ? null : appError('workflow.missing-recipient', { rule: 'WF07' });
}
