/**
 * The directory as the rest of the server sees it: asynchronous questions to the worker, and an `OrgView` in
 * memory for `can` and `decide`.
 *
 * Holds no rows of its own. Every method that returns a phone takes the viewer it is for; `null` masks all.
 * After a change the view is replaced before the change is answered, so a decision never lags behind an act.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadBeside } from '#server/beside.ts';
import type { AppError } from '#shared/base/errors.ts';
import type { Result } from '#shared/base/result.ts';
import { aboutOf } from '#shared/org/change/describe.ts';
import { batchOf, type Diff } from '#shared/org/change/rows.ts';
import type { PhoneViewer } from '#shared/org/phone.ts';
import type { DirectoryChanges, DirectoryCounts, MemberRow, MembershipRow, PersonRow, SearchHit, UnitRow } from '#shared/org/schema.ts';
import { SEARCH_LIMIT_DEFAULT } from '#shared/org/directory-reader.ts';
import type { ChangeBatch } from '#shared/org/search-index.ts';
import type { Decided, DecideRequest, DirectoryRequests, FromWorker, GeneratedLoad, RequestName, WorkerSetup } from './directory-requests.ts';
import { viewOf, type DirectoryOrgView } from './org-snapshot.ts';
import type { DirectoryScope } from './scope.ts';

export const DIRECTORY_FILE = 'directory.db';

export interface DirectoryLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface OpenDirectoryOptions {
  readonly dataDir: string;
  readonly log: DirectoryLog;
}

export interface Directory {
  /** The organisation now; ask again after every await. */
  orgView(): DirectoryOrgView;
  search(query: string, options?: { readonly near?: string; readonly limit?: number }): Promise<readonly SearchHit[]>;
  roots(): Promise<readonly UnitRow[]>;
  children(unitId: string): Promise<readonly UnitRow[]>;
  unit(unitId: string): Promise<UnitRow | null>;
  path(unitId: string): Promise<readonly UnitRow[]>;
  person(personId: string, viewer: PhoneViewer | null): Promise<PersonRow | null>;
  membersOf(unitId: string, viewer: PhoneViewer | null): Promise<readonly MemberRow[]>;
  membershipsOf(personId: string): Promise<readonly MembershipRow[]>;
  /** People whose main post is in the subtree. */
  headCount(unitId: string): Promise<number>;
  /** What this person's replica holds. */
  scopeOf(personId: string): Promise<DirectoryScope>;
  changes(afterSeq: number, scope: DirectoryScope, limit: number, viewer: PhoneViewer | null): Promise<DirectoryChanges>;
  counts(): Promise<DirectoryCounts>;
  /** Generates a directory into an empty file; false (and nothing done) when there is one already. */
  load(load: GeneratedLoad, onProgress?: (units: number) => void): Promise<boolean>;
  readonly provisioned: {
    people(ask: DirectoryRequests['provisionedPeople']['ask']): Promise<DirectoryRequests['provisionedPeople']['answer']>;
    units(ask: DirectoryRequests['provisionedUnits']['ask']): Promise<DirectoryRequests['provisionedUnits']['answer']>;
    unit(unitId: string): Promise<DirectoryRequests['provisionedUnit']['answer']>;
  };
  /** What a command of an administrator comes to, and why it may not be. */
  decide(request: DecideRequest): Promise<Result<Decided, AppError>>;
  /** The last change of the log (changes/) that stands here. */
  applied(): Promise<number>;
  applyDiff(diff: Diff, change: number): Promise<void>;
  /** One batch, one transaction; answers the new sequence number. */
  apply(batch: ChangeBatch, as?: { readonly change: number; readonly touched: readonly string[] }): Promise<number>;
  /** Called when the view has been replaced, with the units that a change concerns. Returns the function that stops listening. */
  onChange(listener: (touched: readonly string[]) => void): () => void;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (cause: Error) => void;
}

export async function openDirectory({ dataDir, log }: OpenDirectoryOptions): Promise<Directory> {
  mkdirSync(dataDir, { recursive: true });
  const setup: WorkerSetup = { file: join(dataDir, DIRECTORY_FILE) };
  const worker = new Worker(threadBeside(import.meta.url, 'directory-worker'), { workerData: setup });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let progress: ((units: number) => void) | undefined;
  let stopped: Error | undefined;

  const stop = (cause: Error): void => {
    stopped ??= cause;
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'progress') {
      progress?.(message.units);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') asked?.resolve(message.value);
    else asked?.reject(new Error(message.message));
  });
  worker.on('error', (cause: unknown) => {
    log.error({ cause: String(cause) }, 'directory worker failed');
    stop(cause instanceof Error ? cause : new Error(String(cause)));
  });
  worker.on('exit', () => stop(new Error('the directory is closed')));

  function ask<N extends RequestName>(name: N, question: DirectoryRequests[N]['ask']): Promise<DirectoryRequests[N]['answer']> {
    if (stopped !== undefined) return Promise.reject(stopped);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      worker.postMessage({ id, name, ask: question });
    });
  }

  let view = viewOf(await ask('snapshot', null));
  const listeners = new Set<(touched: readonly string[]) => void>();
  const renewView = async (touched: readonly string[]): Promise<void> => {
    view = viewOf(await ask('snapshot', null));
    for (const listener of listeners) listener(touched);
  };
  const apply: Directory['apply'] = async (batch, as) => {
    const seq = await ask('apply', { batch, change: as?.change ?? null });
    if (batch.gone.length + batch.units.length + batch.people.length + batch.memberships.length > 0) {
      await renewView(as?.touched ?? [...batch.units.map(({ id }) => id), ...batch.memberships.map(({ unitId }) => unitId)]);
    }
    return seq;
  };

  return {
    orgView: () => view,
    search: (query, options = {}) => ask('search', { query, near: options.near ?? null, limit: options.limit ?? SEARCH_LIMIT_DEFAULT }),
    roots: () => ask('roots', null),
    children: (unitId) => ask('children', unitId),
    unit: (unitId) => ask('unit', unitId),
    path: (unitId) => ask('path', unitId),
    person: (personId, viewer) => ask('person', { personId, viewer }),
    membersOf: (unitId, viewer) => ask('membersOf', { unitId, viewer }),
    membershipsOf: (personId) => ask('membershipsOf', personId),
    headCount: (unitId) => ask('headCount', unitId),
    scopeOf: (personId) => ask('scopeOf', personId),
    changes: (afterSeq, scope, limit, viewer) => ask('changes', { afterSeq, scope, limit, viewer }),
    counts: () => ask('counts', null),
    load: async (load, onProgress) => {
      progress = onProgress;
      const isLoaded = await ask('load', load);
      progress = undefined;
      if (isLoaded) {
        await renewView([]);
        log.info({ scale: load.scale, ...(await ask('counts', null)) }, 'directory loaded');
      }
      return isLoaded;
    },
    provisioned: { people: (of) => ask('provisionedPeople', of), units: (of) => ask('provisionedUnits', of), unit: (unitId) => ask('provisionedUnit', unitId) },
    decide: (request) => ask('decide', request),
    applied: () => ask('applied', null),
    applyDiff: async (diff, change) => { await apply(batchOf(diff), { change, touched: aboutOf(diff) }); },
    apply,
    onChange: (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    close: async () => {
      if (stopped !== undefined) return;
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      await ask('close', null);
      await exited;
    },
  };
}
