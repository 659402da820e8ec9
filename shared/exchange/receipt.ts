/**
 * The signed receipt of a delivery (签收回执): that the receiving unit signed for it or sent it back, who did, when and why, over exactly the
 * package that it was sent. Signed by the receiving unit like a manifest is by the sending one. Pure; keys are handed in.
 */
import { z } from 'zod';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { isDocId, isPersonId, isUnitId, type DocId, type PersonId, type UnitId } from '#shared/base/ids.ts';
import type { CryptoProvider, SigningKey } from '#shared/base/ports.ts';
import { signature } from './package.ts';

export const RECEIPT_VERSION = 1;
export const REASON_LENGTH_MAX = 2_000;
const docId = z.custom<DocId>(isDocId, 'doc id');

export const receipt = z.strictObject({
  version: z.literal(RECEIPT_VERSION),
  envelopeId: docId,
  deliveryId: docId,
  /** SM3 of the manifest of the package. */
  packageDigest: z.string().regex(/^[0-9a-f]{64}$/),
  organId: z.custom<UnitId>(isUnitId, 'unit id'),
  organName: z.string().min(1).max(120),
  decision: z.enum(['received', 'refused']),
  reason: z.string().max(REASON_LENGTH_MAX),
  at: z.number().int().min(0),
  personId: z.custom<PersonId>(isPersonId, 'person id'),
  personName: z.string().max(60),
}).readonly();
export type Receipt = z.output<typeof receipt>;

export const signedReceipt = z.strictObject({ receipt, signature, publicKey: z.string() }).readonly();
export type SignedReceipt = z.output<typeof signedReceipt>;

const signedText = (value: Receipt): string => canonicalJson(value as unknown as Json);

export const signReceipt = (value: Receipt, key: SigningKey, { sm2 }: Pick<CryptoProvider, 'sm2'>): SignedReceipt =>
  ({ receipt: value, signature: sm2.sign(signedText(value), key), publicKey: key.publicKey });

export const RECEIPT_PROBLEMS = ['receipt', 'other-delivery', 'other-package', 'other-organ', 'other-key', 'no-reason', 'signature'] as const;
export type ReceiptProblem = (typeof RECEIPT_PROBLEMS)[number];

/** What the receipt has to speak of. */
export interface Acknowledged {
  readonly envelopeId: DocId;
  readonly deliveryId: DocId;
  readonly organId: UnitId;
  readonly packageDigest: string;
}

/** `key`: the receiving unit's, from its own source; a receipt is not believed because of the key that it brings along. */
export function verifyReceipt(given: unknown, about: Acknowledged, key: string, { sm2 }: Pick<CryptoProvider, 'sm2'>): readonly ReceiptProblem[] {
  const read = signedReceipt.safeParse(given);
  if (!read.success) return ['receipt'];
  const { receipt: said, signature: signed, publicKey } = read.data;
  const problems: ReceiptProblem[] = [];
  if (said.deliveryId !== about.deliveryId || said.envelopeId !== about.envelopeId) problems.push('other-delivery');
  if (said.packageDigest !== about.packageDigest) problems.push('other-package');
  if (said.organId !== about.organId) problems.push('other-organ');
  if (publicKey !== key) problems.push('other-key');
  if (said.decision === 'refused' && said.reason.trim() === '') problems.push('no-reason');
  if (!sm2.verify(signedText(said), signed, key)) problems.push('signature');
  return problems;
}
