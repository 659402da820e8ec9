/** One after another per key; different keys do not wait for each other. */
export interface Turns {
  take<T>(key: string, run: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: (key, run) => {
      const before = last.get(key) ?? Promise.resolve();
      const mine = before.then(run, run);
      const settled = mine.catch(() => null).then(() => {
        if (last.get(key) === settled) last.delete(key);
      });
      last.set(key, settled);
      return mine;
    },
  };
}
