/**
 * `--demo`: a generated directory and people to sign in as. Passwords are random and stand in one file that only its owner may read.
 * Started again, everything is reused; should the file be gone, new passwords are made.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Random } from '#shared/base/ports.ts';
import type { Settings } from '#server/config.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Log } from '#server/log.ts';
import type { Storage } from '#server/storage/storage.ts';
import { addAccounts, countAccounts, type Account } from './accounts.ts';
import { DEMO_COST, type Passwords } from './password.ts';

export const DEMO_FILE = 'demo-accounts.json';

export interface DemoDeps {
  readonly settings: Pick<Settings, 'data' | 'scale'>;
  readonly storage: Storage;
  readonly directory: Directory;
  readonly passwords: Passwords;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export async function prepareDemo({ settings, storage, directory, passwords, clock, random, log }: DemoDeps): Promise<void> {
  await directory.load({ scale: settings.scale }, (units) => log.info({ units }, 'loading the directory'));
  const path = join(settings.data, DEMO_FILE);
  if (existsSync(path) && (await storage.read(countAccounts)) > 0) return;
  // Only now: making logins needs a dictionary of pinyin.
  const { createDemoAccounts } = await import('#server/demo/demo-accounts.ts');
  const people = await createDemoAccounts(directory, random);
  const accounts: Account[] = await Promise.all(people.map(async ({ personId, login, name, password }) => (
    { personId, login, name, password: await passwords.hash(password, DEMO_COST), adminRole: null, isDisabled: false }
  )));
  // The file first: accounts without it would have passwords that nobody knows.
  writeFileSync(`${path}.new`, `${JSON.stringify(people, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  await storage.tx(async (tx) => {
    const ids = accounts.map(({ personId }) => personId);
    await tx.deleteFrom('session').where('person_id', 'in', ids).execute();
    await tx.deleteFrom('account').where('person_id', 'in', ids).execute();
    await addAccounts(tx, accounts, clock.now());
  });
  log.info({ accounts: accounts.length, file: path }, 'demo accounts made');
}
