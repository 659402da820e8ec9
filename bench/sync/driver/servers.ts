/** The servers under test behind one handle: start with an empty (or our prepared) store, stop, kill, start again on what is there. */
import { cpSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Target } from './client.ts';
import { NotFinished, now, pause } from './clock.ts';
import { startOurs, type County } from './county.ts';
import { freePort, startPinned, type Running } from './process.ts';

export const SERVERS = ['ours', 'hocuspocus', 'y-websocket'] as const;
export type ServerKind = (typeof SERVERS)[number];

export interface Server {
  readonly kind: ServerKind;
  readonly target: Target;
  pid(): number;
  stop(): Promise<void>;
  kill9(): Promise<void>;
  startAgain(): Promise<void>;
  output(): string;
}

export interface Setup {
  readonly peersDir: string;
  readonly county: County;
  /** Empty; on a real disk, because on one that lives in memory fsync costs nothing. */
  readonly runDir: string;
}

const START_LIMIT_MS = 30_000;

export async function startServer(kind: ServerKind, { peersDir, county, runDir }: Setup): Promise<Server> {
  const dataDir = join(runDir, 'data');
  if (kind === 'ours') cpSync(county.dataDir, dataDir, { recursive: true });
  else mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const start = async (): Promise<Running> => {
    if (kind === 'ours') return startOurs(dataDir, port);
    const running = kind === 'hocuspocus'
      ? startPinned([join(peersDir, 'hocuspocus.mjs'), String(port), join(dataDir, 'hocuspocus.sqlite')], { NODE_ENV: 'production' }, peersDir)
      : startPinned([join(peersDir, 'node_modules', '@y', 'websocket-server', 'src', 'server.js')], { HOST: '127.0.0.1', PORT: String(port), YPERSISTENCE: join(dataDir, 'leveldb'), NODE_ENV: 'production' }, peersDir);
    await answers(port, running);
    return running;
  };
  let running = await start();
  const tokens = county.tokens;
  const target: Target = {
    port, hasEnvelope: kind === 'hocuspocus',
    path: (docId) => (kind === 'ours' ? `/collab/${docId}` : `/${docId}`),
    headers: (doc, who) => (kind === 'ours' ? { Authorization: `Bearer ${tokens[(doc + who) % tokens.length]}`, 'Sec-WebSocket-Protocol': 'gzt.1' } : {}),
  };
  return {
    kind, target,
    pid: () => running.pid,
    stop: () => running.end('SIGTERM'),
    kill9: () => running.end('SIGKILL'),
    startAgain: async () => { running = await start(); },
    output: () => running.output(),
  };
}

async function answers(port: number, running: Running): Promise<void> {
  const deadline = now() + START_LIMIT_MS;
  while (now() < deadline) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => { socket.destroy(); resolve(true); });
      socket.once('error', () => resolve(false));
    });
    if (isUp) return;
    await pause(50);
  }
  throw new NotFinished(`the server did not start\n${running.output()}`);
}
