import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { maskedFrame } from '#tests/kit/masked-frame.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { openLine, type LineHandlers, type UpgradedLine } from './line.ts';
import { acceptance, readUpgrade, refusal } from './upgrade.ts';

const BYTES_MAX = 2_097_152;
const LENGTHS = [0, 1, 124, 125, 126, 127, 65_535, 65_536, 65_537, 1_048_576];
const bytesOf = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31) % 251));

/** The server's side of one line, and what it has heard. */
class Side implements LineHandlers {
  readonly line: UpgradedLine;
  readonly heard: { readonly bytes: Buffer; readonly isBinary: boolean }[] = [];
  pongs = 0;
  closes = 0;
  onHeard: (() => void) | null = null;

  constructor(duplex: Duplex) {
    this.line = openLine(duplex, this, BYTES_MAX);
  }

  onMessage(bytes: Uint8Array, isBinary: boolean): void {
    this.heard.push({ bytes: Buffer.from(bytes), isBinary });
    this.onHeard?.();
  }

  onPong(): void {
    this.pongs += 1;
  }

  onClose(): void {
    this.closes += 1;
  }
}

let server: Server;
let port: number;
let sides: Side[];

beforeEach(async () => {
  sides = [];
  server = createServer();
  server.on('upgrade', (request, duplex, head) => {
    const asked = readUpgrade(request);
    if (typeof asked === 'number') return void duplex.end(refusal(asked));
    duplex.write(acceptance(asked.key, asked.protocols[0]));
    const side = new Side(duplex);
    sides.push(side);
    side.line.start(head);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const { line } of sides) line.terminate();
  await new Promise((resolve) => { server.close(resolve); });
});

async function open(): Promise<{ readonly client: WebSocket; readonly side: Side; readonly read: Buffer[]; readonly closed: Promise<number> }> {
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { maxPayload: BYTES_MAX });
  const read: Buffer[] = [];
  client.on('message', (data: Buffer) => void read.push(data));
  const closed = new Promise<number>((resolve) => { client.once('close', resolve); });
  await new Promise((resolve, reject) => { client.once('open', resolve).once('error', reject); });
  return { client, side: await waitFor(() => sides[0]), read, closed };
}

interface Raw { readonly socket: Socket; readonly side: Side; read(): Buffer; readonly ended: Promise<void> }
const HEAD = ['GET / HTTP/1.1', 'host: x', 'connection: keep-alive, Upgrade', 'upgrade: WebSocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='];

/** Bytes as they are; `first` goes in the same packet as the request. */
async function openRaw(first: Buffer = Buffer.alloc(0)): Promise<Raw> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let read = Buffer.alloc(0);
  socket.on('data', (chunk) => { read = Buffer.concat([read, chunk]); });
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => { socket.once('end', resolve).once('close', resolve); });
  socket.write(Buffer.concat([Buffer.from(`${HEAD.join('\r\n')}\r\n\r\n`), first]));
  const end = await waitFor(() => { const at = read.indexOf('\r\n\r\n'); return at === -1 ? null : at + 4; });
  return { socket, side: await waitFor(() => sides.at(-1)), read: () => read.subarray(end), ended };
}
const farewell = (code: number): Buffer => Buffer.from([0x88, 2, code >> 8, code & 255]);

