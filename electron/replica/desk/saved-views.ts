/** The person's kept views of the desk, on this machine: written before they are shown, never more than may be kept. Broken ones are left behind. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { keepView, savedViews, type SavedView } from '#shared/policy/desk-filter.ts';
import type { StorageMonitor } from '#electron/replica/store/storage-monitor.ts';
import type { ReplicaStore } from '#electron/replica/store/store.ts';

const KEY = 'desk.views';

export type SavedViews = ReturnType<typeof createSavedViews>;

export function createSavedViews(store: Pick<ReplicaStore, 'value' | 'setValue'>, storage: Pick<StorageMonitor, 'attempt' | 'state'>) {
  let kept = read(store.value(KEY));

  const write = (next: readonly SavedView[]): Result<readonly SavedView[], AppError> => {
    if (!storage.attempt(() => { store.setValue(KEY, JSON.stringify(next)); })) {
      const state = storage.state();
      return err(appError(`storage.${state === 'ok' ? 'failed' : state}`));
    }
    kept = next;
    return ok(kept);
  };
  return {
    all: (): readonly SavedView[] => kept,
    keep: (view: SavedView): Result<readonly SavedView[], AppError> => {
      const next = keepView(kept, view);
      return next === null ? err(appError('request.too-large', { rule: 'POL25' })) : write(next);
    },
    drop: (name: string): Result<readonly SavedView[], AppError> => write(kept.filter((each) => each.name !== name)),
  };
}

/** What another version has kept and this one does not understand is not guessed at. */
function read(text: string | null): readonly SavedView[] {
  if (text === null) return [];
  try {
    const parsed = savedViews.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
