/**
 * The thread that owns one SQLite connection, so that a slow disk never stops the event loop. It knows SQL text and values, nothing else.
 * WAL with synchronous=FULL: with NORMAL a power cut loses acknowledged commits.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '#shared/base/result.ts';
import { GROUP_ID, type Failed, type Query, type Request, type Response, type ThreadSettings } from './messages.ts';
import { createGroupSteps } from './group-steps.ts';
import { createUnpacker } from './pack-steps.ts';
import { unpackUpdates } from './pack.ts';
import { described } from './result-codes.ts';

const STATEMENTS_MAX = 200;
const APPEND = 'insert into update_log (doc_id, person_id, at, bytes) values (?, ?, ?, ?)';
const INTRODUCE = 'insert into client_owner (doc_id, client, person_id, first_at) values (?, ?, ?, ?) on conflict do nothing';
/**
 * Pages in the write-ahead log before they are copied into the database, which costs two more flushes in the middle of somebody's commit.
 * The same pages are written over and over, so a log four times the usual size is copied four times more rarely and hardly longer: 16 MB.
 */
const CHECKPOINT_PAGES = 4_000;

const settings = workerData as ThreadSettings;
const db = new DatabaseSync(settings.path, { enableForeignKeyConstraints: true, timeout: 5_000, readOnly: settings.isReader });
db.exec(settings.isReader ? 'pragma query_only = on' : `pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

const statements = new Map<string, Prepared>();

function prepare(text: string): Prepared {
  const known = statements.get(text);
  if (known !== undefined) return known;
  if (statements.size >= STATEMENTS_MAX) statements.clear();
  const statement = db.prepare(text);
  const prepared = { statement, hasRows: statement.columns().length > 0 };
  statements.set(text, prepared);
  return prepared;
}

function run(text: string, parameters: readonly SQLInputValue[]): { rows: Record<string, unknown>[]; changes: number } {
  const { statement, hasRows } = prepare(text);
  if (hasRows) return { rows: statement.all(...parameters), changes: 0 };
  return { rows: [], changes: Number(statement.run(...parameters).changes) };
}

const unpackSteps = createUnpacker();
const takeSteps = createGroupSteps(db, ({ sql, parameters }) => run(sql, parameters).rows);

function readAll(queries: readonly Query[]): Record<string, unknown>[][] {
  db.exec('begin');
  try {
    return queries.map(({ sql, parameters }) => prepare(sql).statement.all(...parameters));
  } finally {
    db.exec('rollback');
  }
}

/** Answers the `seq` of the last row; within one transaction they follow each other. */
function append(packed: Uint8Array): number {
  let lastSeq = 0;
  db.exec('begin immediate');
  try {
    const insert = prepare(APPEND).statement;
    const introduce = prepare(INTRODUCE).statement;
    unpackUpdates(
      packed,
      ({ docId, personId, at, bytes }) => { lastSeq = Number(insert.run(docId, personId, at, bytes).lastInsertRowid); },
      ({ docId, personId, at }, client) => { introduce.run(docId, client, personId, at); },
    );
    db.exec('commit');
    return lastSeq;
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}

const failed = (id: number, error: unknown): Failed => ({ id, ok: false, ...described(error) });

function answer(request: Request): Response {
  const id = request instanceof Uint8Array ? GROUP_ID : request.id;
  try {
    if (request instanceof Uint8Array) return append(request);
    switch (request.kind) {
      case 'run': return { id, ok: true, ...run(request.sql, request.parameters) };
      case 'readAll': return { id, ok: true, rows: [], changes: 0, all: readAll(request.queries) };
      case 'group': return { id, ok: true, rows: [], changes: 0, ...takeSteps(unpackSteps(request.steps), request.ends) };
      case 'close':
        db.close();
        return { id, ok: true, rows: [], changes: 0 };
      default: return unreachable(request);
    }
  } catch (error) {
    return failed(id, error);
  }
}

/** Long values are handed over instead of copied; SQLite has made them for this answer alone. */
const HAND_OVER_BYTES_MIN = 4_096;

function buffersIn(response: Response): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  if (typeof response === 'number' || !response.ok) return buffers;
  for (const row of response.all?.flat() ?? response.rows) {
    for (const value of Object.values(row)) {
      if (value instanceof Uint8Array && value.byteLength >= HAND_OVER_BYTES_MIN && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) buffers.push(value.buffer);
    }
  }
  return buffers;
}

parentPort?.on('message', (request: Request) => {
  const response = answer(request);
  const buffers = buffersIn(response);
  if (buffers.length === 0) parentPort?.postMessage(response);
  else parentPort?.postMessage(response, buffers);
  if (!(request instanceof Uint8Array) && request.kind === 'close') parentPort?.close();
});
