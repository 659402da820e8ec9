/**
 * The real server as a child process with a directory of its own: started, killed without warning, started again on the same port.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Role } from '#shared/policy/roles.ts';

export interface DemoAccount {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly personId: string;
  readonly unitId: string;
  readonly unit: string;
  readonly level: number;
  readonly roles: readonly Role[];
  readonly title: string;
  readonly office: string;
}

export interface TestServerOptions {
  readonly demo?: boolean;
  readonly scale?: 'county' | 'prefecture' | 'province';
  readonly dataDir?: string;
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly startTimeoutMs?: number;
}

export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  /** Empty without `--demo`. */
  readonly accounts: readonly DemoAccount[];
  account(unit: string, role: Role): DemoAccount;
  pid(): number;
  /** What it wrote to standard error since its last start. */
  log(): string;
  /** SIGKILL, as a power cut would. */
  kill9(): Promise<void>;
  /** Starts again after `kill9`, at the same address. */
  restart(): Promise<void>;
  /** SIGTERM; answers the exit code. Removes the data directory if it made it. */
  stop(): Promise<number | null>;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly exited: Promise<number | null>;
  readonly log: () => string;
}

const MAIN = new URL('../../server/main.ts', import.meta.url).pathname;
const LOG_CHARS_MAX = 1_000_000;

async function run(dataDir: string, port: number, options: TestServerOptions): Promise<Running> {
  const args = [MAIN, '--host', '127.0.0.1', '--port', String(port), '--data', dataDir];
  if (options.demo !== false) args.push('--demo', '--scale', options.scale ?? 'county');
  const child = spawn(process.execPath, [...args, ...(options.args ?? [])], { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  // A test run that is broken off must not leave servers behind.
  const endWithUs = (): void => { child.kill('SIGKILL'); };
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => { text = (text + chunk).slice(-LOG_CHARS_MAX); });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const started = new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`the server did not start in time\n${text}`)), options.startTimeoutMs ?? 60_000);
    createInterface(child.stdout).once('line', (line) => {
      clearTimeout(limit);
      resolve(line);
    });
    void exited.then((code) => {
      clearTimeout(limit);
      reject(new Error(`the server ended with ${code} before it was ready\n${text}`));
    });
  });
  const { url } = JSON.parse(await started) as { readonly url: string };
  return { child, url, exited, log: () => text };
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'gzt-server-'));
  let running = await run(dataDir, options.port ?? 0, options);
  const accounts = options.demo === false ? [] : (JSON.parse(readFileSync(join(dataDir, 'demo-accounts.json'), 'utf8')) as readonly DemoAccount[]);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    running.child.kill(signal);
    return running.exited;
  };
  const { url } = running;
  return {
    url, dataDir, accounts,
    account: (unit, role) => {
      const found = accounts.find((account) => account.unit.includes(unit) && account.roles.includes(role));
      if (found === undefined) throw new Error(`no demo account with role ${role} at ${unit}`);
      return found;
    },
    pid: () => running.child.pid ?? 0,
    log: () => running.log(),
    kill9: async () => { await end('SIGKILL'); },
    restart: async () => { running = await run(dataDir, Number(new URL(url).port), options); },
    stop: async () => {
      const code = await end('SIGTERM');
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}
