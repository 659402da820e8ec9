/** Why a file could not be written, in coded form. */
import type { ErrorCode } from '#shared/base/errors.ts';

export function diskFailure(failure: unknown): Extract<ErrorCode, 'storage.full' | 'storage.read-only' | 'storage.failed'> {
  switch ((failure as NodeJS.ErrnoException).code) {
    case 'ENOSPC': case 'EDQUOT': return 'storage.full';
    case 'EROFS': case 'EACCES': case 'EPERM': return 'storage.read-only';
    default: return 'storage.failed';
  }
}
