/** What the server said last, by question, in memory: shown again, as of its time, while the server cannot be asked. */
import type { AppError } from '#shared/base/errors.ts';
import type { Clock, EpochMs } from '#shared/base/ports.ts';
import { ok, type Result } from '#shared/base/result.ts';

export interface Heard<T> { readonly value: T; readonly asOf: EpochMs; readonly isLive: boolean }

/** Remembers so many answers; the one that was heard longest ago goes first. */
export function createLastAnswers<T>(clock: Clock, max: number): (key: string, ask: () => Promise<Result<T, AppError>>) => Promise<Result<Heard<T>, AppError>> {
  const seen = new Map<string, Heard<T>>();
  return async (key, ask) => {
    const answer = await ask();
    if (answer.ok) {
      const heard: Heard<T> = { value: answer.value, asOf: clock.now(), isLive: true };
      seen.delete(key);
      seen.set(key, heard);
      const [oldest] = seen.keys();
      if (seen.size > max && oldest !== undefined) seen.delete(oldest);
      return ok(heard);
    }
    const known = answer.error.code === 'network.unreachable' ? seen.get(key) : undefined;
    return known === undefined ? answer : ok({ ...known, isLive: false });
  };
}
