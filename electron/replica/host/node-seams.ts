/** The real clock, randomness, timers and network of a process. */
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Clock, Random } from '#shared/base/ports.ts';
import type { Net, Timers } from '#electron/replica/ports.ts';

export const nodeClock: Clock = { now: () => Date.now() };
export const nodeRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
export const nodeNet: Net = { fetch: (...request) => fetch(...request), WebSocket };
export const nodeTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => { clearTimeout(timer); };
  },
};
