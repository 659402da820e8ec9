/**
 * One person's machine: its disk, its line, and the process of the replica on it, which may be killed at any step and started again.
 * What people do here is done as that process; whoever waits for an answer of a process that dies hears that it died.
 */
import type { MessagePort } from 'node:worker_threads';
import type { DocPort } from '#electron/replica/docs/doc-port-peer.ts';
import type { Disk, Net, Timers } from '#electron/replica/ports.ts';
import { createReplica, type Replica } from '#electron/replica/replica.ts';
import type { AppError } from '#shared/base/errors.ts';
import type { Clock, Random } from '#shared/base/ports.ts';
import type { Result } from '#shared/base/result.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import type { CallInput, CallName, CallOutput } from '#shared/ipc/contract.ts';
import { QUIET_BY_DEFAULT } from '#shared/time/quiet-hours.ts';
import { createEditor, keychain, type Editor } from '#tests/kit/office-client.ts';
import { Killed, type SimDisk } from './disk.ts';
import { newLife, type Kernel, type Life } from './kernel.ts';
import type { Wire } from './wire.ts';

/** What a test breaks on purpose, on the side of the machine: each wraps a seam of the replica. */
export interface MachineSpoils {
  readonly net?: (net: Net, machine: string) => Net;
  readonly disk?: (disk: Disk, machine: string) => Disk;
  readonly random?: (random: Random) => Random;
  readonly clock?: (clock: Clock) => Clock;
  readonly timers?: (timers: Timers) => Timers;
  readonly port?: (port: DocPort) => DocPort;
  /** Of an editor that opens: Yjs draws a new one each time. */
  readonly clientId?: (machine: string) => number;
}

export type Died = { readonly ok: false; readonly error: 'died' | AppError };

export class Machine {
  readonly name: string;
  readonly personId: string;
  readonly disk: SimDisk;
  readonly wire: Wire;
  readonly bugs: string[] = [];
  readonly editors = new Map<string, Editor>();
  /** How far its clock is off. */
  skewMs = 0;
  /** Counts its process: what was said by one of them is of no other. */
  starts = 0;
  #life: Life | null = null;
  #replica: Replica | null = null;
  readonly #kernel: Kernel;
  readonly #spoils: MachineSpoils;
  #died: () => void = () => undefined;
  #death: Promise<void> = Promise.resolve();

  constructor(options: { readonly kernel: Kernel; readonly name: string; readonly personId: string; readonly disk: SimDisk; readonly wire: Wire; readonly spoils: MachineSpoils }) {
    this.#kernel = options.kernel;
    this.name = options.name;
    this.personId = options.personId;
    this.disk = options.disk;
    this.wire = options.wire;
    this.#spoils = options.spoils;
  }

