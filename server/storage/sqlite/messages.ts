/** What travels between the server and a database thread. */
export type SqlValue = null | number | string | Uint8Array;

/** One statement for many rows. */
export interface BatchPart {
  readonly sql: string;
  readonly rows: readonly (readonly SqlValue[])[];
}

export type Request =
  | { readonly id: number; readonly kind: 'run'; readonly sql: string; readonly parameters: readonly SqlValue[] }
  /** New rows of the update log and what belongs to them, as one transaction. The bytes lie behind each other and are handed over, not copied. */
  | { readonly id: number; readonly kind: 'append'; readonly rows: PackedRows; readonly also: readonly BatchPart[] }
  | { readonly id: number; readonly kind: 'close' };

/** Thousands of small rows cost less as columns: one message with four buffers instead of thousands of objects. */
export interface PackedRows {
  readonly names: readonly string[];
  /** Index into names, per row. */
  readonly docs: Uint32Array<ArrayBuffer>;
  readonly people: Uint32Array<ArrayBuffer>;
  readonly at: Float64Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Response =
  | { readonly id: number; readonly ok: true; readonly rows: readonly Record<string, unknown>[]; readonly changes: number }
  | { readonly id: number; readonly ok: false; readonly errcode: number; readonly message: string };

export interface ThreadSettings {
  readonly path: string;
  readonly isReader: boolean;
}
