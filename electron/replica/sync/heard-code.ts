/**
 * A code of the server as this machine has to understand it. The server names its own disk with the same codes as this machine names its
 * own; on this side of the line `storage.*` always means the disk here, which a person can do something about.
 */
import type { ErrorCode } from '#shared/base/errors.ts';

const OF_ITS_DISK: readonly ErrorCode[] = ['storage.full', 'storage.read-only', 'storage.failed'];

export const heardCode = (code: ErrorCode): ErrorCode => (OF_ITS_DISK.includes(code) ? 'server.read-only' : code);
