/** The chain of a 请示 over http: for whoever may read one of its documents. */
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { can } from '#shared/policy/can.ts';
import { chain, chainParams } from '#shared/protocol/chain.ts';
import type { Directory } from '#server/directory/directory.ts';
import { readState } from '#server/documents/documents.ts';
import { readChain } from '#server/exchange/chain.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Api } from './api.ts';

export interface ChainDeps {
  readonly storage: Storage;
  readonly directory: Directory;
}

export function addChainRoutes(api: Api, { storage, directory }: ChainDeps): void {
  api.signedIn({
    method: 'GET', path: '/api/documents/:docId/chain', summary: '办理链条：各级收到、报出、答复的时间、文号和状态（能看该文的人）', params: chainParams, response: chain,
    handle: ({ params }, { actor }) => storage.read(async (tx) => {
      const [state, org] = [await readState(tx, params.docId), directory.orgView()];
      if (state === null || !can(actor, 'document.read', { kind: 'document', state }, org).ok) return err(appError('not-found', { rule: 'POL04' }));
      return ok(await readChain(tx, state, { actor, org }));
    }),
  });
}
