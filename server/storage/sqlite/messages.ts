/** What travels between the server and a database thread. */
import type { PackedSteps } from './pack-steps.ts';

export type SqlValue = null | number | string | Uint8Array;

export interface Query {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

type Rows = readonly Record<string, unknown>[];

/** One step of a group of transactions (group-steps.ts). What stands between `open` and `keep` or `drop` is one member's. */
export type Step =
  | ({ readonly kind: 'ask' | 'write' } & Query)
  | { readonly kind: 'open' | 'keep' | 'drop' };

export type GroupEnd = 'commit' | 'undo';

/** A member was undone alone; whatever the steps behind it wanted was left undone too, because they may have built on it. */
export interface MemberFailed {
  /** Counted from the beginning of the group. */
  readonly member: number;
  readonly errcode: number;
  readonly message: string;
}

/** Bytes alone: a packed group of updates (pack.ts), as one transaction. */
export type Request =
  | Uint8Array
  | ({ readonly id: number; readonly kind: 'run' } & Query)
  /** As of one moment. */
  | { readonly id: number; readonly kind: 'readAll'; readonly queries: readonly Query[] }
  /** The first one begins the group's transaction; one that fails as a whole ends it, and nothing of it is kept. */
  | { readonly id: number; readonly kind: 'group'; readonly steps: PackedSteps; readonly ends: GroupEnd | null }
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
  | { readonly id: number; readonly ok: true; readonly rows: Rows; readonly changes: number; readonly all?: readonly Rows[]; readonly failed?: MemberFailed | null }
  | Failed;

/** The id that no request has: a group failed. */
export const GROUP_ID = 0;

export interface ThreadSettings {
  readonly path: string;
  readonly isReader: boolean;
}
