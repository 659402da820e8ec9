/**
 * Everything that one signed-in person has on this machine, wired together: store, documents, outbox, feed, directory, connection.
 * Begins with unlocking and ends with signing out; the data stays in the person's own folder and nobody else's space reads it.
 */
import { appError, type AppError } from '#shared/base/errors.ts';
import { blobsIn } from '#shared/doc/attached-files.ts';
import type { DocId } from '#shared/base/ids.ts';
import { ok, err, type Result } from '#shared/base/result.ts';
import type { NoticeName, NoticePayload, SyncSummary } from '#shared/ipc/contract.ts';
import type { Actor } from '#shared/policy/can.ts';
import { feedResponse, type SessionPerson } from '#shared/protocol/http.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import type { ReminderSettings } from '#shared/time/quiet-hours.ts';
import type { Stamp } from '#shared/workflow/model.ts';
import { createBlobs, type Blobs } from './blobs/blobs.ts';
import { createDesk, type Desk } from './desk/desk.ts';
import { createKeptTexts } from './desk/kept-texts.ts';
import { createSavedViews, type SavedViews } from './desk/saved-views.ts';
import { createStanding } from './desk/standing.ts';
import { outboxItem } from './desk/pages.ts';
import { createWork, type Work } from './desk/work.ts';
import { createWorkbook } from './desk/workbook.ts';
import { createAdministration, type Administration } from './directory/administration.ts';
import { createDirectory, type Directory } from './directory/directory.ts';
import { createDelegations, type Delegations } from './flows/delegations.ts';
import { createHandovers, type Handovers } from './flows/handovers.ts';
import { createFlows, type Flows } from './flows/flows.ts';
import { createFlowSettings } from './flows/settings.ts';
import { createExchange, type Exchange } from './exchange/exchange.ts';
import type { DocPort } from './docs/doc-port-peer.ts';
import { createDocuments, type Documents } from './docs/documents.ts';
import type { Seams } from './ports.ts';
import { createRegisters, type Registers } from './registers.ts';
import { createChains, type Chains } from './chain.ts';
import { createAuthors, type Authors } from './docs/authors.ts';
import { createHistory, type History } from './docs/history.ts';
import { createVersions, type Versions } from './docs/versions.ts';
import { sm3 } from './sm3.ts';
import { createSupervision, type Supervision } from './supervision.ts';
import { openStore } from './store/open.ts';
import { createStorageMonitor } from './store/storage-monitor.ts';
import { createConnection, type ConnectionState } from './sync/connection.ts';
import { alarmItem } from './reminders/alarm-items.ts';
import { createCalendar } from './reminders/calendar.ts';
import { createReminders } from './reminders/reminders.ts';
import { createHttp } from './sync/http.ts';
import { createOutboxSender } from './sync/outbox-sender.ts';

export interface SpaceOptions {
  readonly seams: Seams;
  /** The person's own folder. */
  readonly dir: string;
  readonly serverUrl: string;
  readonly person: SessionPerson;
  readonly token: () => string | null;
  readonly notify: <N extends NoticeName>(name: N, payload: NoticePayload<N>) => void;
  readonly reminderSettings: () => ReminderSettings;
  readonly onUnauthorized: () => void;
  readonly onBug: (failure: unknown) => AppError;
}

export interface PersonSpace {
  readonly desk: Desk;
  readonly blobs: Blobs;
  readonly savedViews: SavedViews;
  readonly work: Work;
  readonly directory: Directory;
  readonly registers: Registers;
  readonly versions: Versions;
  readonly history: History;
  readonly authors: Authors;
  readonly supervision: Supervision;
  readonly chains: Chains;
  readonly exchange: Exchange;
  readonly flows: Flows;
  readonly delegations: Delegations;
  readonly handovers: Handovers;
  readonly administration: Administration;
  openPort(docId: string, port: DocPort): void;
  summary(): SyncSummary;
  calendar(): Calendar;
  /** The person has set other quiet hours. */
  remindersChanged(): void;
  dismissBranch(docId: string): void;
  eraseHeld(docId: string): Result<{ readonly isScrubbed: boolean }, AppError>;
  /** Pulls at once and waits for it. */
  syncNow(): Promise<void>;
  /** A new token after signing in again: everything starts over with it. */
  restart(): void;
  /** True when everything typed so far is on disk. */
  flush(): boolean;
  close(): void;
}

