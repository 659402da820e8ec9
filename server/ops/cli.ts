/**
 * `backup`, `restore`, `verify` and `heal` on the command line. Progress goes to standard error, the result to standard output.
 * Exit code 0: done, nothing found. 1: refused, or verify found something, or heal something that it may not move.
 */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isDocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import { openStorage } from '#server/app.ts';
import { readSettings } from '#server/config.ts';
import type { Storage } from '#server/storage/storage.ts';
import { createTexts } from '#server/text/texts.ts';
import { makeBackup } from './backup.ts';
import { heal, listBroken } from './heal.ts';
import { OpsError, type Progress } from './manifest.ts';
import { readDatabase } from './read-only.ts';
import { restoreBackup } from './restore.ts';
import { verify } from './verify.ts';

export interface Cli {
  readonly clock: Clock;
  /** One line for people, on standard error. */
  readonly say: (line: string) => void;
  /** The result, on standard output. */
  readonly answer: (line: string) => void;
}

const COMMANDS = ['backup', 'restore', 'verify', 'heal'] as const;
type Command = (typeof COMMANDS)[number];

const OPTIONS = {
  backup: { data: { type: 'string' }, to: { type: 'string' } },
  restore: { data: { type: 'string' }, from: { type: 'string' }, force: { type: 'boolean' } },
  verify: { data: { type: 'string' } },
  heal: { data: { type: 'string' }, doc: { type: 'string' }, 'set-aside': { type: 'boolean' }, storage: { type: 'string' }, 'postgres-url': { type: 'string' } },
} as const satisfies Record<Command, Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>>;

/** The exit code, or null when the arguments are for the server itself. */
export async function runOps(args: readonly string[], env: Readonly<Record<string, string | undefined>>, cli: Cli): Promise<number | null> {
  const command = COMMANDS.find((name) => name === args[0]);
  if (command === undefined) return null;
  try {
    return await run(command, args.slice(1), env, cli);
  } catch (error) {
    const isMistake = error instanceof OpsError || (error as { readonly code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
    cli.say(isMistake || !(error instanceof Error) ? `${command}: ${error instanceof Error ? error.message : String(error)}` : `${command}: ${error.stack ?? error.message}`);
    return 1;
  }
}

async function run(command: Command, args: readonly string[], env: Readonly<Record<string, string | undefined>>, cli: Cli): Promise<number> {
  const { clock, say, answer } = cli;
  const { values } = parseArgs({ args: [...args], options: OPTIONS[command], strict: true });
  const given = values as { readonly data?: string; readonly to?: string; readonly from?: string; readonly force?: boolean; readonly doc?: string; readonly 'set-aside'?: boolean };
  const required = (name: 'data' | 'to' | 'from', value: string | undefined = given[name]): string => {
    if (value === undefined || value === '') throw new OpsError(`--${name} is required`);
    return resolve(value);
  };
  const dataDir = required('data', given.data ?? env['GZT_DATA']);
  switch (command) {
    case 'backup': {
      const made = await makeBackup({ dataDir, to: required('to'), at: clock.now(), onProgress: percentages(say) });
      answer(JSON.stringify({ event: 'backup', eventSeq: made.eventSeq, chainHead: made.chainHead, files: made.files }));
      return 0;
    }
    case 'restore': {
      const { manifest, movedTo } = await restoreBackup({ from: required('from'), dataDir, isForced: given.force === true, at: clock.now(), onProgress: percentages(say) });
      answer(JSON.stringify({ event: 'restored', eventSeq: manifest.eventSeq, chainHead: manifest.chainHead, movedTo }));
      return 0;
    }
    case 'verify': {
      const show = percentages(say);
      const findings = await readDatabase(dataDir, (tx) => verify(tx, { isSqlite: true, onProgress: (done, total) => show('documents', done, total) }));
      answer(findings.table());
      return findings.list().length === 0 ? 0 : 1;
    }
    case 'heal': {
      const settings = ['storage', 'postgres-url'].flatMap((name) => { const value = (values as Readonly<Record<string, unknown>>)[name]; return typeof value === 'string' ? [`--${name}`, value] : []; });
      return withStorage(['--data', dataDir, ...settings], env, (storage) => (given.doc === undefined ? list(storage, cli) : healOne(storage, given.doc, given['set-aside'] === true, cli)));
    }
  }
}

/** The server's own storage, for the one command that writes; a running server may have it open too. */
async function withStorage<T>(args: readonly string[], env: Readonly<Record<string, string | undefined>>, use: (storage: Storage) => Promise<T>): Promise<T> {
  const read = readSettings(args, env);
  if (!read.ok) throw new OpsError(read.message);
  // It must be there and of this version: opening it for writing would make or migrate it, under a running server too.
  if (read.settings.storage === 'sqlite') await readDatabase(read.settings.data, async () => null);
  const storage = await openStorage({ settings: read.settings, random: { bytes: (length) => new Uint8Array(randomBytes(length)) } });
  try {
    return await use(storage);
  } finally {
    await storage.close();
  }
}

async function list(storage: Storage, { answer, say }: Cli): Promise<number> {
  const broken = await listBroken(storage);
  for (const one of broken) answer(JSON.stringify({ event: 'broken', ...one }));
  say(broken.length === 0 ? 'heal: no document is read-only because of faults' : 'heal: verify says what is wrong with a document; --doc ID makes it writable again');
  return 0;
}

async function healOne(storage: Storage, docId: string, setsAside: boolean, { clock, answer, say }: Cli): Promise<number> {
  if (!isDocId(docId)) throw new OpsError('--doc takes the 32 digits of a document');
  const texts = createTexts();
  try {
    const { isHealed, unreadable } = await heal({ storage, texts, docId, setsAside, at: clock.now() });
    answer(JSON.stringify({ event: isHealed ? 'healed' : 'unreadable', docId, rows: unreadable.map(({ table, seq }) => `${table} ${seq}`) }));
    if (!isHealed) say('heal: these rows cannot be read and would break it again; --set-aside moves them to the table quarantine and keeps everything else');
    return isHealed ? 0 : 1;
  } finally {
    await texts.close();
  }
}

const STEP_PERCENT = 10;

/** One line per ten percent and file: enough to see it move, few enough for a log. */
function percentages(say: (line: string) => void): Progress {
  let shown = '';
  return (file, done, total) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * (100 / STEP_PERCENT)) * STEP_PERCENT;
    const line = `${file} ${percent} %`;
    if (line === shown) return;
    shown = line;
    say(line);
  };
}
