/** 附件和插图: every blob is what its digest says, whoever was given one finds it, and a text that was handed on has all that it names. */
import { createHash } from 'node:crypto';
import { blobsIn } from '#shared/doc/attached-files.ts';
import type { Content } from '#shared/doc/canonical.ts';
import type { Tx } from '#server/storage/storage.ts';
import { readPart } from '#server/blobs/blobs.ts';
import { partsOf } from '#shared/protocol/blobs.ts';
import type { Findings } from './findings.ts';

export async function verifyBlobs(tx: Tx, findings: Findings): Promise<void> {
  const there = new Set<string>();
  for (const { digest, bytes } of await tx.selectFrom('blob').select(['digest', 'bytes']).execute()) {
    there.add(digest);
    findings.looked('blob');
    const what = await damageOf(tx, digest, Number(bytes));
    if (what !== null) findings.found('blob', '', `blob ${digest}`, what);
  }
  for (const row of await tx.selectFrom('document_blob').selectAll().execute()) if (!there.has(row.digest)) findings.found('blob', row.doc_id, `document_blob ${row.doc_id} ${row.digest}`, 'names a blob that is not there');
  const ofTexts = new Map<string, Set<string>>();
  for (const { hash, digest } of await tx.selectFrom('text_blob').selectAll().execute()) ofTexts.set(hash, (ofTexts.get(hash) ?? new Set()).add(digest));
  for (const { doc_id: docId, hash, content } of await tx.selectFrom('frozen').select(['doc_id', 'hash', 'content']).where('content', 'like', '%"blob"%').execute()) {
    for (const digest of blobsIn(JSON.parse(content) as Content)) if (!there.has(digest) || ofTexts.get(hash)?.has(digest) !== true) findings.found('blob', docId, `frozen ${docId} ${hash}`, `names ${digest.slice(0, 16)}…, which is not there`);
  }
}

async function damageOf(tx: Tx, digest: string, bytes: number): Promise<string | null> {
  const hash = createHash('sm3');
  let length = 0;
  for (let part = 0; part < partsOf(bytes); part += 1) {
    const data = await readPart(tx, digest, part);
    if (data === null) return `part ${part} is missing`;
    length += data.byteLength;
    hash.update(data);
  }
  return length === bytes && hash.digest('hex') === digest ? null : 'is not what its digest says';
}
