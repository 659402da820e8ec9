/**
 * The line between one machine and the server, in virtual time: requests and sockets with delay, loss, repetition, a cut cable, a cable that swallows, and a
 * server that goes away. A request may be lost before or after it had its effect, arrive twice, or overtake another; a socket delivers in order or breaks.
 */
import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import type { Net } from '#electron/replica/ports.ts';
import type { Line } from '#server/ws/line.ts';
import type { Guest } from '#server/ws/sockets.ts';
import { newLife, type Kernel, type Life } from './kernel.ts';
import type { Answer, Asked, SimServer } from './server.ts';

/** How bad it is. One in so many; 0: never. */
export interface Weather {
  readonly delayMs: readonly [number, number];
  readonly lostOneIn: number;
  readonly unheardOneIn: number;
  readonly twiceOneIn: number;
  /** A socket that breaks by itself, per message. */
  readonly breakOneIn: number;
}

export const FAIR: Weather = { delayMs: [1, 20], lostOneIn: 0, unheardOneIn: 0, twiceOneIn: 0, breakOneIn: 0 };

export interface Running { readonly server: SimServer; readonly life: Life }

export interface Wire {
  /** As this process has it. */
  net(life: Life): Net;
  state(): 'up' | 'cut' | 'dead';
  cut(): void;
  /** Nothing comes through, nobody is told. */
  swallow(): void;
  join(): void;
  weather(now: Weather): void;
  /** The server has gone: everything under way breaks. */
  serverGone(): void;
  /** The process at this end has: what it had sent still arrives. */
  processGone(life: Life): void;
}

export interface WireOptions {
  readonly kernel: Kernel;
  readonly name: string;
  readonly running: () => Running | null;
  /** Everything that the server says to this machine, as it leaves. */
  readonly onSaid: (what: string, said: string | Uint8Array) => void;
}

type Down = { readonly kind: 'open' } | { readonly kind: 'frame'; readonly bytes: Uint8Array } | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'pong' } | { readonly kind: 'close'; readonly code: number };
type Up = { readonly kind: 'frame'; readonly bytes: Uint8Array } | { readonly kind: 'ping' } | { readonly kind: 'end' };

const network = newLife('network');
const HANG_MS = 8_000;

