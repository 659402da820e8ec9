/** What the server said last, by question: shown again, as of its time, while the server cannot be asked. In memory, and on disk where that is given. */
import type { AppError } from '#shared/base/errors.ts';
import type { Clock, EpochMs } from '#shared/base/ports.ts';
import { ok, type Result } from '#shared/base/result.ts';

export interface Heard<T> { readonly value: T; readonly asOf: EpochMs; readonly isLive: boolean }

/** Where answers outlive the program. */
export interface Keeping<T> {
  read(key: string): Omit<Heard<T>, 'isLive'> | null;
  write(key: string, heard: Omit<Heard<T>, 'isLive'>): void;
}

/** Remembers so many answers; the one that was heard longest ago goes first. */
export function createLastAnswers<T>(clock: Clock, max: number, keeping?: Keeping<T>): (key: string, ask: () => Promise<Result<T, AppError>>) => Promise<Result<Heard<T>, AppError>> {
  const seen = new Map<string, Heard<T>>();
  return async (key, ask) => {
    const answer = await ask();
    if (answer.ok) {
      const heard: Heard<T> = { value: answer.value, asOf: clock.now(), isLive: true };
      seen.delete(key);
      seen.set(key, heard);
      keeping?.write(key, { value: heard.value, asOf: heard.asOf });
      const [oldest] = seen.keys();
      if (seen.size > max && oldest !== undefined) seen.delete(oldest);
      return ok(heard);
    }
    const known = answer.error.code === 'network.unreachable' ? (seen.get(key) ?? keeping?.read(key) ?? null) : null;
    return known === null ? answer : ok({ ...known, isLive: false });
  };
}
