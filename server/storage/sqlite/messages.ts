/** What travels between the server and a database thread. */
export type SqlValue = null | number | string | Uint8Array;

/** Bytes alone: a packed group of updates (pack.ts), as one transaction. */
export type Request =
  | Uint8Array
  | { readonly id: number; readonly kind: 'run'; readonly sql: string; readonly parameters: readonly SqlValue[] }
  | { readonly id: number; readonly kind: 'close' };

export interface Failed {
  readonly id: number;
  readonly ok: false;
  readonly errcode: number;
  readonly message: string;
}

/** A number alone: the `seq` of the last row of the group that was handed in longest ago; groups are answered in order. */
export type Response =
  | number
  | { readonly id: number; readonly ok: true; readonly rows: readonly Record<string, unknown>[]; readonly changes: number }
  | Failed;

/** The id that no request has: a group failed. */
export const GROUP_ID = 0;

export interface ThreadSettings {
  readonly path: string;
  readonly isReader: boolean;
}
