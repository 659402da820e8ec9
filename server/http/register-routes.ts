/** The 登记簿 over http: what an organ has numbered, and what its registrar does to numbers that no document bears. */
import { z } from 'zod';
import { appError } from '#shared/base/errors.ts';
import type { Clock, Sm3 } from '#shared/base/ports.ts';
import { err, ok } from '#shared/base/result.ts';
import { NUMBER_KINDS } from '#shared/numbers/series.ts';
import { canRegister } from '#shared/policy/registers.ts';
import { registerChange, registerChanged, registerPage, registerQuery } from '#shared/protocol/registers.ts';
import { stampOf } from '#server/commands/actor.ts';
import type { Directory } from '#server/directory/directory.ts';
import { changeNumbers } from '#server/numbers/change.ts';
import { readRegister } from '#server/numbers/list.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Api } from './api.ts';

export interface RegisterDeps {
  readonly storage: Storage;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly sm3: Sm3;
}

export function addRegisterRoutes(api: Api, { storage, directory, clock, sm3 }: RegisterDeps): void {
  api.signedIn({
    method: 'GET', path: '/api/registers/:kind', summary: '发文、收文登记簿', params: z.strictObject({ kind: z.enum(NUMBER_KINDS) }), query: registerQuery, response: registerPage,
    handle: async ({ params, query }, { actor }) => {
      const may = canRegister(actor.memberships, 'read', query.organId);
      if (!may.ok) return err(appError(may.code, { rule: may.rule }));
      return ok(await storage.read((tx) => readRegister(tx, params.kind, query, actor, directory.orgView())));
    },
  });
  api.signedIn({
    method: 'POST', path: '/api/registers/dispatch', summary: '预留、作废、恢复发文字号', body: registerChange, response: registerChanged,
    handle: async ({ body }, { actor }) => {
      const may = canRegister(actor.memberships, 'change', body.organId);
      const org = directory.orgView();
      const organ = org.unit(body.organId);
      if (!may.ok || organ === undefined) return err(appError('policy.denied', { rule: may.rule }));
      return storage.tx((tx) => changeNumbers(tx, body, { organ, actor: stampOf(actor, organ.id, org), at: clock.now(), sm3 }));
    },
  });
}
