/** 委托 in storage: given and taken back as rows that are only ever added, in an audit chain. Owns the table; what is in force now is kept beside it (delegations.ts). */
import type { Json } from '#shared/base/canonical-json.ts';
import type { PersonId, UnitId } from '#shared/base/ids.ts';
import type { EpochMs, Sm3 } from '#shared/base/ports.ts';
import { CHAIN_START, findBreak, linkHash } from '#shared/audit/chain.ts';
import type { Delegation } from '#shared/policy/delegation.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface ActRow {
  readonly seq: number;
  readonly id: string;
  readonly act: string;
  readonly principal_id: string;
  readonly delegate_id: string;
  readonly organ_id: string;
  readonly from_at: number;
  readonly until_at: number;
  readonly at: number;
}

const linked = ({ seq, id, act, principal_id, delegate_id, organ_id, from_at, until_at, at }: ActRow): Json =>
  ({ seq: Number(seq), id, act, principal_id, delegate_id, organ_id, from_at: Number(from_at), until_at: Number(until_at), at: Number(at) });

export async function appendAct(tx: Tx, sm3: Sm3, act: 'given' | 'revoked', delegation: Delegation, at: EpochMs): Promise<void> {
  const head = await tx.selectFrom('delegation_act').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const row: ActRow = {
    seq: Number(head?.seq ?? 0) + 1, id: delegation.id, act, principal_id: delegation.principalId, delegate_id: delegation.delegateId, organ_id: delegation.organId,
    from_at: delegation.from, until_at: delegation.until, at,
  };
  const previous = head?.hash ?? CHAIN_START;
  await tx.insertInto('delegation_act').values({ ...row, previous_hash: previous, hash: linkHash(sm3, previous, linked(row)) }).execute();
}

/** One row for giving, another when it was taken back. */
export function foldActs(rows: readonly ActRow[], known: ReadonlyMap<string, Delegation> = new Map()): ReadonlyMap<string, Delegation> {
  const delegations = new Map(known);
  for (const row of rows) {
    const given: Delegation = {
      id: row.id, principalId: row.principal_id as PersonId, delegateId: row.delegate_id as PersonId, organId: row.organ_id as UnitId,
      from: Number(row.from_at), until: Number(row.until_at), revokedAt: null,
    };
    delegations.set(row.id, row.act === 'revoked' ? { ...given, revokedAt: Number(row.at) } : given);
  }
  return delegations;
}

const LISTED_MAX = 400;

/** The latest of somebody, as giver and as delegate; newest first. */
export async function readOf(tx: Tx, personId: PersonId): Promise<readonly Delegation[]> {
  const rows = await tx.selectFrom('delegation_act').selectAll().where((e) => e.or([e('principal_id', '=', personId), e('delegate_id', '=', personId)])).orderBy('seq', 'desc').limit(LISTED_MAX).execute();
  return [...foldActs(rows.toReversed()).values()].toReversed();
}

export async function readOne(tx: Tx, id: string): Promise<Delegation | undefined> {
  const rows = await tx.selectFrom('delegation_act').selectAll().where('id', '=', id).orderBy('seq').execute();
  return foldActs(rows).get(id);
}

/** Those of somebody's own desk at this organ that have not ended. */
export const readOpenOf = async (tx: Tx, personId: PersonId, organId: UnitId, now: EpochMs): Promise<readonly Delegation[]> =>
  (await readOf(tx, personId)).filter((each) => each.principalId === personId && each.organId === organId && each.revokedAt === null && each.until > now);

/** How many acts there are, and the number of the first that does not link to the one before; null when all do. */
export async function checkDelegationChain(tx: Tx, sm3: Sm3): Promise<{ readonly changes: number; readonly brokenAt: number | null }> {
  const rows = await tx.selectFrom('delegation_act').selectAll().orderBy('seq').execute();
  const at = findBreak(sm3, rows.map((row) => ({ row: linked(row), link: { previous: row.previous_hash, hash: row.hash } })));
  return { changes: rows.length, brokenAt: rows[at] === undefined ? null : Number(rows[at].seq) };
}
