/**
 * The replica as its host sees it: calls in, notices out, ports for open documents. The same object runs in the utility process
 * and in tests; everything outside comes through `Seams`. Every name and every input is parsed here a second time:
 * the replica trusts no window, whoever forwarded the message.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { isDocId } from '#shared/base/ids.ts';
import { parse } from '#shared/base/parse.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { CALLS, type CallInput, type CallName, type CallOutput, type NoticeName, type NoticePayload, type SyncSummary } from '#shared/ipc/contract.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import type { ReminderSettings } from '#shared/time/quiet-hours.ts';
import { storageError, storageStateOf } from '#electron/replica/store/storage-failure.ts';
import type { DocPort } from './docs/doc-port-peer.ts';
import type { PersonSpace } from './person-space.ts';
import type { Seams } from './ports.ts';
import { createSession, type AutoSignIn } from './session/session.ts';
import { normaliseServerUrl, probeServer } from './sync/http.ts';

export interface ReplicaOptions extends Seams {
  /** The profile folder. */
  readonly dir: string;
  readonly autoSignIn: AutoSignIn | null;
  /** When this person may be reminded, from the first look on. */
  readonly reminders: ReminderSettings;
  /** A bug: its words go to the log under this number, the number to the window. */
  readonly onBug: (incident: string, failure: unknown) => void;
}

type NoticeListener = <N extends NoticeName>(name: N, payload: NoticePayload<N>) => void;
type ReplicaCall = { readonly [N in CallName]: (typeof CALLS)[N]['owner'] extends 'replica' ? N : never }[CallName];
type Handlers = { readonly [N in ReplicaCall]: (input: CallInput<N>) => Promise<Result<CallOutput<N>, AppError>> | Result<CallOutput<N>, AppError> };

export interface Replica {
  call(name: string, input: unknown): Promise<Result<unknown, AppError>>;
  onNotice(listener: NoticeListener): () => void;
  openPort(docId: string, port: DocPort): Result<null, AppError>;
  setReminders(settings: ReminderSettings): void;
  /** True when everything typed so far is on disk. */
  flush(): boolean;
  close(): Promise<void>;
}

const NOBODY: SyncSummary = { connection: 'offline', error: null, lastSyncedAt: null, pendingDocs: 0, tooNew: 0, outbox: [], branches: [], held: [], storage: 'ok', recovered: null };

