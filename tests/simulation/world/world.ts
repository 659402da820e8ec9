/**
 * An office in virtual time: one server over a database that outlives it, machines of its people, and nothing between them but what the seed draws.
 * Databases are used again from history to history, wiped; everything else is new.
 */
import { newLife, type Kernel, type Life } from './kernel.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { can } from '#shared/policy/can.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { openMemoryDatabase, type MemoryDatabase } from '#tests/fuzz/memory-storage.ts';
import { MEMBERSHIPS, PERSONS, UNITS } from '#tests/kit/small-org.ts';
import { createSessions } from '#server/auth/sessions.ts';
import { openDirectoryIndex } from '#shared/org/search-index.ts';
import type { SqlDatabase } from '#shared/org/sql-port.ts';
import { migrate } from '#electron/replica/store/schema.ts';
import { createSimDisk, newMedium, wipe, type Medium } from './disk.ts';
import { Machine, PROFILE, type MachineSpoils } from './machine.ts';
import { addPeople, PASSWORD, startServer, type ServerSpoils } from './server.ts';
import { createSmallDirectory, FIRST_SEQ, type SmallDirectory } from './small-directory.ts';
import { createWire, type Running } from './wire.ts';

export interface Spoils {
  readonly server?: ServerSpoils;
  readonly machine?: MachineSpoils;
  /** A disk that forgets: what a transaction left is handed to it, and it may undo it when the machine dies. */
  readonly onCommit?: (machine: string, path: string, medium: Medium) => void;
}

export interface World {
  readonly kernel: Kernel;
  readonly people: Life;
  readonly machines: readonly Machine[];
  readonly small: SmallDirectory;
  machine(personId: string): Promise<Machine>;
  startServer(): Promise<void>;
  killServer(): void;
  isServerUp(): boolean;
  readonly serverErrors: readonly string[];
  state(docId: string): DocumentState | null;
  mayRead(personId: string, docId: string): boolean;
  /** Called with every step of a disk: may kill its machine. */
  onDiskStep: (machine: Machine, step: number, what: string) => void;
  /** Called with everything that the server says to a person's machine. */
  onSaid: (machine: Machine, what: string, said: string | Uint8Array) => void;
  rows(sql: string, ...values: readonly (string | number)[]): readonly Readonly<Record<string, unknown>>[];
  /** Gives its databases back. */
  close(): void;
}

export const SERVER_URL = 'http://server.sim';

/** What histories have in common. */
interface Stock {
  readonly memory: MemoryDatabase;
  readonly baseline: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
  readonly replicas: Medium[];
  readonly directories: Medium[];
}

let stock: Promise<Stock> | null = null;

async function openStock(): Promise<Stock> {
  const memory = await openMemoryDatabase();
  await addPeople(memory.storage());
  const { database } = memory;
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all().map((row) => String(row['name']));
  return { memory, baseline: new Map(tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()])), replicas: [], directories: [] };
}

function reset({ memory: { database }, baseline }: Stock): void {
  if (database.isTransaction) database.exec('ROLLBACK');
  database.exec('BEGIN');
  for (const [table, rows] of baseline) {
    const now = database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { readonly n: number };
    if (Number(now.n) === rows.length) continue;
    database.exec(`DELETE FROM ${table}`);
    for (const row of rows) {
      const names = Object.keys(row);
      database.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(...(Object.values(row) as string[]));
    }
  }
  database.exec('UPDATE account SET is_disabled = 0; DELETE FROM sqlite_sequence;');
  database.exec('COMMIT');
}

/** After a history that did not end well nothing of it is used again. */
export const forgetStock = (): void => { stock = null; };

