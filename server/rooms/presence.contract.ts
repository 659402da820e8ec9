import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MESSAGE } from '#shared/protocol/collab.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import type { OpenDocument, ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { awarenessFrame } from './frames.ts';
import { COLORS } from './presence.ts';

const TOWN = '楚米镇人民政府';
const CLOCK_END = 2 ** 32 - 1;

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer();
  drafter = await office.as(TOWN, 'drafter');
  colleague = await office.as(TOWN, 'sectionHead');
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' })).body.docId;
  await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
});
afterAll(() => office.close());

type State = { readonly [field: string]: unknown } | undefined;
const seenBy = (one: OpenDocument, clientId: number): State => one.provider.awareness.getStates().get(clientId);
const caret = (state: State): unknown => (state?.['cursor'] as { readonly anchor: unknown } | undefined)?.anchor;
const unitOf = (person: ServerClient): string => person.session.person.memberships.find(({ primary }) => primary)?.unitName ?? '';

it('[SYN66] who somebody is, person, name, unit and colour, is the server’s word, whatever they claim; two people have two colours', async () => {
  const [mine, theirs, watcher] = [await drafter.open(docId), await colleague.open(docId), await drafter.open(docId)];
  const claim = { user: { personId: 'person00', name: '李书记', unitName: '贵州省人民政府', color: '#FF0000', isAdmin: true }, cursor: { anchor: 1 } };
  mine.provider.awareness.setLocalState(claim);
  theirs.provider.awareness.setLocalState(claim);
  await waitFor(() => caret(seenBy(watcher, mine.doc.clientID)) === 1 && caret(seenBy(watcher, theirs.doc.clientID)) === 1);
  const shown = [mine, theirs].map((one) => seenBy(watcher, one.doc.clientID)?.['user'] as { readonly color: string });
  expect(shown.map(({ color, ...user }) => [COLORS.includes(color as typeof COLORS[number]), user])).toEqual([drafter, colleague].map((person) => [
    true, { personId: person.session.person.personId, name: person.session.person.name, unitName: unitOf(person) },
  ]));
  expect(unitOf(drafter)).not.toBe('');
  expect(shown[0]?.color).not.toBe(shown[1]?.color);
  for (const one of [mine, theirs, watcher]) one.close();
});

it('[SYN66] a claimed clock keeps nobody from seeing what comes after it', async () => {
  const watcher = await colleague.open(docId);
  const raw = await openRaw(drafter, docId);
  await raw.sync();
  const say = (clock: number, anchor: number): void => raw.send(awarenessFrame([{ clientId: raw.doc.clientID, clock, state: JSON.stringify({ cursor: { anchor } }) }]));
  say(CLOCK_END, 1);
  await waitFor(() => caret(seenBy(watcher, raw.doc.clientID)) === 1);
  say(3, 2);
  await waitFor(() => caret(seenBy(watcher, raw.doc.clientID)) === 2);
  raw.send(awarenessFrame([{ clientId: raw.doc.clientID, clock: 4, state: 'null' }]));
  await waitFor(() => seenBy(watcher, raw.doc.clientID) === undefined);
  raw.socket.close();
  watcher.close();
});

it('[SYN66] whoever comes later is shown the same, and a line shows one person', async () => {
  const raw = await openRaw(drafter, docId);
  await raw.sync();
  raw.send(awarenessFrame([{ clientId: raw.doc.clientID, clock: 1, state: '{"cursor":{"anchor":1}}' }, { clientId: raw.doc.clientID + 1, clock: 1, state: '{"cursor":{"anchor":2}}' }]));
  const late = await colleague.open(docId);
  await waitFor(() => caret(seenBy(late, raw.doc.clientID)) === 1);
  expect(seenBy(late, raw.doc.clientID)?.['user']).toMatchObject({ name: drafter.session.person.name });
  raw.send(encoding.encode((encoder) => encoding.writeVarUint(encoder, MESSAGE.queryAwareness)));
  await raw.sync();
  expect(seenBy(late, raw.doc.clientID + 1)).toBeUndefined();
  raw.socket.close();
  await waitFor(() => seenBy(late, raw.doc.clientID) === undefined);
  late.close();
});
