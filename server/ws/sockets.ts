/**
 * WebSocket upgrades: who is it, where do they want to go. A token comes in the header or as a subprotocol, never in a URL (SYN02).
 * A refusal is a close code, not an http status, because that is what a client can read. Owns liveness and the end of sessions.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
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
import { openLine, type Line, type LineHandlers, type UpgradedLine } from './line.ts';
import { startRounds } from './rounds.ts';
import { acceptance, readUpgrade, refusal, type UpgradeRequest, type UpgradeStatus } from './upgrade.ts';

export interface Opened {
  readonly line: Line;
  readonly who: Identified;
  /** What follows the endpoint's name in the path. */
  readonly name: string;
  readonly isExtended: boolean;
}

/** What an endpoint does with one line. */
export interface Guest {
  receive(bytes: Uint8Array, isBinary: boolean): void;
  /** Called every round, for clients that count messages, not pings. */
  keepAlive(): void;
  /** This person's posts have changed. */
  reassess(actor: Actor): void;
  leave(): void;
}

export interface Endpoint {
  readonly kind: 'collab' | 'feed';
  /** Null: the line was closed with its reason. */
  open(opened: Opened): Guest | null;
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

const CONNECTIONS_PER_PERSON_MAX = 500;
/** Whoever has not shown a good token gets this much and, as everybody who is told farewell, a few seconds. */
const STRANGER_BYTES_MAX = 8_192;
const HANDSHAKE_MS_MAX = 5_000;
const CLOSE_WAIT_MS = 1_000;

export const closeWith = (line: Line, code: ErrorCode): void => {
  // 1006 may not be sent; it only ever means that the line is gone.
  if (ERRORS[code].close === 1006) line.terminate();
  else line.close(ERRORS[code].close, code);
};

/** What a stranger says into the farewell is not ours to hear. */
const NOBODY: LineHandlers = { onMessage: () => {}, onPong: () => {}, onClose: () => {} };

/** One line of somebody known. */
class Live implements LineHandlers {
  readonly line: UpgradedLine;
  readonly who: Identified;
  readonly kind: Endpoint['kind'];
  guest: Guest | null = null;
  /** Something came from it since somebody last looked. */
  hasSpoken = true;
  isAsked = false;
  readonly #onGone: (gone: Live) => void;

  constructor(duplex: Duplex, who: Identified, kind: Endpoint['kind'], onGone: (gone: Live) => void) {
    this.who = who;
    this.kind = kind;
    this.#onGone = onGone;
    this.line = openLine(duplex, this, FRAME_BYTES_MAX);
  }

  onMessage(bytes: Uint8Array, isBinary: boolean): void {
    this.hasSpoken = true;
    this.guest?.receive(bytes, isBinary);
  }

  onPong(): void {
    this.hasSpoken = true;
  }

