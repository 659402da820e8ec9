/**
 * 附件和插图 travel apart from the text that names them: in parts, by the digest of the whole, so that a line that breaks goes on where it broke.
 * A part is so small that a slow line sends it within a request's time.
 */
import { z } from 'zod';
import { docId } from '#shared/base/id-schemas.ts';
import { FILE_BYTES_MAX, isFileName } from '#shared/doc/file-types.ts';
import { isDigest } from '#shared/doc/shape.ts';

export const PART_BYTES = 131_072;
export const partsOf = (bytes: number): number => Math.ceil(bytes / PART_BYTES);
/** Of one document, all together. */
export const DOCUMENT_BLOB_BYTES_MAX = 512 * 1024 * 1024;

/** SM3 of the bytes, in hex. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/).refine(isDigest);

export const blobParams = z.strictObject({ docId, digest });
export const blobPartParams = z.strictObject({ docId, digest, part: z.coerce.number().int().min(0).max(partsOf(FILE_BYTES_MAX) - 1) });

/** `name` says what kind of file it is; what it is called stands in the text. */
export const beginBlobRequest = z.strictObject({ name: z.string().refine(isFileName), bytes: z.int().min(1).max(FILE_BYTES_MAX) });
/** Parts that are still to come, by number; none when the document has it whole. */
export const blobState = z.object({ isWhole: z.boolean(), missing: z.array(z.int().min(0)).max(partsOf(FILE_BYTES_MAX)) });
export type BlobState = z.output<typeof blobState>;
/** `bytes` of the whole. */
export const blobFacts = z.object({ bytes: z.int().min(1).max(FILE_BYTES_MAX) });
