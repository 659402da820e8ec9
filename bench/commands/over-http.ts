/** The users over HTTP, each with one keep-alive connection for each of their five people: ours with reading the feed where a copy arrives, the peer without. */
import { randomBytes } from 'node:crypto';
import type { DocId } from '#shared/base/ids.ts';
import type { FeedResponse, Outcome } from '#shared/protocol/http.ts';
import { now, Samples } from '../sync/driver/clock.ts';
import { startMeter, type Cost, type Meter } from '../sync/driver/meter.ts';
import { openCaller, type Caller } from './caller.ts';
import { drive, type Stretch } from './drive.ts';
import type { Office, Person } from './office.ts';
import type { Started } from './servers.ts';
import { draftOf, tellStory, type Ways } from './story.ts';

export interface Measured extends Stretch {
  readonly serverCpuMsPerCommand: number;
  readonly loadCpuMsPerCommand: number;
  /** Cores that other programs took meanwhile. */
  readonly othersCores: number;
  readonly feedReadP99Ms: number | null;
}

const WARM_UP_MS = 4_000;
const STEPS = ['create', 'invite', 'submit', 'signOff', 'receive', 'reply', 'receiveReply'] as const;

async function measure(server: Started, users: number, lastingMs: number, story: Parameters<typeof drive>[3], feedReads: Samples | null): Promise<Measured> {
  let meter: Meter | null = null;
  let cost: Cost | null = null;
  const stretch = await drive(users, WARM_UP_MS, lastingMs, story, () => { meter = startMeter(server.running.pid); }, () => { cost = meter?.stop() ?? null; });
  const { serverCpuMs = Number.NaN, loadCpuMs = Number.NaN, othersCpuMs = Number.NaN, wallMs = 1 } = (cost ?? {}) as Partial<Cost>;
  return {
    ...stretch, serverCpuMsPerCommand: serverCpuMs / stretch.commands, loadCpuMsPerCommand: loadCpuMs / stretch.commands, othersCores: othersCpuMs / wallMs,
    feedReadP99Ms: feedReads?.percentile(0.99) ?? null,
  };
}

export async function measureOurs(server: Started, office: Office, lastingMs: number): Promise<Measured> {
  const callers = new Map<string, Caller>();
  const drafts = office.desks.map(draftOf);
  const feedReads = new Samples();
  const callerOf = (user: number, { personId }: Person): Caller => {
    const key = `${user} ${personId}`;
    const known = callers.get(key) ?? openCaller(server.port);
    callers.set(key, known);
    return known;
  };
  const measured = await measure(server, office.desks.length, lastingMs, async (user, gauge) => {
    const [desk, draft] = [office.desks[user], drafts[user]];
    if (desk === undefined || draft === undefined) return;
    const ways: Ways = {
      act: async (by, command) => {
        const startedAt = now();
        const { status, body } = await callerOf(user, by).call('POST', '/api/commands', by.token, { commands: [command] });
        gauge.took(startedAt);
        const outcome = (body as { readonly outcomes?: readonly Outcome[] }).outcomes?.[0];
        if (outcome?.status !== 'accepted') throw new Error(`${command.kind}: ${status} ${JSON.stringify(body)}`);
        return outcome.seq;
      },
      arrived: async (at, after) => {
        const startedAt = now();
        const { body } = await callerOf(user, at).call('GET', `/api/feed?after=${after}`, at.token);
        feedReads.add(now() - startedAt);
        const organs: readonly string[] = [desk.organId, desk.recipientId];
        // The copy's first event follows the one that sent it.
        const found = (body as FeedResponse).documents.filter(({ state }) => state.direction === 'incoming' && organs.includes(state.organId))
          .map(({ state, events }) => ({ docId: state.docId, seq: events[0]?.seq ?? 0 })).filter(({ seq }) => seq > after).toSorted((a, b) => a.seq - b.seq)[0];
        if (found === undefined) throw new Error('the copy did not arrive');
        return found.docId as DocId;
      },
    };
    await tellStory(desk, draft, ways);
  }, feedReads);
  for (const caller of callers.values()) caller.end();
  return measured;
}

export async function measurePeer(server: Started, office: Office, lastingMs: number): Promise<Measured> {
  const callers = office.desks.map(() => openCaller(server.port));
  const measured = await measure(server, office.desks.length, lastingMs, async (user, gauge) => {
    const id = randomBytes(16).toString('hex');
    for (const step of STEPS) {
      const startedAt = now();
      const answer = await (callers[user] as Caller).call('POST', '/act', '', { id, step, person: office.desks[user]?.drafter.personId });
      gauge.took(startedAt);
      if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }, null);
  for (const caller of callers) caller.end();
  return measured;
}