  onClose(): void {
    this.#onGone(this);
    this.guest?.leave();
  }
}

export function createSockets(server: Server, deps: SocketDeps): Sockets {
  const { clock, metrics } = deps;
  const known = createKnownTokens(deps.identify, deps.sessions, clock);
  const live = new Set<Live>();
  const perPerson = new Map<string, number>();
  let onEmpty: (() => void) | null = null;

  const count = (personId: string, change: 1 | -1): number => {
    const next = (perPerson.get(personId) ?? 0) + change;
    if (next === 0) perPerson.delete(personId);
    else perPerson.set(personId, next);
    return next;
  };
  const onGone = (entry: Live): void => {
    live.delete(entry);
    count(entry.who.account.personId, -1);
    metrics.connections.dec({ kind: entry.kind });
    if (live.size === 0) onEmpty?.();
  };

  const turnAway = (duplex: Duplex, { key, protocols }: UpgradeRequest, code: ErrorCode): void => {
    duplex.write(acceptance(key, protocols[0]));
    const line = openLine(duplex, NOBODY, STRANGER_BYTES_MAX);
    closeWith(line, code);
    line.start(NO_HEAD);
  };
  const accept = (duplex: Duplex, { key, protocols }: UpgradeRequest, head: Buffer, endpoint: Endpoint, name: string, who: Identified): void => {
    const isExtended = protocols.includes(SUBPROTOCOL.extended);
    duplex.write(acceptance(key, isExtended ? SUBPROTOCOL.extended : protocols[0]));
    const entry = new Live(duplex, who, endpoint.kind, onGone);
    const { line } = entry;
    live.add(entry);
    metrics.connections.inc({ kind: endpoint.kind });
    if (count(who.account.personId, 1) > CONNECTIONS_PER_PERSON_MAX) closeWith(line, 'request.too-many');
    else entry.guest = endpoint.open({ line, who, name, isExtended });
    line.start(head);
  };

  const upgrade = async (request: IncomingMessage, duplex: Duplex, head: Buffer): Promise<void> => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const endpoint = deps.endpoints.find(({ kind }) => path === `/${kind}` || path.startsWith(`/${kind}/`));
    if (endpoint === undefined) return refuse(duplex, 404);
    if (deps.isDraining()) return refuse(duplex, 503);
    const asked = readUpgrade(request);
    if (typeof asked === 'number') return refuse(duplex, asked);
    const token = bearerOf(request.headers.authorization) ?? tokenAmong(asked.protocols);
    let identified: Result<Identified, AppError>;
    const late = setTimeout(refuse, HANDSHAKE_MS_MAX, duplex, 503);
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
    if (deps.isDraining()) return refuse(duplex, 503);
    duplex.off('error', destroyThis);
    if (identified.ok) accept(duplex, asked, head, endpoint, path.slice(endpoint.kind.length + 2), identified.value);
    else turnAway(duplex, asked, identified.error.code);
  };

  const onUpgrade = (request: IncomingMessage, duplex: Duplex, head: Buffer): void => {
    duplex.on('error', destroyThis);
    void upgrade(request, duplex, head);
  };
  server.on('upgrade', onUpgrade);

  const visit = (entry: Live): void => {
    const { line } = entry;
    // One that is closing ends by itself when the other side does not answer.
    if (!line.isOpen()) return;
    if (entry.who.session.expiresAt <= clock.now()) return closeWith(line, 'auth.expired');
    // Only who was silent for a round is asked whether it lives: an editor shows its presence every fifteen seconds. Who vanished is gone in the third.
    if (entry.isAsked && !entry.hasSpoken) return line.terminate();
    entry.isAsked = !entry.hasSpoken;
    entry.hasSpoken = false;
    // Both leave in one packet.
    if (entry.isAsked) line.ping();
    entry.guest?.keepAlive();
  };
  const stopRounds = startRounds(live, deps.pingIntervalMs, visit, deps.onRound);
  const closeSession = (key: string): void => {
    for (const { line, who } of live) if (who.session.key === key) closeWith(line, 'auth.required');
  };
  const stopListening = deps.sessions.onEnd(closeSession);

  return {
    closeSession,
    closePerson: (personId) => {
      for (const { line, who } of live) if (who.account.personId === personId) closeWith(line, 'auth.disabled');
    },
    accounts: () => [...live].map(({ who }) => who.account),
    reassess: (actor) => {
      known.forget(actor.personId);
      for (const { who, guest } of live) if (who.account.personId === actor.personId) guest?.reassess(actor);
    },
    closeAll: async (code) => {
      if (live.size === 0) return;
      const closed = new Promise<void>((resolve) => { onEmpty = resolve; });
      for (const { line } of live) closeWith(line, code);
      const late = setTimeout(() => { for (const { line } of live) line.terminate(); }, CLOSE_WAIT_MS);
      await closed;
      clearTimeout(late);
    },
    bufferedBytesMax: () => {
      let most = 0;
      for (const { line } of live) most = Math.max(most, line.bufferedBytes());
      return most;
    },
    stop: () => {
      stopRounds();
      stopListening();
      known.stop();
      server.off('upgrade', onUpgrade);
    },
  };
}

const NO_HEAD = new Uint8Array(0);

function tokenAmong(protocols: readonly string[]): string | null {
  const bearer = protocols.find((name) => name.startsWith(SUBPROTOCOL.bearerPrefix));
  return bearer === undefined ? null : bearer.slice(SUBPROTOCOL.bearerPrefix.length);
}

function destroyThis(this: Duplex): void {
  this.destroy();
}

function refuse(duplex: Duplex, status: UpgradeStatus): void {
  duplex.end(refusal(status));
}
