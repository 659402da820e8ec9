/**
 * Checking a login and a password. Someone guessing learns nothing: an unknown login takes as long, fails alike and is locked alike (AUTH02).
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Storage } from '#server/storage/storage.ts';
import { findAccount, type Account } from './accounts.ts';
import type { Passwords } from './password.ts';

export const FAILURES_MAX = 5;
export const LOCK_MS = 15 * 60_000;

export type SignIn = (login: string, password: string) => Promise<Result<Account, AppError>>;

export function createSignIn(storage: Storage, passwords: Passwords, clock: Clock): SignIn {
  const lockedMinutes = async (login: string): Promise<number> => {
    const row = await storage.read((tx) => tx.selectFrom('sign_in_failure').selectAll().where('login', '=', login).executeTakeFirst());
    return row === undefined ? 0 : Math.max(0, Math.ceil((row.locked_until - clock.now()) / 60_000));
  };

  return async (login, password) => {
    const minutes = await lockedMinutes(login);
    if (minutes > 0) return err(appError('auth.locked', { rule: 'AUTH03', data: { minutes } }));
    const account = await findAccount(storage, login);
    const isRight = await passwords.verify(password, account?.password ?? null);
    if (account === undefined || !isRight) {
      const lockedNow = await countFailure(storage, login, clock);
      return err(lockedNow ? appError('auth.locked', { rule: 'AUTH03', data: { minutes: LOCK_MS / 60_000 } }) : appError('auth.wrong-password', { rule: 'AUTH02' }));
    }
    if (account.isDisabled) return err(appError('auth.disabled', { rule: 'AUTH04' }));
    await storage.tx((tx) => tx.deleteFrom('sign_in_failure').where('login', '=', login).execute());
    return ok(account);
  };
}

/** In one transaction: guesses sent side by side are all counted. Old failures are forgotten after the time that a lock lasts. */
function countFailure(storage: Storage, login: string, clock: Clock): Promise<boolean> {
  return storage.tx(async (tx) => {
    const now = clock.now();
    await tx.deleteFrom('sign_in_failure').where('last_at', '<', now - LOCK_MS).execute();
    const row = await tx.selectFrom('sign_in_failure').select('failures').where('login', '=', login).executeTakeFirst();
    const failures = (row?.failures ?? 0) + 1;
    const isLocked = failures >= FAILURES_MAX;
    const values = { failures, last_at: now, locked_until: isLocked ? now + LOCK_MS : 0 };
    await tx.insertInto('sign_in_failure').values({ login, ...values }).onConflict((c) => c.column('login').doUpdateSet(values)).execute();
    return isLocked;
  });
}
