/**
 * `backup`, `restore`, `verify`, `heal` and `scim` on the command line, for whichever database the settings name. What happens goes to standard error, one JSON
 * object a line; the result to standard output. Exit code 0: done, nothing found. 1: refused, or verify found something, or heal something that it may not move.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isDocId, type DocId } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/ports.ts';
import { openStorage } from '#server/app.ts';
import { readSettings, type Settings } from '#server/config.ts';
import { createRandom } from '#server/random.ts';
import { SCHEMA_VERSION } from '#server/storage/migrations.ts';
import { StorageError, type Storage } from '#server/storage/storage.ts';
import { createTexts } from '#server/text/texts.ts';
import { makeBackup } from './backup.ts';
import { dropIndexes, heal, listBroken } from './heal.ts';
import { placeOf, readInstallation } from './installation.ts';
import { OpsError, type Progress } from './manifest.ts';
import { restoreBackup } from './restore.ts';
import { runScim } from './scim-clients.ts';
import { verify } from './verify.ts';

export interface Cli {
  readonly clock: Clock;
  /** One line on standard error. */
  readonly say: (line: string) => void;
  /** The result, on standard output. */
  readonly answer: (line: string) => void;
}

type Env = Readonly<Record<string, string | undefined>>;
type Given = Readonly<Record<string, string | boolean | undefined>>;

const COMMANDS = ['backup', 'restore', 'verify', 'heal', 'scim'] as const;
type Command = (typeof COMMANDS)[number];

/** Of the server's own settings, those that say where everything lies; the environment and `server.json` count as for the server. */
const SETTINGS = { data: { type: 'string' }, storage: { type: 'string' }, 'postgres-url': { type: 'string' }, config: { type: 'string' } } as const;
const OPTIONS = {
  backup: { ...SETTINGS, to: { type: 'string' } },
  restore: { ...SETTINGS, from: { type: 'string' }, force: { type: 'boolean' } },
  verify: SETTINGS,
  heal: { ...SETTINGS, doc: { type: 'string' }, 'set-aside': { type: 'boolean' }, index: { type: 'boolean' } },
  scim: { ...SETTINGS, name: { type: 'string' }, unit: { type: 'string' }, revoke: { type: 'string' } },
} as const satisfies Record<Command, Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>>;

