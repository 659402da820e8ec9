/** The servers under the load of commands: ours as it is delivered, and the peer. Neither is pinned: both may use every core, beside the load. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../sync/driver/clock.ts';
import { freePort, start, type Running } from '../sync/driver/process.ts';
import type { Office } from './office.ts';

export interface Started {
  readonly port: number;
  readonly running: Running;
}

const ROOT = new URL('../../', import.meta.url).pathname;
/** What `npm run server` gives to Node. */
const AS_DELIVERED = ['--max-semi-space-size=4'] as const;
const START_LIMIT_MS = 120_000;

export function copyOffice({ dataDir, ...office }: Office, runDir: string): Office {
  const copy = join(runDir, 'data');
  cpSync(dataDir, copy, { recursive: true });
  return { ...office, dataDir: copy };
}

export async function startOurs({ dataDir }: Office): Promise<Started> {
  const port = await freePort();
  return listening(port, start([...AS_DELIVERED, join(ROOT, 'dist', 'server', 'main.mjs'), '--host', '127.0.0.1', '--port', String(port), '--data', dataDir, '--log-level', 'warn'], {}, ROOT));
}

export async function startPeer(peersDir: string, runDir: string, mode: 'memory' | 'recover'): Promise<Started> {
  const port = await freePort();
  return listening(port, start([join(peersDir, 'bpmn.mjs'), String(port), join(runDir, 'peer.db'), mode], { NODE_ENV: 'production' }, peersDir));
}

async function listening(port: number, running: Running): Promise<Started> {
  let hasEnded = false;
  void running.exited.then(() => { hasEnded = true; });
  await until('the server to listen', () => hasEnded || running.output().includes('"listening"'), START_LIMIT_MS);
  if (hasEnded) throw new Error(`the server did not start\n${running.output()}`);
  return { port, running };
}
