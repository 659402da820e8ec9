/** Builds documents in any stage of the 请示–批复 story by running commands through `decide` and `evolve`, the way the server does. */
import type { DocId, OpId } from '#shared/base/ids.ts';
import type { Result } from '#shared/base/result.ts';
import { closing, copyBody } from '#shared/exchange/deliver.ts';
import type { Command, CommandOf } from '#shared/workflow/command.ts';
import { decide, type Authority, type DecideContext, type Known, type Verdict } from '#shared/workflow/decide.ts';
import type { FlowId } from '#shared/workflow/flow.ts';
import { defaultPlan, type Plan } from '#shared/workflow/plan.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { Acted, ContentFacts, DocumentEvent, DocumentState, EventBody, IncomingState, OutgoingState } from '#shared/workflow/model.ts';
import { actorOf, nameOf, ORGAN, smallOrg, stampOf, type PersonKey } from './small-org.ts';

export const id = (n: number): DocId => n.toString(16).padStart(32, '0') as DocId;
export const op = (n: number): OpId => n.toString(16).padStart(32, 'a') as OpId;
export const HASH = 'a'.repeat(64);
export const OTHER_HASH = 'b'.repeat(64);
export const NOW = 1_780_000_000_000;
export const NUMBER = '楚米府呈〔2026〕1号';
export const SERVER: Authority = { kind: 'server', nextNumber: NUMBER, newDocId: id(900) };
export const CLIENT: Authority = { kind: 'client' };

export const CONTENT: ContentFacts = {
  hash: HASH, title: '桐梓县楚米镇人民政府关于修缮村道的请示', mainRecipientId: ORGAN.county, mainRecipientName: '桐梓县人民政府',
  bodyLength: 120, isClassified: false, isRevised: false, blobs: [],
};

export interface Given {
  readonly by: PersonKey;
  readonly content?: ContentFacts | null;
  readonly authority?: Authority;
  readonly openParts?: number;
  readonly basis?: DocumentState | null;
  readonly derived?: DecideContext['derived'];
  readonly text?: DecideContext['text'];
}

const context = (given: Given): DecideContext => ({
  actor: actorOf(given.by), org: smallOrg(), now: NOW, content: given.content === undefined ? CONTENT : given.content,
  text: given.text ?? null, known, planFor, deadline: (days) => NOW + days * DAY_MS, openParts: given.openParts ?? 0, basis: given.basis ?? null, derived: given.derived ?? [], authority: given.authority ?? SERVER,
});

const DAY_MS = 86_400_000;
/** The township's and the county's short flows, as the province's template gives them. */
export const planFor = (organId: string, flow: FlowId): Plan => defaultPlan(flow, smallOrg().unit(organId)?.level ?? 5);
const known = (personId: string): Known | undefined => {
  if (nameOf(personId) === undefined) return undefined;
  const { name, title, unitName } = stampOf(personId as PersonKey);
  return { name, title, unitName };
};

type WithoutEnvelope<C> = C extends Command ? Omit<C, 'opId' | 'docId' | 'claimedAt'> : never;
export type Ask = WithoutEnvelope<Command>;

export const ask = (state: DocumentState | null, what: Ask, given: Given): Result<readonly EventBody[], Verdict> =>
  decide(state, { ...what, opId: op(1), docId: state?.docId ?? id(1), claimedAt: NOW } as Command, context(given));

export const event = (docId: DocId, body: EventBody, by: PersonKey, docSeq = 1, at = NOW): DocumentEvent =>
  ({ seq: docSeq, docId, docSeq, opId: op(docSeq), actor: stampOf(by), at, claimedAt: null, body });

/** Asks and applies; throws when refused, because a story that cannot be told is a broken test. */
export function tell<S extends DocumentState>(state: S | null, what: Ask, given: Given): S {
  const decided = ask(state, what, given);
  if (!decided.ok) throw new Error(`refused: ${decided.error.kind} ${decided.error.error.code}`);
  let next: DocumentState | null = state;
  for (const body of decided.value) next = evolve(next, event(state?.docId ?? id(1), body, given.by));
  return next as S;
}

