/**
 * What this machine knows about one person's work, on disk: views of documents, the log of Yjs updates, the outbox, branches, the feed cursor.
 * Owns the tables and nothing else; every method is one durable transaction or throws (storage-failure.ts names why).
 *
 * Always true: the rows of one document are in the order in which they were applied; a row that the server has not acknowledged
 * is never deleted except by `branchOff` and `startGeneration`, which keep its bytes in a branch within the same transaction (REP04), by
 * `sumUpUnsynced`, which puts its sum in its place, and by `erase`, which its author asks for.
 */
import type { DocumentView } from '#shared/protocol/http.ts';
import type { Outbox, OutboxEntry } from '#shared/sync/outbox.ts';
import { createBlobStore, forgetBlobs } from './blob-store.ts';
import type { SqlDatabase, SqlRow } from '#electron/replica/ports.ts';

export interface StoredDocument {
  readonly view: DocumentView;
  /** The server has it. A document created here is not born until its 拟稿 was accepted. */
  readonly isBorn: boolean;
}

export interface NewRow {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly isSynced: boolean;
}

export interface StoredText {
  readonly snapshot: Uint8Array | null;
  readonly rows: readonly NewRow[];
  readonly lastSeq: number;
}

export interface Branch {
  readonly docId: string;
  readonly title: string;
  readonly text: string;
  readonly at: number;
}

export type ReplicaStore = ReturnType<typeof createStore>;

