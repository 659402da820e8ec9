/**
 * Who is signed in on this profile, on disk: address, account, person, sealed token. Small and replaceable: a file that cannot
 * be read means that one signs in again, nothing more.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { sessionPerson } from '#shared/protocol/http.ts';
import type { Disk } from '#electron/replica/ports.ts';
import { sealedToken } from './token-seal.ts';

const FILE = 'session.json';

const sessionFile = z.object({
  v: z.literal(1),
  serverUrl: z.string(),
  login: z.string(),
  /** null after signing out: only the address and the account name are remembered. */
  active: z.object({ person: sessionPerson, token: sealedToken }).nullable(),
});
export type SessionFile = z.output<typeof sessionFile>;

export function readSessionFile(disk: Disk, dir: string): SessionFile | null {
  const text = disk.readText(join(dir, FILE));
  if (text === null) return null;
  try {
    const read = sessionFile.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export const writeSessionFile = (disk: Disk, dir: string, file: SessionFile): void => { disk.writeText(join(dir, FILE), `${JSON.stringify(file, null, 2)}\n`); };
