/** 委托 over http: one gives one's own desk, sees what one gave and was given, and takes back what one gave. */
import { z } from 'zod';
import { err, ok } from '#shared/base/result.ts';
import type { Delegation } from '#shared/policy/delegation.ts';
import { delegationList, delegationRow, giveDelegation, type DelegationRow } from '#shared/protocol/delegations.ts';
import { HEX_128 } from '#shared/protocol/http.ts';
import type { Delegations } from '#server/delegations/delegations.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Log } from '#server/log.ts';
import type { Api } from './api.ts';

export function addDelegationRoutes(api: Api, delegations: Delegations, directory: Directory, log: Log): void {
  const rowFor = (delegation: Delegation): DelegationRow => {
    const org = directory.orgView();
    const nameOf = (personId: string): string => org.person(personId)?.name ?? '';
    return { ...delegation, principalName: nameOf(delegation.principalId), delegateName: nameOf(delegation.delegateId), organName: org.unit(delegation.organId)?.fullName ?? '' };
  };

  api.signedIn({
    method: 'GET', path: '/api/delegations', summary: '我给出的和受托的委托', response: delegationList,
    handle: async (_input, { actor }) => {
      const all = (await delegations.of(actor.personId)).map(rowFor);
      return ok({ given: all.filter(({ principalId }) => principalId === actor.personId), received: all.filter(({ delegateId }) => delegateId === actor.personId) });
    },
  });
  api.signedIn({
    method: 'POST', path: '/api/delegations', summary: '委托他人在起止日期内代为办理', body: giveDelegation, response: delegationRow, status: 201,
    handle: async ({ body }, { actor }) => {
      const delegate = { personId: body.delegateId, memberships: await directory.membershipsOf(body.delegateId) };
      const given = await delegations.give(actor, delegate, body);
      if (!given.ok) return err(given.error);
      log.info({ personId: actor.personId, delegateId: body.delegateId, organId: body.organId }, 'a desk was handed over');
      return ok(rowFor(given.value));
    },
  });
  api.signedIn({
    method: 'DELETE', path: '/api/delegations/:id', summary: '收回委托', params: z.strictObject({ id: z.string().regex(HEX_128) }), response: delegationRow,
    handle: async ({ params }, { actor }) => {
      const revoked = await delegations.revoke(params.id, actor.personId);
      return revoked.ok ? ok(rowFor(revoked.value)) : err(revoked.error);
    },
  });
}
