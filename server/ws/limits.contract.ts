import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import * as encoding from 'lib0/encoding';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ok } from '#shared/base/result.ts';
import { MESSAGE, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import type { Identified } from '#server/auth/identity.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics.ts';
import { startInProcessServer, type InProcessServer } from '#tests/kit/in-process-server.ts';
import { openRaw } from '#tests/kit/raw-collab.ts';
import type { ServerClient } from '#tests/kit/server-client.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { createSockets } from './sockets.ts';

const TOWN = '楚米镇人民政府';
const PER_ADDRESS = 40;

let office: InProcessServer;
let drafter: ServerClient;
let colleague: ServerClient;
let docId: string;

beforeAll(async () => {
  office = await startInProcessServer({ handshakesPerAddress: PER_ADDRESS, framesPerSecond: 4 });
  drafter = await office.as(TOWN, 'drafter');
  docId = (await drafter.post<{ readonly docId: string }>('/api/documents', { templateId: 'request-1' })).body.docId;
  colleague = await office.as(TOWN, 'sectionHead');
  await drafter.act({ kind: 'invite', docId, personIds: [colleague.session.person.personId] });
});
afterAll(() => office.close());

interface RawSocket { readonly socket: Socket; readonly ended: Promise<number>; text(): string }

function openSocket(url: string = office.url): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => { text += chunk; });
  socket.on('error', () => {});
  const ended = new Promise<number>((resolve) => { socket.once('close', () => resolve(performance.now() - startedAt)); });
  return new Promise((resolve) => { socket.once('connect', () => resolve({ socket, ended, text: () => text })); });
}
const upgradeHead = (token: string): string => [
  `GET /collab/${docId} HTTP/1.1`, 'host: x', 'connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
  `sec-websocket-protocol: ${SUBPROTOCOL.bearerPrefix}${token}`, '', '',
].join('\r\n');

/** A binary message as a client sends it, with a mask of zeros. */
function maskedFrame(length: number): Buffer {
  const head = length < 65_536 ? Buffer.from([0x82, 0xfe, length >> 8, length & 0xff, 0, 0, 0, 0]) : Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, Buffer.alloc(length)]);
}

