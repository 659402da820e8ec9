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
import type { Tx } from '#server/storage/storage.ts';
import { changedOf, deliveryOf } from './rows.ts';

export interface Acknowledgement {
  /** The receiver's copy, which is the delivery. */
  readonly copyId: DocId;
  readonly decision: 'received' | 'refused';
  readonly reason: string;
  readonly at: EpochMs;
  readonly person: { readonly personId: PersonId; readonly name: string };
}

/** Null: this copy came without an envelope, and nobody waits for a receipt. */
export async function acknowledge(
  tx: Tx, { crypto, keys }: { readonly crypto: CryptoProvider; readonly keys: UnitKeys }, { copyId, decision, reason, at, person }: Acknowledgement,
): Promise<Result<SignedReceipt | null, AppError>> {
  const row = await tx.selectFrom('delivery').selectAll().where('id', '=', copyId).executeTakeFirst();
  if (row === undefined) return ok(null);
  const delivery = deliveryOf(row);
  const decided = decideDelivery(delivery, decision === 'received' ? { kind: 'receive' } : { kind: 'refuse', reason }, at);
  if (!decided.ok) {
    return err(decided.error === 'no-reason' ? appError('workflow.missing-reason', { rule: 'EXC20' }) : appError('workflow.wrong-stage', { rule: 'EXC20' }));
  }
  const next = evolveDelivery(delivery, decided.value);
  const envelope = await tx.selectFrom('envelope').select(['id', 'digest']).where('id', '=', row.envelope_id).executeTakeFirstOrThrow();
  const receipt = signReceipt({
    version: RECEIPT_VERSION, envelopeId: envelope.id as DocId, deliveryId: copyId, packageDigest: envelope.digest, organId: row.organ_id, organName: row.organ_name,
    decision, reason: next.reason, at, personId: person.personId, personName: person.name,
  }, await keys.keyOf(tx, row.organ_id, at), crypto);
  await tx.updateTable('delivery').set({ ...changedOf(next), person_name: person.name, receipt: JSON.stringify(receipt) }).where('id', '=', copyId).execute();
  return ok(receipt);
}
