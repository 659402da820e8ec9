/**
 * Who plays in the story: people of one township of 遵义 and of its county, found among the demo accounts
 * by role and organ, so that no name is written down here.
 */
import type { SessionResponse } from '#shared/protocol/http.ts';
import type { DemoAccount } from '#tests/kit/test-server.ts';
import type { Role } from '#shared/policy/roles.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '#shared/protocol/version.ts';

/** `unitId` is the organ for which the roles are exercised. */
export type Player = DemoAccount;

export interface Cast {
  readonly drafter: Player;
  readonly colleague: Player;
  readonly leader: Player;
  readonly registrar: Player;
  readonly countyRegistrar: Player;
  readonly countyLeader: Player;
}

export async function signInOverHttp(url: string, account: { readonly login: string; readonly password: string }): Promise<SessionResponse> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [PROTOCOL_HEADER]: String(PROTOCOL_VERSION) },
    body: JSON.stringify({ login: account.login, password: account.password }),
  });
  if (!answer.ok) throw new Error(`sign-in of ${account.login}: ${answer.status} ${await answer.text()}`);
  return await answer.json() as SessionResponse;
}

export async function findCast(url: string, accounts: readonly DemoAccount[]): Promise<Cast> {
  const find = (role: Role, fits: (account: DemoAccount) => boolean): Player => {
    const found = accounts.find((account) => account.roles.includes(role) && fits(account));
    if (found === undefined) throw new Error(`no ${role} for the story among the demo accounts`);
    return found;
  };
  const drafter = find('drafter', ({ level }) => level === 4);
  const ofTown = ({ unitId }: DemoAccount): boolean => unitId === drafter.unitId;
  const countyId = await superiorOf(url, drafter);
  const ofCounty = ({ unitId }: DemoAccount): boolean => unitId === countyId;
  return {
    drafter,
    colleague: find('drafter', (account) => ofTown(account) && account.login !== drafter.login),
    leader: find('principalLeader', ofTown),
    registrar: find('registrar', ofTown),
    countyRegistrar: find('registrar', ofCounty),
    countyLeader: find('principalLeader', ofCounty),
  };
}

async function superiorOf(url: string, player: Player): Promise<string> {
  const { token } = await signInOverHttp(url, player);
  const answer = await fetch(`${url}/api/directory/units/${player.unitId}`, { headers: { authorization: `Bearer ${token}` } });
  const body = await answer.json() as { readonly unit?: { readonly parentId: string | null }; readonly parentId?: string | null };
  const parentId = body.unit?.parentId ?? body.parentId;
  if (typeof parentId !== 'string') throw new Error(`the directory knows no superior of ${player.unit}: ${JSON.stringify(body).slice(0, 200)}`);
  return parentId;
}
