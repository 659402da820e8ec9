/**
 * The bytes of 附件 and 插图: kept once under their SM3, in parts, in the database that keeps everything else, so that one flush, one backup and one node's
 * word hold for them too.
 *
 * Always true: a whole blob has the digest it is kept under; a document has only what somebody uploaded to it byte by byte (who merely knows a digest gets
 * nothing), or what the text it began with had; what is half there is nobody's to read.
 */
import { createHash } from 'node:crypto';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId } from '#shared/base/ids.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { isOfItsName } from '#shared/doc/file-types.ts';
import { DOCUMENT_BLOB_BYTES_MAX, PART_BYTES, partsOf, type BlobState } from '#shared/protocol/blobs.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';

export interface BlobOf {
  readonly docId: DocId;
  readonly digest: string;
}

const WHOLE: BlobState = { isWhole: true, missing: [] };

/** Begins an upload or says how far it is. */
export async function beginUpload(storage: Storage, { docId, digest }: BlobOf, { name, bytes }: { readonly name: string; readonly bytes: number }, at: EpochMs): Promise<Result<BlobState, AppError>> {
  return storage.tx(async (tx) => {
    await dropStaleUploads(tx, at);
    if (await hasBlob(tx, docId, digest)) return ok(WHOLE);
    const begun = await tx.selectFrom('blob_upload').select('bytes').where('doc_id', '=', docId).where('digest', '=', digest).executeTakeFirst();
    if (begun === undefined) {
      if ((await bytesOf(tx, docId)) + bytes > DOCUMENT_BLOB_BYTES_MAX) return err(appError('blob.too-many', { rule: 'ATT05' }));
      await tx.insertInto('blob_upload').values({ doc_id: docId, digest, name, bytes, at }).execute();
    } else if (begun.bytes !== bytes) return err(appError('blob.wrong-bytes', { rule: 'ATT02' }));
    const there = await tx.selectFrom('blob_upload_part').select('part').where('doc_id', '=', docId).where('digest', '=', digest).execute();
    const known = new Set(there.map(({ part }) => part));
    return ok({ isWhole: false, missing: Array.from({ length: partsOf(bytes) }, (_, part) => part).filter((part) => !known.has(part)) });
  });
}

/** The last part makes it whole, or takes all of it away again when it is not what its digest and its name say. */
export async function putPart(storage: Storage, { docId, digest }: BlobOf, part: number, data: Uint8Array, at: EpochMs): Promise<Result<{ readonly isWhole: boolean }, AppError>> {
  const put = await storage.groupedTx(async (tx): Promise<Result<{ readonly isLast: boolean }, AppError>> => {
    if (await hasBlob(tx, docId, digest)) return ok({ isLast: false });
    const upload = await tx.selectFrom('blob_upload').select('bytes').where('doc_id', '=', docId).where('digest', '=', digest).executeTakeFirst();
    if (upload === undefined) return err(appError('not-found', { rule: 'ATT02' }));
    const parts = partsOf(upload.bytes);
    const due = part === parts - 1 ? upload.bytes - part * PART_BYTES : PART_BYTES;
    if (part >= parts || data.byteLength !== due) return err(appError('blob.wrong-bytes', { rule: 'ATT02' }));
    await tx.insertInto('blob_upload_part').values({ doc_id: docId, digest, part, bytes: data }).onConflict((c) => c.columns(['doc_id', 'digest', 'part']).doUpdateSet({ bytes: data })).execute();
    const { count } = await tx.selectFrom('blob_upload_part').select((eb) => eb.fn.countAll<number>().as('count')).where('doc_id', '=', docId).where('digest', '=', digest).executeTakeFirstOrThrow();
    return ok({ isLast: Number(count) === parts });
  });
  if (!put.ok) return put;
  return put.value.isLast ? makeWhole(storage, { docId, digest }, at) : storage.read(async (tx) => ok({ isWhole: await hasBlob(tx, docId, digest) }));
}

