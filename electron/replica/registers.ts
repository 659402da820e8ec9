/**
 * The 登记簿 as this machine sees them: asked from the server each time, because numbers are given there alone. What was seen last is kept
 * in memory and shown again, as of its time, while the server cannot be asked; nothing is changed meanwhile.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { createOpId, type OpId } from '#shared/base/ids.ts';
import type { Clock, Random } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { RegisterReading } from '#shared/ipc/contract.ts';
import type { Actor } from '#shared/policy/can.ts';
import { canRegister } from '#shared/policy/registers.ts';
import { registerChanged, registerPage, type RegisterAsk, type RegisterChanged, type RegisterList, type RegisterPage } from '#shared/protocol/registers.ts';
import { createLastAnswers } from './last-answers.ts';
import type { Http } from './sync/http.ts';

export interface RegistersOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly actor: Actor;
  readonly isOnline: () => boolean;
}

export type Registers = ReturnType<typeof createRegisters>;

/** Enough for both registers of a few years and organs. */
const REMEMBERED_MAX = 12;

export function createRegisters({ http, clock, random, actor, isOnline }: RegistersOptions) {
  const pages = createLastAnswers<RegisterPage>(clock, REMEMBERED_MAX);
  /** An act whose answer was lost is sent again under the op id that it had. */
  const unanswered = new Map<string, OpId>();

  return {
    list: async (input: RegisterList): Promise<Result<RegisterReading, AppError>> => {
      const may = canRegister(actor.memberships, 'read', input.organId);
      if (!may.ok) return err(appError(may.code, { rule: may.rule }));
      const seen = await pages(JSON.stringify(input), async () => (isOnline() ? http.get(pathOf(input), registerPage) : err(appError('network.unreachable'))));
      return seen.ok ? ok({ page: seen.value.value, asOf: seen.value.asOf, isLive: seen.value.isLive }) : seen;
    },
    change: async (ask: RegisterAsk): Promise<Result<RegisterChanged, AppError>> => {
      const may = canRegister(actor.memberships, 'change', ask.organId);
      if (!may.ok) return err(appError(may.code, { rule: may.rule }));
      if (!isOnline()) return err(appError('workflow.server-only', { rule: 'NUM06' }));
      const key = JSON.stringify(ask);
      const opId = unanswered.get(key) ?? createOpId(random);
      unanswered.set(key, opId);
      const answer = await http.post('/api/registers/dispatch', { ...ask, opId }, registerChanged);
      if (answer.ok || answer.error.code !== 'network.unreachable') unanswered.delete(key);
      return answer;
    },
  };
}

function pathOf({ kind, organId, year, only, after }: RegisterList): string {
  const query = new URLSearchParams({ organId, year: String(year), ...(only === undefined ? {} : { only }), ...(after === undefined ? {} : { after }) });
  return `/api/registers/${kind}?${query.toString()}`;
}
