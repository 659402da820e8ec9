/** 委托 as a window asks for it: the server's alone, because it counts for everybody at once. Giving again after a lost answer gives once. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { createOpId } from '#shared/base/ids.ts';
import type { Random } from '#shared/base/ports.ts';
import { err, type Result } from '#shared/base/result.ts';
import type { CallInput } from '#shared/ipc/contract.ts';
import { delegationList, delegationRow, type DelegationList, type DelegationRow } from '#shared/protocol/delegations.ts';
import type { Http } from '#electron/replica/sync/http.ts';

export interface DelegationsOptions {
  readonly http: Pick<Http, 'get' | 'post' | 'deleteFor'>;
  readonly random: Random;
  readonly isOnline: () => boolean;
}

export interface Delegations {
  list(): Promise<Result<DelegationList, AppError>>;
  give(wish: CallInput<'delegation.give'>): Promise<Result<DelegationRow, AppError>>;
  revoke(id: string): Promise<Result<DelegationRow, AppError>>;
}

export function createDelegations({ http, random, isOnline }: DelegationsOptions): Delegations {
  const unanswered = new Map<string, string>();
  const online = async <T>(ask: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> => (isOnline() ? ask() : err(appError('network.unreachable')));
  return {
    list: () => online(() => http.get('/api/delegations', delegationList)),
    give: (wish) => online(async () => {
      const key = JSON.stringify(wish);
      const id = unanswered.get(key) ?? createOpId(random);
      unanswered.set(key, id);
      const answer = await http.post('/api/delegations', { ...wish, id }, delegationRow);
      if (answer.ok || answer.error.code !== 'network.unreachable') unanswered.delete(key);
      return answer;
    }),
    revoke: (id) => online(() => http.deleteFor(`/api/delegations/${id}`, delegationRow)),
  };
}