export async function createReplica(options: ReplicaOptions): Promise<Replica> {
  const listeners = new Set<NoticeListener>();
  const notify: NoticeListener = (name, payload) => { for (const listener of listeners) listener(name, payload); };
  const bug = (failure: unknown): AppError => {
    // A disk that cannot be read is none of ours, and a person can do something about it.
    if (storageStateOf(failure) !== null) return storageError(failure);
    const incident = incidentOf(options);
    options.onBug(incident, failure);
    return appError('internal', { incident });
  };
  options.disk.makeDir(options.dir);
  let reminderSettings = options.reminders;
  const session = createSession({ seams: options, dir: options.dir, autoSignIn: options.autoSignIn, notify, reminderSettings: () => reminderSettings, onBug: bug });
  await session.start();

  const inSpace = <T>(work: (space: PersonSpace) => T): T | Result<never, AppError> => {
    const space = session.space();
    return space === null ? err(appError('auth.required')) : work(space);
  };

  const handlers: Handlers = {
    'server.probe': async ({ serverUrl }) => {
      const address = normaliseServerUrl(serverUrl);
      return address.ok ? probeServer(options.net, options.timers, address.value) : address;
    },
    'session.get': () => ok(session.state()),
    'session.signIn': (input) => session.signIn(input),
    'session.unlock': ({ password }) => session.unlock(password),
    'session.signOut': () => session.signOut(),
    'desk.list': (input) => inSpace((space) => ok(space.desk.list(input))),
    'document.search': (input) => inSpace((space) => ok(space.desk.search(input))),
    'desk.counts': () => inSpace((space) => ok(space.desk.counts())),
    'desk.views': () => inSpace((space) => ok(space.savedViews.all())),
    'desk.keepView': (input) => inSpace((space) => space.savedViews.keep(input)),
    'desk.dropView': ({ name }) => inSpace((space) => space.savedViews.drop(name)),
    'document.create': (input) => inSpace((space) => space.work.create(input)),
    'document.followPreview': (input) => inSpace((space) => space.work.followPreview(input)),
    'document.follow': (input) => inSpace((space) => space.work.follow(input)),
    'document.get': ({ docId }) => inSpace((space) => space.desk.page(docId)),
    // The port itself comes beside this call, from the host (openPort).
    'document.open': ({ docId }) => inSpace((space) => (space.desk.isReadable(docId) ? ok(null) : err(appError('not-found', { rule: 'POL04' })))),
    'document.act': (input) => inSpace((space) => space.work.act(input)),
    'outbox.dismiss': ({ opId }) => inSpace((space) => space.work.dismiss(opId)),
    'branch.dismiss': ({ docId }) => inSpace((space) => {
      space.dismissBranch(docId);
      return ok(null);
    }),
    'blob.put': ({ docId, name, bytes }) => inSpace((space) => (space.desk.isReadable(docId) ? space.blobs.put(docId, name, bytes) : err(appError('not-found', { rule: 'POL04' })))),
    'blob.read': ({ docId, digest }) => inSpace((space) => (space.desk.isReadable(docId) ? space.blobs.read(docId, digest) : err(appError('not-found', { rule: 'POL04' })))),
    'blob.adopt': ({ docId, digest }) => inSpace((space) => (space.desk.isReadable(docId) ? space.blobs.adopt(docId, digest) : err(appError('not-found', { rule: 'POL04' })))),
    'blob.list': ({ docId }) => inSpace((space) => (space.desk.isReadable(docId) ? ok(space.blobs.list(docId)) : err(appError('not-found', { rule: 'POL04' })))),
    'document.erase': ({ docId }) => inSpace((space) => space.eraseHeld(docId)),
    'sync.get': () => ok(session.space()?.summary() ?? NOBODY),
    'sync.now': () => inSpace(async (space) => {
      await space.syncNow();
      return ok(null);
    }),
    'calendar.get': () => ok(session.space()?.calendar() ?? NATIONAL_CALENDAR),
    'directory.search': ({ query, limit }) => inSpace(async (space) => ok(await space.directory.search(query, limit))),
    'directory.children': ({ unitId }) => inSpace((space) => space.directory.children(unitId)),
    'directory.unit': ({ unitId }) => inSpace((space) => space.directory.unit(unitId)),
    'directory.past': ({ unitId }) => inSpace((space) => space.directory.past(unitId)),
    'directory.contacts': (input) => inSpace((space) => space.administration.contacts(input)),
    'directory.person': ({ personId }) => inSpace((space) => space.directory.person(personId)),
    'register.list': (input) => inSpace((space) => space.registers.list(input)),
    'document.authors': ({ docId }) => inSpace((space) => space.authors.read(docId)),
    'document.history': ({ docId }) => inSpace((space) => space.history.list(docId)),
    'document.pastText': ({ docId, upTo }) => inSpace((space) => space.history.read(docId, upTo)),
    'document.version': (input) => inSpace((space) => space.versions.read(input)),
    'supervision.board': (input) => inSpace((space) => space.supervision.board(input)),
    'chain.get': (input) => inSpace((space) => space.chains.of(input)),
    'supervision.parts': (input) => inSpace((space) => space.supervision.parts(input)),
    'register.change': (input) => inSpace((space) => space.registers.change(input)),
    'exchange.board': (input) => inSpace((space) => space.exchange.board(input)),
    'exchange.act': (input) => inSpace((space) => space.exchange.act(input)),
    'flow.get': ({ organId }) => inSpace((space) => space.flows.get(organId)),
    'flow.set': (input) => inSpace((space) => space.flows.set(input)),
    'flow.dryRun': (input) => inSpace((space) => space.flows.dryRun(input)),
    'flow.stuck': ({ organId }) => inSpace((space) => space.flows.stuck(organId)),
    'flow.reassign': (input) => inSpace((space) => space.flows.reassign(input)),
    'delegation.list': () => inSpace((space) => space.delegations.list()),
    'delegation.give': (input) => inSpace((space) => space.delegations.give(input)),
    'handover.preview': (input) => inSpace((space) => space.handovers.preview(input)),
    'handover.do': (input) => inSpace((space) => space.handovers.handOver(input)),
    'handover.list': ({ organId }) => inSpace((space) => space.handovers.list(organId)),
    'admin.unit': (input) => inSpace((space) => space.administration.unit(input)),
    'admin.person': (input) => inSpace((space) => space.administration.person(input)),
    'admin.preview': (input) => inSpace((space) => space.administration.preview(input)),
    'admin.rows': (input) => inSpace((space) => space.administration.rows(input)),
    'admin.make': (input) => inSpace((space) => space.administration.make(input)),
    'admin.exports': (input) => inSpace((space) => space.administration.exports(input)),
    'admin.history': (input) => inSpace((space) => space.administration.history(input)),
    'delegation.revoke': ({ id }) => inSpace((space) => space.delegations.revoke(id)),
    'exchange.preview': (input) => inSpace((space) => space.exchange.preview(input)),
  };

  return {
    call: async (name, input) => {
      if (!Object.hasOwn(handlers, name)) return err(appError('request.invalid', { field: 'name' }));
      const known = name as ReplicaCall;
      const read = parse(CALLS[known].input, input);
      if (!read.ok) return read;
      try {
        return await (handlers[known] as (value: unknown) => Promise<Result<unknown, AppError>>)(read.value);
      } catch (failure) {
        if (storageStateOf(failure) !== null) return err(storageError(failure));
        return err(bug(failure));
      }
    },
    onNotice: (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    openPort: (docId, port) => {
      const space = session.space();
      if (space === null || !isDocId(docId) || !space.desk.isReadable(docId)) {
        port.close();
        return err(appError('not-found', { rule: 'POL04' }));
      }
      space.openPort(docId, port);
      return ok(null);
    },
    setReminders: (settings) => {
      reminderSettings = settings;
      session.space()?.remindersChanged();
    },
    flush: () => session.space()?.flush() ?? true,
    close: async () => {
      session.close();
      listeners.clear();
    },
  };
}

const incidentOf = (seams: Seams): string => [...seams.random.bytes(4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
