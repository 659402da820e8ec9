/**
 * Virtual time: one queue of events, drawn and ordered by one seed. Everything that waits in this process waits here while a simulation runs, also
 * what knows nothing of it (y-websocket, the group commit, Awareness): timers, clocks and randomness of the globals are ours from the moment this
 * module is loaded, and act as always while nothing is simulated. Load it before anything that remembers them.
 *
 * Always true: between two events no microtask is left; an event of a life that is over never happens; the same seed gives the same trace.
 */
import { webcrypto } from 'node:crypto';
import { seeded, type Dice } from '#tests/kit/ports.ts';

/** A process, as far as its end matters: nothing that it began goes on after that. */
export interface Life {
  readonly name: string;
  isOver: boolean;
}

export const newLife = (name: string): Life => ({ name, isOver: false });

interface Event {
  readonly at: number;
  readonly order: number;
  readonly life: Life;
  readonly label: string;
  run: (() => void) | null;
}

export interface Kernel {
  readonly dice: Dice;
  now(): number;
  life(): Life;
  /** Does this as somebody: what it starts at once is theirs. */
  as<T>(life: Life, run: () => T): T;
  /** Does this as somebody, with everything that follows from it; the answer is heard by whoever asked. Never answered once that life is over. */
  enter<T>(life: Life, run: () => T | Promise<T>): Promise<T>;
  /** The returned function takes it back. */
  after(delayMs: number, label: string, run: () => void, life?: Life): () => void;
  sleep(delayMs: number): Promise<void>;
  /** Runs events until the work is done. Throws when nothing is left to happen and it is not. */
  run<T>(work: () => Promise<T>): Promise<T>;
  note(what: string): void;
  digest(): string;
  /** The last things that happened, for a person who reads of a failure. */
  trace(): readonly string[];
  events(): number;
  /** Promises that failed and that nobody was there for: in a process of its own each would be its end. */
  unheard(): readonly string[];
}

const START = 1_780_000_000_000;
const TRACE_KEPT = 4_000;
/** A history of a few machines has some hundreds of them, one of fifty some ten thousands. */
const EVENTS_MAX = 400_000;

let active: Machinery | null = null;

function begin(kernel: Machinery): void {
  if (active !== null) throw new Error('two simulations at once');
  active = kernel;
}

class Machinery implements Kernel {
  readonly dice: Dice;
  readonly now = (): number => this.#now;
  readonly #heap: Event[] = [];
  readonly #tracing: boolean;
  #now = START;
  #order = 0;
  #count = 0;
  #life: Life = newLife('people');
  #hash = [0x811c9dc5, 0x01000193] as [number, number];
  #trace: string[] = [];
  readonly #unheard: string[] = [];

  readonly #eventsMax: number;

  constructor(seed: number, isTracing: boolean, eventsMax: number) {
    this.dice = seeded(seed);
    this.#eventsMax = eventsMax;
    this.#tracing = isTracing;
  }

