/**
 * The thread that owns one SQLite connection, so that a slow disk never stops the event loop. It knows SQL text and values, nothing else.
 * WAL with synchronous=FULL: with NORMAL a power cut loses acknowledged commits.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { BatchPart, PackedRows, Request, Response, ThreadSettings } from './messages.ts';
import { unpackRows } from './pack.ts';

const STATEMENTS_MAX = 200;
const APPEND = 'insert into update_log (doc_id, person_id, at, bytes) values (?, ?, ?, ?)';

const settings = workerData as ThreadSettings;
const db = new DatabaseSync(settings.path, { enableForeignKeyConstraints: true, timeout: 5_000, readOnly: settings.isReader });
db.exec(settings.isReader ? 'pragma query_only = on' : 'pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 1000');

const statements = new Map<string, StatementSync>();

function prepare(text: string): StatementSync {
  const known = statements.get(text);
  if (known !== undefined) return known;
  if (statements.size >= STATEMENTS_MAX) statements.clear();
  const statement = db.prepare(text);
  statements.set(text, statement);
  return statement;
}

function run(text: string, parameters: readonly SQLInputValue[]): { rows: Record<string, unknown>[]; changes: number } {
  const statement = prepare(text);
  if (statement.columns().length > 0) return { rows: statement.all(...parameters), changes: 0 };
  return { rows: [], changes: Number(statement.run(...parameters).changes) };
}

function append(rows: PackedRows, also: readonly BatchPart[]): void {
  db.exec('begin immediate');
  try {
    const statement = prepare(APPEND);
    for (const [docId, personId, at, bytes] of unpackRows(rows)) statement.run(docId, personId, at, bytes);
    for (const part of also) for (const row of part.rows) prepare(part.sql).run(...row);
    db.exec('commit');
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}

function answer(request: Request): Response {
  try {
    switch (request.kind) {
      case 'run':
        return { id: request.id, ok: true, ...run(request.sql, request.parameters) };
      case 'append':
        append(request.rows, request.also);
        return { id: request.id, ok: true, rows: [], changes: request.rows.lengths.length };
      case 'close':
        db.close();
        return { id: request.id, ok: true, rows: [], changes: 0 };
    }
  } catch (error) {
    const { errcode } = error as { readonly errcode?: unknown };
    return { id: request.id, ok: false, errcode: typeof errcode === 'number' ? errcode : 0, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Long values are handed over instead of copied; SQLite has made them for this answer alone. */
const HAND_OVER_BYTES_MIN = 4_096;

function buffersIn(response: Response): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  if (!response.ok) return buffers;
  for (const row of response.rows) {
    for (const value of Object.values(row)) {
      if (value instanceof Uint8Array && value.byteLength >= HAND_OVER_BYTES_MIN && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) buffers.push(value.buffer);
    }
  }
  return buffers;
}

parentPort?.on('message', (request: Request) => {
  const response = answer(request);
  parentPort?.postMessage(response, buffersIn(response));
  if (request.kind === 'close') parentPort?.close();
});