describe('limits', () => {
  it('[SYN45] a connection that says nothing and one that says it letter by letter are gone within seconds', async () => {
    const silent = await openSocket();
    const slow = await openSocket();
    const head = upgradeHead('nobody');
    let sent = 0;
    const timer = setInterval(() => { if (slow.socket.writable) slow.socket.write(head.charAt(sent++)); }, 200);
    const [silentMs, slowMs] = await Promise.all([silent.ended, slow.ended]);
    clearInterval(timer);
    expect(silentMs).toBeLessThan(8_000);
    expect(slowMs).toBeLessThan(8_000);
  });

  it('[SYN45] of a stranger, a frame of 8 KiB is read and thrown away, a longer one ends the line at once, and staying ends it within seconds', async () => {
    const stranger = async (): Promise<RawSocket> => {
      const raw = await openSocket();
      raw.socket.write(upgradeHead('nobody'));
      await waitFor(() => raw.text().includes('101 Switching'));
      return raw;
    };
    const [allowed, oneMore, loud] = [await stranger(), await stranger(), await stranger()];
    allowed.socket.write(maskedFrame(8_192));
    oneMore.socket.write(maskedFrame(8_193));
    // Only announced: nobody waits for it to come.
    loud.socket.write(maskedFrame(600_000).subarray(0, 14));
    const [allowedMs, ...otherMs] = await Promise.all([allowed.ended, oneMore.ended, loud.ended]);
    expect(allowedMs).toBeGreaterThan(4_000);
    expect(allowedMs).toBeLessThan(8_000);
    for (const ms of otherMs) expect(ms).toBeLessThan(4_000);
  });

  it('[SYN45] whoever cannot be identified in time is turned away', async () => {
    const http = createServer();
    const sockets = createSockets(http, {
      identify: () => new Promise(() => {}), sessions: { onEnd: () => () => {} } as unknown as Sessions, clock: { now: () => 0 },
      log: createLog('silent', pino.multistream([])), metrics: createMetrics(), allowAnonymous: () => true, isDraining: () => false,
      endpoints: [{ kind: 'collab', open: () => null }], onRound: () => {}, pingIntervalMs: 60_000,
    });
    await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
    const waiting = await openSocket(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    waiting.socket.write(upgradeHead('slow'));
    expect(await waiting.ended).toBeLessThan(8_000);
    expect(waiting.text()).toContain('503 Service Unavailable');
    sockets.stop();
    await new Promise((resolve) => { http.close(resolve); });
  });

  it('[SYN74] a line whose other end vanished without a word is ended within three rounds, one that answers stays', async () => {
    const http = createServer();
    let rounds = 0;
    let left = 0;
    const who = { account: { personId: 'p' }, actor: { personId: 'p' }, session: { key: 'k', expiresAt: Number.MAX_SAFE_INTEGER } } as unknown as Identified;
    const sockets = createSockets(http, {
      identify: async () => ok(who), sessions: { onEnd: () => () => {} } as unknown as Sessions, clock: { now: () => 0 },
      log: createLog('silent', pino.multistream([])), metrics: createMetrics(), allowAnonymous: () => true, isDraining: () => false,
      endpoints: [{ kind: 'collab', open: () => ({ receive: () => {}, keepAlive: () => {}, reassess: () => {}, leave: () => { left += 1; } }) }],
      onRound: () => { rounds += 1; }, pingIntervalMs: 400,
    });
    await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', resolve); });
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const answers = new WebSocket(`${url.replace('http', 'ws')}/collab/x`, [SUBPROTOCOL.extended]);
    let pings = 0;
    answers.on('ping', () => { pings += 1; });
    // It reads, so that nothing is refused by its machine, and says nothing: as a cable that was pulled looks from here.
    const vanished = await openSocket(url);
    const roundsBefore = rounds;
    vanished.socket.write(upgradeHead('somebody'));
    await vanished.ended;
    // The one that was under way when it came counts too.
    expect(rounds - roundsBefore).toBeLessThanOrEqual(4);
    expect(rounds - roundsBefore).toBeGreaterThanOrEqual(2);
    const roundsSince = rounds;
    await waitFor(() => rounds >= roundsSince + 6);
    expect([left, answers.readyState]).toEqual([1, WebSocket.OPEN]);
    // Asked in every second round: the answer counts as a word.
    expect(pings).toBeLessThanOrEqual(Math.ceil(rounds / 2));
    answers.close();
    await waitFor(() => left === 2);
    sockets.stop();
    await new Promise((resolve) => { http.close(resolve); });
  });

  it('[SYN45] one address holds only so many connections that have not said who they are; others who have are not counted', async () => {
    const known = await openRaw(drafter, docId);
    await known.sync();
    const flood = await Promise.all(Array.from({ length: PER_ADDRESS + 20 }, () => openSocket()));
    let gone = 0;
    for (const { ended } of flood) void ended.then(() => { gone += 1; });
    await waitFor(() => gone >= 20);
    expect(gone).toBeLessThan(PER_ADDRESS);
    for (const { socket } of flood) socket.destroy();
    await waitFor(() => gone === flood.length);
    expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
    expect(known.socket.readyState).toBe(known.socket.OPEN);
    known.socket.close();
  });

  it('[SYN44] a connection that sends more than its burst is closed with 4429', async () => {
    const raw = await openRaw(drafter, docId);
    await raw.sync();
    const ask = encoding.encode((encoder) => encoding.writeVarUint(encoder, MESSAGE.queryAwareness));
    for (let count = 0; count < 200; count += 1) raw.send(ask);
    expect(await raw.closed).toBe(4429);
  });

  it('[SYN46] forged presence has no effect: too many users, too much text, a clock at its end', async () => {
    const mine = await drafter.open(docId);
    const theirs = await drafter.open(docId);
    mine.provider.awareness.setLocalStateField('cursor', { anchor: 0 });
    await waitFor(() => theirs.provider.awareness.getStates().has(mine.doc.clientID));
    const forge = (entries: readonly { readonly id: number; readonly clock: number; readonly state: string }[], count = entries.length): Uint8Array => encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      encoding.writeVarUint8Array(encoder, encoding.encode((inner) => {
        encoding.writeVarUint(inner, count);
        for (const { id, clock, state } of entries) {
          encoding.writeVarUint(inner, id);
          encoding.writeVarUint(inner, clock);
          encoding.writeVarString(inner, state);
        }
      }));
    });
    const people = (): number => theirs.provider.awareness.getStates().size;
    const before = people();
    const forger = await openRaw(colleague, docId);
    forger.send(forge([{ id: mine.doc.clientID, clock: 2 ** 31, state: '{"user":{"name":"张局长"}}' }]));
    forger.send(forge([{ id: mine.doc.clientID, clock: 2 ** 31, state: 'null' }]));
    forger.send(forge([{ id: 12_345, clock: 1, state: JSON.stringify({ text: 'x'.repeat(3_000) }) }]));
    await forger.sync();
    expect(people()).toBe(before);
    expect(theirs.provider.awareness.getStates().get(mine.doc.clientID)?.['user']).toMatchObject({ personId: drafter.session.person.personId });
    forger.send(forge(Array.from({ length: 40_000 }, (_, id) => ({ id, clock: 1, state: '{}' })), 200_000));
    expect(await forger.closed).toBe(1003);
    expect(people()).toBe(before);
    // The victim is still heard afterwards.
    mine.provider.awareness.setLocalStateField('cursor', { anchor: 7 });
    await waitFor(() => (theirs.provider.awareness.getStates().get(mine.doc.clientID)?.['cursor'] as { anchor: number } | undefined)?.anchor === 7);
    mine.close();
    theirs.close();
  });
});