export async function openWorld(kernel: Kernel, spoils: Spoils = {}): Promise<World> {
  const people = kernel.life();
  const have = await (stock ??= openStock());
  reset(have);
  const { memory } = have;
  const small = createSmallDirectory();
  const machines: Machine[] = [];
  const serverErrors: string[] = [];
  const rows: World['rows'] = (sql, ...values) => memory.database.prepare(sql).all(...values);
  const statesRead = new Map<string, { readonly text: string; readonly state: DocumentState }>();
  const stateRow = memory.database.prepare('SELECT state FROM document WHERE doc_id = ?');
  let running: Running | null = null;
  const taken: { readonly replicas: Medium[]; readonly directories: Medium[] } = { replicas: [], directories: [] };
  const mediumOf = (path: string): Medium => {
    const kind = path.endsWith('replica.db') ? 'replicas' : 'directories';
    const medium = have[kind].pop() ?? (kind === 'replicas' ? emptyReplica() : fullDirectory());
    taken[kind].push(medium);
    return medium;
  };

  const world: World = {
    kernel, people, machines, small, serverErrors, rows,
    onDiskStep: () => undefined,
    onSaid: () => undefined,
    isServerUp: () => running !== null,
    startServer: async () => {
      if (running !== null) return;
      const life = newLife('server');
      const server = await kernel.enter(life, () => startServer({ kernel, storage: memory.storage(), small, spoils: spoils.server ?? {} }));
      running = { server, life };
    },
    killServer: () => {
      if (running === null) return;
      running.life.isOver = true;
      serverErrors.push(...running.server.errors);
      running = null;
      for (const machine of machines) machine.wire.serverGone();
    },
    state: (docId) => {
      const row = stateRow.get(docId) as { readonly state: string } | undefined;
      if (row === undefined) return null;
      const known = statesRead.get(docId);
      if (known?.text === row.state) return known.state;
      const state = JSON.parse(row.state) as DocumentState;
      statesRead.set(docId, { text: row.state, state });
      return state;
    },
    mayRead: (personId, docId) => {
      const state = world.state(docId);
      const org = small.directory.orgView();
      const memberships = MEMBERSHIPS.filter((post) => post.personId === personId && small.holds(post.id));
      return state !== null && can({ personId, name: '', memberships }, 'document.read', { kind: 'document', state }, org).ok;
    },
    machine: async (personId) => {
      const name = `${personId}.${machines.length}`;
      const mine: { machine: Machine | null } = { machine: null };
      const wire = createWire({ kernel, name, running: () => running, onSaid: (what, said) => { if (mine.machine !== null) world.onSaid(mine.machine, what, said); } });
      const onCommit = spoils.onCommit;
      const disk = createSimDisk({
        mediumOf, onStep: (step, what) => { if (mine.machine !== null) world.onDiskStep(mine.machine, step, what); },
        ...(onCommit === undefined ? {} : { onCommit: (path: string, medium: Medium) => { onCommit(name, path, medium); } }),
      });
      const machine = new Machine({ kernel, name, personId, disk, wire, spoils: spoils.machine ?? {} });
      mine.machine = machine;
      const sessions = createSessions(memory.storage(), { now: kernel.now }, { bytes: (length) => Uint8Array.from({ length }, () => kernel.dice.below(256)) }, 100 * 3_600_000);
      const { token } = await sessions.open(personId);
      disk.writeFile(`${PROFILE}/session.json`, JSON.stringify({
        v: 1, serverUrl: SERVER_URL, login: personId, active: { person: sessionPerson(personId), token: { kind: 'keychain', data: Buffer.from(`sealed:${token}`).toString('base64') } },
      }));
      machines.push(machine);
      return machine;
    },
    close: () => {
      world.killServer();
      for (const machine of machines) machine.kill();
      for (const medium of taken.replicas) wipe(medium);
      have.replicas.push(...taken.replicas);
      if (small.isUnchanged()) have.directories.push(...taken.directories);
    },
  };
  await world.startServer();
  return world;
}

function emptyReplica(): Medium {
  const medium = newMedium();
  migrate(createSimDisk({ mediumOf: () => medium, onStep: () => undefined }).disk(newLife('maker')).openDatabase('replica.db'));
  return medium;
}

/** As every machine here has fetched it before: how it comes there is another test's concern. */
function fullDirectory(): Medium {
  const medium = newMedium();
  openDirectoryIndex(medium.database as unknown as SqlDatabase).apply({ gone: [], units: UNITS, people: PERSONS, memberships: MEMBERSHIPS });
  medium.database.exec(`${CURSOR_TABLE}; INSERT INTO replica_cursor (only, seq) VALUES (1, ${FIRST_SEQ})`);
  return medium;
}

/** As in electron/replica/directory/directory.ts. */
const CURSOR_TABLE = 'CREATE TABLE IF NOT EXISTS replica_cursor (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL) STRICT';

function sessionPerson(personId: string): SessionPerson {
  return {
    personId, login: personId, name: PERSONS.find((person) => person.id === personId)?.name ?? '',
    memberships: MEMBERSHIPS.filter((post) => post.personId === personId).map((post) => ({
      id: post.id, unitId: post.unitId, unitName: UNITS.find((unit) => unit.id === post.unitId)?.name ?? '', organId: post.organId, organName: UNITS.find((unit) => unit.id === post.organId)?.fullName ?? '',
      title: post.title, roles: [...post.roles], primary: post.primary, order: post.order,
    })),
  };
}

export const signInAgain = (machine: Machine): ReturnType<Machine['ask']> => machine.ask('session.signIn', { serverUrl: SERVER_URL, login: machine.personId, password: PASSWORD });
