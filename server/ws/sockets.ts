/**
 * WebSocket upgrades: who is it, where do they want to go. A token comes in the header or as a subprotocol, never in a URL (SYN02).
 * A refusal is a close code, not an http status, because that is what a client can read. Owns liveness and the end of sessions.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { appError, ERRORS, type AppError, type ErrorCode } from '#shared/base/errors.ts';
import { err, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/ports.ts';
import { FRAME_BYTES_MAX, SUBPROTOCOL } from '#shared/protocol/collab.ts';
import type { Actor } from '#shared/policy/can.ts';
import { bearerOf, type Identified, type Identify } from '#server/auth/identity.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import type { Watched } from '#server/auth/watch.ts';
import type { RateLimit } from '#server/http/rate-limit.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import { createKnownTokens } from './known-tokens.ts';

export interface Opened {
  readonly socket: WebSocket;
  /** The connection under the socket; whole frames may be written to it (wire.ts). */
  readonly line: Duplex;
  readonly who: Identified;
  /** What follows the endpoint's name in the path. */
  readonly name: string;
  readonly isExtended: boolean;
  /** Called when this person's posts have changed. */
  readonly onMoved: (listener: (actor: Actor) => void) => void;
}

export interface Endpoint {
  readonly kind: 'collab' | 'feed';
  /** What it returns is called every round, for clients that count messages, not pings. */
  open(opened: Opened): (() => void) | void;
}

export interface SocketDeps {
  readonly identify: Identify;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly allowAnonymous: RateLimit;
  readonly isDraining: () => boolean;
  readonly endpoints: readonly Endpoint[];
  /** Called with every round. */
  readonly onRound: () => void;
  readonly pingIntervalMs: number;
}

export interface Sockets extends Watched {
  closeAll(code: ErrorCode): Promise<void>;
  /** What waits for the slowest reader. */
  bufferedBytesMax(): number;
  stop(): void;
}

interface Live {
  readonly socket: WebSocket;
  readonly who: Identified;
  /** It answered the last ping, or was not asked yet. */
  isAlive: boolean;
  rounds: number;
  keepAlive: (() => void) | null;
  moved: ((actor: Actor) => void) | null;
}

/** A round is spread over its time: thousands of frames at once would make everybody wait. */
const SLICES = 20;
const SLICE_MS_MIN = 20;
/** A ping costs two frames: every other round is enough to find a dead line. */
const ROUNDS_PER_PING = 2;

const CONNECTIONS_PER_PERSON_MAX = 500;
/** Whoever has not shown a good token gets this much and this long. */
const STRANGER_BYTES_MAX = 8_192;
const HANDSHAKE_MS_MAX = 5_000;
const CLOSE_WAIT_MS = 1_000;

export const closeWith = (socket: WebSocket, code: ErrorCode): void => {
  // 1006 may not be sent; it only ever means that the line is gone.
  if (ERRORS[code].close === 1006) socket.terminate();
  else socket.close(ERRORS[code].close, code);
};

