/**
 * Who may sign in: a login, a password hash, and the person it stands for. Posts and names come from the directory;
 * the three administrators hold no post, so their account carries their one role.
 */
import type { Selectable } from 'kysely';
import type { EpochMs } from '#shared/base/ports.ts';
import { PLATFORM_ROLES, type PlatformRole } from '#shared/policy/roles.ts';
import { prepared } from '#server/storage/prepared.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import type { Tables } from '#server/storage/tables.ts';

export type AdminRole = PlatformRole;

export interface Account {
  readonly personId: string;
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly adminRole: AdminRole | null;
  readonly isDisabled: boolean;
}

const ROWS_PER_STATEMENT = 100;

export async function addAccounts(tx: Tx, accounts: readonly Account[], at: EpochMs): Promise<void> {
  for (let start = 0; start < accounts.length; start += ROWS_PER_STATEMENT) {
    const rows = accounts.slice(start, start + ROWS_PER_STATEMENT).map(({ personId, login, name, password, adminRole, isDisabled }) => ({
      person_id: personId, login, name, password, admin_role: adminRole ?? '', is_disabled: isDisabled ? 1 : 0, created_at: at,
    }));
    await tx.insertInto('account').values(rows).execute();
  }
}

export const countAccounts = async (tx: Tx): Promise<number> => {
  const row = await tx.selectFrom('account').select((e) => e.fn.countAll<number>().as('count')).executeTakeFirst();
  return Number(row?.count ?? 0);
};

const accountByLogin = prepared((db, login: string) => db.selectFrom('account').selectAll().where('login', '=', login));
/** Whose session it is. */
export const accountBySession = prepared((db, tokenHash: string) => db.selectFrom('account').selectAll()
  .where('person_id', '=', (e) => e.selectFrom('session').select('session.person_id').where('token_hash', '=', tokenHash)));

const isAdminRole = (role: string): role is AdminRole => PLATFORM_ROLES.some((known) => known === role);

type AccountRow = Selectable<Tables['account']>;

export async function findAccount(storage: Storage, login: string): Promise<Account | undefined> {
  const [[row]] = await storage.readAll((db) => [accountByLogin(db, login)]);
  return row === undefined ? undefined : accountOf(row);
}

export const accountOf = (row: AccountRow): Account => ({
  personId: row.person_id, login: row.login, name: row.name, password: row.password,
  adminRole: isAdminRole(row.admin_role) ? row.admin_role : null, isDisabled: row.is_disabled === 1,
});
