/** What a change of the directory does to somebody's account, in the transaction of the change. A password is only ever here as its hash. */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { AccountEffect } from '#shared/org/change/decide.ts';
import { addAccounts } from '#server/auth/accounts.ts';
import type { Tx } from '#server/storage/storage.ts';

export interface Secret { readonly password: string; readonly hash: string }

/** Answers the login of an account that was opened or given a new password. */
export async function changeAccount(tx: Tx, effect: AccountEffect, name: string, secret: Secret | null, at: EpochMs): Promise<Result<{ readonly login: string } | null, AppError>> {
  const account = await tx.selectFrom('account').select(['login', 'admin_role']).where('person_id', '=', effect.personId).executeTakeFirst();
  if (effect.kind === 'open') return open(tx, effect, account?.login ?? null, name, secret, at);
  if (account === undefined) return ok(null);
  await tx.updateTable('account').set({ is_disabled: effect.kind === 'disable' ? 1 : 0 }).where('person_id', '=', effect.personId).execute();
  // Sessions of a disabled account are refused with its reason; whoever comes back signs in anew.
  if (effect.kind === 'enable') await endSessions(tx, effect.personId, at);
  return ok(null);
}

async function open(tx: Tx, { personId, login }: Extract<AccountEffect, { readonly kind: 'open' }>, known: string | null, name: string, secret: Secret | null, at: EpochMs): Promise<Result<{ readonly login: string }, AppError>> {
  if (secret === null) throw new Error('an account is opened with a password');
  if (known !== null) {
    await tx.updateTable('account').set({ password: secret.hash }).where('person_id', '=', personId).execute();
    await tx.deleteFrom('sign_in_failure').where('login', '=', known).execute();
    await endSessions(tx, personId, at);
    return ok({ login: known });
  }
  if (login === null) return err(appError('request.invalid', { rule: 'DIR13', field: 'command.login' }));
  const taken = await tx.selectFrom('account').select('login').where('login', '=', login).executeTakeFirst();
  if (taken !== undefined) return err(appError('directory.login-taken', { rule: 'DIR13' }));
  await addAccounts(tx, [{ personId, login, name, password: secret.hash, adminRole: null, isDisabled: false }], at);
  return ok({ login });
}

async function endSessions(tx: Tx, personId: string, at: EpochMs): Promise<void> {
  const open = await tx.selectFrom('session').select('token_hash').where('person_id', '=', personId).execute();
  if (open.length === 0) return;
  await tx.deleteFrom('session').where('person_id', '=', personId).execute();
  await tx.insertInto('session_end').values(open.map(({ token_hash }) => ({ token_hash, at }))).execute();
}
