import * as decoding from 'lib0/decoding';
import { expect, it } from 'vitest';
import { waitFor } from '#tests/kit/wait-for.ts';
import { awarenessFrame, readAwareness, type PresenceEntry } from './frames.ts';
import { createPresence, type PresenceOwner } from './presence.ts';

const fail = (error: unknown): void => { throw error; };

interface Watcher extends PresenceOwner {
  readonly seen: PresenceEntry[];
}

function watcher(personId: string, sessionKey = `session of ${personId}`): Watcher {
  const seen: PresenceEntry[] = [];
  return {
    seen, sessionKey, user: { personId, name: `name of ${personId}`, unitName: '党政办' },
    sendPresence: (frame) => { seen.push(...entriesOf(frame)); },
  };
}
function entriesOf(frame: Uint8Array): readonly PresenceEntry[] {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  return readAwareness(decoding.readVarUint8Array(decoder)) ?? [];
}
const states = (entries: readonly PresenceEntry[]): Uint8Array => {
  const decoder = decoding.createDecoder(awarenessFrame(entries));
  decoding.readVarUint(decoder);
  return decoding.readVarUint8Array(decoder);
};
const say = (clientId: number, state: unknown, clock = 1): Uint8Array => states([{ clientId, clock, state: JSON.stringify(state) }]);

it('[SYN16] changes of one turn leave as one frame, and nobody is told about themselves', async () => {
  const presence = createPresence(fail);
  const [a, b] = [watcher('p1'), watcher('p2')];
  presence.join(a);
  presence.join(b);
  presence.receive(a, say(10, { cursor: 1 }));
  presence.receive(a, say(10, { cursor: 2 }, 2));
  presence.receive(b, say(20, { cursor: 9 }));
  await waitFor(() => a.seen.length > 0 && b.seen.length > 0);
  expect(a.seen.map(({ clientId }) => clientId)).toEqual([20]);
  expect(b.seen.map(({ clientId, state }) => [clientId, (JSON.parse(state) as { readonly cursor: number }).cursor])).toEqual([[10, 2]]);
});

it('[SYN17] an echo of somebody who left does not come back under another name', async () => {
  const presence = createPresence(fail);
  const [a, b, c] = [watcher('p1'), watcher('p2'), watcher('p3')];
  for (const owner of [a, b, c]) presence.join(owner);
  presence.receive(a, say(10, { cursor: 1 }));
  await waitFor(() => c.seen.length === 1);
  presence.leave(a);
  presence.receive(b, say(10, { cursor: 1 }, 50));
  await waitFor(() => c.seen.length === 2);
  expect(c.seen[1]).toMatchObject({ clientId: 10, state: 'null' });
  const again = watcher('p1', 'another session');
  presence.join(again);
  presence.receive(again, say(10, { cursor: 3 }));
  await waitFor(() => c.seen.length === 3);
  expect(c.seen[2]?.clock).toBeGreaterThan(c.seen[1]?.clock ?? 0);
  expect(JSON.parse(c.seen[2]?.state ?? '')).toMatchObject({ user: { personId: 'p1' } });
});

it('[SYN18] a state that is too long, no object, or a second id of one socket is ignored', async () => {
  const presence = createPresence(fail);
  const [a, b] = [watcher('p1'), watcher('p2')];
  presence.join(a);
  presence.join(b);
  presence.receive(a, say(10, { big: 'x'.repeat(3_000) }));
  presence.receive(a, say(11, [1]));
  presence.receive(a, states([{ clientId: 12, clock: 1, state: '{"broken"' }]));
  presence.receive(a, say(2 ** 40, { cursor: 1 }));
  presence.receive(a, say(13, { cursor: 1 }));
  presence.receive(a, say(14, { cursor: 1 }));
  await waitFor(() => b.seen.length > 0);
  expect(b.seen.map(({ clientId }) => clientId)).toEqual([13]);
  expect(presence.receive(a, Uint8Array.of(255, 255, 255))).toBe(false);
});
