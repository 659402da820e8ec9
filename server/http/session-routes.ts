/** 登录、当前会话、退出. */
import { z } from 'zod';
import { err, ok } from '#shared/base/result.ts';
import { sessionResponse, signInRequest } from '#shared/protocol/http.ts';
import { actorOf, sessionPersonOf, type People } from '#server/auth/identity.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import type { SignIn } from '#server/auth/sign-in.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import type { Api } from './api.ts';

export interface SessionDeps extends People {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly metrics: Metrics;
  readonly log: Log;
}

const currentSession = sessionResponse.omit({ token: true });

export function addSessionRoutes(api: Api, { signIn, sessions, directory, delegations, metrics, log }: SessionDeps): void {
  api.open({
    method: 'POST', path: '/api/session', summary: '登录', body: signInRequest, response: sessionResponse,
    handle: async ({ body }) => {
      const signedIn = await signIn(body.login, body.password);
      metrics.signIns.inc({ result: signedIn.ok ? 'ok' : signedIn.error.code });
      if (!signedIn.ok) return err(signedIn.error);
      const account = signedIn.value;
      const { token, session } = await sessions.open(account.personId);
      log.info({ personId: account.personId }, 'signed in');
      return ok({ token, expiresAt: session.expiresAt, person: sessionPersonOf(account, await actorOf(account, { directory, delegations }), directory) });
    },
  });
  api.signedIn({
    method: 'GET', path: '/api/session', summary: '当前会话', response: currentSession,
    handle: async (_input, { account, actor, session }) => ok({ expiresAt: session.expiresAt, person: sessionPersonOf(account, actor, directory) }),
  });
  api.signedIn({
    method: 'DELETE', path: '/api/session', summary: '退出登录', response: z.object({}),
    handle: async (_input, { session }) => {
      await sessions.end(session.key);
      return ok({});
    },
  });
}
