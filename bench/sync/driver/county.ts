/**
 * Our server's side of the load, made once and copied for every run: a demonstration county, people who are signed in, documents that they drafted
 * through the public face and invited each other to. Authentication, rights, gate and fsync stay on; only limits that protect against one address
 * asking too often are raised, because here everybody has the same address.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, until } from './clock.ts';
import { freePort, startPinned, type Running } from './process.ts';

export interface County {
  readonly dataDir: string;
  readonly docIds: readonly string[];
  readonly tokens: readonly string[];
}

/** GZT_BENCH_SERVER names another checkout, to measure what a change of the server brings. */
const ROOT = process.env['GZT_BENCH_SERVER'] ?? new URL('../../../', import.meta.url).pathname;
/** What `npm run server` gives to Node. */
const AS_DELIVERED = ['--max-semi-space-size=4'] as const;
const PEOPLE = 16;
const AT_ONCE = 16;
const COMMANDS_AT_ONCE = 50;
/** Who may draft in an organ's name, so that every one of them can be an author. */
const DRAFTING: readonly string[] = ['drafter', 'sectionHead', 'registrar'];
const START_LIMIT_MS = 120_000;

export async function startOurs(dataDir: string, port: number): Promise<Running> {
  const running = startPinned([...AS_DELIVERED, join(ROOT, 'dist', 'server', 'main.mjs'), '--host', '127.0.0.1', '--port', String(port), '--data', dataDir, '--demo', '--log-level', 'warn'], {}, ROOT);
  let hasEnded = false;
  void running.exited.then(() => { hasEnded = true; });
  await until('our server to listen', () => hasEnded || running.output().includes('"listening"'), START_LIMIT_MS);
  if (hasEnded) throw new Error(`our server did not start\n${running.output()}`);
  return running;
}

export async function prepareCounty(dir: string, documents: number, say: (line: string) => void): Promise<County> {
  const dataDir = join(dir, 'county');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'server.json'), JSON.stringify({ passwordMemoryKiB: 1_024, passwordPasses: 1, anonymousPerMinute: 1_000_000, framesPerSecond: 1_000_000, handshakesPerAddress: 100_000 }));
  const port = await freePort();
  const server = await startOurs(dataDir, port);
  const url = `http://127.0.0.1:${port}`;
  try {
    const accounts = (JSON.parse(readFileSync(join(dataDir, 'demo-accounts.json'), 'utf8')) as readonly Account[])
      .filter(({ roles, level }) => level === 4 && roles.some((role) => DRAFTING.includes(role))).slice(0, PEOPLE);
    const people = await Promise.all(accounts.map(async ({ login, password, personId }) => ({ personId, token: (await post<{ token: string }>(`${url}/api/session`, null, { login, password })).token })));
    say(`${people.length} people drafting ${documents} documents`);
    const docIds: string[] = Array.from({ length: documents }, () => '');
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let doc = next; doc < documents; doc = next) {
        next += 1;
        const person = people[doc % people.length] as Person;
        docIds[doc] = (await post<{ docId: string }>(`${url}/api/documents`, person.token, { templateId: 'request-1' })).docId;
      }
    }));
    for (const [index, person] of people.entries()) {
      const own = docIds.filter((_, doc) => doc % people.length === index);
      const others = people.filter((other) => other !== person).map(({ personId }) => personId);
      for (let from = 0; from < own.length; from += COMMANDS_AT_ONCE) {
        const commands = own.slice(from, from + COMMANDS_AT_ONCE).map((docId) => ({ kind: 'invite', opId: randomHex(), docId, claimedAt: Date.now(), personIds: others }));
        const { outcomes } = await post<{ outcomes: readonly { status: string }[] }>(`${url}/api/commands`, person.token, { commands });
        const refused = outcomes.find(({ status }) => status !== 'accepted');
        if (refused !== undefined) throw new Error(`an invitation was refused: ${JSON.stringify(refused)}`);
      }
    }
    return { dataDir, docIds, tokens: people.map(({ token }) => token) };
  } finally {
    await pause(200);
    await server.end('SIGTERM');
  }
}

interface Account { readonly login: string; readonly password: string; readonly personId: string; readonly level: number; readonly roles: readonly string[] }
interface Person { readonly personId: string; readonly token: string }

const randomHex = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');

async function post<T>(url: string, token: string | null, body: unknown): Promise<T> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}
