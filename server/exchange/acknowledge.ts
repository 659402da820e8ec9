/**
 * 签收 and 退回 at the receiving unit, as far as the sender is concerned: the delivery moves on and the unit's signed receipt is kept with it. In the
 * transaction of the receiver's own act, which happens only if this does: what was recalled meanwhile can no longer be signed for.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId, PersonId } from '#shared/base/ids.ts';
import type { CryptoProvider, EpochMs } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { decideDelivery, evolveDelivery } from '#shared/exchange/delivery.ts';
import { RECEIPT_VERSION, signReceipt, type SignedReceipt } from '#shared/exchange/receipt.ts';
import type { UnitKeys } from '#server/crypto/unit-keys.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import type { Tx } from '#server/storage/storage.ts';
import { changedOf, deliveryOf, type DeliveryRow } from './rows.ts';

export interface Acknowledgement {
  /** The receiver's copy, which is the delivery. */
  readonly copyId: DocId;
  readonly decision: 'received' | 'refused';
  readonly reason: string;
  readonly at: EpochMs;
  readonly person: { readonly personId: PersonId; readonly name: string };
}

/** What an acknowledgement will ask: named ahead, it costs next to nothing. */
export const deliveryRowOf = prepared((db, copyId: DocId) => db.selectFrom('delivery').selectAll().where('id', '=', copyId));
export const envelopeDigestOf = prepared((db, envelopeId: string) => db.selectFrom('envelope').select(['id', 'digest']).where('id', '=', envelopeId));
const CHANGED = ['state', 'at', 'reason', 'urged_count', 'urged_at', 'replaced_by', 'person_name', 'receipt'] as const satisfies readonly (keyof DeliveryRow)[];
const SAME = ['id', 'envelope_id', 'organ_id', 'organ_name', 'level', 'parent_id', 'place', 'attachment_ids', 'due_at', 'replaces'] as const satisfies readonly (keyof DeliveryRow)[];
const DELIVERY_COLUMNS = [...SAME, ...CHANGED] as const;
/** Names the whole row, so that answers about other deliveries hold (`groupedTx`). */
const writeDelivery = prepared((db, ...values: readonly unknown[]) => {
  const row = Object.fromEntries(DELIVERY_COLUMNS.map((column, index) => [column, values[index]])) as unknown as DeliveryRow;
  return db.insertInto('delivery').values(row).onConflict((c) => c.column('id').doUpdateSet(Object.fromEntries(CHANGED.map((column) => [column, row[column]]))));
});

/** Null: this copy came without an envelope, and nobody waits for a receipt. */
export async function acknowledge(
  tx: Tx, { crypto, keys }: { readonly crypto: CryptoProvider; readonly keys: UnitKeys }, { copyId, decision, reason, at, person }: Acknowledgement,
): Promise<Result<SignedReceipt | null, AppError>> {
  const [row] = await ask(tx, deliveryRowOf(tx, copyId));
  if (row === undefined) return ok(null);
  const delivery = deliveryOf(row);
  const decided = decideDelivery(delivery, decision === 'received' ? { kind: 'receive' } : { kind: 'refuse', reason }, at);
  if (!decided.ok) {
    return err(decided.error === 'no-reason' ? appError('workflow.missing-reason', { rule: 'EXC20' }) : appError('workflow.wrong-stage', { rule: 'EXC20' }));
  }
  const next = evolveDelivery(delivery, decided.value);
  const [envelope] = await ask(tx, envelopeDigestOf(tx, row.envelope_id));
  if (envelope === undefined) throw new Error(`the delivery ${copyId} has no envelope`);
  const receipt = signReceipt({
    version: RECEIPT_VERSION, envelopeId: envelope.id as DocId, deliveryId: copyId, packageDigest: envelope.digest, organId: row.organ_id, organName: row.organ_name,
    decision, reason: next.reason, at, personId: person.personId, personName: person.name,
  }, await keys.keyOf(tx, row.organ_id, at), crypto);
  const written: DeliveryRow = { ...row, ...changedOf(next), person_name: person.name, receipt: JSON.stringify(receipt) };
  await tx.executeQuery(writeDelivery(tx, ...DELIVERY_COLUMNS.map((column) => written[column])));
  return ok(receipt);
}
