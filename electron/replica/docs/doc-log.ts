/**
 * The durable log of one document on this machine: edits and what came from the server, in the order of arrival.
 * Groups what arrives within a moment into one transaction; keeps in memory what the disk refuses, and tries again.
 *
 * Always true: `isSaved()` is said only of what a transaction has made durable; an edit is `dirty` until the server's durable
 * acknowledgement covers it, across restarts (REP01, REP02, REP05).
 */
import * as Y from 'yjs';
import type { Timers } from '#electron/replica/ports.ts';
import type { StorageMonitor } from '#electron/replica/store/storage-monitor.ts';
import type { NewRow, ReplicaStore } from '#electron/replica/store/store.ts';

/** An edit may be lost to a crash for at most this long; blur, submit, suspend and quit do not wait for it. */
const GROUP_MS = 200;
const COMPACT_ROWS = 400;

interface Pending {
  readonly bytes: Uint8Array;
  /** The edit's number in the ack tracker; null for what came from the server. */
  readonly edit: number | null;
}

export interface DocLogOptions {
  readonly docId: string;
  readonly store: ReplicaStore;
  readonly storage: StorageMonitor;
  readonly timers: Timers;
  /** Something became durable, or clean. */
  readonly onStored: () => void;
}

export type DocLog = ReturnType<typeof createDocLog>;

export function createDocLog(options: DocLogOptions) {
  const { docId, store, storage } = options;
  const stored = store.text(docId);
  let lastSeq = stored.lastSeq;
  let rowCount = stored.rows.length;
  let pending: Pending[] = [];
  /** Edits on disk that the server has not acknowledged, oldest first; `edit` numbers start anew with each process. */
  let unsynced: { readonly seq: number; readonly edit: number; readonly bytes: Uint8Array }[] = [];
  /** Edits that the server acknowledged while their own rows were not written, or could not be marked. */
  let durableThrough = 0;
  let cancelTimer: (() => void) | null = null;
  /** A write that succeeds tells everybody that the disk is back, and everybody flushes: also whoever is writing just now. */
  let isFlushing = false;

  /** Edits on disk that the server is known to have are marked so; what the disk refuses is tried again with the next flush, which comes when it takes writes again. */
  const mark = (): void => {
    const done = unsynced.filter((row) => row.edit <= durableThrough);
    if (done.length === 0 || !storage.attempt(() => { store.markSynced(docId, done.map((row) => row.seq)); })) return;
    unsynced = unsynced.filter((row) => row.edit > durableThrough);
    options.onStored();
  };

  const flush = (): boolean => {
    cancelTimer?.();
    cancelTimer = null;
    if (isFlushing) return false;
    isFlushing = true;
    try {
      mark();
      return write();
    } finally {
      isFlushing = false;
    }
  };

  const write = (): boolean => {
    if (pending.length === 0) return true;
    const batch = pending;
    const rows: NewRow[] = batch.map((item, index) => ({ seq: lastSeq + 1 + index, bytes: item.bytes, isSynced: item.edit === null || item.edit <= durableThrough }));
    if (!storage.attempt(() => { store.appendRows(docId, rows); })) return false;
    pending = pending.slice(batch.length);
    batch.forEach((item, index) => {
      if (item.edit !== null && item.edit > durableThrough) unsynced.push({ seq: lastSeq + 1 + index, edit: item.edit, bytes: item.bytes });
    });
    lastSeq += batch.length;
    rowCount += batch.length;
    options.onStored();
    return true;
  };

  /** What the server is known to have. */
  const acknowledgedVector = (): Uint8Array => {
    const { snapshot, rows } = store.text(docId);
    const synced = new Y.Doc();
    for (const bytes of [...(snapshot === null ? [] : [snapshot]), ...rows.filter((row) => row.isSynced).map((row) => row.bytes)]) Y.applyUpdate(synced, bytes);
    const vector = Y.encodeStateVector(synced);
    synced.destroy();
    return vector;
  };

  return {
    /** What the last run left, for filling a document; edits that were never acknowledged get their numbers from `number`. */
    load: (doc: Y.Doc, number: () => number): void => {
      doc.transact(() => {
        if (stored.snapshot !== null) Y.applyUpdate(doc, stored.snapshot, 'log');
        for (const row of stored.rows) Y.applyUpdate(doc, row.bytes, 'log');
      }, 'log');
      unsynced = stored.rows.filter((row) => !row.isSynced).map((row) => ({ seq: row.seq, edit: number(), bytes: row.bytes }));
    },
    isEmpty: (): boolean => lastSeq === 0 && pending.length === 0,
    append: (bytes: Uint8Array, edit: number | null): void => {
      pending.push({ bytes, edit });
      cancelTimer ??= options.timers.after(GROUP_MS, () => { cancelTimer = null; flush(); });
    },
    /** True when everything is on disk. */
    flush,
    isSaved: (): boolean => pending.length === 0,
    isDirty: (): boolean => unsynced.length > 0 || pending.some((item) => item.edit !== null && item.edit > durableThrough),
    unacknowledged: (): readonly Uint8Array[] => [...unsynced.map((row) => row.bytes), ...pending.filter((item) => item.edit !== null).map((item) => item.bytes)],
    /** The server has everything up to this edit. */
    acknowledged: (through: number): void => {
      durableThrough = Math.max(durableThrough, through);
      mark();
    },
    /** Unsent edits become their sum, which does not have what was written and taken out again: neither this disk nor the wire keeps it. */
    sumUp: (doc: Y.Doc): void => {
      if (!flush() || unsynced.length === 0) return;
      const sum = { seq: lastSeq + 1, edit: unsynced.at(-1)?.edit ?? 0, bytes: Y.encodeStateAsUpdate(doc, acknowledgedVector()) };
      if (!storage.attempt(() => { store.sumUpUnsynced(docId, { seq: sum.seq, bytes: sum.bytes, isSynced: false }); })) return;
      rowCount += 1 - unsynced.length;
      lastSeq = sum.seq;
      unsynced = [sum];
    },
    /** Sums the log up when it is long and the server has all of it. */
    compact: (doc: Y.Doc): void => {
      if (rowCount < COMPACT_ROWS || unsynced.length > 0 || pending.length > 0) return;
      if (storage.attempt(() => { store.compact(docId, Y.encodeStateAsUpdate(doc), lastSeq); })) rowCount = 0;
    },
    close: (): boolean => flush(),
    abandon: (): void => {
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
