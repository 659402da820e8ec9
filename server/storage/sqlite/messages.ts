/** What travels between the server and a database thread. */
export type SqlValue = null | number | string | Uint8Array;

export interface Query {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

type Rows = readonly Record<string, unknown>[];

/** Bytes alone: a packed group of updates (pack.ts), as one transaction. */
export type Request =
  | Uint8Array
  | ({ readonly id: number; readonly kind: 'run' } & Query)
  /** As of one moment. */
  | { readonly id: number; readonly kind: 'readAll'; readonly queries: readonly Query[] }
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
  | { readonly id: number; readonly ok: true; readonly rows: Rows; readonly changes: number; readonly all?: readonly Rows[] }
  | Failed;

/** The id that no request has: a group failed. */
export const GROUP_ID = 0;

export interface ThreadSettings {
  readonly path: string;
  readonly isReader: boolean;
}
