/** 督办 over http: the board of an organ, and the parts of one for whoever may read the whole. */
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { can } from '#shared/policy/can.ts';
import { canWatch } from '#shared/policy/supervision.ts';
import { partsParams, supervisionBoard, supervisionParts, supervisionQuery } from '#shared/protocol/supervision.ts';
import type { Directory } from '#server/directory/directory.ts';
import { readState } from '#server/documents/documents.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readBoard, readParts } from '#server/supervision/board.ts';
import type { Api } from './api.ts';

export interface SupervisionDeps {
  readonly storage: Storage;
  readonly directory: Directory;
}

export function addSupervisionRoutes(api: Api, { storage, directory }: SupervisionDeps): void {
  api.signedIn({
    method: 'GET', path: '/api/supervision', summary: '本单位督办事项（督查员、单位负责人）', query: supervisionQuery, response: supervisionBoard,
    handle: async ({ query }, { actor }) => {
      const may = canWatch(actor.memberships, query.organId);
      if (!may.ok) return err(appError(may.code, { rule: may.rule }));
      return ok(await storage.read((tx) => readBoard(tx, query, { actor, org: directory.orgView() })));
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/supervision/:docId/parts', summary: '督办子项及其反馈（能看该督办件的人）', params: partsParams, response: supervisionParts,
    handle: ({ params }, { actor }) => storage.read(async (tx) => {
      const [state, org] = [await readState(tx, params.docId), directory.orgView()];
      if (state === null || !can(actor, 'document.read', { kind: 'document', state }, org).ok) return err(appError('not-found', { rule: 'POL04' }));
      return ok(await readParts(tx, params.docId, { actor, org }));
    }),
  });
}
