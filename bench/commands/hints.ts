/**
 * One act that concerns everybody: thousands of people listen at `/feed`, one 送审 of a document that they all take part in. How long until the last hint has
 * arrived, and until everybody in a sample has read what changed.
 */
import { createDocId } from '#shared/base/ids.ts';
import type { FeedResponse, Outcome } from '#shared/protocol/http.ts';
import type { Command } from '#shared/workflow/command.ts';
import { now, pause, until } from '../sync/driver/clock.ts';
import { openWire, type Wire } from '../sync/driver/wire.ts';
import { openCaller } from './caller.ts';
import { random, type Office, type Person } from './office.ts';
import type { Started } from './servers.ts';
import { draftOf, word } from './story.ts';

export interface Hints {
  readonly listeners: number;
  readonly commandMs: number;
  readonly lastHintMs: number;
  readonly sample: number;
  readonly sampleReadMs: number;
}

const INVITED_AT_ONCE = 50;
const OPENED_AT_ONCE = 100;
const SAMPLE = 200;
const READERS = 32;
const LIMIT_MS = 60_000;

export async function measureHints({ port }: Started, office: Office): Promise<Hints> {
  const [desk] = office.desks;
  if (desk === undefined) throw new Error('nobody there');
  const caller = openCaller(port);
  const act = async (command: Command): Promise<number> => {
    const { body } = await caller.call('POST', '/api/commands', desk.drafter.token, { commands: [command] });
    const outcome = (body as { readonly outcomes?: readonly Outcome[] }).outcomes?.[0];
    if (outcome?.status !== 'accepted') throw new Error(JSON.stringify(body));
    return outcome.seq;
  };
  const { create, contentHash } = draftOf(desk);
  const docId = createDocId(random);
  await act({ ...create, docId });
  const others = office.listeners.filter(({ personId }) => personId !== desk.drafter.personId);
  for (let from = 0; from < others.length; from += INVITED_AT_ONCE) {
    await act(word<'invite'>(docId, { kind: 'invite', personIds: others.slice(from, from + INVITED_AT_ONCE).map(({ personId }) => personId) }));
  }

  const heard = new Float64Array(office.listeners.length);
  const cursors = new Float64Array(office.listeners.length);
  let wanted = Number.POSITIVE_INFINITY;
  let lost = '';
  let opened = 0;
  const listen = (person: Person, index: number): Wire => openWire({
    port, path: '/feed', headers: { Authorization: `Bearer ${person.token}` },
    onOpen: () => {},
    onMessage: (bytes) => {
      const { cursor } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly cursor: number };
      if (cursors[index] === 0) opened += 1;
      cursors[index] = cursor;
      if (heard[index] === 0 && cursor > before) heard[index] = now();
    },
    onClose: (reason) => { lost = reason; },
  });
  let before = Number.POSITIVE_INFINITY;
  const wires: Wire[] = [];
  for (let from = 0; from < office.listeners.length; from += OPENED_AT_ONCE) {
    wires.push(...office.listeners.slice(from, from + OPENED_AT_ONCE).map((person, index) => listen(person, from + index)));
    const expected = wires.length;
    await until('the listeners to be there', () => lost !== '' || opened === expected, LIMIT_MS);
  }
  if (lost !== '') throw new Error(`a listener was sent away: ${lost}`);
  before = Math.max(...cursors);
  await pause(500);

  const startedAt = now();
  const sending = act(word<'submit'>(docId, { kind: 'submit', stepNo: 0, contentHash, opinion: '', people: [], dueAt: null, reasons: {} }));
  const concerned = office.listeners.map((_, index) => index);
  const sample = concerned.filter((index) => index % Math.ceil(concerned.length / SAMPLE) === 0);
  let sampleReadMs = Number.NaN;
  const reading = (async () => {
    let next = 0;
    await Promise.all(Array.from({ length: READERS }, async () => {
      const reader = openCaller(port);
      for (let at = next++; at < sample.length; at = next++) {
        const index = sample[at] as number;
        await until('the hint', () => (heard[index] ?? 0) > 0, LIMIT_MS, 1);
        const { body } = await reader.call('GET', `/api/feed?after=${before}`, (office.listeners[index] as Person).token);
        if (!(body as FeedResponse).documents.some(({ state }) => state.docId === docId && state.stage === 'signing')) throw new Error('the feed does not show it');
      }
      reader.end();
    }));
    sampleReadMs = now() - startedAt;
  })();
  wanted = await sending;
  const commandMs = now() - startedAt;
  await until('the last hint', () => heard.every((at) => at > 0), LIMIT_MS);
  await reading;
  if (cursors.some((cursor) => cursor < wanted)) throw new Error('a hint does not reach far enough');
  for (const wire of wires) wire.end();
  caller.end();
  return { listeners: office.listeners.length, commandMs, lastHintMs: Math.max(...heard) - startedAt, sample: sample.length, sampleReadMs };
}
