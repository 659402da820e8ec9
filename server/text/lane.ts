/** One text thread at a time and the queue in front of it: starts it when there is work, kills it over budget, lets it go when idle. */
import { Worker } from 'node:worker_threads';
import { threadBeside } from '#server/beside.ts';
import type { TextReply, TextTask } from './messages.ts';

export interface LaneOptions {
  readonly memoryMiB: number;
  readonly budgetMs: number;
  readonly idleMs: number;
}

/** `starved`: the machine had no thread or no time to give; like `closed` it says nothing about the text. */
export type TextFailureReason = 'timeout' | 'memory' | 'unreadable' | 'starved' | 'closed';

export class TextFailure extends Error {
  readonly reason: TextFailureReason;
  constructor(reason: TextFailureReason, message: string) {
    super(message);
    this.name = 'TextFailure';
    this.reason = reason;
  }
}

export type TextFault = TextFailure & { readonly reason: Exclude<TextFailureReason, 'starved' | 'closed'> };

/** The text itself has brought its thread down, or cannot be read. */
export const isOfTheText = (error: unknown): error is TextFault => error instanceof TextFailure && error.reason !== 'closed' && error.reason !== 'starved';

export interface Lane {
  /** `budgetMs` counts processor time of the thread: on a busy machine nobody is killed for waiting. */
  run(task: TextTask, budgetMs: number): Promise<unknown>;
  close(): Promise<void>;
}

interface Job {
  readonly task: TextTask;
  readonly budgetMs: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: TextFailure) => void;
}

/** A thread that is stuck without using the processor ends too. */
const WALL_FACTOR = 40;
const MICROSECONDS = 1_000;

export function createLane(options: LaneOptions): Lane {
  const waiting: Job[] = [];
  let thread: Worker | null = null;
  let isReady = false;
  let current: Job | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const arm = (delayMs: number, act: () => void): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(act, delayMs);
  };
  const disarm = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const finish = (settle: (job: Job) => void): void => {
    const job = current;
    current = null;
    disarm();
    if (job !== null) settle(job);
    next();
  };
  /** Ends the thread; what it was doing fails, what waits goes to the next one. */
  const kill = (reason: TextFailureReason, message: string): void => {
    const ended = thread;
    thread = null;
    isReady = false;
    void ended?.terminate();
    finish((job) => job.reject(new TextFailure(reason, message)));
  };

  const start = (): void => {
    const started = new Worker(threadBeside(import.meta.url, 'text-thread'), { resourceLimits: { maxOldGenerationSizeMb: options.memoryMiB, maxYoungGenerationSizeMb: 32 } });
    thread = started;
    started.on('message', (reply: TextReply) => {
      if (thread !== started) return;
      if (reply.kind === 'ready') {
        isReady = true;
        next();
      } else if (reply.kind === 'done') {
        finish((job) => job.resolve(reply.value));
      } else {
        finish((job) => job.reject(new TextFailure('unreadable', reply.message)));
      }
    });
    const ended = (message: string): void => {
      if (thread !== started) return;
      // One that does not even start must not be tried for ever.
      if (!isReady) waiting.shift()?.reject(new TextFailure('starved', message));
      kill('memory', message);
    };
    started.on('error', (error) => ended(error instanceof Error ? error.message : String(error)));
    started.on('exit', (code) => ended(`the text thread ended with ${code}`));
  };

  const watch = (job: Job, usedBefore: number, wallEndsAt: number): void => {
    arm(job.budgetMs, () => {
      const watched = thread;
      const late = (reason: TextFailureReason): void => {
        if (thread === watched && current === job) kill(reason, `text work took longer than ${Math.round(job.budgetMs)} ms`);
      };
      if (watched === null || performance.now() >= wallEndsAt) return late('starved');
      // Asked for through an interrupt, so a thread in an endless loop answers as well; the wall clock catches the rest.
      arm(Math.max(0, wallEndsAt - performance.now()), () => late('starved'));
      usedMs(watched).then((used) => {
        if (thread !== watched || current !== job) return;
        if (used - usedBefore >= job.budgetMs) late('timeout');
        else watch(job, usedBefore, wallEndsAt);
      }, () => {
        // It has just ended by itself and will say why, or the wall clock ends it.
      });
    });
  };

  function next(): void {
    if (isClosed || current !== null) return;
    const job = waiting[0];
    if (job === undefined) {
      if (thread !== null && isReady) arm(options.idleMs, rest);
      return;
    }
    if (thread === null) return start();
    if (!isReady) return;
    waiting.shift();
    current = job;
    const on = thread;
    // The bytes are copied: what storage handed out may be shared with others.
    usedMs(on).then((used) => {
      if (current !== job || thread !== on) return;
      on.postMessage(job.task);
      watch(job, used, performance.now() + job.budgetMs * WALL_FACTOR);
    }, () => kill('starved', 'the text thread does not answer'));
  }
  function rest(): void {
    const resting = thread;
    thread = null;
    isReady = false;
    timer = null;
    void resting?.terminate();
  }

  return {
    run: (task, budgetMs) => new Promise((resolve, reject) => {
      if (isClosed) return reject(new TextFailure('closed', 'the server is stopping'));
      waiting.push({ task, budgetMs, resolve, reject });
      if (current === null) disarm();
      next();
    }),
    close: async () => {
      isClosed = true;
      disarm();
      const ended = thread;
      thread = null;
      for (const job of [...(current === null ? [] : [current]), ...waiting.splice(0)]) job.reject(new TextFailure('closed', 'the server is stopping'));
      current = null;
      await ended?.terminate();
    },
  };
}

const usedMs = async (thread: Worker): Promise<number> => {
  const { user, system } = await thread.cpuUsage();
  return (user + system) / MICROSECONDS;
};
