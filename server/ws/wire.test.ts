import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { wireOf, writeFrame } from './wire.ts';

it('[SYN25] frames on the line read as the frames that were written, of every length, in order', async () => {
  const frames = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000].map((length) => Uint8Array.from({ length }, (_, index) => index % 251));
  const server = createServer();
  const upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, line, head) => upgrades.handleUpgrade(request, line, head, (socket) => {
    for (const frame of frames) writeFrame(line, frame);
    // What ws writes itself comes behind.
    socket.close(1000);
  }));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const read: Buffer[] = [];
  client.on('message', (data: Buffer) => void read.push(data));
  expect(await new Promise((resolve) => { client.once('close', resolve); })).toBe(1000);
  server.close();
  expect(read.map((frame) => frame.length)).toEqual(frames.map((frame) => frame.length));
  expect(read.every((frame, index) => frame.equals(frames[index] as Uint8Array))).toBe(true);
});

it('[SYN25] a broadcast writes its frame once', () => {
  const frame = Uint8Array.of(1, 2, 3);
  expect(wireOf(frame)).toBe(wireOf(frame));
  expect(wireOf(Uint8Array.of(1, 2, 3))).not.toBe(wireOf(frame));
});
