/** What went wrong around the window since the start, kept so that a window that loads later can still say it. */
import type { AppTrouble } from '#shared/ipc/contract.ts';

export interface Troubles {
  list(): readonly AppTrouble[];
  report(kind: AppTrouble['kind'], path?: string | null): void;
  onReport(listener: (trouble: AppTrouble) => void): void;
}

const KEPT_MAX = 20;

export function createTroubles(now: () => number): Troubles {
  const troubles: AppTrouble[] = [];
  const listeners: ((trouble: AppTrouble) => void)[] = [];
  return {
    list: () => [...troubles],
    report: (kind, path = null) => {
      const trouble = { kind, path, at: now() };
      troubles.push(trouble);
      if (troubles.length > KEPT_MAX) troubles.shift();
      for (const listener of listeners) listener(trouble);
    },
    onReport: (listener) => { listeners.push(listener); },
  };
}