/** The exit code, or null when the arguments are for the server itself. */
export async function runOps(args: readonly string[], env: Env, cli: Cli): Promise<number | null> {
  const command = COMMANDS.find((name) => name === args[0]);
  if (command === undefined) return null;
  try {
    return await run(command, args.slice(1), env, cli);
  } catch (error) {
    const isForOperators = error instanceof OpsError || error instanceof StorageError || (error as { readonly code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
    const message = error instanceof Error ? (isForOperators ? error.message : (error.stack ?? error.message)) : String(error);
    cli.say(JSON.stringify({ event: 'refused', command, message }));
    return 1;
  }
}

async function run(command: Command, args: readonly string[], env: Env, cli: Cli): Promise<number> {
  const { clock, say, answer } = cli;
  const given = parseArgs({ args: [...args], options: OPTIONS[command], strict: true }).values as Given;
  const settings = settingsOf(given, env);
  const pathOf = (name: 'to' | 'from'): string => {
    const value = given[name];
    if (typeof value !== 'string' || value === '') throw new OpsError(`--${name} is required`);
    return resolve(value);
  };
  const onProgress = steps(say);
  switch (command) {
    case 'backup': {
      const made = await makeBackup({ source: placeOf(settings, settings.data), dataDir: settings.data, to: pathOf('to'), at: clock.now(), onProgress });
      answer(JSON.stringify({ event: 'backup', eventSeq: made.eventSeq, chainHead: made.chainHead, tables: made.tables, files: made.files }));
      return 0;
    }
    case 'restore': {
      const { manifest, movedTo, rowsMovedTo } = await restoreBackup({
        from: pathOf('from'), dataDir: settings.data, placeIn: (dataDir) => placeOf(settings, dataDir), isForced: given['force'] === true, at: clock.now(), onProgress,
      });
      answer(JSON.stringify({ event: 'restored', storage: settings.storage, eventSeq: manifest.eventSeq, chainHead: manifest.chainHead, movedTo, rowsMovedTo }));
      if (!findsAlone(settings, env)) say(JSON.stringify({ event: 'note', message: `without --storage ${settings.storage} and its address a server would look elsewhere: name it at its start, in its environment or in server.json` }));
      return 0;
    }
    case 'verify': {
      const findings = await verify(placeOf(settings, settings.data), onProgress);
      answer(findings.table());
      return findings.list().length === 0 ? 0 : 1;
    }
    case 'scim': {
      const textOf = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined);
      await withStorage(settings, (storage) => runScim({ name: textOf('name'), unit: textOf('unit'), revoke: textOf('revoke') }, { storage, dataDir: settings.data, clock, random: createRandom(), answer }));
      return 0;
    }
    case 'heal':
      if (given['index'] === true) return withStorage(settings, (storage) => healIndexes(storage, given['doc'], cli));
      return withStorage(settings, (storage) => (typeof given['doc'] === 'string' ? healOne(storage, given['doc'], given['set-aside'] === true, cli) : list(storage, cli)));
  }
}

/** The server's own storage, for the one command that writes; a running server may have it open too. */
async function withStorage<T>(settings: Settings, use: (storage: Storage) => Promise<T>): Promise<T> {
  const place = placeOf(settings, settings.data);
  // It must be there and of this version: opening it for writing would make or migrate it, under a running server too.
  await readInstallation(place, async (_tx, schema) => {
    if (schema !== SCHEMA_VERSION) throw new OpsError(`${place.name} has schema ${schema}, this server knows ${SCHEMA_VERSION}; start this server on it once, or use the server that wrote it`);
  });
  const storage = await openStorage({ settings, random: createRandom() });
  try {
    return await use(storage);
  } finally {
    await storage.close();
  }
}

const note = ({ say }: Cli, message: string): void => say(JSON.stringify({ event: 'note', message }));

async function list(storage: Storage, cli: Cli): Promise<number> {
  const broken = await listBroken(storage);
  for (const one of broken) cli.answer(JSON.stringify({ event: 'broken', ...one }));
  note(cli, broken.length === 0 ? 'no document is read-only because of faults' : 'verify says what is wrong with a document; --doc ID makes it writable again');
  return 0;
}

function docIdOf(given: string): DocId {
  if (!isDocId(given)) throw new OpsError('--doc takes the 32 digits of a document');
  return given;
}

async function healIndexes(storage: Storage, docId: Given[string], cli: Cli): Promise<number> {
  const dropped = await dropIndexes(storage, typeof docId === 'string' ? docIdOf(docId) : null);
  cli.answer(JSON.stringify({ event: 'index-dropped', docIds: dropped }));
  return 0;
}

async function healOne(storage: Storage, given: string, setsAside: boolean, cli: Cli): Promise<number> {
  const docId = docIdOf(given);
  const texts = createTexts();
  try {
    const { isHealed, unreadable } = await heal({ storage, texts, docId, setsAside, at: cli.clock.now() });
    cli.answer(JSON.stringify({ event: isHealed ? 'healed' : 'unreadable', docId, rows: unreadable.map(({ table, seq }) => `${table} ${seq}`) }));
    if (!isHealed) note(cli, 'these rows cannot be read and would break it again; --set-aside moves them to the table quarantine and keeps everything else');
    return isHealed ? 0 : 1;
  } finally {
    await texts.close();
  }
}

function settingsOf(given: Given, env: Env): Settings {
  const args = Object.keys(SETTINGS).flatMap((name) => (typeof given[name] === 'string' ? [`--${name}`, given[name]] : []));
  const read = readSettings(args, env);
  if (!read.ok) throw new OpsError(read.message);
  return read.settings;
}

/** Whether a server that is told its data directory and nothing more finds what was restored: the settings came with the backup. */
function findsAlone({ data, storage, postgresUrl }: Settings, env: Env): boolean {
  const read = readSettings(['--data', data], env);
  return read.ok && read.settings.storage === storage && (storage === 'sqlite' || read.settings.postgresUrl === postgresUrl);
}

const STEPS = 10;
const DECIMALS = 100;

/** A line per tenth of a table or file: enough to see it move, few enough for a log. */
function steps(say: (line: string) => void): Progress {
  let shown = '';
  return (step) => {
    const now = `${step.step} ${step.table ?? ''} ${step.file ?? ''} ${Math.floor(step.share * STEPS)}`;
    if (now === shown) return;
    shown = now;
    say(JSON.stringify({ event: 'progress', ...step, share: Math.floor(step.share * DECIMALS) / DECIMALS }));
  };
}
