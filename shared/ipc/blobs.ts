/** How one 附件 or 插图 of a document stands on this machine. */
import type { ErrorCode } from '#shared/base/errors.ts';

export interface BlobStanding {
  readonly digest: string;
  readonly bytes: number;
  readonly isHere: boolean;
  /** Still to go up to the server. */
  readonly isWaiting: boolean;
  /** Of what goes up or comes down, the share that is there. */
  readonly done: number;
  /** Why the server will never take it. */
  readonly refused: ErrorCode | null;
}
