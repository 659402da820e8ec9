/** The chain of a 请示 or 函, read from documents, envelopes and deliveries: down to whoever asked first, then up level by level. Reads only; what is told of it is decided in shared. */
import type { DocId } from '#shared/base/ids.ts';
import { askedBy, levelInHand, toldTo } from '#shared/exchange/chain.ts';
import type { DeliveryState } from '#shared/exchange/delivery.ts';
import type { OrgView } from '#shared/org/model.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { CHAIN_LEVELS_MAX, CORRECTIONS_MAX, type Arrival, type Chain, type ChainLevel } from '#shared/protocol/chain.ts';
import { derivedFrom, derivedOn, followUpOf, RELATION_OF } from '#shared/workflow/follow-up.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import type { DocumentState, OutgoingState } from '#shared/workflow/model.ts';
import { readMade } from '#server/commands/check-basis.ts';
import { readState } from '#server/documents/documents.ts';
import type { Tx } from '#server/storage/storage.ts';
import { envelopeOf } from './rows.ts';

interface Viewer { readonly actor: Actor; readonly org: OrgView }

/** A level as it is, with the states behind its papers. */
interface Gathered {
  readonly level: Omit<ChainLevel, 'holders'>;
  readonly papers: readonly DocumentState[];
}

export async function readChain(tx: Tx, state: DocumentState, { actor, org }: Viewer): Promise<Chain> {
  const derived = [...derivedOn(state.docId, await readMade(tx, state.docId))];
  const start = askedBy(state);
  const first = start === null ? null : await firstAsked(tx, start);
  const gathered = first === null ? [] : await climb(tx, first);
  const levels = gathered.map(({ level }): ChainLevel => ({ ...level, holders: [] }));
  const inHand = levelInHand(levels);
  const papers = gathered.flatMap((each) => each.papers);
  const told = toldTo(levels.map((level, index) => (index === inHand ? { ...level, holders: holdersOf(gathered[index]?.papers ?? [], org) } : level)), {
    isOwn: (organId) => actor.memberships.some((each) => each.organId === organId),
    mayOpen: (docId) => papers.some((each) => each.docId === docId && can(actor, 'document.read', { kind: 'document', state: each }, org).ok),
  });
  return { docType: first?.docType ?? state.docType, levels: [...told], derived };
}

/** Down the 转报 to the one nobody asked before. */
async function firstAsked(tx: Tx, start: DocId): Promise<OutgoingState | null> {
  let asked = await outgoing(tx, start);
  for (let turns = 0; asked !== null && asked.basis !== null && turns < CHAIN_LEVELS_MAX * CORRECTIONS_MAX; turns += 1) {
    const followUp = followUpOf(asked.basis.relation);
    const basis = followUp === null ? null : await readState(tx, asked.basis.docId);
    if (basis === null) break;
    asked = basis.direction === 'outgoing' ? basis : await outgoing(tx, basis.origin.docId);
  }
  // A draft has asked nobody yet.
  return asked !== null && await envelopeOf(tx, asked.docId) !== undefined ? asked : null;
}

