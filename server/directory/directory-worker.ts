/**
 * The directory worker: sole owner of directory.db, its tables and its search index.
 *
 * In a thread of its own, so that neither a province being loaded nor a wide search stops the server's event
 * loop. Answers requests in order; one batch is one transaction; phones are masked before they leave it.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { ok } from '#shared/base/result.ts';
import { maskPhone, visiblePhone, type PhoneViewer } from '#shared/org/phone.ts';
import type { PersonRow } from '#shared/org/schema.ts';
import { openDirectoryReader } from '#shared/org/directory-reader.ts';
import type { DirectoryIndex } from '#shared/org/search-index.ts';
import { inTransaction, rowOf } from '#shared/org/sql-port.ts';
import { sm3 } from '#server/sm3.ts';
import { createChangeFeed } from './change-feed.ts';
import type { DirectoryRequests, FromWorker, GeneratedLoad, RequestName, ToWorker, WorkerSetup } from './directory-requests.ts';
import { createPages } from './provisioned.ts';
import { scopeOf } from './scope.ts';
import { readSnapshot, transferOf } from './snapshot-reader.ts';

const PROGRESS_EVERY_UNITS = 500;

const port = parentPort;
if (port === null) throw new Error('directory-worker runs as a worker thread');
const { file } = workerData as WorkerSetup;

const db = new DatabaseSync(file);
// FULL: the directory is truth, not a cache. 64 MB of pages hold the hot part of a province's index.
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 5000');
const index = openDirectoryReader(db);
/** Writing needs a dictionary of pinyin, some thirty megabytes of it: loaded when somebody writes for the first time. */
let writing: Promise<DirectoryIndex> | null = null;
const openForWriting = (): Promise<DirectoryIndex> => (writing ??= import('#shared/org/search-index.ts').then(({ openDirectoryIndex }) => openDirectoryIndex(db)));
const readChange = db.prepare("SELECT value FROM directory_state WHERE key = 'change'");
const saveChange = db.prepare("INSERT INTO directory_state(key, value) VALUES ('change', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value");
const readChanges = createChangeFeed(db, index);
const pages = createPages(db, index);

const org = {
  isWithin: (unitId: string, ancestorId: string): boolean => index.path(unitId).some((unit) => unit.id === ancestorId),
};

function show(person: PersonRow, viewer: PhoneViewer | null): PersonRow {
  const phone = viewer === null ? maskPhone(person.phone) : visiblePhone(viewer, person, index.membershipsOf(person.id), org);
  return { ...person, phone };
}

async function load({ scale, seed }: GeneratedLoad): Promise<boolean> {
  if (index.counts().units > 0) return false;
  const [{ write }, { generateDirectory }, { loadDivisions }] = await Promise.all([openForWriting(), import('#shared/org/generate/generate.ts'), import('./divisions-file.ts')]);
  const divisions = loadDivisions();
  inTransaction(db, () =>
    write.load(generateDirectory(divisions, seed === undefined ? { scale } : { scale, seed }), (units) => {
      if (units % PROGRESS_EVERY_UNITS === 0) port?.postMessage({ kind: 'progress', units } satisfies FromWorker);
    }));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize');
  return true;
}

const handlers: { readonly [N in RequestName]: (ask: DirectoryRequests[N]['ask']) => DirectoryRequests[N]['answer'] | Promise<DirectoryRequests[N]['answer']> } = {
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
  apply: async ({ batch, change }) => {
    const write = await openForWriting();
    write.apply(batch, change === null ? {} : { also: () => { saveChange.run(change); } });
    return index.lastSeq();
  },
  applied: () => rowOf<{ value: number }>(readChange)?.value ?? 0,
  decide: async ({ command, by, named }) => {
    // Most nodes never decide one: what it needs is loaded with the first.
    const [{ decideOrgChange }, { describeChange, reachOfChange }] = await Promise.all([import('#shared/org/change/decide.ts'), import('#shared/org/change/describe.ts')]);
    const decided = decideOrgChange(command, index, by, named);
    if (!decided.ok) return decided;
    const { diff, account } = decided.value;
    const fingerprint = sm3(canonicalJson({ diff, account } as unknown as Json));
    return ok({ change: decided.value, lines: describeChange(diff, index), reach: reachOfChange(diff, index), fingerprint });
  },
  provisionedPeople: ({ rootId, offset, limit, without }) => pages.people(rootId, offset, limit, without),
  provisionedUnits: ({ rootId, offset, limit, withMembers, name }) => pages.units(rootId, offset, limit, withMembers, name),
  provisionedUnit: (unitId) => pages.unit(unitId),
  snapshot: () => readSnapshot(db, index.lastSeq()),
  close: () => {
    db.close();
    return null;
  },
};

async function answer({ id, name, ask }: ToWorker): Promise<void> {
  try {
    const value = await (handlers[name] as (ask: unknown) => unknown)(ask);
    const transfer = name === 'snapshot' ? transferOf(value as DirectoryRequests['snapshot']['answer']) : [];
    port?.postMessage({ kind: 'answer', id, value } satisfies FromWorker, transfer);
  } catch (cause) {
    port?.postMessage({ kind: 'failure', id, message: cause instanceof Error ? cause.message : String(cause) } satisfies FromWorker);
  }
  if (name === 'close') port?.close();
}

/** In order: whoever asks after a change is answered as of after it. */
let last: Promise<void> = Promise.resolve();
port.on('message', (request: ToWorker) => { last = last.then(() => answer(request)); });
