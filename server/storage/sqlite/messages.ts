/** What travels between the server and a database thread. */
export type SqlValue = null | number | string | Uint8Array;

export type Request =
  | { readonly id: number; readonly kind: 'run'; readonly sql: string; readonly parameters: readonly SqlValue[] }
  /** One statement for many rows, as one transaction of its own. */
  | { readonly id: number; readonly kind: 'batch'; readonly sql: string; readonly rows: readonly (readonly SqlValue[])[] }
  | { readonly id: number; readonly kind: 'close' };

export type Response =
  | { readonly id: number; readonly ok: true; readonly rows: readonly Record<string, unknown>[]; readonly changes: number }
  | { readonly id: number; readonly ok: false; readonly errcode: number; readonly message: string };

export interface ThreadSettings {
  readonly path: string;
  readonly isReader: boolean;
}
