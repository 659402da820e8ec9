/**
 * The seals of the audit chain: each is signed, names the event that it was made for as that event still is, and the seal before it. A chain that was
 * written anew from the middle on, hashes and all, links well; its seals tell.
 */
import { isSealed, linkToSeal, type Seal } from '#shared/audit/seal.ts';
import { SEAL_KEY_ID, sealOf } from '#server/audit/seals.ts';
import { crypto } from '#server/crypto/sm2.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { Findings } from './findings.ts';

export async function verifySeals(tx: Tx, findings: Findings): Promise<void> {
  const key = await tx.selectFrom('unit_key').select('public_key').where('organ_id', '=', SEAL_KEY_ID).executeTakeFirst();
  const rows = await tx.selectFrom('chain_seal').leftJoin('event_log', 'event_log.seq', 'chain_seal.seq')
    .selectAll('chain_seal').select('event_log.hash as event_hash').orderBy('chain_seal.seq').execute();
  let before: Seal | null = null;
  for (const { event_hash: eventHash, ...row } of rows) {
    const seal = sealOf(row);
    findings.looked('seal');
    const found = (what: string): void => findings.found('seal', '', `chain_seal ${seal.seq}`, what);
    if (eventHash === null) found('was made for an event that is not there');
    else if (eventHash !== seal.hash) found('was made for another event than the one that is there: the chain was written anew');
    if (!isSealed(crypto, seal)) found('is not signed with its key');
    if (seal.publicKey !== key?.public_key) found("is signed with another key than the server's");
    if (seal.previous !== linkToSeal(crypto, before)) found('does not link to the seal before it');
    before = seal;
  }
}