describe('with a client of another make', () => {
  it('[SYN28] messages of every length arrive both ways, whole and in pieces', async () => {
    const { client, side, read } = await open();
    for (const length of LENGTHS) {
      client.send(bytesOf(length));
      side.line.send(bytesOf(length));
    }
    client.send(bytesOf(300).subarray(0, 100), { fin: false });
    client.ping('between');
    client.send(bytesOf(300).subarray(100, 100), { fin: false });
    client.send(bytesOf(300).subarray(100), { fin: true });
    client.send('文字');
    side.line.sendText('文字');
    const expected = [...LENGTHS.map(bytesOf), bytesOf(300), Buffer.from('文字')];
    await waitFor(() => side.heard.length === expected.length);
    expect(side.heard.map(({ bytes }, index) => bytes.equals(expected[index] as Buffer))).toEqual(expected.map(() => true));
    expect(side.heard.map(({ isBinary }) => isBinary)).toEqual([...LENGTHS.map(() => true), true, false]);
    await waitFor(() => read.length === LENGTHS.length + 1);
    expect(read.map((bytes, index) => bytes.equals(index < LENGTHS.length ? bytesOf(LENGTHS[index] as number) : Buffer.from('文字')))).toEqual(read.map(() => true));
  });

  it('[SYN25] what is sent in one turn or many, in one part or two, is read in that order', async () => {
    const { client, side, read, closed } = await open();
    const expected: Buffer[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      for (const length of LENGTHS) {
        const head = Buffer.from([turn, 1]);
        side.line.send(bytesOf(length));
        side.line.sendPair(head, bytesOf(length));
        side.line.ping();
        expected.push(bytesOf(length), Buffer.concat([head, bytesOf(length)]));
      }
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    side.line.close(1000, '');
    side.line.send(bytesOf(1));
    expect(await closed).toBe(1000);
    expect(read.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    expect(read.every((bytes, index) => bytes.equals(expected[index] as Buffer))).toBe(true);
    expect(client.readyState).toBe(WebSocket.CLOSED);
  });

  it('[SYN31] pings are answered both ways', async () => {
    const { client, side } = await open();
    const answered = new Promise<Buffer>((resolve) => { client.once('pong', resolve); });
    client.ping('echo');
    expect(String(await answered)).toBe('echo');
    side.line.ping();
    await waitFor(() => side.pongs === 1);
  });

  it('[SYN31] a farewell is answered, whoever says it, with its code; its end is heard once', async () => {
    const one = await open();
    const heard = new Promise<string>((resolve) => { one.client.once('close', (code, reason) => resolve(`${code} ${String(reason)}`)); });
    one.side.line.close(4409, 'document.resync');
    expect(await heard).toBe('4409 document.resync');
    await waitFor(() => one.side.closes === 1);
    sides.length = 0;
    const two = await open();
    two.client.close(4999, '再见');
    expect(await two.closed).toBe(4999);
    await waitFor(() => two.side.closes === 1);
    sides.length = 0;
    const three = await open();
    three.client.close();
    expect(await three.closed).toBe(1005);
    await waitFor(() => three.side.closes === 1);
    expect([one, two, three].map(({ side }) => [side.closes, side.line.isOpen()])).toEqual([[1, false], [1, false], [1, false]]);
  });

  it('[SYN31] a line that is cut is heard of once, on both sides', async () => {
    const one = await open();
    one.side.line.terminate();
    expect(await one.closed).toBe(1006);
    await waitFor(() => one.side.closes === 1);
    sides.length = 0;
    const two = await open();
    two.client.terminate();
    await waitFor(() => two.side.closes === 1);
    two.side.line.send(bytesOf(10));
    two.side.line.close(1000, '');
    expect(two.side.line.isOpen()).toBe(false);
    expect(two.side.line.bufferedBytes()).toBe(0);
  });

  it('[SYN28] whatever was said behind the message that closed the line is not handed on', async () => {
    const { client, side, closed } = await open();
    side.onHeard = () => side.line.close(1008, '');
    const { _socket: socket } = client as unknown as { readonly _socket: Socket };
    socket.cork();
    for (let count = 0; count < 5; count += 1) client.send(bytesOf(20));
    socket.uncork();
    expect(await closed).toBe(1008);
    expect(side.heard).toHaveLength(1);
  });
});

describe('with raw bytes', () => {
  it('[SYN28] what comes in the packet of the request, and byte by byte after it, is read', async () => {
    const frames = Buffer.concat([5, 130].map((length) => maskedFrame({ opcode: 2, payload: bytesOf(length) })));
    const { socket, side } = await openRaw(frames.subarray(0, 30));
    socket.setNoDelay(true);
    for (const byte of frames.subarray(30)) await new Promise<void>((resolve) => { socket.write(Uint8Array.of(byte), () => resolve()); });
    await waitFor(() => side.heard.length === 2);
    expect(side.heard.map(({ bytes }) => bytes)).toEqual([bytesOf(5), bytesOf(130)]);
    socket.destroy();
  });

  it('[SYN29] a violation is answered with its code, and the line ends', async () => {
    const cases: readonly (readonly [Buffer, number])[] = [
      [Buffer.from([0x82, 0x00]), 1002],
      [Buffer.from([0xc2, 0x80, 0, 0, 0, 0]), 1002],
      [maskedFrame({ opcode: 8, payload: Uint8Array.of(3, 232, 0xff) }), 1007],
      [maskedFrame({ opcode: 2, payload: new Uint8Array(BYTES_MAX + 1) }), 1009],
    ];
    for (const [bytes, code] of cases) {
      const { socket, side, read, ended } = await openRaw();
      socket.write(bytes);
      await ended;
      expect(read()).toEqual(farewell(code));
      socket.destroy();
      await waitFor(() => side.closes === 1);
      expect(side.heard).toEqual([]);
    }
  });

  it('[SYN30] whoever floods pings and does not read is not stored', async () => {
    const { socket, side } = await openRaw();
    socket.pause();
    const flood = Buffer.concat(Array.from({ length: 500 }, () => maskedFrame({ opcode: 9, payload: new Uint8Array(125) })));
    let most = 0;
    // What the machine keeps on the way is its own; beyond it lies 30 times what may wait here.
    for (let count = 0; count < 200; count += 1) {
      await new Promise<void>((resolve) => { socket.write(flood, () => resolve()); });
      most = Math.max(most, side.line.bufferedBytes());
    }
    socket.write(maskedFrame({ opcode: 2, payload: Uint8Array.of(1) }));
    await waitFor(() => side.heard.length === 1);
    expect(Math.max(most, side.line.bufferedBytes())).toBeLessThan(200_000);
    socket.destroy();
  });

  it('[SYN31] whoever does not answer a farewell, or half closes, is gone within seconds', async () => {
    const silent = await openRaw();
    const startedAt = performance.now();
    silent.side.line.close(4401, 'auth.required');
    await waitFor(() => silent.read().equals(Buffer.concat([Buffer.from([0x88, 15, 0x11, 0x31]), Buffer.from('auth.required')])));
    const half = await openRaw();
    half.socket.end();
    await waitFor(() => half.side.closes === 1);
    // Reads nothing, so that not even our end gets through, and has said farewell itself.
    const stuck = await openRaw();
    stuck.socket.pause();
    stuck.side.line.send(new Uint8Array(12_000_000));
    stuck.socket.write(maskedFrame({ opcode: 8, payload: Uint8Array.of(3, 232) }));
    await waitFor(() => silent.side.closes === 1 && stuck.side.closes === 1, { timeoutMs: 12_000 });
    expect(performance.now() - startedAt).toBeLessThan(12_000);
    for (const { socket } of [silent, half, stuck]) socket.destroy();
  });
});

describe('the handshake', () => {
  const ask = async (lines: readonly string[]): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => { text += chunk; });
    socket.on('error', () => {});
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await waitFor(() => text.includes('\r\n\r\n'));
    socket.destroy();
    return text;
  };
  const but = (name: string, line: string | null): readonly string[] => HEAD.flatMap((each) => (each.startsWith(name) ? (line === null ? [] : [line]) : [each]));

  it('[SYN27] is accepted as the standard’s own example, with one of the protocols offered and no extension', async () => {
    const accepted = await ask([...HEAD, 'sec-websocket-protocol: one, two', 'sec-websocket-extensions: permessage-deflate; client_max_window_bits']);
    expect(accepted).toMatch(/^HTTP\/1\.1 101 /u);
    expect(accepted.toLowerCase()).toContain('sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=');
    expect(accepted.toLowerCase()).toContain('sec-websocket-protocol: one\r\n');
    expect(accepted.toLowerCase()).not.toContain('extensions');
    expect((await ask(HEAD)).toLowerCase()).not.toContain('sec-websocket-protocol');
  });

  it('[SYN27] is refused with its status when it is none', async () => {
    expect(await ask(but('GET', 'POST / HTTP/1.1'))).toMatch(/^HTTP\/1\.1 405 [\s\S]*allow: GET/u);
    expect(await ask(but('sec-websocket-version', 'sec-websocket-version: 8'))).toMatch(/^HTTP\/1\.1 426 [\s\S]*sec-websocket-version: 13/u);
    expect(await ask(but('sec-websocket-version', null))).toMatch(/^HTTP\/1\.1 426 /u);
    for (const key of ['', 'AAAA', 'dGhlIHNhbXBsZSBub25jZ===', 'dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==']) {
      expect(await ask(but('sec-websocket-key', `sec-websocket-key: ${key}`))).toMatch(/^HTTP\/1\.1 400 /u);
    }
    expect(await ask(but('upgrade', 'upgrade: h2c'))).toMatch(/^HTTP\/1\.1 400 /u);
    for (const offered of ['a, a', 'a b', 'a,,b', 'a/b']) expect(await ask([...HEAD, `sec-websocket-protocol: ${offered}`])).toMatch(/^HTTP\/1\.1 400 /u);
    expect(sides).toEqual([]);
  });
});
