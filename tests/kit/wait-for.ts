/** Waiting for something to become true, with a deadline; never for time to pass. */

export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  /** What was waited for, for the message. */
  readonly what?: string;
}

/** Polls until `read` gives something other than undefined, null or false, and returns it. A throw counts as "not yet". */
export async function waitFor<T>(read: () => T | Promise<T>, { timeoutMs = 10_000, intervalMs = 10, what = read.toString() }: WaitOptions = {}): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await read();
      if (value !== undefined && value !== null && value !== false) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}; last seen: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
