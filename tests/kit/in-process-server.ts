/** The server in the test's own process: cheap passwords, a silent log, a directory of its own, a clock that the test may move. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type DestinationStream } from 'pino';
import { createServer, type Server } from '#server/app.ts';
import { settingsSchema, type Settings } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import type { Role } from '#shared/policy/roles.ts';
import { signIn, type ServerClient } from './server-client.ts';
import type { DemoAccount } from './test-server.ts';

export interface InProcessServer {
  readonly url: string;
  readonly server: Server;
  readonly dataDir: string;
  readonly accounts: readonly DemoAccount[];
  account(unit: string, role: Role): DemoAccount;
  as(unit: string, role: Role): Promise<ServerClient>;
  /** Moves the server's clock forward. */
  passMs(durationMs: number): void;
  log(): string;
  close(): Promise<void>;
}

export async function startInProcessServer(settings: Partial<Settings> = {}, more: { readonly pingIntervalMs?: number } = {}): Promise<InProcessServer> {
  const dataDir = settings.data ?? mkdtempSync(join(tmpdir(), 'gzt-inproc-'));
  let aheadMs = 0;
  let text = '';
  const sink: DestinationStream = { write: (line) => { text += line; } };
  const server = await createServer({
    settings: settingsSchema.parse({ data: dataDir, port: 0, demo: true, scale: 'county', passwordMemoryKiB: 1024, passwordPasses: 1, logLevel: 'debug', ...settings }),
    clock: { now: () => Date.now() + aheadMs },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    log: createLog('debug', pino.multistream([{ stream: sink, level: 'debug' }])),
    probeIntervalMs: 20,
    ...more,
  });
  const accounts = JSON.parse(readFileSync(join(dataDir, 'demo-accounts.json'), 'utf8')) as readonly DemoAccount[];
  const account = (unit: string, role: Role): DemoAccount => {
    const found = accounts.find((known) => known.unit.includes(unit) && known.roles.includes(role));
    if (found === undefined) throw new Error(`no demo account with role ${role} at ${unit}`);
    return found;
  };
  return {
    url: server.url, server, dataDir, accounts, account,
    as: (unit, role) => signIn(server.url, account(unit, role)),
    passMs: (durationMs) => { aheadMs += durationMs; },
    log: () => text,
    close: async () => {
      await server.close();
      if (settings.data === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
