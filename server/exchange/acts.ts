/**
 * 催收, 撤回 and 补发: what a sender does to deliveries afterwards. One op id, one effect: the answer is kept with the act and given again. Each delivery is
 * decided by itself (shared/exchange/delivery.ts); those that an act does not reach are named in the answer and stay as they were.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { createDocId, type DocId } from '#shared/base/ids.ts';
import { err, ok, unreachable, type Result } from '#shared/base/result.ts';
import { NOT_DONE_SHOWN_MAX, type ExchangeAct, type ExchangeAnswer } from '#shared/exchange/board.ts';
import { decideDelivery, evolveDelivery, type Delivery, type DeliveryAct } from '#shared/exchange/delivery.ts';
import { chased } from '#shared/exchange/deliver.ts';
import type { Change, EventContext } from '#server/documents/documents.ts';
import { appendToMany } from '#server/documents/many.ts';
import type { Tx } from '#server/storage/storage.ts';
import { changedOf, deliveryOf, type DeliveryRow, type EnvelopeRow } from './rows.ts';
import { deliver, type SendDeps, type ToDeliver } from './send.ts';

export interface Acted {
  readonly answer: ExchangeAnswer;
  /** Of the copies that were chased, taken back or sent again. */
  readonly changes: readonly Change[];
}

const IDS_PER_STATEMENT = 500;

export async function actOnDeliveries(tx: Tx, deps: SendDeps, envelope: EnvelopeRow, request: ExchangeAct, event: EventContext): Promise<Result<Acted, AppError>> {
  const requestHash = deps.crypto.sm3(canonicalJson(request as unknown as Json));
  const known = await tx.selectFrom('exchange_act').selectAll().where('op_id', '=', request.opId).executeTakeFirst();
  if (known !== undefined) {
    const isResend = known.person_id === event.actor.personId && known.request_hash === requestHash && known.envelope_id === envelope.id;
    return isResend ? ok({ answer: JSON.parse(known.answer) as ExchangeAnswer, changes: [] }) : err(appError('request.invalid', { rule: 'SRV05', field: 'opId' }));
  }
  const { rows, unknown } = await select(tx, envelope, request);
  const why: ExchangeAnswer['why'][number][] = unknown.map((organId) => ({ organId, refusal: 'not-sent' }));
  const next: Delivery[] = [];
  const again: ToDeliver[] = [];
  for (const row of rows) {
    const newId = createDocId(deps.random);
    const delivery = deliveryOf(row);
    const decided = decideDelivery(delivery, actOf(request, newId), event.at);
    if (!decided.ok) {
      why.push({ organId: row.organ_id, refusal: decided.error });
      continue;
    }
    next.push(evolveDelivery(delivery, decided.value));
    if (request.kind === 'resend') {
      again.push({ organId: row.organ_id, attachmentIds: row.attachment_ids === null ? null : (JSON.parse(row.attachment_ids) as string[]), copyId: newId, place: row.place, replaces: row.id as DocId });
    }
  }
  await write(tx, request, next);
  const changes = [...await tellReceivers(tx, deps, request, next, event), ...(again.length === 0 ? [] : await deliver(tx, deps, envelope, again, event))];
  const answer: ExchangeAnswer = { opId: request.opId, kind: request.kind, done: next.length, notDone: why.length, why: why.slice(0, NOT_DONE_SHOWN_MAX) };
  await tx.insertInto('exchange_act').values({
    op_id: request.opId, envelope_id: envelope.id, person_id: event.actor.personId, kind: request.kind, request_hash: requestHash, reason: request.reason,
    answer: JSON.stringify(answer), at: event.at,
  }).execute();
  return ok({ answer, changes });
}

/** The receivers' copies say it too: whoever is to sign is reminded, and what was taken back leaves their desk. */
async function tellReceivers(tx: Tx, deps: SendDeps, { kind, reason }: ExchangeAct, next: readonly Delivery[], event: EventContext): Promise<readonly Change[]> {
  if (kind === 'resend') return [];
  return appendToMany(tx, { sm3: deps.crypto.sm3, audienceOf: deps.audienceOf }, next.map(({ id }) => id), (copy) => chased(copy, kind === 'urge' ? 'urge' : 'withdraw', reason), event);
}

/** The present delivery of each unit that is meant: what was sent again stands for what it replaces. */
async function select(tx: Tx, envelope: EnvelopeRow, { organIds }: ExchangeAct): Promise<{ readonly rows: readonly DeliveryRow[]; readonly unknown: readonly string[] }> {
  const present = await tx.selectFrom('delivery').selectAll().where('envelope_id', '=', envelope.id).where('replaced_by', 'is', null).orderBy('place').execute();
  if (organIds === 'unsigned') return { rows: present.filter(({ state }) => state === 'awaiting'), unknown: [] };
  const wanted = new Set(organIds);
  const rows = present.filter((row) => wanted.delete(row.organ_id));
  return { rows, unknown: [...wanted] };
}

function actOf({ kind }: ExchangeAct, newId: DocId): DeliveryAct {
  switch (kind) {
    case 'urge': case 'recall': return { kind };
    case 'resend': return { kind, newId };
    default: return unreachable(kind);
  }
}

/** 催收 and 撤回 make the same of every row but its count, so they are one statement for hundreds; 补发 names another delivery in each. */
async function write(tx: Tx, { kind }: ExchangeAct, next: readonly Delivery[]): Promise<void> {
  const [first] = next;
  if (first === undefined) return;
  if (kind === 'resend') {
    for (const delivery of next) await tx.updateTable('delivery').set(changedOf(delivery)).where('id', '=', delivery.id).execute();
    return;
  }
  for (let start = 0; start < next.length; start += IDS_PER_STATEMENT) {
    const ids = next.slice(start, start + IDS_PER_STATEMENT).map(({ id }) => id);
    const update = tx.updateTable('delivery').where('id', 'in', ids);
    if (kind === 'urge') await update.set((e) => ({ urged_count: e('urged_count', '+', 1), urged_at: first.urgedAt })).execute();
    else await update.set({ state: first.state, at: first.at }).execute();
  }
}
