/** Time and numbers of a measurement: waiting with a deadline, an open-loop schedule, percentiles. */
export const now = (): number => performance.now();
export const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Thrown when something did not happen in time; the scenario is then reported as not finished, with this reason. */
export class NotFinished extends Error {}

export async function until(what: string, isDone: () => boolean, limitMs: number, stepMs = 5): Promise<void> {
  const deadline = now() + limitMs;
  while (!isDone()) {
    if (now() > deadline) throw new NotFinished(`${what}: not within ${Math.round(limitMs / 1000)} s`);
    await pause(stepMs);
  }
}

/**
 * Calls `send` for every due time, in order, as close to it as the loop allows. The last two milliseconds it spins on setImmediate: a timer's
 * millisecond would hide differences between fast servers. The due times do not wait for anything: latency counts from them (open loop).
 * Answers how late the sends were, p99: much of that means that the load itself was the limit.
 */
export function openLoop(dueMs: readonly number[], send: (index: number, dueAt: number) => void): Promise<number> {
  const startedAt = now();
  const late = new Samples();
  let next = 0;
  return new Promise((resolve) => {
    const turn = (): void => {
      const elapsed = now() - startedAt;
      while (next < dueMs.length && (dueMs[next] as number) <= elapsed) {
        late.add(elapsed - (dueMs[next] as number));
        send(next, startedAt + (dueMs[next] as number));
        next += 1;
      }
      if (next >= dueMs.length) return resolve(late.percentile(0.99));
      const rest = (dueMs[next] as number) - (now() - startedAt);
      if (rest > SPIN_MS + 1) setTimeout(turn, rest - SPIN_MS);
      else setImmediate(turn);
    };
    turn();
  });
}
const SPIN_MS = 2;

/** Samples without an object each. */
export class Samples {
  #values = new Float64Array(4_096);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  get count(): number { return this.#count; }

  percentile(part: number): number {
    if (this.#count === 0) return Number.NaN;
    const sorted = this.#values.slice(0, this.#count).sort();
    return sorted[Math.min(this.#count - 1, Math.floor(this.#count * part))] as number;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Small, fast, and the same on every run: load must not differ from server to server. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