  life(): Life { return this.#life; }
  events(): number { return this.#count; }
  unheard(): readonly string[] { return this.#unheard; }
  trace(): readonly string[] { return this.#trace; }
  digest(): string { return this.#hash.map((part) => part.toString(16).padStart(8, '0')).join(''); }

  as<T>(life: Life, run: () => T): T {
    const before = this.#life;
    this.#life = life;
    try {
      return run();
    } finally {
      this.#life = before;
    }
  }

  enter<T>(life: Life, run: () => T | Promise<T>): Promise<T> {
    const asker = this.#life;
    return new Promise((resolve, reject) => {
      this.after(0, '', () => {
        // What fails at once fails like what fails later.
        new Promise<T>((done) => { done(run()); }).then((value) => { this.after(0, '', () => { resolve(value); }, asker); }, (error: unknown) => { this.after(0, '', () => { reject(error as Error); }, asker); });
      }, life);
    });
  }

  note(what: string): void {
    let [a, b] = this.#hash;
    for (let at = 0; at < what.length; at += 1) {
      a = Math.imul(a ^ what.charCodeAt(at), 0x01000193) >>> 0;
      b = (Math.imul(b, 0x85ebca6b) + what.charCodeAt(at) + a) >>> 0;
    }
    this.#hash = [a, b];
    if (!this.#tracing) return;
    this.#trace.push(`${((this.#now - START) / 1_000).toFixed(3)} ${this.#life.name}: ${what}`);
    if (this.#trace.length > 2 * TRACE_KEPT) this.#trace = this.#trace.slice(-TRACE_KEPT);
  }

  after(delayMs: number, label: string, run: () => void, life = this.#life): () => void {
    const event: Event = { at: this.#now + Math.max(0, delayMs), order: (this.#order += 1), life, label, run };
    push(this.#heap, event);
    return () => { event.run = null; };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => { this.after(delayMs, 'sleep', resolve); });
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    begin(this);
    const giveBack = this.#takeProcess();
    let ended: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown } | null = null;
    const people = this.#life;
    try {
      this.as(people, () => { work().then((value) => { ended = { ok: true, value }; }, (error: unknown) => { ended = { ok: false, error }; }); });
      while (ended === null) await real.macrotask(() => { this.#slice(people, () => ended !== null); });
      const end = ended as { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };
      if (!end.ok) throw end.error;
      return end.value;
    } finally {
      active = null;
      giveBack();
    }
  }

  /** What a process does at its end and with failures is not for this one: killed replicas never say goodbye. */
  #takeProcess(): () => void {
    const kept = (['exit', 'unhandledRejection', 'warning'] as const).map((name) => [name, process.listeners(name as 'exit')] as const);
    const maxListeners = process.getMaxListeners();
    process.setMaxListeners(0);
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => { this.#fell(reason as Error); });
    process.removeAllListeners('warning');
    // Listeners that pile up: what runs for weeks must not.
    process.on('warning', (warning) => { if (warning.name === 'MaxListenersExceededWarning') this.#fell(warning); });
    return () => {
      for (const [name, listeners] of kept) {
        process.removeAllListeners(name);
        for (const listener of listeners) process.on(name, listener);
      }
      process.setMaxListeners(maxListeners);
    };
  }

  /** What a killed process throws is how it finds out. */
  #fell(error: Error): void {
    if (error.name !== 'Killed') this.#unheard.push(`${this.#life.name}: ${error.stack ?? String(error)}`);
  }

  #slice(people: Life, isDone: () => boolean): void {
    real.drain();
    for (let n = 0; n < 5_000 && !isDone(); n += 1) {
      const event = pop(this.#heap);
      if (event === undefined) throw new Error('nothing is left to happen, and somebody still waits');
      if (event.run === null || event.life.isOver) continue;
      this.#count += 1;
      if (this.#count > this.#eventsMax) throw new Error('a history without end');
      this.#now = Math.max(this.#now, event.at);
      this.#life = event.life;
      if (event.label !== '') this.note(event.label);
      try {
        event.run();
      } catch (error) {
        this.#fell(error as Error);
      }
      real.drain();
      this.#life = people;
    }
  }
}

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (!isBefore(event, heap[up] as Event)) break;
    heap[at] = heap[up] as Event;
    at = up;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && isBefore(heap[down + 1] as Event, heap[down] as Event)) down += 1;
    if (!isBefore(heap[down] as Event, last)) break;
    heap[at] = heap[down] as Event;
    at = down;
  }
  heap[at] = last;
  return first;
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** The globals as they were. */
const real = {
  setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, setInterval: globalThis.setInterval, clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate, clearImmediate: globalThis.clearImmediate, now: Date.now, performanceNow: performance.now.bind(performance),
  random: Math.random, getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
  /** As a turn of the event loop of its own, in which microtasks can be drained at will. */
  macrotask: (run: () => void): Promise<void> => new Promise((resolve, reject) => {
    real.setImmediate(() => {
      try {
        run();
        resolve();
      } catch (error) {
        reject(error as Error);
      }
    });
  }),
  /** Node's own way between two callbacks: ticks and microtasks until none is left. */
  drain: (process as unknown as { readonly _tickCallback: () => void })._tickCallback,
};

class Timer {
  cancel: () => void = () => undefined;
  ref(): this { return this; }
  unref(): this { return this; }
  hasRef(): boolean { return true; }
  refresh(): this { return this; }
  close(): this { this.cancel(); return this; }
  [Symbol.dispose](): void { this.cancel(); }
  [Symbol.toPrimitive](): number { return 0; }
}

type Callback = (...args: unknown[]) => void;

function virtual(kernel: Machinery, delayMs: number | undefined, isRepeated: boolean, run: () => void): Timer {
  const timer = new Timer();
  const wait = Math.max(1, Number(delayMs ?? 0) || 0);
  const arm = (): void => {
    timer.cancel = kernel.after(wait, '', () => {
      if (isRepeated) arm();
      run();
    });
  };
  arm();
  return timer;
}

const cancelWith = (original: (timer: never) => void) => (timer: unknown): void => {
  if (timer instanceof Timer) timer.cancel();
  else original(timer as never);
};

globalThis.setTimeout = Object.assign((run: Callback, delayMs?: number, ...args: unknown[]) => (active === null ? real.setTimeout(run, delayMs, ...args) : virtual(active, delayMs, false, () => { run(...args); })), { __promisify__: real.setTimeout.__promisify__ }) as unknown as typeof setTimeout;
globalThis.setInterval = ((run: Callback, delayMs?: number, ...args: unknown[]) => (active === null ? real.setInterval(run, delayMs, ...args) : virtual(active, delayMs, true, () => { run(...args); }))) as unknown as typeof setInterval;
globalThis.setImmediate = ((run: Callback, ...args: unknown[]) => {
  if (active === null) return real.setImmediate(run, ...args);
  const timer = new Timer();
  timer.cancel = active.after(0, '', () => { run(...args); });
  return timer;
}) as unknown as typeof setImmediate;
globalThis.clearTimeout = cancelWith(real.clearTimeout) as typeof clearTimeout;
globalThis.clearInterval = cancelWith(real.clearInterval) as typeof clearInterval;
globalThis.clearImmediate = cancelWith(real.clearImmediate) as typeof clearImmediate;
Date.now = () => (active === null ? real.now() : active.now());
performance.now = () => (active === null ? real.performanceNow() : active.now() - START);
Math.random = () => (active === null ? real.random() : active.dice.below(0x1_0000_0000) / 0x1_0000_0000);
webcrypto.getRandomValues = (<T extends ArrayBufferView>(into: T): T => {
  if (active === null) return real.getRandomValues(into as unknown as Uint8Array<ArrayBuffer>) as unknown as T;
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = active.dice.below(256);
  return into;
}) as typeof webcrypto.getRandomValues;

export const createKernel = (seed: number, isTracing = false, eventsMax = EVENTS_MAX): Kernel => new Machinery(seed, isTracing, eventsMax);
export const realNow = (): number => real.performanceNow();
