/**
 * The directory worker: sole owner of directory.db, its tables and its search index.
 *
 * In a thread of its own, so that neither a province being loaded nor a wide search stops the server's event
 * loop. Answers requests in order; one batch is one transaction; phones are masked before they leave it.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { generateDirectory } from '#shared/org/generate/generate.ts';
import { maskPhone, visiblePhone, type PhoneViewer } from '#shared/org/phone.ts';
import type { PersonRow } from '#shared/org/schema.ts';
import { openDirectoryIndex } from '#shared/org/search-index.ts';
import { inTransaction } from '#shared/org/sql-port.ts';
import { createChangeFeed } from './change-feed.ts';
import { loadDivisions } from './divisions-file.ts';
import type { DirectoryRequests, FromWorker, GeneratedLoad, RequestName, ToWorker, WorkerSetup } from './directory-requests.ts';
import { scopeOf } from './scope.ts';
import { readSnapshot, transferOf } from './snapshot-reader.ts';

const PROGRESS_EVERY_UNITS = 500;

const port = parentPort;
if (port === null) throw new Error('directory-worker runs as a worker thread');
const { file } = workerData as WorkerSetup;

const db = new DatabaseSync(file);
// FULL: the directory is truth, not a cache. 64 MB of pages hold the hot part of a province's index.
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 5000');
const index = openDirectoryIndex(db);
const readChanges = createChangeFeed(db, index);

const org = {
  isWithin: (unitId: string, ancestorId: string): boolean => index.path(unitId).some((unit) => unit.id === ancestorId),
};

function show(person: PersonRow, viewer: PhoneViewer | null): PersonRow {
  const phone = viewer === null ? maskPhone(person.phone) : visiblePhone(viewer, person, index.membershipsOf(person.id), org);
  return { ...person, phone };
}

function load({ scale, seed }: GeneratedLoad): boolean {
  if (index.counts().units > 0) return false;
  const divisions = loadDivisions();
  inTransaction(db, () =>
    index.write.load(generateDirectory(divisions, seed === undefined ? { scale } : { scale, seed }), (units) => {
      if (units % PROGRESS_EVERY_UNITS === 0) port?.postMessage({ kind: 'progress', units } satisfies FromWorker);
    }));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize');
  return true;
}

const handlers: { readonly [N in RequestName]: (ask: DirectoryRequests[N]['ask']) => DirectoryRequests[N]['answer'] } = {
  search: ({ query, near, limit }) => index.search(query, near === null ? { limit } : { near, limit }),
  roots: () => index.roots(),
  children: (unitId) => index.children(unitId),
  unit: (unitId) => index.unit(unitId) ?? null,
  path: (unitId) => index.path(unitId),
  person: ({ personId, viewer }) => {
    const person = index.person(personId);
    return person === undefined ? null : show(person, viewer);
  },
  membersOf: ({ unitId, viewer }) => index.membersOf(unitId).map((member) => ({ ...member, person: show(member.person, viewer) })),
  membershipsOf: (personId) => index.membershipsOf(personId),
  headCount: (unitId) => index.headCount(unitId),
  scopeOf: (personId) => scopeOf(index, personId),
  changes: ({ afterSeq, scope, limit, viewer }) => readChanges({ afterSeq, scope, limit, show: (person) => show(person, viewer) }),
  counts: () => index.counts(),
  load,
  apply: (batch) => {
    index.apply(batch);
    return index.write.lastSeq();
  },
  snapshot: () => readSnapshot(db, index.write.lastSeq()),
  close: () => {
    db.close();
    return null;
  },
};

function answer({ id, name, ask }: ToWorker): void {
  try {
    const value = (handlers[name] as (ask: unknown) => unknown)(ask);
    const transfer = name === 'snapshot' ? transferOf(value as DirectoryRequests['snapshot']['answer']) : [];
    port?.postMessage({ kind: 'answer', id, value } satisfies FromWorker, transfer);
  } catch (cause) {
    port?.postMessage({ kind: 'failure', id, message: cause instanceof Error ? cause.message : String(cause) } satisfies FromWorker);
  }
  if (name === 'close') port?.close();
}

port.on('message', answer);