export function createStore(database: SqlDatabase) {
  const put = (docId: string, view: DocumentView, isBorn: boolean): void =>
    database.run('INSERT INTO document (doc_id, view, is_born) VALUES (?, ?, ?) ON CONFLICT (doc_id) DO UPDATE SET view = excluded.view, is_born = max(is_born, excluded.is_born)', docId, JSON.stringify(view), isBorn ? 1 : 0);
  const setValue = (key: string, value: string): void =>
    database.run('INSERT INTO kv (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value);
  const insertRow = (docId: string, row: NewRow): void =>
    database.run('INSERT INTO doc_update (doc_id, seq, bytes, is_synced) VALUES (?, ?, ?, ?)', docId, row.seq, row.bytes, row.isSynced ? 1 : 0);
  const deleteText = (docId: string): void => {
    database.run('DELETE FROM doc_update WHERE doc_id = ?', docId);
    database.run('DELETE FROM doc_snapshot WHERE doc_id = ?', docId);
  };

  const deleteDocument = (docId: string): void => {
    database.run('DELETE FROM document WHERE doc_id = ?', docId);
    database.run('DELETE FROM kv WHERE key = ?', chainKey(docId));
    deleteText(docId);
    forgetBlobs(database, docId, 'all');
  };

  return {
    blobs: createBlobStore(database),

    value: (key: string): string | null => text(database.all('SELECT value FROM kv WHERE key = ?', key)[0], 'value'),
    setValue: (key: string, value: string): void => { database.tx(() => { setValue(key, value); }); },

    /** Everything whose key begins so, by its whole key. */
    valuesUnder: (prefix: string): ReadonlyMap<string, string> =>
      new Map(database.all('SELECT key, value FROM kv WHERE substr(key, 1, ?) = ?', prefix.length, prefix).map((row) => [String(row['key']), String(row['value'])])),
    setValues: (values: ReadonlyMap<string, string>): void => { database.tx(() => { for (const [key, value] of values) setValue(key, value); }); },

    documents: (): readonly StoredDocument[] =>
      database.all('SELECT view, is_born FROM document').map((row) => ({ view: JSON.parse(String(row['view'])) as DocumentView, isBorn: row['is_born'] === 1 })),
    /** One page of the feed, whole: what changed and how far it goes. */
    putFeed: (views: readonly DocumentView[], cursor: number | null): void => {
      database.tx(() => {
        for (const view of views) put(view.state.docId, view, true);
        if (cursor !== null) setValue('feed.cursor', String(cursor));
      });
    },
    /** A document created on this machine: view, first content and the act that asks the server for it, all or nothing. */
    putBirth: (view: DocumentView, firstContent: NewRow, entry: OutboxEntry, position: number): void => {
      database.tx(() => {
        put(view.state.docId, view, false);
        insertRow(view.state.docId, firstContent);
        putEntry(database, entry, position);
      });
    },
    removeDocument: (docId: string): void => {
      database.tx(() => {
        deleteDocument(docId);
      });
    },

    text: (docId: string): StoredText => {
      const snapshot = database.all('SELECT bytes, through_seq FROM doc_snapshot WHERE doc_id = ?', docId)[0];
      const rows = database.all('SELECT seq, bytes, is_synced FROM doc_update WHERE doc_id = ? ORDER BY seq', docId)
        .map((row) => ({ seq: Number(row['seq']), bytes: row['bytes'] as Uint8Array, isSynced: row['is_synced'] === 1 }));
      return { snapshot: (snapshot?.['bytes'] as Uint8Array | undefined) ?? null, rows, lastSeq: Math.max(rows.at(-1)?.seq ?? 0, Number(snapshot?.['through_seq'] ?? 0)) };
    },
    appendRows: (docId: string, rows: readonly NewRow[]): void => { database.tx(() => { for (const row of rows) insertRow(docId, row); }); },
    markSynced: (docId: string, seqs: readonly number[]): void => {
      database.tx(() => { for (const seq of seqs) database.run('UPDATE doc_update SET is_synced = 1 WHERE doc_id = ? AND seq = ?', docId, seq); });
    },
    /** Replaces what the server has not acknowledged by its sum. */
    sumUpUnsynced: (docId: string, sum: NewRow): void => {
      database.tx(() => {
        database.run('DELETE FROM doc_update WHERE doc_id = ? AND is_synced = 0', docId);
        insertRow(docId, sum);
        setValue(SCRUB_DUE, '1');
      });
    },
    /** 彻底删除: what was written here and never reached the server goes, branches too; its bytes with the next `scrub`. */
    erase: (docId: string): void => {
      database.tx(() => {
        database.run('DELETE FROM doc_update WHERE doc_id = ? AND is_synced = 0', docId);
        database.run('DELETE FROM branch WHERE doc_id = ?', docId);
        forgetBlobs(database, docId, 'waiting');
        setValue(SCRUB_DUE, '1');
      });
    },
    /** Something was taken out whose bytes must not stay in the files. */
    isScrubDue: (): boolean => database.all('SELECT 1 FROM kv WHERE key = ?', SCRUB_DUE).length > 0,
    scrub: (): void => {
      database.scrub();
      database.run('DELETE FROM kv WHERE key = ?', SCRUB_DUE);
    },
    /** Replaces the acknowledged log by its sum. The caller makes sure that nothing is unsynced: the sum must hold only what the server has. */
    compact: (docId: string, bytes: Uint8Array, throughSeq: number): void => {
      database.tx(() => {
        database.run('DELETE FROM doc_update WHERE doc_id = ? AND seq <= ? AND is_synced = 1', docId, throughSeq);
        database.run('INSERT INTO doc_snapshot (doc_id, bytes, through_seq) VALUES (?, ?, ?) ON CONFLICT (doc_id) DO UPDATE SET bytes = excluded.bytes, through_seq = excluded.through_seq', docId, bytes, throughSeq);
      });
    },
    /** Late edits leave the document and become a branch (P9). `keepsDocument` false: the person may no longer read it; the branch is their own work. */
    branchOff: (branch: Branch & { readonly bytes: Uint8Array }, keepsDocument: boolean): void => {
      database.tx(() => {
        insertBranch(database, branch);
        database.run('DELETE FROM doc_update WHERE doc_id = ? AND is_synced = 0', branch.docId);
        if (keepsDocument) return;
        deleteDocument(branch.docId);
      });
    },
    /** Which generation the text here is of; a text from before 归档 is of the first. */
    generation: (docId: string): number => Number(text(database.all('SELECT value FROM kv WHERE key = ?', generationKey(docId))[0], 'value') ?? 1),
    /** The server has written the text anew: what is here of the old one goes; unsent edits stay as a branch. */
    startGeneration: (docId: string, generation: number, branch: (Branch & { readonly bytes: Uint8Array }) | null): void => {
      database.tx(() => {
        if (branch !== null) insertBranch(database, branch);
        deleteText(docId);
        setValue(generationKey(docId), String(generation));
      });
    },
    dirtyDocs: (): readonly string[] => database.all('SELECT DISTINCT doc_id FROM doc_update WHERE is_synced = 0').map((row) => String(row['doc_id'])),
    textsKept: (): ReadonlySet<string> => new Set(database.all('SELECT doc_id FROM doc_snapshot UNION SELECT doc_id FROM doc_update').map((row) => String(row['doc_id']))),

    /** Edits that were never part of the document here (typed after it was handed on). */
    addBranch: (branch: Branch & { readonly bytes: Uint8Array }): void => { database.tx(() => { insertBranch(database, branch); }); },
    branches: (): readonly Branch[] => database.all('SELECT doc_id, title, text, at FROM branch ORDER BY id')
      .map((row) => ({ docId: String(row['doc_id']), title: String(row['title']), text: String(row['text']), at: Number(row['at']) })),
    branchBytes: (docId: string): readonly { readonly id: number; readonly bytes: Uint8Array }[] =>
      database.all('SELECT id, bytes FROM branch WHERE doc_id = ?', docId).map((row) => ({ id: Number(row['id']), bytes: row['bytes'] as Uint8Array })),
    removeBranch: (id: number): void => { database.tx(() => { database.run('DELETE FROM branch WHERE id = ?', id); }); },
    removeBranches: (docId: string): void => { database.tx(() => { database.run('DELETE FROM branch WHERE doc_id = ?', docId); }); },

    outbox: (): Outbox => database.all('SELECT entry FROM outbox ORDER BY position').map((row) => JSON.parse(String(row['entry'])) as OutboxEntry),
    saveOutbox: (outbox: Outbox): void => {
      database.tx(() => {
        database.run('DELETE FROM outbox');
        outbox.forEach((entry, position) => { putEntry(database, entry, position); });
      });
    },
    /** Touches the disk with a write of its own, to learn whether it takes writes again. */
    probe: (): void => { database.tx(() => { setValue('probe', 'x'); }); },
    close: (): void => { database.close(); },
  };
}

function putEntry(database: SqlDatabase, entry: OutboxEntry, position: number): void {
  database.run('INSERT OR REPLACE INTO outbox (op_id, position, entry) VALUES (?, ?, ?)', entry.command.opId, position, JSON.stringify(entry));
}

/** Of a document: how its chain stood when it was seen last. */
export const chainKey = (docId: string): string => `chain.${docId}`;
const SCRUB_DUE = 'scrub.due';
const generationKey = (docId: string): string => `generation.${docId}`;

function insertBranch(database: SqlDatabase, branch: Branch & { readonly bytes: Uint8Array }): void {
  database.run('INSERT INTO branch (doc_id, title, text, bytes, at) VALUES (?, ?, ?, ?, ?)', branch.docId, branch.title, branch.text, branch.bytes, branch.at);
}

const text = (row: SqlRow | undefined, column: string): string | null => (row === undefined ? null : String(row[column]));
