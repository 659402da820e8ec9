/**
 * `backup`, `restore` and `verify` on the command line. Progress goes to standard error, the result to standard output.
 * Exit code 0: done, nothing found. 1: refused, or verify found something.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Clock } from '#shared/base/ports.ts';
import { makeBackup } from './backup.ts';
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

const COMMANDS = ['backup', 'restore', 'verify'] as const;
type Command = (typeof COMMANDS)[number];

const OPTIONS = {
  backup: { data: { type: 'string' }, to: { type: 'string' } },
  restore: { data: { type: 'string' }, from: { type: 'string' }, force: { type: 'boolean' } },
  verify: { data: { type: 'string' } },
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

async function run(command: Command, args: readonly string[], env: Readonly<Record<string, string | undefined>>, { clock, say, answer }: Cli): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS[command], strict: true });
  const given = values as { readonly data?: string; readonly to?: string; readonly from?: string; readonly force?: boolean };
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
