/** Seals as rows of `chain_seal`: the newest one, and a new one where the chain has grown. Decides nothing; works inside whatever transaction it is handed. */
import { linkToSeal, sealMessage, type Seal } from '#shared/audit/seal.ts';
import type { CryptoProvider, EpochMs } from '#shared/base/ports.ts';
import type { UnitKeys } from '#server/crypto/unit-keys.ts';
import type { Tx } from '#server/storage/storage.ts';

/** The server's own key lies beside those of the units, sealed under the same key file; no unit has such an id. */
export const SEAL_KEY_ID = 'chain-seal';

interface SealRow { readonly seq: number; readonly hash: string; readonly at: number; readonly previous: string; readonly signature: string; readonly public_key: string }

export const sealOf = ({ seq, hash, at, previous, signature, public_key: publicKey }: SealRow): Seal => ({ seq: Number(seq), hash, at: Number(at), previous, signature, publicKey });

export async function readLastSeal(tx: Tx): Promise<Seal | null> {
  const row = await tx.selectFrom('chain_seal').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : sealOf(row);
}

export async function readHead(tx: Tx): Promise<{ readonly seq: number; readonly hash: string } | null> {
  const row = await tx.selectFrom('event_log').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : { seq: Number(row.seq), hash: row.hash };
}

/** Null where everything is sealed already. */
export async function sealHead(tx: Tx, crypto: CryptoProvider, keys: UnitKeys, at: EpochMs): Promise<Seal | null> {
  const [head, before] = [await readHead(tx), await readLastSeal(tx)];
  if (head === null || head.seq === before?.seq) return null;
  const facts = { ...head, at, previous: linkToSeal(crypto, before) };
  const key = await keys.keyOf(tx, SEAL_KEY_ID, at);
  const seal = { ...facts, signature: crypto.sm2.sign(sealMessage(facts), key), publicKey: key.publicKey };
  await tx.insertInto('chain_seal').values({ ...facts, signature: seal.signature, public_key: seal.publicKey }).execute();
  return seal;
}
