/**
 * The load process: one scenario against one server, which it starts and ends itself. Its argument is a file with the job; the last line it prints is the answer.
 * Pinned to its own core by whoever starts it.
 */
import { readFileSync } from 'node:fs';
import { NotFinished } from './clock.ts';
import type { County } from './county.ts';
import type { Outcome } from './scenario.ts';
import { startServer, type ServerKind } from './servers.ts';
import { SCENARIOS } from '../scenarios/index.ts';

export interface Job {
  readonly scenario: string;
  readonly server: ServerKind;
  readonly isQuick: boolean;
  readonly peersDir: string;
  readonly county: County;
  readonly runDir: string;
}

export type Answer = { readonly kind: 'measured'; readonly outcome: Outcome } | { readonly kind: 'not-finished'; readonly reason: string };

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job;
const scenario = SCENARIOS[job.scenario];
if (scenario === undefined) throw new Error(`no scenario ${job.scenario}`);

const server = await startServer(job.server, job);
let answer: Answer;
try {
  answer = { kind: 'measured', outcome: await scenario.run({ server, docIds: job.county.docIds, isQuick: job.isQuick }) };
} catch (error) {
  const said = server.output().trim().split('\n').slice(-3).join(' | ').slice(-600);
  const reason = error instanceof NotFinished ? error.message : String(error instanceof Error ? error.stack : error);
  answer = { kind: 'not-finished', reason: said === '' ? reason : `${reason}; the server's last words: ${said}` };
}
await server.kill9();
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
