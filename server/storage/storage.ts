/**
 * The contract of durable storage. Whoever holds a resolved promise from here may tell people that it is saved: it survives kill −9 and power loss (P1).
 *
 * - `tx` runs alone: no other statement slips between its statements, and either all of it happened or none.
 * - `groupedTx` is the same for many at once: each sees what those before it wrote, happens whole or not at all, and fails without the others, except when
 *   the disk fails them all. They share one flush; nobody is told before it. What one of them did may be undone before anybody is told and run again, so it
 *   changes nothing but through `tx`. A write is not waited for: that it was impossible is known at the next question or at the end.
 * - `appendUpdate` is grouped: everything handed in during one turn of the event loop becomes one transaction. When a group fails,
 *   everything that waits behind it fails too, because it may build on what was lost.
 * - `appendUpdate` writes only what this node owns (`lease`): for the others it fails with `storage.not-owner`.
 * - Never call `tx`, `groupedTx` or `appendUpdate` and wait for it inside one of them: it would wait for itself.
 */
import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { ErrorCode } from '#shared/base/errors.ts';
import type { EpochMs } from '#shared/base/ports.ts';
import type { Lease } from './lease.ts';
import type { Tables } from './tables.ts';

export type Tx = Kysely<Tables>;

export interface NewUpdate {
  readonly docId: string;
  readonly personId: string;
  readonly at: EpochMs;
  readonly bytes: Uint8Array;
  /** Client ids that this person brings to this document for the first time: written to `client_owner` in the same transaction. */
  readonly introduces?: readonly number[];
}

/** Questions named ahead; `rowsOf` answers those of earlier rounds. */
export type Round = (db: Tx, rowsOf: <R>(question: Compilable<R>) => readonly R[]) => readonly CompiledQuery[];

/** The rows of each question. */
export type Answers<Q extends readonly Compilable<unknown>[]> = { readonly [K in keyof Q]: Q[K] extends Compilable<infer R> ? readonly R[] : never };

export type StorageCode = Extract<ErrorCode, 'storage.full' | 'storage.read-only' | 'storage.failed' | 'storage.corrupt' | 'storage.not-owner'>;

/** `read-only` with the reason, from the first failed write until a write succeeds again. */
export type StorageHealth = { readonly kind: 'ok' } | { readonly kind: 'read-only'; readonly code: StorageCode };

export interface Storage {
  tx<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * `ahead` names questions that `run` will ask, word for word, about rows that equal each text in them, in columns that no write changes (keys), so that they
   * may be answered in one step for many.
   * They come in rounds: a later one may look at the answers of those before it.
   */
  groupedTx<T>(run: (tx: Tx) => Promise<T>, ahead?: readonly Round[]): Promise<T>;
  /** A consistent view of what is durable; does not wait for writers. */
  read<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for questions that do not build on each other's answers, in one step: what everybody asks who opens a document. */
  readAll<const Q extends readonly Compilable<unknown>[]>(build: (db: Tx) => Q): Promise<Answers<Q>>;
  /** Resolves with its place in the log; a document's places only grow. */
  appendUpdate(update: NewUpdate): Promise<number>;
  /** How many updates are waiting for the disk now, for operators. */
  waitingUpdates?(): number;
  /** Resolves when nothing is waiting to be written. */
  flushed(): Promise<void>;
  health(): StorageHealth;
  /** Returns the function that stops listening. */
  onHealth(listener: (health: StorageHealth) => void): () => void;
  /** Who may write which document; an embedded database owns them all. */
  readonly lease: Lease;
  /** A hint that another node may have committed events; may be missed, may come for nothing. Returns the function that stops listening. */
  onForeignEvents(listener: () => void): () => void;
  close(): Promise<void>;
}

export class StorageError extends Error {
  readonly code: StorageCode;
  constructor(code: StorageCode, message: string) {
    super(message);
    this.name = 'StorageError';
    this.code = code;
  }
}
