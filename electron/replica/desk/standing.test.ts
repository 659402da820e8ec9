import { describe, expect, it } from 'vitest';
import type { DocId } from '#shared/base/ids.ts';
import type { StandingUntil } from '#shared/protocol/delegations.ts';
import { actorOf, ORGAN, smallOrg } from '#tests/kit/small-org.ts';
import { closed, id, NOW, shared, signing } from '#tests/kit/story.ts';
import { createStanding } from './standing.ts';

const HOUR = 3_600_000;
const [WAITING, OWN, OVER] = [signing(), { ...shared(), docId: id(8), collaboratorIds: ['townseal1'] }, { ...closed(), docId: id(9) }];
const forLeader = (until: number): StandingUntil => {
  const { personId, name, memberships } = actorOf('townhead1');
  return { personId, name, organId: ORGAN.town, until, memberships: memberships.map((post) => ({ ...post, roles: [...post.roles] })) };
};

/** The registrar's machine, with a draft of theirs and a 请示 that waits for the leader. */
function machine(values = new Map<string, string>()) {
  const at = { now: NOW, isDiskFull: false };
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const lost: DocId[] = [];
  let changes = 0;
  const standing = createStanding({
    self: actorOf('townseal1'), org: smallOrg, clock: { now: () => at.now }, views: () => [WAITING, OWN, OVER].map((state) => ({ state, events: [] })),
    store: { value: (key) => values.get(key) ?? null, setValue: (key, value) => { values.set(key, value); } },
    attempt: (write) => {
      if (!at.isDiskFull) write();
      return !at.isDiskFull;
    },
    timers: { after: (delayMs, run) => {
      const timer = { at: at.now + delayMs, run };
      timers.push(timer);
      return () => { if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1); };
    } },
    onLost: (docIds) => { lost.push(...docIds); }, onChanged: () => { changes += 1; },
  });
  const pass = (ms: number): void => {
    at.now += ms;
    for (const timer of timers.splice(0)) if (timer.at <= at.now) timer.run(); else timers.push(timer);
  };
  return { standing, at, lost, pass, changes: () => changes, waiting: () => timers.length };
}

describe('whose desks this person keeps', () => {
  it('[DEL08] is what the server says, kept for offline', () => {
    const values = new Map<string, string>();
    const first = machine(values);
    expect(first.standing.current()).toEqual([]);
    expect(first.standing.learn([forLeader(NOW + HOUR)])).toBe('changed');
    expect(first.standing.learn([forLeader(NOW + HOUR)])).toBe('same');
    expect([first.changes(), first.lost]).toEqual([1, []]);
    expect(machine(values).standing.current()).toMatchObject([{ personId: 'townhead1' }]);
    expect(machine(new Map([['standing', '[{']])).standing.current()).toEqual([]);
  });

  it('[DEL08] takes away with it what can no longer be read, and nothing else', () => {
    const { standing, lost } = machine();
    standing.learn([forLeader(NOW + HOUR)]);
    standing.learn([]);
    expect(standing.current()).toEqual([]);
    expect(lost).toEqual([WAITING.docId, OVER.docId]);
  });

  it('[DEL08] ends on its day without a network', () => {
    const { standing, lost, pass, waiting } = machine();
    standing.learn([forLeader(NOW + 3 * HOUR)]);
    pass(HOUR);
    pass(HOUR);
    expect([standing.current().length, lost.length, waiting()]).toEqual([1, 0, 1]);
    pass(HOUR);
    expect([standing.current().length, lost.length, waiting()]).toEqual([0, 2, 0]);
  });

  it('[DEL08] is not believed before it is stored', () => {
    const { standing, at, changes } = machine();
    at.isDiskFull = true;
    expect(standing.learn([forLeader(NOW + HOUR)])).toBe('unstored');
    expect([standing.current(), changes()]).toEqual([[], 0]);
  });
});
