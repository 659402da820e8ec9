/**
 * What the dialog of an act asks, and the request that comes of the answers. Pure: which fields there are follows from the act's schema and
 * its row in the flow table, so that a dialog never asks for what nobody reads.
 */
import type { ActRequest } from '#shared/ipc/contract.ts';
import type { Act, Stage } from '#shared/workflow/flow.ts';
import { rowOf } from '#shared/workflow/holders.ts';
import type { DocumentState, Invalidation, ReplyDecision, Share } from '#shared/workflow/model.ts';
import type { Distribution } from '#shared/exchange/distribution.ts';
import type { Reasons } from '#shared/gbt9704/check/check.ts';
import { earlierStages } from '#shared/workflow/onward.ts';
import { pathOf } from '#shared/workflow/plan.ts';
import type { ActName } from './steps.ts';

export interface Named {
  readonly personId: string;
  readonly share: Share;
}

/** Everything a dialog may hold; which of it counts is the act's. */
export interface Answers {
  readonly opinion: string;
  readonly people: readonly Named[];
  readonly to: Stage | null;
  readonly dueAt: number | null;
  readonly decision: ReplyDecision;
  readonly reply: string;
  readonly how: Invalidation;
  readonly distribution: Distribution | null;
  /** The words in which the 主送 stands on the paper. */
  readonly phrase: string;
  readonly reasons: Reasons;
  /** A reserved number instead of the next one. */
  readonly reserved: string | null;
}

export interface Form {
  readonly opinion: 'none' | 'optional' | 'required';
  readonly people: 'none' | 'optional' | 'required';
  /** One of them leads: 主办 and 协办 are told apart. */
  readonly hasLead: boolean;
  readonly isOnePerson: boolean;
  /** Steps to choose from; empty where the table decides. */
  readonly targets: readonly Stage[];
  readonly dueAt: 'none' | 'optional' | 'required';
  readonly decision: boolean;
  readonly reply: boolean;
  readonly how: boolean;
  readonly distribution: boolean;
  /** The act binds the text on the screen. */
  readonly binds: boolean;
}

const SILENT: readonly ActName[] = ['address', 'invite', 'read', 'withdraw', 'receive', 'archive', 'reply'];
const NAMING: readonly ActName[] = ['submit', 'approve', 'propose', 'instruct', 'circulate', 'addSigner', 'transfer', 'reassign'];
const LEADING: readonly ActName[] = ['propose', 'instruct'];
const BINDING: readonly ActName[] = ['submit', 'approve', 'disagree', 'resolve', 'recountersign', 'return', 'signOff', 'print', 'seal', 'dispatch', 'reply'];
const NEEDING_NAMES: readonly Stage[] = ['handling', 'circulating'];

export function formFor(act: ActName, state: DocumentState, to: Stage | null): Form {
  const row = act === 'invite' || act === 'read' ? undefined : rowOf(state, act as Act);
  const targets = row === undefined || typeof row.to === 'string' ? (row?.to === 'earlier' ? earlierStages(state) : []) : row.to;
  const isSupervision = state.plan.flow === 'supervision';
  const mayCountersign = (act === 'submit' || act === 'approve') && pathOf(state.plan).some((step) => step.stage === 'countersigning') && isBefore(state, 'countersigning');
  const isNaming = NAMING.includes(act) && (act !== 'submit' && act !== 'approve' ? true : mayCountersign || row?.needs === 'people');
  const needsPeople = row?.needs === 'people' || (LEADING.includes(act) && to !== null && NEEDING_NAMES.includes(to));
  const offersPeople = isNaming && (!LEADING.includes(act) || needsPeople);
  const offersDay = act === 'extend' || act === 'circulate' || (LEADING.includes(act) && needsPeople) || (act === 'submit' && isSupervision);
  return {
    opinion: SILENT.includes(act) ? 'none' : row?.needs === 'opinion' ? 'required' : 'optional',
    people: offersPeople ? (needsPeople ? 'required' : 'optional') : 'none',
    hasLead: (LEADING.includes(act) && to === 'handling') || (isSupervision && act === 'submit'),
    isOnePerson: act === 'transfer' || act === 'reassign',
    targets, dueAt: offersDay ? (act === 'extend' ? 'required' : 'optional') : act === 'invalidate' ? 'required' : 'none',
    decision: act === 'reply' || act === 'grant', reply: act === 'reply', how: act === 'invalidate', distribution: act === 'address',
    binds: BINDING.includes(act) || (act === 'register' && state.direction === 'outgoing'),
  };
}

function isBefore(state: DocumentState, stage: Stage): boolean {
  const path = pathOf(state.plan).map((step) => step.stage);
  return path.indexOf(state.stage) < path.indexOf(stage);
}

export function isReady(form: Form, answers: Answers): boolean {
  if (form.opinion === 'required' && answers.opinion.trim() === '') return false;
  if (form.people === 'required' && answers.people.length === 0) return false;
  if (form.isOnePerson && answers.people.length !== 1) return false;
  if (form.targets.length > 0 && (answers.to === null || !form.targets.includes(answers.to))) return false;
  if (form.dueAt === 'required' && answers.dueAt === null) return false;
  if (form.distribution && answers.distribution === null) return false;
  return !form.reply || answers.reply.trim() !== '';
}

/** `contentHash` is the text that was made durable just now; acts that bind none leave it aside. */
export function requestOf(act: ActName, docId: string, form: Form, answers: Answers, contentHash: string | null): ActRequest {
  const opinion = answers.opinion.trim();
  const people = form.people === 'none' ? [] : answers.people.map(({ personId, share }) => ({ personId, share }));
  const hash = contentHash ?? '';
  const to = answers.to ?? 'drafting';
  const dueAt = form.dueAt === 'none' ? null : answers.dueAt;
  switch (act) {
    case 'invite': return { kind: act, docId, personIds: answers.people.map((each) => each.personId) };
    case 'read': case 'withdraw': case 'receive': case 'archive': return { kind: act, docId };
    case 'submit': return { kind: act, docId, contentHash: hash, opinion, people, dueAt, reasons: answers.reasons };
    case 'address': return { kind: act, docId, distribution: answers.distribution, phrase: answers.phrase };
    case 'approve': return { kind: act, docId, contentHash: hash, opinion, people };
    case 'disagree': case 'resolve': case 'recountersign': case 'signOff': case 'print': case 'seal': case 'dispatch': return { kind: act, docId, contentHash: hash, opinion };
    case 'return': return { kind: act, docId, contentHash: hash, opinion, to };
    case 'register': return { kind: act, docId, contentHash: form.binds ? contentHash : null, opinion, reserved: answers.reserved };
    case 'refuse': case 'report': case 'complete': case 'note': case 'urge': case 'terminate': return { kind: act, docId, opinion };
    case 'propose': case 'instruct': return { kind: act, docId, opinion, to, people, dueAt };
    case 'reply': return { kind: act, docId, contentHash: hash, decision: answers.decision, text: answers.reply.trim() };
    case 'circulate': return { kind: act, docId, opinion, people, dueAt };
    case 'extend': return { kind: act, docId, opinion, dueAt: dueAt ?? 0 };
    case 'grant': return { kind: act, docId, opinion, decision: answers.decision };
    case 'addSigner': case 'transfer': return { kind: act, docId, opinion, people };
    case 'reassign': return { kind: act, docId, opinion, people, from: null };
    case 'invalidate': return { kind: act, docId, opinion, how: answers.how, from: dueAt ?? 0 };
  }
}
