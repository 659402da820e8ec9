/**
 * Whether the server is reachable, and the one loop that keeps this machine up to date. The feed is pulled by HTTP until nothing
 * is left; the `/feed` socket only hints that there is more. A silent cable is noticed by pings within ten seconds (REP07).
 *
 * Always true: one pull at a time; what a hint missed is repaired by the next pull, because pulls go by cursor.
 */
import type { WebSocket } from 'ws';
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, type Result } from '#shared/base/result.ts';
import { feedHint } from '#shared/protocol/http.ts';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { backoffMs, RECONNECT } from '#shared/sync/backoff.ts';
import type { Seams } from '#electron/replica/ports.ts';

export type ConnectionState = 'online' | 'connecting' | 'offline';

const PING_EVERY_MS = 3_000;
const PONG_WITHIN_MS = 4_000;
const HANDSHAKE_TIMEOUT_MS = 8_000;
/** Repairs a hint that was lost, and serves where sockets cannot pass at all. */
const PULL_EVERY_MS = 20_000;

export interface ConnectionOptions {
  readonly seams: Seams;
  readonly serverUrl: string;
  readonly token: () => string | null;
  /** Everything new from the server; an error when it cannot be had. */
  /** The server says that the directory has changed; a pull follows. */
  readonly onDirectory: () => void;
  readonly pull: () => Promise<Result<null, AppError>>;
  readonly onState: (state: ConnectionState, error: AppError | null) => void;
  readonly onUnauthorized: () => void;
  /** A pull that threw: a bug must not end the loop that could repair what it did. */
  readonly onBug: (failure: unknown) => AppError;
}

export type Connection = ReturnType<typeof createConnection>;

export function createConnection(options: ConnectionOptions) {
  const { timers, random, net } = options.seams;
  let state: ConnectionState = 'connecting';
  let failures = 0;
  let socket: WebSocket | null = null;
  let isSocketOpen = false;
  let isPulling = false;
  let mustPullAgain = false;
  let isStopped = false;
  const waiters: (() => void)[] = [];
  const timerOf = { pull: none, ping: none, socket: none };

  const become = (next: ConnectionState, error: AppError | null): void => {
    if (isStopped || (state === next && next === 'online')) return;
    state = next;
    options.onState(next, error);
  };

  const pull = async (): Promise<void> => {
    if (isStopped) return;
    if (isPulling) {
      mustPullAgain = true;
      return;
    }
    isPulling = true;
    timerOf.pull();
    mustPullAgain = false;
    const pulled = await options.pull().catch((failure: unknown) => err(options.onBug(failure)));
    isPulling = false;
    if (isStopped) return;
    for (const done of waiters.splice(0)) done();
    if (pulled.ok) {
      failures = 0;
      become('online', null);
      openSocket();
    } else {
      failures += 1;
      closeSocket();
      become('offline', pulled.error);
    }
    if (mustPullAgain && pulled.ok) void pull();
    else schedule(pulled.ok ? PULL_EVERY_MS : backoffMs(RECONNECT, failures, random));
  };
  const schedule = (delayMs: number): void => {
    timerOf.pull();
    timerOf.pull = timers.after(delayMs, () => { void pull(); });
  };

  const openSocket = (): void => {
    const token = options.token();
    if (socket !== null || token === null) return;
    const opened = new net.WebSocket(`${options.serverUrl.replace(/^http/u, 'ws')}/feed`, [`${SUBPROTOCOL.bearerPrefix}${token}`], {
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS, perMessageDeflate: false, headers: { authorization: `Bearer ${token}` },
    });
    socket = opened;
    opened.on('open', () => {
      isSocketOpen = true;
      ping(opened);
      // Whatever changed between the last pull and the opening of this socket was hinted to nobody.
      void pull();
    });
    opened.on('message', (data) => {
      if (mentionsDirectory(data)) options.onDirectory();
      void pull();
    });
    opened.on('error', () => undefined);
    opened.on('close', (code: number) => {
      if (socket !== opened) return;
      const wasOpen = isSocketOpen;
      closeSocket();
      if (code === 4401) {
        options.onUnauthorized();
        return;
      }
      if (isStopped) return;
      // A closed socket says nothing for sure; an answered request does.
      if (wasOpen) void pull();
      else timerOf.socket = timers.after(backoffMs(RECONNECT, 4, random), openSocket);
    });
  };
  const ping = (opened: WebSocket): void => {
    timerOf.ping = timers.after(PING_EVERY_MS, () => {
      const giveUp = timers.after(PONG_WITHIN_MS, () => {
        // Said before it is certain: a person on a dead cable must learn it now, and the pull that follows corrects it.
        become('offline', appError('network.unreachable'));
        opened.terminate();
      });
      opened.once('pong', () => {
        giveUp();
        // A line may hold for weeks, with a ping every few seconds.
        opened.off('close', giveUp);
        if (socket === opened) ping(opened);
      });
      opened.once('close', giveUp);
      if (opened.readyState === opened.OPEN) opened.ping();
    });
  };
  const closeSocket = (): void => {
    timerOf.ping();
    timerOf.socket();
    const old = socket;
    socket = null;
    isSocketOpen = false;
    if (old !== null) old.terminate();
  };

  return {
    state: (): ConnectionState => state,
    start: (): void => { void pull(); },
    /** Now, whatever it waits for (a person asked, or the machine says that its network is back). */
    now: (): Promise<void> => new Promise((done) => {
      failures = 0;
      waiters.push(done);
      if (state === 'offline') become('connecting', null);
      void pull();
    }),
    stop: (): void => {
      isStopped = true;
      timerOf.pull();
      closeSocket();
      for (const done of waiters.splice(0)) done();
    },
  };
}

/** A hint that cannot be read is one all the same: whatever it was about, there is more. */
function mentionsDirectory(data: unknown): boolean {
  try {
    return feedHint.safeParse(JSON.parse(String(data))).data?.directory === true;
  } catch {
    return false;
  }
}

const none = (): void => undefined;
