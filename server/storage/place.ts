/**
 * Where the rows of an installation lie, as the operator's commands see it: looked at as of one moment beside a working server, or filled anew.
 * A working server has its `Storage`; nothing here brings a schema up to date or changes a row that is there.
 */
import type { Tx } from './storage.ts';

export interface Place {
  readonly kind: 'sqlite' | 'postgres';
  /** For messages; holds no password. */
  readonly name: string;
  isEmpty(): Promise<boolean>;
  /** One moment of it, without being able to write. */
  read<T>(use: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Makes the tables of this version and fills them, whole or not at all, and durable when it resolves. What lay there is moved aside under another
   * name, never removed; that is refused while a server works on it.
   */
  fill<T>(how: { readonly schema: number; readonly nameAside: (name: string) => string }, use: (tx: Tx) => Promise<T>): Promise<Filled<T>>;
  /** The last number that a table has counted up to by itself, 0 for none: it is never given again, also when its row is gone. */
  lastCounted(tx: Tx, table: string): Promise<number>;
  countOnFrom(tx: Tx, table: string, last: number): Promise<void>;
}

export interface Filled<T> {
  readonly value: T;
  /** What that is called now which lay there before. */
  readonly movedTo: string | null;
}
