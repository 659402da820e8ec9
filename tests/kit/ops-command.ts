/** `backup`, `restore` and `verify` as an operator types them: in this process, or as one of their own when others go on meanwhile. */
import { spawn } from 'node:child_process';
import { runOps } from '#server/ops/cli.ts';

export interface Ran {
  readonly code: number | null;
  /** Standard output, the result. */
  readonly out: string;
  /** Standard error, one JSON object a line. */
  readonly err: string;
}

const MAIN = new URL('../../server/main.ts', import.meta.url).pathname;

export async function ops(...args: readonly string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runOps(args, {}, { clock: { now: () => Date.now() }, say: (line) => { err += `${line}\n`; }, answer: (line) => { out += `${line}\n`; } });
  return { code, out, err };
}

export const opsProcess = (...args: readonly string[]): Promise<Ran> => new Promise((resolve) => {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
  child.once('close', (code) => resolve({ code, out, err }));
});
