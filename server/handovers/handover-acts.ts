/** 移交单 in storage: rows that are only ever added, in an audit chain. Owns the table. */
import type { Json } from '#shared/base/canonical-json.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { CHAIN_START, findBreak, linkHash } from '#shared/audit/chain.ts';
import { HANDOVERS_LISTED_MAX, type HandOver, type HandoverRecord } from '#shared/protocol/handovers.ts';
import type { Tx } from '#server/storage/storage.ts';

interface ActRow {
  readonly seq: number;
  readonly op_id: string;
  readonly request_hash: string;
  readonly organ_id: string;
  readonly from_id: string;
  readonly to_id: string;
  readonly person_id: string;
  readonly at: number;
  readonly body: string;
}

const linked = ({ seq, op_id, request_hash, organ_id, from_id, to_id, person_id, at, body }: ActRow): Json =>
  ({ seq: Number(seq), op_id, request_hash, organ_id, from_id, to_id, person_id, at: Number(at), body });

export async function appendHandover(tx: Tx, sm3: Sm3, request: HandOver, requestHash: string, record: Omit<HandoverRecord, 'seq'>): Promise<HandoverRecord> {
  const head = await tx.selectFrom('handover').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const written: HandoverRecord = { seq: Number(head?.seq ?? 0) + 1, ...record };
  const row: ActRow = {
    seq: written.seq, op_id: request.opId, request_hash: requestHash, organ_id: request.organId, from_id: request.fromId, to_id: request.toId,
    person_id: record.by.personId, at: record.at, body: JSON.stringify(written),
  };
  const previous = head?.hash ?? CHAIN_START;
  await tx.insertInto('handover').values({ ...row, previous_hash: previous, hash: linkHash(sm3, previous, linked(row)) }).execute();
  return written;
}

/** What was done under this op id, and what had been asked for. */
export async function readHandover(tx: Tx, opId: string): Promise<{ readonly requestHash: string; readonly record: HandoverRecord } | undefined> {
  const row = await tx.selectFrom('handover').select(['request_hash', 'body']).where('op_id', '=', opId).executeTakeFirst();
  return row === undefined ? undefined : { requestHash: row.request_hash, record: JSON.parse(row.body) as HandoverRecord };
}

/** Newest first; `personId`: only those in which they play a part. */
export async function listHandovers(tx: Tx, organId: UnitId, personId: PersonId | null): Promise<readonly HandoverRecord[]> {
  let query = tx.selectFrom('handover').select('body').where('organ_id', '=', organId).orderBy('seq', 'desc').limit(HANDOVERS_LISTED_MAX);
  if (personId !== null) query = query.where((e) => e.or([e('from_id', '=', personId), e('to_id', '=', personId), e('person_id', '=', personId)]));
  return (await query.execute()).map(({ body }) => JSON.parse(body) as HandoverRecord);
}

export async function checkHandoverChain(tx: Tx, sm3: Sm3): Promise<{ readonly changes: number; readonly brokenAt: number | null }> {
  const rows = await tx.selectFrom('handover').selectAll().orderBy('seq').execute();
  const at = findBreak(sm3, rows.map((row) => ({ row: linked(row), link: { previous: row.previous_hash, hash: row.hash } })));
  return { changes: rows.length, brokenAt: rows[at] === undefined ? null : Number(rows[at].seq) };
}
