/** Names what went wrong on the disk, from SQLite's and the file system's codes, in the words of the error table. */
import { appError, type AppError } from '#shared/base/errors.ts';

export type StorageState = 'ok' | 'full' | 'read-only' | 'failed';

const SQLITE = { permission: 3, readOnly: 8, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** null: no failure of the disk but a bug, which must not be swallowed as one. */
export function storageStateOf(failure: unknown): Exclude<StorageState, 'ok'> | 'corrupt' | null {
  if (typeof failure !== 'object' || failure === null) return null;
  const { code, errcode } = failure as { readonly code?: unknown; readonly errcode?: unknown };
  if (typeof errcode === 'number') {
    // The low byte is the primary code; the rest says which file call it was.
    switch (errcode & 0xff) {
      case SQLITE.full: return 'full';
      case SQLITE.permission: case SQLITE.readOnly: case SQLITE.cannotOpen: return 'read-only';
      case SQLITE.corrupt: case SQLITE.notADatabase: return 'corrupt';
      default: return 'failed';
    }
  }
  switch (code) {
    case 'ENOSPC': case 'EDQUOT': return 'full';
    case 'EROFS': case 'EACCES': case 'EPERM': return 'read-only';
    case 'EIO': case 'EMFILE': case 'ENFILE': case 'ENOTDIR': case 'ENOENT': case 'EBUSY': return 'failed';
    default: return null;
  }
}

/** The coded error for a failure of the disk; anything else is thrown on. */
export function storageError(failure: unknown): AppError {
  const state = storageStateOf(failure);
  if (state === null) throw failure;
  return appError(`storage.${state}`);
}
