/** 流程设置 over http: how a unit walks its flows, set by its 单位管理员; and what lies with whom, for 改派. */
import { z } from 'zod';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { canFlows, checkSetting } from '#shared/policy/flow-settings.ts';
import { flowSetting, flowsQuery, flowsResponse, putFlowRequest, stuckQuery, stuckResponse } from '#shared/protocol/flows.ts';
import { FLOW_IDS } from '#shared/workflow/flow.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { FlowSettings } from '#server/flows/settings.ts';
import { readStuck } from '#server/flows/stuck.ts';
import type { Log } from '#server/log.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Api } from './api.ts';

export interface FlowRouteDeps {
  readonly flows: FlowSettings;
  readonly storage: Storage;
  readonly directory: Directory;
  readonly log: Log;
}

export function addFlowRoutes(api: Api, { flows, storage, directory, log }: FlowRouteDeps): void {
  api.signedIn({
    method: 'GET', path: '/api/flows', summary: '本单位各类流程的设置', query: flowsQuery, response: flowsResponse,
    handle: async ({ query }, { actor }) => {
      const may = canFlows(actor, 'read', query.organId);
      return may.ok ? ok(await flows.read(query.organId, query.known)) : err(appError(may.code, { rule: may.rule }));
    },
  });
  api.signedIn({
    method: 'PUT', path: '/api/flows/:flow', summary: '修改流程设置（单位管理员；不影响在办文件）', params: z.strictObject({ flow: z.enum(FLOW_IDS) }), body: putFlowRequest, response: flowSetting,
    handle: async ({ params, body }, { actor }) => {
      const may = canFlows(actor, 'change', body.organId);
      if (!may.ok) return err(appError(may.code, { rule: may.rule }));
      if (body.plan.flow !== params.flow) return err(appError('request.invalid', { rule: 'PLN04', field: 'plan.flow' }));
      const fit = checkSetting(body.plan, body.organId, directory.orgView());
      if (!fit.ok) return fit;
      const done = await flows.set(body, actor);
      if (done.ok) log.info({ personId: actor.personId, organId: body.organId, flow: params.flow, version: done.value.version }, 'a flow was set');
      return done;
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/admin/stuck', summary: '本单位在办文件在谁手上（单位管理员；不含标题和内容）', query: stuckQuery, response: stuckResponse,
    handle: async ({ query }, { actor }) => {
      const may = canFlows(actor, 'change', query.organId);
      if (!may.ok) return err(appError(may.code, { rule: 'POL17' }));
      return ok(await storage.read((tx) => readStuck(tx, query.organId, directory.orgView())));
    },
  });
}
