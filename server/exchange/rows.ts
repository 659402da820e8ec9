/** Envelopes and deliveries as rows, and back. Every function works inside whatever transaction it is handed; nothing is decided here. */
import type { Selectable } from 'kysely';
import type { DocId } from '#shared/base/ids.ts';
import type { Delivery, DeliveryState } from '#shared/exchange/delivery.ts';
import type { CopyBody } from '#shared/exchange/deliver.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { Tables } from '#server/storage/tables.ts';

export type EnvelopeRow = Selectable<Tables['envelope']>;
export type DeliveryRow = Selectable<Tables['delivery']>;

export const envelopeOf = (tx: Tx, docId: DocId): Promise<EnvelopeRow | undefined> => tx.selectFrom('envelope').selectAll().where('doc_id', '=', docId).executeTakeFirst();

export const copyBodyOf = (envelope: EnvelopeRow): CopyBody => JSON.parse(envelope.copy_body) as CopyBody;

export const deliveryOf = (row: DeliveryRow): Delivery => ({
  id: row.id as DocId, organId: row.organ_id, state: row.state as DeliveryState, at: Number(row.at), reason: row.reason, urgedCount: row.urged_count,
  urgedAt: row.urged_at === null ? null : Number(row.urged_at), replaces: row.replaces as DocId | null, replacedBy: row.replaced_by as DocId | null,
});

/** What may change of a delivery after it was sent. */
export const changedOf = ({ state, at, reason, urgedCount, urgedAt, replacedBy }: Delivery) =>
  ({ state, at, reason, urged_count: urgedCount, urged_at: urgedAt, replaced_by: replacedBy });