export function createWire({ kernel, name, running, onSaid }: WireOptions): Wire {
  const { dice } = kernel;
  let state: 'up' | 'cut' | 'dead' = 'up';
  let weather = FAIR;
  const delay = (): number => weather.delayMs[0] + dice.below(weather.delayMs[1] - weather.delayMs[0] + 1);
  const oneIn = (count: number): boolean => count > 0 && dice.chance(count);
  const sockets = new Set<Connection>();
  const pending = new Set<() => void>();
  const on = (delayMs: number, label: string, run: () => void, life = network): void => { kernel.after(delayMs, `${name} ${label}`, run, life); };

  /** In order, one after the other; what a dead line holds back comes when it is back. */
  const pipe = <M>(life: Life, label: (message: M) => string, deliver: (message: M) => void) => {
    let last = 0;
    let held: M[] = [];
    let isBroken = false;
    const pass = (message: M): void => {
      if (isBroken) return;
      if (state === 'dead' || held.length > 0) held.push(message);
      else deliver(message);
    };
    return {
      push: (message: M): void => {
        if (isBroken) return;
        last = Math.max(last, kernel.now() + delay());
        on(last - kernel.now(), label(message), () => { pass(message); }, life);
      },
      release: (): void => {
        const late = held;
        held = [];
        for (const message of late) on(0, label(message), () => { if (!isBroken) deliver(message); }, life);
      },
      breakIt: (): void => { isBroken = true; held = []; },
    };
  };

  class Connection {
    readonly #socket: SimSocket;
    readonly #life: Life;
    readonly #path: string;
    #guest: Guest | null = null;
    #early: Uint8Array[] = [];
    #isServerOpen = true;
    #hasLeft = false;
    #hasEnded = false;
    readonly #server: Running;
    readonly up;
    readonly down;

    constructor(socket: SimSocket, life: Life, path: string, protocols: readonly string[], server: Running) {
      this.#socket = socket;
      this.#life = life;
      this.#path = path;
      this.#server = server;
      this.up = pipe<Up>(server.life, (message) => `up ${message.kind}${message.kind === 'frame' ? ` ${fingerprint(message.bytes)}` : ''}`, (message) => { this.#arrived(message); });
      this.down = pipe<Down>(life, (message) => `down ${message.kind}${message.kind === 'frame' ? ` ${fingerprint(message.bytes)}` : message.kind === 'text' ? ` ${message.text}` : message.kind === 'close' ? ` ${message.code}` : ''}`, (message) => { this.#socket.heard(message); });
      sockets.add(this);
      this.down.push({ kind: 'open' });
      kernel.after(0, '', () => {
        server.server.join(path, protocols, this.#line()).then((guest) => {
          this.#guest = guest;
          if (this.#hasLeft) guest?.leave();
          for (const bytes of this.#early.splice(0)) if (!this.#hasLeft) guest?.receive(bytes, true);
        }, () => { this.broken(); });
      }, server.life);
    }

    #line(): Line {
      const say = (message: Down): void => {
        if (!this.#isServerOpen || this.#server.life.isOver) return;
        if (message.kind === 'frame') onSaid(this.#path, message.bytes);
        if (message.kind === 'text') onSaid(this.#path, message.text);
        this.down.push(message);
        if (oneIn(weather.breakOneIn)) this.broken();
      };
      return {
        isOpen: () => this.#isServerOpen,
        send: (frame) => { say({ kind: 'frame', bytes: frame.slice() }); },
        sendPair: (head, body) => { say({ kind: 'frame', bytes: new Uint8Array(Buffer.concat([head, body])) }); },
        sendText: (text) => { say({ kind: 'text', text }); },
        ping: () => undefined,
        close: (code) => {
          say({ kind: 'close', code });
          this.#isServerOpen = false;
          this.#leaveIn(2 * delay());
        },
        terminate: () => { this.broken(); },
        bufferedBytes: () => 0,
      };
    }

    #arrived(message: Up): void {
      if (this.#hasLeft) return;
      if (message.kind === 'ping') this.down.push({ kind: 'pong' });
      else if (message.kind === 'end') this.#leave();
      else if (!this.#isServerOpen) return;
      else if (this.#guest === null) this.#early.push(message.bytes);
      else this.#guest.receive(message.bytes, true);
    }

    #leaveIn(delayMs: number): void {
      kernel.after(delayMs, `${name} leaves`, () => { this.#leave(); }, this.#server.life);
    }

    #leave(): void {
      if (this.#hasLeft) return;
      this.#hasLeft = true;
      this.#isServerOpen = false;
      sockets.delete(this);
      this.#guest?.leave();
    }

    send(message: Up): void {
      if (this.#hasEnded) return;
      if (message.kind === 'end') this.#hasEnded = true;
      this.up.push(message);
      if (message.kind === 'frame' && oneIn(weather.breakOneIn)) this.broken();
    }

    /** Both ends find out, each in its own time: a machine at once or by its pings, a server perhaps a minute later. */
    broken(): void {
      this.up.breakIt();
      this.down.breakIt();
      this.#hasEnded = true;
      sockets.delete(this);
      on(dice.below(60), 'breaks', () => { this.#socket.heard({ kind: 'close', code: 1006 }); }, this.#life);
      this.#leaveIn(dice.chance(2) ? dice.below(50) : dice.below(75_000));
    }

    isOf(life: Life): boolean { return this.#life === life; }
  }

  class SimSocket extends EventEmitter {
    static readonly life: Life;
    readonly OPEN = 1;
    readyState = 0;
    binaryType = 'arraybuffer';
    onopen: ((event: object) => void) | null = null;
    onmessage: ((event: { readonly data: ArrayBufferLike | string }) => void) | null = null;
    onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
    onerror: ((event: object) => void) | null = null;
    #connection: Connection | null = null;
    #isGone = false;
    readonly #life: Life;

    constructor(url: string, protocols: readonly string[] | string = [], _options?: unknown) {
      super();
      const life = (new.target as unknown as typeof SimSocket).life;
      this.#life = life;
      const path = new URL(url).pathname;
      const fail = (delayMs: number): void => { on(delayMs, 'no socket', () => { this.#failed(); }, life); };
      if (state === 'cut') fail(1 + dice.below(20));
      else on(delay(), `socket ${path}`, () => {
        if (this.#isGone) return;
        const server = running();
        if (state === 'dead') return fail(HANG_MS);
        if (state === 'cut' || server === null) return fail(dice.below(20));
        this.#connection = new Connection(this, life, path, typeof protocols === 'string' ? [protocols] : protocols, server);
      });
    }

    #failed(): void {
      if (this.readyState !== 0) return;
      this.emit('error', new Error('no connection'));
      this.onerror?.({});
      this.heard({ kind: 'close', code: 1006 });
    }

    heard(message: Down): void {
      if (this.readyState === 3 || (this.readyState === 2 && message.kind !== 'close')) return;
      switch (message.kind) {
        case 'open':
          this.readyState = 1;
          this.emit('open');
          this.onopen?.({});
          return;
        case 'frame':
          this.emit('message', Buffer.from(message.bytes));
          this.onmessage?.({ data: message.bytes.slice().buffer });
          return;
        case 'text':
          this.emit('message', Buffer.from(message.text));
          this.onmessage?.({ data: message.text });
          return;
        case 'pong': this.emit('pong'); return;
        case 'close':
          this.readyState = 3;
          this.#connection?.send({ kind: 'end' });
          this.emit('close', message.code, Buffer.from(''));
          this.onclose?.({ code: message.code, reason: '' });
      }
    }

    send(data: Uint8Array | string): void {
      if (this.readyState !== 1) return;
      this.#connection?.send({ kind: 'frame', bytes: Uint8Array.from(data as Uint8Array) });
    }

    ping(): void { this.#connection?.send({ kind: 'ping' }); }

    close(): void {
      if (this.readyState >= 2) return;
      this.terminate();
    }

    terminate(): void {
      if (this.readyState >= 2) return;
      this.readyState = 2;
      this.#isGone = true;
      this.#connection?.send({ kind: 'end' });
      on(dice.below(3), 'ended', () => { this.heard({ kind: 'close', code: 1006 }); }, this.#life);
    }
  }

  const fetchAs = (life: Life) => (input: unknown, init: RequestInit = {}): Promise<Response> => new Promise((resolve, reject) => {
    const { pathname, search } = new URL(String(input));
    const headers = init.headers as Readonly<Record<string, string>> | undefined;
    const asked: Asked = { method: init.method ?? 'GET', path: pathname + search, token: headers?.['authorization']?.slice('Bearer '.length) ?? null, body: (init.body as string | Uint8Array | undefined) ?? null };
    let isOver = false;
    const end = (delayMs: number, label: string, run: () => void): void => { on(delayMs, `${asked.method} ${asked.path} ${label}`, () => {
      if (isOver) return;
      isOver = true;
      pending.delete(breakOff);
      run();
    }, life); };
    const fail = (delayMs: number): void => { end(delayMs, 'fails', () => { reject(new TypeError('fetch failed')); }); };
    const breakOff = (): void => { fail(dice.below(40)); };
    init.signal?.addEventListener('abort', () => {
      if (isOver) return;
      isOver = true;
      pending.delete(breakOff);
      reject(new Error('aborted'));
    });
    const arrive = (isFirst: boolean): void => {
      const server = running();
      if (server === null || state !== 'up') return isFirst && state !== 'dead' ? fail(dice.below(10)) : undefined;
      kernel.after(0, '', () => {
        server.server.request(asked).then((answer) => {
          if (server.life.isOver || !isFirst) return;
          onSaid(asked.path, answer.body);
          if (oneIn(weather.unheardOneIn)) return dice.chance(2) ? fail(delay()) : undefined;
          const took = delay();
          on(took, `answer ${answer.status} ${fingerprint(answer.body)}`, () => { if (state === 'up') end(0, 'answered', () => { resolve(responseOf(answer)); }); else if (state === 'cut') fail(0); });
        }, breakOff);
      }, server.life);
    };
    pending.add(breakOff);
    if (state === 'cut') return fail(1 + dice.below(10));
    if (oneIn(weather.lostOneIn)) return;
    on(delay(), `${asked.method} ${asked.path} ${asked.body === null ? '' : fingerprint(asked.body)}`, () => { arrive(true); });
    if (oneIn(weather.twiceOneIn)) on(delay() + dice.below(400), `${asked.method} ${asked.path} again`, () => { arrive(false); });
  });

  return {
    net: (life) => {
      class Own extends SimSocket { static override readonly life = life; }
      return { fetch: fetchAs(life) as typeof fetch, WebSocket: Own as unknown as typeof WebSocket };
    },
    state: () => state,
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.broken();
      for (const breakOff of pending) breakOff();
    },
    swallow: () => { state = 'dead'; },
    join: () => {
      state = 'up';
      for (const socket of sockets) {
        socket.up.release();
        socket.down.release();
      }
    },
    weather: (now) => { weather = now; },
    serverGone: () => {
      for (const socket of sockets) socket.broken();
      for (const breakOff of pending) breakOff();
    },
    processGone: (life) => { for (const socket of sockets) if (socket.isOf(life)) socket.send({ kind: 'end' }); },
  };
}

const utf8 = new TextDecoder();
const responseOf = ({ status, body }: Answer): Response => ({
  ok: status >= 200 && status < 300, status, headers: new Headers(body instanceof Uint8Array ? { 'content-type': 'application/octet-stream', 'content-length': String(body.byteLength) } : {}),
  text: async () => (typeof body === 'string' ? body : utf8.decode(body)),
  arrayBuffer: async () => (typeof body === 'string' ? new TextEncoder().encode(body) : body).slice().buffer,
}) as unknown as Response;

/** Enough to tell two messages apart in a trace. */
function fingerprint(body: string | Uint8Array): string {
  let hash = 0x811c9dc5;
  if (typeof body === 'string') for (let at = 0; at < body.length; at += 1) hash = Math.imul(hash ^ body.charCodeAt(at), 0x01000193) >>> 0;
  else for (const byte of body) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `${body.length}:${hash.toString(16)}`;
}
