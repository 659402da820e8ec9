/** The signed package as it is handed out: manifest, signature, parts and receipts, for anybody to check with the public keys. */
import { z } from 'zod';
import { manifest, publicKey, signature, type Manifest } from '#shared/exchange/package.ts';
import { signedReceipt, type SignedReceipt } from '#shared/exchange/receipt.ts';
import type { Tx } from '#server/storage/storage.ts';
import type { EnvelopeRow } from './rows.ts';
import { partsOf } from './send.ts';

export const RECEIPTS_PAGE = 2_000;

export const packageAnswer = z.object({
  manifest, signature, publicKey,
  parts: z.array(z.object({ name: z.string(), mediaType: z.string(), base64: z.string() })),
  /** In political order, a page of them. */
  receipts: z.array(signedReceipt),
  moreReceipts: z.boolean(),
});
export type PackageAnswer = z.output<typeof packageAnswer>;

/** `only`: a receiver sees its own receipt, nobody else's. */
export async function readPackage(tx: Tx, envelope: EnvelopeRow, only: string | null, offset: number): Promise<PackageAnswer> {
  const signed = JSON.parse(envelope.manifest) as Manifest;
  const text = await tx.selectFrom('shared_text').select(['content', 'bytes']).where('hash', '=', signed.contentHash).executeTakeFirstOrThrow();
  let asked = tx.selectFrom('delivery').select('receipt').where('envelope_id', '=', envelope.id).where('receipt', 'is not', null);
  if (only !== null) asked = asked.where('id', '=', only);
  const receipts = await asked.orderBy('place').orderBy('id').limit(RECEIPTS_PAGE + 1).offset(offset).execute();
  return {
    manifest: signed, signature: envelope.signature, publicKey: envelope.public_key,
    parts: partsOf(text.content, text.bytes).map(({ name, mediaType, bytes }) => ({ name, mediaType, base64: Buffer.from(bytes).toString('base64') })),
    receipts: receipts.slice(0, RECEIPTS_PAGE).map(({ receipt }) => JSON.parse(receipt ?? 'null') as SignedReceipt),
    moreReceipts: receipts.length > RECEIPTS_PAGE,
  };
}