  life(): Life | null { return this.#life; }
  isRunning(): boolean { return this.#replica !== null && this.#life?.isOver === false; }

  async start(): Promise<boolean> {
    if (this.isRunning()) return true;
    const kernel = this.#kernel;
    const life = newLife(this.name);
    const spoils = this.#spoils;
    this.#life = life;
    this.starts += 1;
    this.#death = new Promise((resolve) => { this.#died = resolve; });
    const clock: Clock = { now: () => kernel.now() + this.skewMs };
    const random: Random = { bytes: (length) => Uint8Array.from({ length }, () => kernel.dice.below(256)) };
    const timers: Timers = { after: (delayMs, run) => kernel.after(delayMs, '', run, life) };
    const net = this.wire.net(life);
    const disk = this.disk.disk(life);
    const born = kernel.enter(life, () => createReplica({
      dir: PROFILE, autoSignIn: null, vault: keychain, reminders: QUIET_BY_DEFAULT,
      clock: spoils.clock?.(clock) ?? clock, random: spoils.random?.(random) ?? random, timers: spoils.timers?.(timers) ?? timers, net: spoils.net?.(net, this.name) ?? net, disk: spoils.disk?.(disk, this.name) ?? disk,
      onBug: (_incident, failure) => { this.#bug(life, failure); },
    }).then((replica) => replica, (failure: unknown) => {
      if (!(failure instanceof Killed)) this.failures.push(failure);
      return null;
    }));
    const replica = await this.#untilDeath(born);
    if (life.isOver || replica === null || replica === 'died') {
      this.kill();
      return false;
    }
    this.#replica = replica;
    return true;
  }

  /** Starts that failed, with their reason: a disk that refuses. */
  readonly failures: unknown[] = [];

  #bug(life: Life, failure: unknown): void {
    if (!life.isOver && !(failure instanceof Killed)) this.bugs.push(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
  }

  /** As a power cut ends it: nothing more is written or sent, what was not committed is gone. */
  kill(): void {
    const life = this.#life;
    if (life === null) return;
    life.isOver = true;
    this.#life = null;
    this.#replica = null;
    this.editors.clear();
    this.wire.processGone(life);
    this.disk.rollBack();
    this.#died();
  }

  /** At this very step of its own: it finds out at the next one, the people a moment later. */
  dieHere(people: Life): void {
    if (this.#life === null) return;
    this.#life.isOver = true;
    this.#kernel.after(0, `${this.name} dies`, () => { this.kill(); }, people);
  }

  #untilDeath<T>(work: Promise<T>): Promise<T | 'died'> {
    const orDied = work.catch((failure: unknown) => {
      if (failure instanceof Killed) return 'died' as const;
      throw failure;
    });
    return Promise.race([orDied, this.#death.then(() => 'died' as const)]);
  }

  async ask<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>, AppError> | Died> {
    const replica = this.#replica;
    const life = this.#life;
    if (replica === null || life === null) return { ok: false, error: 'died' };
    const answer = await this.#untilDeath(this.#kernel.enter(life, () => replica.call(name, input)));
    if (answer === 'died' || life.isOver) return { ok: false, error: 'died' };
    return answer as Result<CallOutput<N>, AppError>;
  }

  /** What it answers at once, or null. */
  async value<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N> | null> {
    const answer = await this.ask(name, input);
    return answer.ok ? answer.value : null;
  }

  /** Does this in the process, if there is one. */
  inside<T>(run: () => T): T | null {
    const life = this.#life;
    if (life === null || life.isOver) return null;
    try {
      return this.#kernel.as(life, run);
    } catch (failure) {
      if (failure instanceof Killed) return null;
      throw failure;
    }
  }

  open(docId: string): Editor | null {
    const known = this.editors.get(docId);
    if (known !== undefined && !known.wasReset()) return known;
    const replica = this.#replica;
    if (replica === null) return null;
    return this.inside(() => {
      known?.close();
      this.editors.delete(docId);
      const [near, far] = this.#channel();
      if (!replica.openPort(docId, this.#spoils.port?.(far) ?? far).ok) return null;
      const editor = createEditor(near);
      if (this.#spoils.clientId !== undefined) editor.doc.clientID = this.#spoils.clientId(this.name);
      this.editors.set(docId, editor);
      return editor;
    });
  }

  /** An editor that shows the text and may change it now. */
  writable(docId: string): Editor | null {
    const editor = this.editors.get(docId);
    return editor !== undefined && !editor.wasReset() && editor.status()?.canWrite === true && bodyOf(editor.doc).length > 0 ? editor : null;
  }

  close(docId: string): void {
    this.inside(() => { this.editors.get(docId)?.close(); });
    this.editors.delete(docId);
  }

  /** True: everything typed in this editor was said to be on this machine's disk. */
  async flush(docId: string): Promise<{ readonly hash: string; readonly isSaved: boolean } | null> {
    const editor = this.editors.get(docId);
    const life = this.#life;
    if (editor === undefined || editor.wasReset() || life === null) return null;
    const hash = await this.#untilDeath(Promise.race([this.#kernel.enter(life, () => editor.flush()), this.#patience()]));
    if (hash === 'died' || hash === 'late' || editor.wasReset()) return null;
    return { hash, isSaved: editor.status()?.isStorageOk === true };
  }

  /** An editor whose port was closed under it hears nothing more. */
  #patience(): Promise<'late'> {
    return new Promise((resolve) => { this.#kernel.after(1_000, '', () => { resolve('late'); }); });
  }

  #channel(): readonly [MessagePort, DocPort] {
    const kernel = this.#kernel;
    const life = this.#life as Life;
    const listeners: { near: ((frame: unknown) => void)[]; far: ((frame: unknown) => void)[]; closed: (() => void)[] } = { near: [], far: [], closed: [] };
    let isClosed = false;
    const pass = (to: 'near' | 'far', frame: unknown): void => {
      if (!isClosed) kernel.after(0, '', () => { if (!isClosed) for (const listener of listeners[to]) listener(frame); }, life);
    };
    const close = (): void => {
      kernel.after(0, '', () => {
        if (isClosed) return;
        isClosed = true;
        for (const listener of listeners.closed) listener();
      }, life);
    };
    const near = { postMessage: (frame: unknown) => { pass('far', frame); }, on: (kind: string, listener: (frame: unknown) => void) => { if (kind === 'message') listeners.near.push(listener); }, close };
    const far: DocPort = { post: (frame) => { pass('near', frame); }, onFrame: (listener) => { listeners.far.push(listener); }, onClose: (listener) => { listeners.closed.push(listener); }, close };
    return [near as unknown as MessagePort, far];
  }
}

export const PROFILE = '/profile';
