/**
 * The signed package in which a document travels: a manifest that names every part with its SM3, and the SM2 signature of the sending unit
 * over the manifest in canonical JSON (GB/T 32918, user id 1234567812345678). Whoever holds package and public key checks it without asking anybody.
 * It reads no files and keeps no keys. `verifyPackage` never throws: each thing that is wrong is named, none hides another.
 */
import { z } from 'zod';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { isDocId, isUnitId, type DocId, type UnitId } from '#shared/base/ids.ts';
import type { CryptoProvider, SigningKey } from '#shared/base/ports.ts';

export const PACKAGE_VERSION = 1;
export const PARTS_MAX = 200;
/** The part that the manifest's content hash is taken of: the canonical content of the text. */
export const CONTENT_PART = 'content.json';
/** The same text as it is stored and edited. */
export const TEXT_PART = 'text.yjs';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const docId = z.custom<DocId>(isDocId, 'doc id');
export const signature = z.string().regex(/^[0-9a-f]{128}$/);
export const publicKey = z.string().regex(/^04[0-9a-f]{128}$/);

export const partEntry = z.strictObject({
  name: z.string().regex(/^[^/\\\p{Cc}]{1,200}$/u),
  mediaType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/).max(100),
  bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  sm3: hash,
}).readonly();

export const manifest = z.strictObject({
  version: z.literal(PACKAGE_VERSION),
  envelopeId: docId,
  docId,
  number: z.string().max(100),
  title: z.string().min(1).max(300),
  sender: z.strictObject({ organId: z.custom<UnitId>(isUnitId, 'unit id'), name: z.string().min(1).max(120) }).readonly(),
  parts: z.array(partEntry).min(1).max(PARTS_MAX).readonly(),
  issuedAt: z.number().int().min(0),
  contentHash: hash,
}).readonly();
export type Manifest = z.output<typeof manifest>;
export type PartEntry = z.output<typeof partEntry>;

export interface Part {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export const entryOf = ({ name, mediaType, bytes }: Part, { sm3 }: Pick<CryptoProvider, 'sm3'>): PartEntry => ({ name, mediaType, bytes: bytes.byteLength, sm3: sm3(bytes) });

/** The very text that is signed. */
export const signedText = (value: Manifest): string => canonicalJson(value as unknown as Json);
/** Stands for the whole package: a receipt names it. */
export const digest = (value: Manifest, { sm3 }: Pick<CryptoProvider, 'sm3'>): string => sm3(signedText(value));

export const signManifest = (value: Manifest, key: SigningKey, { sm2 }: Pick<CryptoProvider, 'sm2'>): string => sm2.sign(signedText(value), key);

export type PackageProblem =
  | { readonly kind: 'manifest' | 'signature' | 'content-hash' }
  | { readonly kind: 'part-missing' | 'part-changed' | 'part-unexpected' | 'part-twice'; readonly name: string };

/** Empty: the package is whole and was signed with the private half of this key. */
export function verifyPackage(given: unknown, signed: string, parts: readonly Part[], key: string, { sm3, sm2 }: CryptoProvider): readonly PackageProblem[] {
  const read = manifest.safeParse(given);
  if (!read.success) return [{ kind: 'manifest' }];
  const problems: PackageProblem[] = [];
  if (!signature.safeParse(signed).success || !sm2.verify(signedText(read.data), signed, key)) problems.push({ kind: 'signature' });

  const byName = new Map(parts.map((part) => [part.name, part]));
  const named = new Set<string>();
  for (const entry of read.data.parts) {
    const part = byName.get(entry.name);
    if (named.has(entry.name)) problems.push({ kind: 'part-twice', name: entry.name });
    else if (part === undefined) problems.push({ kind: 'part-missing', name: entry.name });
    else if (part.bytes.byteLength !== entry.bytes || sm3(part.bytes) !== entry.sm3) problems.push({ kind: 'part-changed', name: entry.name });
    named.add(entry.name);
  }
  for (const { name } of parts) if (!named.has(name)) problems.push({ kind: 'part-unexpected', name });
  if (read.data.parts.find(({ name }) => name === CONTENT_PART)?.sm3 !== read.data.contentHash) problems.push({ kind: 'content-hash' });
  return problems;
}
