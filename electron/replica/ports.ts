/**
 * The seams of the replica: clock, randomness, timers, network, disk, secrets. Whoever starts a replica hands them in
 * (host/entry.ts the real ones, tests and simulations their own), so the same core runs in the utility process and in a test from a seed.
 */
import type { WebSocket } from 'ws';
import type { SqlDatabase as DirectoryDatabase } from '#shared/org/sql-port.ts';
import type { Clock, Random } from '#shared/base/ports.ts';

export interface Timers {
  /** Runs once after the delay; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

export interface Net {
  readonly fetch: typeof fetch;
  /** Sockets to the server; the class of `ws`, or one that behaves like it. */
  readonly WebSocket: typeof WebSocket;
}

export type SqlValue = null | number | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** The little of SQLite that the replica needs. Synchronous: one process, one writer, short statements. */
export interface SqlDatabase extends DirectoryDatabase {
  // exec and prepare as the directory index asks for them
  run(sql: string, ...values: readonly SqlValue[]): void;
  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  /** All or nothing, durable when it returns. */
  tx<T>(work: () => T): T;
  /** Nothing that was deleted is left in its files: whatever they hold is written anew, and what the log held is written over. Slow. */
  scrub(): void;
  close(): void;
}

export interface Disk {
  openDatabase(path: string): SqlDatabase;
  makeDir(path: string): void;
  exists(path: string): boolean;
  /** null when there is no such file. */
  readText(path: string): string | null;
  /** Replaces the file as a whole and is durable when it returns. */
  writeText(path: string, text: string): void;
  move(from: string, to: string): void;
  remove(path: string): void;
}

/**
 * The keychain of the machine. Offered only when it is a real one: without it a token is sealed under the person's password
 * (session/token-seal.ts) and nothing is remembered past that.
 */
export interface SecretVault {
  isAvailable(): Promise<boolean>;
  seal(secret: string): Promise<string>;
  /** null when the keychain cannot open it any more (another user, a restored profile). */
  open(sealed: string): Promise<string | null>;
}

export interface Seams {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly net: Net;
  readonly disk: Disk;
  readonly vault: SecretVault;
}