async function makeWhole(storage: Storage, { docId, digest }: BlobOf, at: EpochMs): Promise<Result<{ readonly isWhole: boolean }, AppError>> {
  const upload = await storage.read((tx) => tx.selectFrom('blob_upload').select(['name', 'bytes']).where('doc_id', '=', docId).where('digest', '=', digest).executeTakeFirst());
  if (upload === undefined) return storage.read(async (tx) => ok({ isWhole: await hasBlob(tx, docId, digest) }));
  const hash = createHash('sm3');
  let first = new Uint8Array();
  // One part at a time: what is summed up here may be as large as a file may be.
  for (let part = 0; part < partsOf(upload.bytes); part += 1) {
    const row = await storage.read((tx) => tx.selectFrom('blob_upload_part').select('bytes').where('doc_id', '=', docId).where('digest', '=', digest).where('part', '=', part).executeTakeFirst());
    if (row === undefined) return ok({ isWhole: false });
    if (part === 0) first = row.bytes.slice(0, PART_BYTES);
    hash.update(row.bytes);
  }
  const isTrue = hash.digest('hex') === digest;
  const isOfKind = isOfItsName(upload.name, first);
  return storage.tx(async (tx) => {
    if (isTrue && isOfKind && !(await hasBlob(tx, docId, digest))) {
      const isNew = (await tx.selectFrom('blob').select('digest').where('digest', '=', digest).executeTakeFirst()) === undefined;
      if (isNew) {
        await tx.insertInto('blob').values({ digest, bytes: upload.bytes, at }).execute();
        await tx.insertInto('blob_part').columns(['digest', 'part', 'bytes'])
          .expression(tx.selectFrom('blob_upload_part').select(['digest', 'part', 'bytes']).where('doc_id', '=', docId).where('digest', '=', digest)).execute();
      }
      await giveBlobs(tx, docId, [digest]);
    }
    await dropUpload(tx, docId, digest);
    if (!isTrue) return err(appError('blob.wrong-bytes', { rule: 'ATT02' }));
    return isOfKind ? ok({ isWhole: true }) : err(appError('blob.wrong-kind', { rule: 'ATT03' }));
  });
}

async function hasBlob(tx: Tx, docId: string, digest: string): Promise<boolean> {
  return (await tx.selectFrom('document_blob').select('digest').where('doc_id', '=', docId).where('digest', '=', digest).executeTakeFirst()) !== undefined;
}

/** What it has and what is under way. */
async function bytesOf(tx: Tx, docId: string): Promise<number> {
  const kept = await tx.selectFrom('document_blob').innerJoin('blob', 'blob.digest', 'document_blob.digest').select('blob.bytes').where('doc_id', '=', docId).execute();
  const coming = await tx.selectFrom('blob_upload').select('bytes').where('doc_id', '=', docId).execute();
  return [...kept, ...coming].reduce((sum, { bytes }) => sum + Number(bytes), 0);
}

/** A document begins with what the text had that it begins with. */
export async function giveBlobs(tx: Tx, docId: string, digests: readonly string[]): Promise<void> {
  if (digests.length > 0) await tx.insertInto('document_blob').values(digests.map((digest) => ({ doc_id: docId, digest }))).onConflict((c) => c.doNothing()).execute();
}

/** Those that a document names and does not have. */
export async function missingOf(tx: Tx, docId: string, digests: readonly string[]): Promise<readonly string[]> {
  if (digests.length === 0) return [];
  const there = new Set((await tx.selectFrom('document_blob').select('digest').where('doc_id', '=', docId).execute()).map(({ digest }) => digest));
  return digests.filter((digest) => !there.has(digest));
}

/** Whoever reads a text that was handed on reads what it names, in whichever document it stands. */
export async function keepWithText(tx: Tx, hash: string, digests: readonly string[]): Promise<void> {
  if (digests.length > 0) await tx.insertInto('text_blob').values(digests.map((digest) => ({ hash, digest }))).onConflict((c) => c.doNothing()).execute();
}

/** How large it is, for somebody who may read the document; `hashes`: the texts that this document has shown. Null: it is not there. */
export async function sizeOf(tx: Tx, { docId, digest }: BlobOf, hashes: readonly string[]): Promise<number | null> {
  const isOwn = await hasBlob(tx, docId, digest);
  const isOfText = !isOwn && hashes.length > 0 && (await tx.selectFrom('text_blob').select('digest').where('hash', 'in', hashes).where('digest', '=', digest).limit(1).executeTakeFirst()) !== undefined;
  if (!isOwn && !isOfText) return null;
  const blob = await tx.selectFrom('blob').select('bytes').where('digest', '=', digest).executeTakeFirst();
  return blob === undefined ? null : Number(blob.bytes);
}

export async function readPart(tx: Tx, digest: string, part: number): Promise<Uint8Array | null> {
  return (await tx.selectFrom('blob_part').select('bytes').where('digest', '=', digest).where('part', '=', part).executeTakeFirst())?.bytes ?? null;
}

/** What was begun so long ago and never ended is taken away whenever another begins. */
const UPLOAD_KEPT_MS = 7 * 86_400_000;

export async function dropStaleUploads(tx: Tx, now: EpochMs): Promise<void> {
  const stale = await tx.selectFrom('blob_upload').select(['doc_id', 'digest']).where('at', '<', now - UPLOAD_KEPT_MS).execute();
  for (const { doc_id: docId, digest } of stale) await dropUpload(tx, docId, digest);
}

async function dropUpload(tx: Tx, docId: string, digest: string): Promise<void> {
  await tx.deleteFrom('blob_upload_part').where('doc_id', '=', docId).where('digest', '=', digest).execute();
  await tx.deleteFrom('blob_upload').where('doc_id', '=', docId).where('digest', '=', digest).execute();
}