export function createSockets(server: Server, deps: SocketDeps): Sockets {
  const { clock, metrics } = deps;
  const known = createKnownTokens(deps.identify, deps.sessions, clock);
  const upgrades = new WebSocketServer({
    noServer: true, maxPayload: FRAME_BYTES_MAX, perMessageDeflate: false, clientTracking: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL.extended) ? SUBPROTOCOL.extended : ([...offered][0] ?? false)),
  });
  // A refusal is told over an open socket; what a stranger sends into it is not ours to store.
  const refusals = new WebSocketServer({
    noServer: true, maxPayload: STRANGER_BYTES_MAX, perMessageDeflate: false, clientTracking: false, handleProtocols: (offered) => [...offered][0] ?? false,
  });
  const live = new Set<Live>();
  /** Whose turn it still is in this round. */
  let due: Live[] = [];
  const perPerson = new Map<string, number>();

  const count = (personId: string, change: 1 | -1): number => {
    const next = (perPerson.get(personId) ?? 0) + change;
    if (next === 0) perPerson.delete(personId);
    else perPerson.set(personId, next);
    return next;
  };

  const turnAway = (socket: WebSocket, code: ErrorCode): void => {
    socket.on('error', () => socket.terminate());
    const late = setTimeout(() => socket.terminate(), HANDSHAKE_MS_MAX);
    socket.once('close', () => clearTimeout(late));
    closeWith(socket, code);
  };
  const accept = (socket: WebSocket, line: Duplex, endpoint: Endpoint, name: string, who: Identified): void => {
    socket.on('error', () => {});
    const entry: Live = { socket, who, isAlive: true, rounds: 0, keepAlive: null, moved: null };
    live.add(entry);
    metrics.connections.inc({ kind: endpoint.kind });
    socket.on('pong', () => { entry.isAlive = true; });
    socket.on('close', () => {
      live.delete(entry);
      count(who.account.personId, -1);
      metrics.connections.dec({ kind: endpoint.kind });
    });
    if (count(who.account.personId, 1) > CONNECTIONS_PER_PERSON_MAX) return closeWith(socket, 'request.too-many');
    entry.keepAlive = endpoint.open({
      socket, line, who, name, isExtended: socket.protocol === SUBPROTOCOL.extended, onMoved: (listener) => { entry.moved = listener; },
    }) ?? null;
  };

  const upgrade = async (request: IncomingMessage, duplex: Duplex, head: Buffer): Promise<void> => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const endpoint = deps.endpoints.find(({ kind }) => path === `/${kind}` || path.startsWith(`/${kind}/`));
    if (endpoint === undefined) return refuse(duplex, 404);
    if (deps.isDraining()) return refuse(duplex, 503);
    const token = tokenOf(request);
    let identified: Result<Identified, AppError>;
    const late = setTimeout(() => refuse(duplex, 503), HANDSHAKE_MS_MAX);
    try {
      identified = await known.identify(token);
    } catch (error) {
      deps.log.error({ err: error }, 'a socket could not be identified');
      return refuse(duplex, 503);
    } finally {
      clearTimeout(late);
    }
    if (!identified.ok && !deps.allowAnonymous(request.socket.remoteAddress ?? '')) identified = err(appError('request.too-many'));
    if (duplex.destroyed || duplex.writableEnded) return;
    const answer = identified;
    if (!answer.ok) return refusals.handleUpgrade(request, duplex, head, (socket) => turnAway(socket, answer.error.code));
    upgrades.handleUpgrade(request, duplex, head, (socket) => accept(socket, duplex, endpoint, path.slice(endpoint.kind.length + 2), answer.value));
  };

  const onUpgrade = (request: IncomingMessage, duplex: Duplex, head: Buffer): void => {
    duplex.on('error', () => duplex.destroy());
    void upgrade(request, duplex, head);
  };
  server.on('upgrade', onUpgrade);

  const visit = (entry: Live): void => {
    // One that is closing is ended by `ws` itself when the other side does not answer.
    if (entry.socket.readyState !== entry.socket.OPEN) return;
    if (entry.who.session.expiresAt <= clock.now()) return closeWith(entry.socket, 'auth.expired');
    entry.rounds += 1;
    if (entry.rounds % ROUNDS_PER_PING === 0) {
      if (!entry.isAlive) return entry.socket.terminate();
      entry.isAlive = false;
      entry.socket.ping();
    }
    entry.keepAlive?.();
  };
  const sliceMs = Math.max(SLICE_MS_MIN, deps.pingIntervalMs / SLICES);
  const slices = Math.max(1, Math.round(deps.pingIntervalMs / sliceMs));
  let slice = 0;
  let perSlice = 0;
  const timer = setInterval(() => {
    slice = (slice + 1) % slices;
    if (slice === 0) {
      for (const entry of due) visit(entry);
      due = [...live];
      perSlice = Math.ceil(due.length / slices);
      deps.onRound();
    }
    for (const entry of due.splice(0, perSlice)) visit(entry);
  }, sliceMs);
  const closeSession = (key: string): void => {
    for (const { socket, who } of live) if (who.session.key === key) closeWith(socket, 'auth.required');
  };
  const stopListening = deps.sessions.onEnd(closeSession);

  return {
    closeSession,
    closePerson: (personId) => {
      for (const { socket, who } of live) if (who.account.personId === personId) closeWith(socket, 'auth.disabled');
    },
    accounts: () => [...live].map(({ who }) => who.account),
    reassess: (actor) => {
      for (const { who, moved } of live) if (who.account.personId === actor.personId) moved?.(actor);
    },
    closeAll: async (code) => {
      const open = [...live];
      const closed = Promise.all(open.map(({ socket }) => new Promise<void>((resolve) => { socket.once('close', () => resolve()); })));
      for (const { socket } of open) closeWith(socket, code);
      const late = setTimeout(() => { for (const { socket } of live) socket.terminate(); }, CLOSE_WAIT_MS);
      await closed;
      clearTimeout(late);
    },
    bufferedBytesMax: () => {
      let most = 0;
      for (const { socket } of live) most = Math.max(most, socket.bufferedAmount);
      return most;
    },
    stop: () => {
      clearInterval(timer);
      stopListening();
      known.stop();
      server.off('upgrade', onUpgrade);
    },
  };
}

function tokenOf(request: IncomingMessage): string | null {
  const fromHeader = bearerOf(request.headers.authorization);
  if (fromHeader !== null) return fromHeader;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const bearer = offered.find((name) => name.startsWith(SUBPROTOCOL.bearerPrefix));
  return bearer === undefined ? null : bearer.slice(SUBPROTOCOL.bearerPrefix.length);
}

function refuse(duplex: Duplex, status: 404 | 503): void {
  duplex.end(`HTTP/1.1 ${status} ${status === 404 ? 'Not Found' : 'Service Unavailable'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
