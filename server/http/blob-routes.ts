/** 附件和插图: sent and fetched in parts by whoever may write and read the document that names them. To anybody else there is nothing. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import { beginBlobRequest, blobFacts, blobParams, blobPartParams, blobState, PART_BYTES } from '#shared/protocol/blobs.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import { z } from 'zod';
import { beginUpload, putPart, readPart, sizeOf, type BlobOf } from '#server/blobs/blobs.ts';
import type { Directory } from '#server/directory/directory.ts';
import { readViews } from '#server/documents/documents.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Api } from './api.ts';

export interface BlobDeps {
  readonly storage: Storage;
  readonly directory: Directory;
  readonly clock: Clock;
}

export function addBlobRoutes(api: Api, { storage, directory, clock }: BlobDeps): void {
  const viewFor = async (docId: DocId, actor: Actor, action: 'document.read' | 'document.edit'): Promise<Result<DocumentView, AppError>> => {
    const [view] = await storage.read((tx) => readViews(tx, [docId]));
    if (view === undefined) return err(appError('not-found', { rule: 'POL04' }));
    const right = can(actor, action, { kind: 'document', state: view.state }, directory.orgView());
    return right.ok ? ok(view) : err(appError(right.code, { rule: right.rule }));
  };
  const bytesFor = async (of: BlobOf, actor: Actor): Promise<Result<number, AppError>> => {
    const view = await viewFor(of.docId, actor, 'document.read');
    if (!view.ok) return view;
    const bytes = await storage.read((tx) => sizeOf(tx, of, hashesOf(view.value)));
    return bytes === null ? err(appError('not-found', { rule: 'ATT04' })) : ok(bytes);
  };

  api.signedIn({
    method: 'POST', path: '/api/documents/:docId/blobs/:digest', summary: '上传附件或插图：开始或续传', params: blobParams, body: beginBlobRequest, response: blobState,
    handle: async ({ params, body }, { actor }) => {
      const view = await viewFor(params.docId, actor, 'document.edit');
      return view.ok ? beginUpload(storage, params, body, clock.now()) : view;
    },
  });
  api.signedIn({
    method: 'PUT', path: '/api/documents/:docId/blobs/:digest/parts/:part', summary: '上传一块', params: blobPartParams, takesBytes: PART_BYTES, response: z.object({ isWhole: z.boolean() }),
    handle: async ({ params: { part, ...of }, bytes }, { actor }) => {
      const view = await viewFor(of.docId, actor, 'document.edit');
      return view.ok ? putPart(storage, of, part, bytes, clock.now()) : view;
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/blobs/:digest', summary: '附件或插图的大小', params: blobParams, response: blobFacts,
    handle: async ({ params }, { actor }) => {
      const bytes = await bytesFor(params, actor);
      return bytes.ok ? ok({ bytes: bytes.value }) : bytes;
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/blobs/:digest/parts/:part', summary: '下载一块', params: blobPartParams, response: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    handle: async ({ params: { part, ...of } }, { actor }) => {
      const bytes = await bytesFor(of, actor);
      if (!bytes.ok) return bytes;
      const data = await storage.read((tx) => readPart(tx, of.digest, part));
      return data === null ? err(appError('not-found', { rule: 'ATT04' })) : ok(data);
    },
  });
}

/** Every text that this document was handed on with or came with. */
const hashesOf = ({ state, events }: DocumentView): readonly string[] => {
  const hashes = new Set(events.flatMap(({ body }) => ((body.kind === 'acted' || body.kind === 'delivered') && body.contentHash !== null ? [body.contentHash] : [])));
  if (state.contentHash !== null) hashes.add(state.contentHash);
  return [...hashes];
};
