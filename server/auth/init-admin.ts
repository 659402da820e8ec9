/** `init-admin`: the three separated administrators (三员), each with a random password that is shown once and stored nowhere. */
import type { Clock, Random } from '#shared/base/ports.ts';
import { toHex } from '#shared/base/ids.ts';
import type { Storage } from '#server/storage/storage.ts';
import { addAccounts, type Account, type AdminRole } from './accounts.ts';
import { createPassword, type PasswordCost, type Passwords } from './password.ts';

const ADMINISTRATORS: readonly { readonly login: string; readonly name: string; readonly adminRole: AdminRole }[] = [
  { login: 'sysadmin', name: '系统管理员', adminRole: 'systemAdmin' },
  { login: 'secadmin', name: '安全管理员', adminRole: 'securityAdmin' },
  { login: 'auditadmin', name: '审计管理员', adminRole: 'auditAdmin' },
];

export interface ShownOnce {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

export async function initAdmin(storage: Storage, passwords: Passwords, cost: PasswordCost, clock: Clock, random: Random): Promise<readonly ShownOnce[] | 'exists'> {
  const shown: ShownOnce[] = [];
  const accounts: Account[] = [];
  for (const { login, name, adminRole } of ADMINISTRATORS) {
    const password = createPassword(random);
    shown.push({ login, name, password });
    accounts.push({ personId: toHex(random.bytes(16)), login, name, password: await passwords.hash(password, cost), adminRole, isDisabled: false });
  }
  return storage.tx(async (tx) => {
    const known = await tx.selectFrom('account').select('login').where('login', 'in', ADMINISTRATORS.map(({ login }) => login)).execute();
    if (known.length > 0) return 'exists';
    await addAccounts(tx, accounts, clock.now());
    return shown;
  });
}
