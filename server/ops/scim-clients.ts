/** `scim`: which identity providers may feed the directory. Made for one organ with a token that is said once, listed, and revoked; a running server takes it over with the next request. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock, Random } from '#shared/base/ports.ts';
import { DIRECTORY_FILE } from '#server/directory/directory.ts';
import { listClients, makeClient, revokeClient } from '#server/scim/clients.ts';
import type { Storage } from '#server/storage/storage.ts';
import { OpsError } from './manifest.ts';

export interface ScimAsk { readonly name: string | undefined; readonly unit: string | undefined; readonly revoke: string | undefined }
interface ScimDeps { readonly storage: Storage; readonly dataDir: string; readonly clock: Clock; readonly random: Random; readonly answer: (line: string) => void }

const NAME_MAX = 40;

export async function runScim({ name, unit, revoke }: ScimAsk, { storage, dataDir, clock, random, answer }: ScimDeps): Promise<void> {
  if (revoke !== undefined) {
    if (name !== undefined || unit !== undefined) throw new OpsError('--revoke stands alone');
    if (!(await storage.tx((tx) => revokeClient(tx, revoke, clock.now())))) throw new OpsError(`there is no client ${revoke} that is not revoked`);
    answer(JSON.stringify({ event: 'scim-revoked', id: revoke }));
    return;
  }
  if (name === undefined && unit === undefined) {
    for (const client of await storage.read(listClients)) answer(JSON.stringify({ event: 'scim-client', ...client }));
    return;
  }
  if (name === undefined || name.trim() === '' || name.length > NAME_MAX || /\p{Cc}/u.test(name)) throw new OpsError(`--name takes 1 to ${NAME_MAX} characters`);
  const organ = organOf(dataDir, unit ?? '');
  const made = await storage.tx((tx) => makeClient(tx, { name: name.trim(), unitId: organ.id, random, at: clock.now() }));
  answer(JSON.stringify({ event: 'scim-made', id: made.id, name: name.trim(), unitId: organ.id, unitName: organ.name, token: made.token }));
}

/** By id, division code or full name; the directory is only read, a running server has it open. */
function organOf(dataDir: string, wanted: string): { readonly id: string; readonly name: string } {
  const file = join(dataDir, DIRECTORY_FILE);
  if (!existsSync(file)) throw new OpsError(`there is no ${file}`);
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const rows = db.prepare("SELECT id, full_name AS name FROM unit WHERE (id = ?1 OR code = ?1 OR full_name = ?1) AND is_organ = 1 AND status = 'active'").all(wanted) as unknown as readonly { readonly id: string; readonly name: string }[];
    const [organ] = rows;
    if (organ === undefined || rows.length > 1) throw new OpsError(`--unit takes the id, division code or full name of one organ; ${rows.length} are called ${JSON.stringify(wanted)}`);
    return organ;
  } finally {
    db.close();
  }
}
