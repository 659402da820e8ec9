/**
 * Straight at `Execute`, in the server's own process: no HTTP, no sessions, no reading of feeds. Prints its figures as the last line.
 * Arguments: a file with the office, seconds.
 */
import { readFileSync } from 'node:fs';
import type { Actor } from '#shared/policy/can.ts';
import { createServer } from '#server/app.ts';
import { actorOf } from '#server/auth/identity.ts';
import { settingsSchema } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { now } from '../sync/driver/clock.ts';
import { drive } from './drive.ts';
import { random, type Office, type Person } from './office.ts';
import { draftOf, tellStory, type Ways } from './story.ts';

const WARM_UP_MS = 3_000;
const office = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Office;
const lastingMs = Number(process.argv[3] ?? '10') * 1_000;
const server = await createServer({ settings: settingsSchema.parse({ data: office.dataDir, port: 0 }), clock: { now: () => Date.now() }, random, log: createLog('warn', process.stderr) });

const actors = new Map<string, Promise<Actor>>();
const actorFor = ({ personId }: Person): Promise<Actor> => {
  const known = actors.get(personId) ?? actorOf({ personId, login: '', name: '', password: '', adminRole: null, isDisabled: false }, { directory: server.directory, delegations: { heldBy: () => [] } });
  actors.set(personId, known);
  return known;
};
const drafts = office.desks.map(draftOf);
let cpu = process.cpuUsage();
let loop = process.threadCpuUsage();

const stretch = await drive(office.desks.length, WARM_UP_MS, lastingMs, async (user, gauge) => {
  const desk = office.desks[user];
  const draft = drafts[user];
  if (desk === undefined || draft === undefined) return;
  const ways: Ways = {
    act: async (by, command) => {
      const actor = await actorFor(by);
      const startedAt = now();
      const outcome = await server.execute(actor, command);
      gauge.took(startedAt);
      if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
      return outcome.seq;
    },
    arrived: async ({ personId }, after) => {
      const [rows] = await server.storage.readAll((db) => [db.selectFrom('feed').innerJoin('document', 'document.doc_id', 'feed.doc_id').select('feed.doc_id')
        .where('feed.person_id', '=', personId).where('feed.seq', '>', after).where('document.organ_id', 'in', [desk.organId, desk.recipientId]).where('document.stage', '=', 'awaitingReceipt').orderBy('feed.seq').limit(1)]);
      return rows[0]?.doc_id as never;
    },
  };
  await tellStory(desk, draft, ways);
}, () => {
  cpu = process.cpuUsage();
  loop = process.threadCpuUsage();
}, () => {
  cpu = process.cpuUsage(cpu);
  loop = process.threadCpuUsage(loop);
});
const msOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000;
await server.close();
process.stdout.write(`${JSON.stringify({ ...stretch, cpuMsPerCommand: msOf(cpu) / stretch.commands, loopMsPerCommand: msOf(loop) / stretch.commands })}\n`);
process.exit(0);