type Named = CommandOf<'submit'>['people'][number];
export const CREATE: Extract<Ask, { readonly kind: 'create' }> = {
  kind: 'create', templateId: 'request-1', organId: ORGAN.town, mainRecipientId: ORGAN.county,
  organName: '桐梓县楚米镇人民政府', mainRecipientName: '桐梓县人民政府', title: CONTENT.title, urgency: 'normal', basis: null,
};
export const SUBMIT = { kind: 'submit', contentHash: HASH, opinion: '', people: [] as Named[], dueAt: null, reasons: {} } as const;

export const drafting = (): OutgoingState => tell<OutgoingState>(null, CREATE, { by: 'drafter01' });
export const shared = (): OutgoingState => tell(drafting(), { kind: 'invite', personIds: ['drafter02'] }, { by: 'drafter01' });
export const signing = (): OutgoingState => tell(shared(), { ...SUBMIT, stepNo: 0 }, { by: 'drafter01' });
export const returned = (): OutgoingState => tell(signing(), { kind: 'return', stepNo: 1, contentHash: HASH, opinion: '请补充资金来源', to: 'drafting' }, { by: 'townhead1' });
export const issued = (): OutgoingState => tell(signing(), { kind: 'signOff', stepNo: 1, contentHash: HASH, opinion: '同意' }, { by: 'townhead1' });
export const closed = (): OutgoingState => evolve(issued(), event(id(1), closing(issued(), id(900)) as EventBody, 'townregi1')) as OutgoingState;

export const awaitingReceipt = (): IncomingState => evolve(null, event(id(2), {
  ...copyBody(issued(), null, null), plan: planFor(ORGAN.county, 'receipt'), organId: ORGAN.county, organName: '桐梓县人民政府',
}, 'townhead1')) as IncomingState;
export const deciding = (): IncomingState => tell(awaitingReceipt(), { kind: 'receive', stepNo: 0 }, { by: 'countyrg1' });
export const replied = (): IncomingState =>
  tell(deciding(), { kind: 'reply', stepNo: 2, contentHash: HASH, decision: 'approve', text: '同意。' }, { by: 'countyhd1' });

/** The 批复 on its way back: the township's copy, before and after it was signed for. */
export const replyArrived = (): IncomingState => evolve(null, event(id(3), {
  kind: 'delivered', docType: 'reply', plan: planFor(ORGAN.town, 'receipt'), organId: ORGAN.town, organName: '桐梓县楚米镇人民政府', title: '桐梓县人民政府关于修缮村道的批复',
  urgency: 'normal', dueAt: null, number: '桐府发〔2026〕7号', contentHash: OTHER_HASH,
  origin: { docId: id(900), organId: ORGAN.county, organName: '桐梓县人民政府', drafterId: 'countyhd1', signedOffBy: '李承庆', signedOffAt: NOW, answers: { docId: id(1), drafterId: 'drafter01' } },
}, 'countyhd1')) as IncomingState;
export const filed = (): IncomingState => tell(replyArrived(), { kind: 'receive', stepNo: 0 }, { by: 'townregi1' });

export const archivedOut = (): OutgoingState => tell(closed(), { kind: 'archive', stepNo: closed().stepNo }, { by: 'townregi1' });
export const archivedIn = (): IncomingState => tell(replied(), { kind: 'archive', stepNo: replied().stepNo }, { by: 'countyrg1' });

export const EVERY_STATE = {
  drafting, shared, signing, returned, issued, closed, awaitingReceipt, deciding, replied, replyArrived, filed, archivedOut, archivedIn,
} as const satisfies Record<string, () => DocumentState>;

/** What a line of the 历程 is about: the act, or what happened without one. */
export const whatHappened = ({ body }: Pick<DocumentEvent, 'body'>): string => (body.kind === 'acted' ? body.act : body.kind);

/** The event of an act, for what is folded without being decided. */
export const acted = (act: Acted['act'], from: Acted['from'], to: Acted['to'], more: Partial<Acted> = {}): Acted => ({
  kind: 'acted', act, from, to, isHandedOn: from !== to, contentHash: null, opinion: '', decision: null, subject: null, assignees: [], named: null,
  dueAt: null, day: null, number: null, link: null, invalidation: null, distribution: null, reasons: {}, ...more,
});