/** Throws a failure of the disk when the folder cannot be used at all. */
export function openPersonSpace(options: SpaceOptions): PersonSpace {
  const { seams, person, notify } = options;
  const { store, recovered } = openStore(seams.disk, options.dir, seams.clock);
  const workbook = createWorkbook(store);
  const main = person.memberships.find((membership) => membership.primary) ?? person.memberships[0];
  const self: Actor = { personId: person.personId, name: person.name, memberships: person.memberships.map((membership) => ({ ...membership, personId: person.personId })) };
  const standing = createStanding({
    self, store, clock: seams.clock, timers: seams.timers, attempt: (write) => !isClosed && storage.attempt(write), org: () => directory.org(), views: workbook.views,
    onLost: (docIds) => { for (const docId of docIds) forget(docId); },
    onChanged: () => {
      documents.reviewAll();
      notify('desk.changed', {});
      reminders.changed();
    },
  });
  // Whose desks they keep changes while everything else about them stays.
  const actor: Actor = { ...self, get standsFor() { return standing.current(); } };
  const stamp: Stamp = { personId: person.personId, name: person.name, title: main?.title ?? '', unitName: main?.unitName ?? '' };

  let connectionState: ConnectionState = 'connecting';
  let connectionError: AppError | null = null;
  /** Whoever waited for the network while the space was closed must not touch the store any more. */
  let isClosed = false;
  const ended = (): Result<never, AppError> => err({ code: 'auth.required' });
  let lastSyncedAt = Number(store.value('synced.at') ?? 0);
  const isOnline = (): boolean => connectionState === 'online';

  const storage = createStorageMonitor({
    timers: seams.timers,
    probe: () => { store.probe(); },
    onChanged: (state) => {
      if (state === 'ok') documents.flush();
      documents.reviewAll();
      notify('sync.changed', {});
    },
  });
  const http = createHttp({ net: seams.net, timers: seams.timers, serverUrl: options.serverUrl, token: options.token, onUnauthorized: () => { options.onUnauthorized(); } });
  const directory = createDirectory({
    disk: seams.disk, dir: options.dir, http, near: main?.unitId ?? null, isOnline, onBug: options.onBug,
    onChanged: () => {
      documents.reviewAll();
      notify('desk.changed', {});
      notify('directory.changed', {});
      reminders.changed();
    },
  });
  const texts = createKeptTexts({ store, openText: (docId) => documents.known(docId)?.blocks() ?? null });
  const desk: Desk = createDesk({ workbook, texts, documents: () => documents, isBlobWaiting: (docId) => blobs.waitingDocs().has(docId), actor, stamp, org: directory.org, isOnline, calendar: () => calendar.get(), now: seams.clock.now });
  const documents: Documents = createDocuments({
    session: (docId) => ({
      seams, store, storage,
      writability: () => desk.writability(docId),
      syncState: () => desk.sync(docId),
      isReadable: () => desk.isReadable(docId),
      onBranched: () => {
        workbook.reloadBranches();
        changed(docId);
      },
      onLinkClosed: (code) => { if (code === 4401) options.onUnauthorized(); },
    }),
    isOnServer: (docId) => workbook.isBorn(docId) && desk.isReadable(docId),
    address: () => {
      const token = options.token();
      return token === null ? null : { serverUrl: options.serverUrl, token };
    },
    onChanged: (docId) => {
      texts.forget(docId);
      notify('sync.changed', {});
      if (documents.isDirty(docId)) return;
      sender.wake();
      blobs.wake();
    },
    onFetched: (session) => { blobs.want(session.docId, blobsIn({ blocks: session.blocks().blocks })); },
  }, store.dirtyDocs());

  const blobs = createBlobs({
    seams, http, store: store.blobs, attempt: (write) => !isClosed && storage.attempt(write), isOnline,
    // The text goes first: whoever reads what it names must find the name.
    maySend: (docId) => workbook.isBorn(docId) && desk.isReadable(docId) && !documents.isDirty(docId) && documents.known(docId)?.isHeld() !== true,
    onChanged: (docId) => {
      if (isClosed) return;
      notify('blob.changed', { docId });
      notify('sync.changed', {});
      sender.wake();
    },
  });

  const calendar = createCalendar({
    store, http, attempt: (write) => !isClosed && storage.attempt(write),
    onChanged: () => {
      notify('calendar.changed', {});
      reminders.changed();
    },
  });
  const settings = createFlowSettings({
    store, http, organs: [...new Set(person.memberships.map((post) => post.organId))], level: (organId) => directory.org().unit(organId)?.level ?? null,
    attempt: (write) => !isClosed && storage.attempt(write), onChanged: () => { notify('flows.changed', {}); },
  });
  const reminders = createReminders({
    clock: seams.clock, timers: seams.timers, store, attempt: storage.attempt, calendar: calendar.get, settings: options.reminderSettings,
    items: () => desk.entries().map(({ state, place }) => alarmItem(actor, state, place.tab, directory.org())).filter((item) => item !== null),
    subjectOf: (docId) => {
      const state = desk.foreseen(docId);
      return state === undefined ? { title: '', dueAt: null, urgency: 'normal' } : { title: state.title, dueAt: state.dueAt, urgency: state.urgency };
    },
    onRing: (ring) => { notify('reminder.rang', ring); },
    onCount: (todo) => { notify('desk.counted', { todo }); },
  });

  const changed = (...docIds: readonly string[]): void => {
    for (const docId of docIds) {
      documents.review(docId);
      notify('document.changed', { docId });
    }
    notify('desk.changed', {});
    notify('sync.changed', {});
    reminders.changed();
    sender.wake();
  };
  const sender = createOutboxSender({
    seams, http, outbox: workbook.outbox, isOnline,
    isTextSynced: (docId) => !documents.isDirty(docId) && !(blobs.waitingDocs().has(docId) && blobs.isWaiting(docId, documents.peek(docId).content().blobs)),
    apply: (events, views) => {
      const before = workbook.outbox();
      if (!storage.attempt(() => { workbook.change(events, views); })) return false;
      const touched = new Set([...before, ...workbook.outbox()].map((entry) => entry.command.docId as string));
      changed(...touched);
      return true;
    },
  });
  const work = createWork({ seams, actor, stamp, workbook, desk, documents: () => documents, directory, storage, http, isOnline, calendar: calendar.get, planFor: settings.planFor, onTaken: changed });

  /** What was not sent becomes a branch before the document goes: it stays readable as one's own work. False: the disk does not take it. */
  const forget = (docId: DocId): boolean => {
    documents.forget(docId);
    texts.forget(docId);
    if (!storage.attempt(() => { workbook.remove(docId); })) return false;
    changed(docId);
    return true;
  };

  /** One page after the other until nothing is left. */
  const pullFeed = async (): Promise<Result<null, AppError>> => {
    for (;;) {
      const cursor = workbook.cursor();
      const page = await http.get(`/api/feed?after=${cursor}`, feedResponse);
      if (isClosed) return ended();
      if (!page.ok) return page;
      const { documents: views, gone } = page.value;
      const learned = standing.learn(page.value.standsFor);
      if (learned === 'unstored') return err(storageErrorNow());
      if (learned === 'changed') {
        // Whose desk they keep is another matter now: what concerns them is read from the beginning.
        if (!storage.attempt(() => { workbook.putFeed([], 0); })) return err(storageErrorNow());
        continue;
      }
      for (const docId of gone) if (!forget(docId)) return err(storageErrorNow());
      if (page.value.cursor !== cursor || views.length > 0) {
        if (!storage.attempt(() => { workbook.putFeed(views, page.value.cursor); })) return err(storageErrorNow());
      }
      // A page of the feed is one change of the desk, however many documents came with it.
      if (gone.length + views.length > 0) changed(...gone, ...views.map((view) => view.state.docId));
      if (views.length > 0) {
        const onDesk = new Set(desk.onDesk());
        documents.fetch(views.map((view) => view.state.docId as string).filter((docId) => onDesk.has(docId)));
      }
      if (!page.value.more) break;
    }
    return ok(null);
  };
  const storageErrorNow = (): AppError => {
    const state = storage.state();
    return { code: `storage.${state === 'ok' ? 'failed' : state}` };
  };
  let directoryPulledAt = 0;
  let calendarPulledAt = 0;
  let flowsPulledAt = 0;
  const pull = async (): Promise<Result<null, AppError>> => {
    reminders.fetching();
    const fed = await pullFeed();
    if (isClosed) return ended();
    reminders.fetched(fed.ok);
    if (!fed.ok) return fed;
    lastSyncedAt = seams.clock.now();
    if (directory.isEmpty() || lastSyncedAt - directoryPulledAt >= DIRECTORY_EVERY_MS) {
      const synced = await directory.sync();
      if (synced.ok) directoryPulledAt = lastSyncedAt;
    }
    // Beside the rest: nothing that a person works with waits for a calendar.
    if (lastSyncedAt - calendarPulledAt >= CALENDAR_EVERY_MS && !isClosed) {
      calendarPulledAt = lastSyncedAt;
      calendar.sync().catch(options.onBug);
    }
    if (lastSyncedAt - flowsPulledAt >= FLOWS_EVERY_MS && !isClosed) {
      flowsPulledAt = lastSyncedAt;
      settings.sync().catch(options.onBug);
    }
    return ok(null);
  };

  const onState = (state: ConnectionState, error: AppError | null): void => {
    const wasOnline = isOnline();
    connectionState = state;
    connectionError = error;
    if (isOnline() && !wasOnline) {
      storage.attempt(() => { store.setValue('synced.at', String(lastSyncedAt)); });
      documents.goOnline();
      documents.fetch(desk.onDesk());
      sender.wake();
      blobs.wake();
    } else if (!isOnline() && wasOnline) documents.goOffline();
    documents.reviewAll();
    notify('sync.changed', {});
  };
  const connect = () => createConnection({ seams, serverUrl: options.serverUrl, token: options.token, pull, onDirectory: () => { directoryPulledAt = 0; }, onState, onUnauthorized: options.onUnauthorized, onBug: options.onBug });
  let connection = connect();
  connection.start();

  return {
    desk,
    blobs,
    savedViews: createSavedViews(store, storage),
    work,
    directory,
    registers: createRegisters({ http, clock: seams.clock, random: seams.random, actor, isOnline }),
    chains: createChains({ http, clock: seams.clock, calendar: calendar.get, isOnline, store, attempt: (write) => !isClosed && storage.attempt(write), isHere: (docId) => workbook.view(docId) !== undefined }),
    authors: createAuthors({ http, clock: seams.clock, isOnline }),
    history: createHistory({ http, clock: seams.clock, isOnline }),
    versions: createVersions({ http, clock: seams.clock, sm3, isOnline }),
    supervision: createSupervision({ http, clock: seams.clock, actor, calendar: calendar.get, isOnline }),
    exchange: createExchange(http, isOnline),
    flows: createFlows({ http, seams, settings, onBug: options.onBug, org: directory.org, calendar: calendar.get, isOnline }),
    delegations: createDelegations({ http, random: seams.random, isOnline }),
    handovers: createHandovers({ http, random: seams.random, isOnline }),
    administration: createAdministration({ http, random: seams.random, isOnline, followDirectory: async () => { await directory.sync(); notify('directory.changed', {}); } }),
    openPort: (docId, port) => { documents.open(docId, port); },
    summary: () => ({
      connection: connectionState, error: connectionError, lastSyncedAt: lastSyncedAt === 0 ? null : lastSyncedAt,
      pendingDocs: new Set([...documents.dirtyDocs(), ...blobs.waitingDocs()]).size, tooNew: workbook.tooNew(), outbox: workbook.outbox().map(outboxItem), branches: workbook.branches(),
      held: documents.held().map(({ docId, code }) => ({ docId, title: workbook.view(docId)?.state.title ?? '', code })), storage: storage.state(), recovered,
    }),
    calendar: calendar.get,
    remindersChanged: reminders.changed,
    dismissBranch: (docId) => {
      storage.attempt(() => { store.removeBranches(docId); });
      workbook.reloadBranches();
      changed(docId);
    },
    eraseHeld: (docId) => {
      const session = workbook.view(docId) === undefined ? undefined : documents.peek(docId);
      if (session === undefined || !session.isHeld()) return err(appError('not-found', { rule: 'SEC21' }));
      const isScrubbed = session.erase();
      return isScrubbed === null ? err(storageErrorNow()) : ok({ isScrubbed });
    },
    syncNow: async () => {
      directoryPulledAt = 0;
      calendarPulledAt = 0;
      flowsPulledAt = 0;
      await connection.now();
      if (isClosed) return;
      if (isOnline()) documents.goOnline();
      sender.wake();
    },
    restart: () => {
      connection.stop();
      onState('connecting', null);
      connection = connect();
      connection.start();
    },
    flush: () => documents.flush(),
    close: () => {
      isClosed = true;
      standing.stop();
      connection.stop();
      reminders.close();
      sender.close();
      blobs.close();
      documents.close();
      storage.close();
      directory.close();
      store.close();
    },
  };
}

const DIRECTORY_EVERY_MS = 60_000;
const CALENDAR_EVERY_MS = 3_600_000;
const FLOWS_EVERY_MS = 600_000;
