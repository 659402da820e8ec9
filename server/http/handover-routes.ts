/** 移交 over http: what would move, moving it, and the 移交单. */
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { holds } from '#shared/policy/can.ts';
import { postsAt } from '#shared/policy/delegation.ts';
import { handOverRequest, handoverList, handoverPreview, handoverQuery, handoverRecord, handoversQuery } from '#shared/protocol/handovers.ts';
import type { Handovers } from '#server/handovers/handovers.ts';
import type { Log } from '#server/log.ts';
import type { Api } from './api.ts';

export function addHandoverRoutes(api: Api, handovers: Handovers, log: Log): void {
  api.signedIn({
    method: 'GET', path: '/api/handovers/preview', summary: '待移交清单：本人或单位管理员；管理员看不到标题', query: handoverQuery, response: handoverPreview,
    handle: ({ query }, { actor }) => handovers.preview(actor, query),
  });
  api.signedIn({
    method: 'POST', path: '/api/handovers', summary: '移交：按确认的清单一次办完，清单有变则不办', body: handOverRequest, response: handoverRecord, status: 201,
    handle: async ({ body }, { actor }) => {
      const done = await handovers.handOver(actor, body);
      if (done.ok) log.info({ personId: actor.personId, organId: body.organId, fromId: body.fromId, toId: body.toId, documents: done.value.moved.length }, 'work was handed over');
      return done;
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/handovers', summary: '移交单：单位管理员看本单位全部，其他人看与自己有关的', query: handoversQuery, response: handoverList,
    handle: async ({ query: { organId } }, { actor }) => {
      if (postsAt(actor, organId).length === 0) return err(appError('policy.denied', { rule: 'HND01' }));
      return ok({ records: [...await handovers.list(organId, holds(actor, 'unitAdmin', organId) ? null : actor.personId)] });
    },
  });
}