async function climb(tx: Tx, first: OutgoingState): Promise<readonly Gathered[]> {
  const found: Gathered[] = [];
  let ask: OutgoingState | null = first;
  let [organ, came, copy]: [Pick<OutgoingState, 'organId' | 'organName'>, Arrival | null, DocumentState | null] = [first, null, null];
  let answer: ChainLevel['answered'] = null;
  let drafted: DocumentState | null = null;
  while (found.length < CHAIN_LEVELS_MAX) {
    const sent: Asked | null = ask === null ? null : await lastSent(tx, ask);
    const back = sent?.state.answer == null ? null : await arrivalOf(tx, sent.state.answer.docId, organ.organId);
    const answerCopy = back === null || back.docId === null ? null : await readState(tx, back.docId);
    found.push({
      level: { organId: organ.organId, organName: organ.organName, came, asked: sent?.paper ?? null, back, answered: answer },
      papers: [drafted, sent?.state ?? null, copy, answerCopy].filter((each) => each !== null),
    });
    const above: Arrival | null = sent === null || sent.paper.at === null || sent.state.mainRecipientId === null ? null : await arrivalOf(tx, sent.state.docId, sent.state.mainRecipientId);
    const next: DocumentState | null = above === null || above.docId === null ? null : await readState(tx, above.docId);
    if (sent === null || next === null) break;
    const made: readonly OutgoingState[] = (await readMade(tx, next.docId)).filter((each) => each.basis?.docId === next.docId && !derivedFrom(each, 'reply').isOver);
    drafted = sent.state.answer === null ? (made.find(({ basis }) => basis?.relation === RELATION_OF.answer) ?? null) : await outgoing(tx, sent.state.answer.docId);
    answer = drafted === null ? null : await answerOf(tx, drafted, sent.state);
    ask = made.find(({ basis }) => basis?.relation === RELATION_OF.escalate) ?? null;
    [organ, came, copy] = [next, above, next];
  }
  return found;
}

interface Asked { readonly state: OutgoingState; readonly paper: NonNullable<ChainLevel['asked']> }

/** What stands for it today: the latest 补正 that went out, with what was sent back before; a draft only where nothing has gone out. */
async function lastSent(tx: Tx, ask: OutgoingState): Promise<Asked> {
  let now: Asked = { state: ask, paper: { docId: ask.docId, number: ask.number, at: await sentAt(tx, ask.docId), earlier: [] } };
  for (let turns = 0; turns < CORRECTIONS_MAX && now.paper.at !== null; turns += 1) {
    const { state, paper } = now;
    const backAt = state.bounces.findLast(({ organId }) => organId === state.mainRecipientId)?.at;
    const next = backAt === undefined ? undefined : (await readMade(tx, state.docId)).find((each) => each.basis?.docId === state.docId && !derivedFrom(each, 'correction').isOver);
    const at = next === undefined ? null : await sentAt(tx, next.docId);
    if (next === undefined || at === null || backAt === undefined) break;
    now = { state: next, paper: { docId: next.docId, number: next.number, at, earlier: [...paper.earlier, { at: paper.at ?? at, backAt }] } };
  }
  return now;
}

async function answerOf(tx: Tx, drafted: DocumentState, asked: OutgoingState): Promise<ChainLevel['answered']> {
  return { docId: drafted.docId, number: drafted.number, at: await sentAt(tx, drafted.docId), docType: drafted.docType, decision: asked.answer?.decision ?? null };
}

async function sentAt(tx: Tx, docId: DocId): Promise<number | null> {
  const envelope = await envelopeOf(tx, docId);
  return envelope === undefined ? null : Number(envelope.at);
}

/** How a document came to one unit; what was sent again stands for what it replaces. */
async function arrivalOf(tx: Tx, docId: DocId, organId: string): Promise<Arrival | null> {
  const row = await tx.selectFrom('delivery').innerJoin('envelope', 'envelope.id', 'delivery.envelope_id').select(['delivery.id', 'delivery.state', 'delivery.at', 'envelope.at as sent_at', 'replaces'])
    .where('envelope.doc_id', '=', docId).where('delivery.organ_id', '=', organId).where('replaced_by', 'is', null).executeTakeFirst();
  if (row === undefined) return null;
  const copy = await readState(tx, row.id as DocId);
  const sent = row.replaces === null || copy === null ? Number(row.sent_at) : copy.createdAt;
  return { docId: row.id as DocId, number: copy?.number ?? null, sentAt: sent, state: row.state as DeliveryState, at: Number(row.at) };
}

async function outgoing(tx: Tx, docId: DocId): Promise<OutgoingState | null> {
  const state = await readState(tx, docId);
  return state?.direction === 'outgoing' ? state : null;
}

/** Of the paper that somebody holds: a draft before what it is written for. */
function holdersOf(papers: readonly DocumentState[], org: OrgView): string[] {
  const held = papers.map((state) => penHolders(state, org).map(({ name }) => name)).find((names) => names.length > 0);
  return held ?? [];
}
