/**
 * The directory on this machine: the person's own scope, kept in step by the change feed, searched without a network,
 * and the `OrgView` that decisions run on. Beyond the scope the server is asked while it can be reached.
 * Rebuildable at any time: a broken or outdated cache is thrown away and fetched again.
 */
import { join } from 'node:path';
import type { AppError } from '#shared/base/errors.ts';
import { appError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { DirectoryHit, DirectoryPerson, DirectoryUnit } from '#shared/ipc/contract.ts';
import type { OrgView } from '#shared/org/model.ts';
import { createOrgView } from '#shared/org/org-view.ts';
import { labelOfPath } from '#shared/org/path-label.ts';
import { DirectoryChanges, type SearchHit, type UnitRow } from '#shared/org/schema.ts';
import { openDirectoryIndex, type DirectoryIndex } from '#shared/org/search-index.ts';
import type { Disk, SqlDatabase } from '#electron/replica/ports.ts';
import type { UnitPast } from '#shared/protocol/directory-changes.ts';
import type { Http } from '#electron/replica/sync/http.ts';
import type { Known } from '#shared/workflow/decide.ts';
import { storageError, storageStateOf } from '#electron/replica/store/storage-failure.ts';
import { createRemoteDirectory } from './remote.ts';

const FILE = 'directory.db';
const CURSOR_TABLE = 'CREATE TABLE IF NOT EXISTS replica_cursor (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL) STRICT';

export interface DirectoryOptions {
  readonly disk: Disk;
  readonly dir: string;
  readonly http: Http;
  /** Where the person sits: search shows the nearest first. */
  readonly near: string | null;
  readonly isOnline: () => boolean;
  readonly onChanged: () => void;
  readonly onBug: (failure: unknown) => AppError;
}

export type Directory = ReturnType<typeof createDirectory>;

export function createDirectory(options: DirectoryOptions) {
  const { http } = options;
  const remote = createRemoteDirectory(http);
  const opened = open(options.disk, join(options.dir, FILE));
  const { database } = opened;
  const { index } = opened;
  let org: OrgView = viewOf(index);
  let isClosed = false;
  const learnt = new Map<string, Known | undefined>();

  const cursor = (): number => Number(database.all('SELECT seq FROM replica_cursor WHERE only = 1')[0]?.['seq'] ?? 0);

  const unitOf = (row: UnitRow): DirectoryUnit => describe(row, index);
  const localPerson = (personId: string): DirectoryPerson | null => {
    const person = index.person(personId);
    if (person === undefined) return null;
    const posts = index.membershipsOf(personId).map((post) => ({
      unitId: post.unitId, unitName: index.unit(post.unitId)?.name ?? '', pathLabel: placeOf(post.unitId, index), title: post.title, primary: post.primary,
    }));
    return { id: person.id, name: person.name, phone: person.phone, status: person.status, posts };
  };
  const localHit = (hit: SearchHit): DirectoryHit | null => {
    if (hit.kind === 'unit') {
      const unit = index.unit(hit.id);
      return unit === undefined ? null : { kind: 'unit', unit: { ...unitOf(unit), formerNames: hit.formerName === null ? [] : [hit.formerName] } };
    }
    const person = localPerson(hit.id);
    return person === null ? null : { kind: 'person', person };
  };

  return {
    org: (): OrgView => org,
    isEmpty: (): boolean => cursor() === 0,
    /** Fetches what changed since last time. */
    sync: async (): Promise<Result<null, AppError>> => {
      let hasChanged = false;
      for (;;) {
        const page = await http.get(`/api/directory/changes?after=${cursor()}`, DirectoryChanges);
        if (isClosed) return err(appError('auth.required'));
        if (!page.ok) return page;
        const { seq, more } = page.value;
        const isNews = seq !== cursor();
        try {
          index.apply(page.value, { settle: !more });
          if (isNews) database.run('INSERT INTO replica_cursor (only, seq) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET seq = excluded.seq', seq);
        } catch (failure) {
          if (storageStateOf(failure) !== null) return err(storageError(failure));
          // Rows that do not fit together: the cache is fetched again from the beginning instead of staying broken for ever.
          database.run('DELETE FROM replica_cursor');
          return err(options.onBug(failure));
        }
        hasChanged ||= isNews;
        if (!more) break;
      }
      if (hasChanged) {
        org = viewOf(index);
        options.onChanged();
      }
      return ok(null);
    },
    search: async (query: string, limit: number): Promise<{ readonly hits: readonly DirectoryHit[]; readonly isPartial: boolean }> => {
      const near = options.near === null ? {} : { near: options.near };
      const hits = index.search(query, { ...near, limit }).map(localHit).filter((hit) => hit !== null);
      if (!options.isOnline() || hits.length >= limit) return { hits, isPartial: !options.isOnline() };
      const more = await remote.search(query, limit);
      if (!more.ok) return { hits, isPartial: true };
      const known = new Set(hits.map(idOf));
      return { hits: [...hits, ...more.value.filter((hit) => !known.has(idOf(hit)))].slice(0, limit), isPartial: false };
    },
    children: async (unitId: string | null): Promise<Result<readonly DirectoryUnit[], AppError>> => {
      const local = (unitId === null ? index.roots() : index.children(unitId)).filter(isActive).map(unitOf);
      if (!options.isOnline()) return ok(local);
      const all = await remote.children(unitId);
      return all.ok ? all : ok(local);
    },
    unit: async (unitId: string): Promise<Result<{ readonly unit: DirectoryUnit; readonly people: readonly { readonly id: string; readonly name: string; readonly title: string; readonly phone: string; readonly status: string }[] }, AppError>> => {
      const row = index.unit(unitId);
      const members = row === undefined ? [] : index.membersOf(unitId);
      // Above the own scope the cache holds the bare units of the path, without their people.
      if ((row === undefined || members.length === 0) && options.isOnline()) {
        const asked = await remote.unit(unitId);
        if (asked.ok) return asked;
      }
      if (row === undefined) return err(appError('not-found'));
      return ok({
        unit: unitOf(row),
        people: members.map(({ membership, person }) => ({ id: person.id, name: person.name, title: membership.title, phone: person.phone, status: person.status })),
      });
    },
    person: async (personId: string): Promise<Result<DirectoryPerson, AppError>> => {
      const local = localPerson(personId);
      if (local !== null) return ok(local);
      if (!options.isOnline()) return err(appError('not-found'));
      const asked = await remote.person(personId);
      if (asked.ok) learnt.set(personId, asKnown(asked.value));
      return asked;
    },
    past: async (unitId: string): Promise<Result<UnitPast, AppError>> => (options.isOnline() ? remote.past(unitId) : err(appError('network.unreachable'))),
    /** Anybody in the scope, or asked about since the start. */
    known: (personId: string): Known | undefined => {
      const local = localPerson(personId);
      return local === null ? learnt.get(personId) : asKnown(local);
    },
    close: (): void => {
      isClosed = true;
      database.close();
    },
  };
}

/** Somebody who has left can no longer be brought in. */
function asKnown(person: DirectoryPerson): Known | undefined {
  if (person.status !== 'active') return undefined;
  const post = person.posts.find((each) => each.primary) ?? person.posts[0];
  return { name: person.name, title: post?.title ?? '', unitName: post?.unitName ?? '' };
}

/** What was dissolved is found by its id, for what was written in its day, and offered nowhere. */
const isActive = (row: UnitRow): boolean => row.status === 'active';

const idOf = (hit: DirectoryHit): string => (hit.kind === 'unit' ? hit.unit.id : hit.person.id);

function open(disk: Disk, path: string): { readonly database: SqlDatabase; readonly index: DirectoryIndex } {
  const start = (): { readonly database: SqlDatabase; readonly index: DirectoryIndex } => {
    const database = disk.openDatabase(path);
    try {
      if (database.all('PRAGMA quick_check(1)')[0]?.['quick_check'] !== 'ok') throw new Error('directory cache is damaged');
      const index = openDirectoryIndex(database);
      database.exec(CURSOR_TABLE);
      // The index drops tables of another version; then the cursor means nothing either.
      if (index.roots().length === 0) database.exec('DELETE FROM replica_cursor');
      return { database, index };
    } catch (failure) {
      database.close();
      throw failure;
    }
  };
  try {
    return start();
  } catch {
    for (const suffix of ['', '-wal', '-shm']) disk.remove(path + suffix);
    return start();
  }
}

function viewOf(index: DirectoryIndex): OrgView {
  const { units, people, memberships } = index.all();
  return createOrgView(units, people, memberships);
}

const placeOf = (unitId: string, index: DirectoryIndex): string => {
  const path = index.path(unitId);
  return path.length > 1 ? labelOfPath(path.slice(0, -1)) : '';
};

function describe(row: UnitRow, index: DirectoryIndex): DirectoryUnit {
  return {
    id: row.id, parentId: row.parentId, kind: row.kind, level: row.level, name: row.name, shortName: row.shortName, fullName: row.fullName, uscc: row.uscc, formerNames: row.formerNames,
    isOrgan: row.isOrgan, status: row.status, hasChildren: index.children(row.id).some(isActive), pathLabel: placeOf(row.id, index),
  };
}
