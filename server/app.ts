/**
 * Puts the server together from its parts and takes it apart again in order. Clock, randomness and log are handed in,
 * so that tests and benchmarks start the very same server in their own process.
 */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { toHex } from '#shared/base/ids.ts';
import type { Clock, Random } from '#shared/base/ports.ts';
import { createSealer } from '#server/audit/sealer.ts';
import { prepareDemo } from '#server/auth/demo.ts';
import { bearerOf, createIdentify } from '#server/auth/identity.ts';
import { createPasswords, type Passwords } from '#server/auth/password.ts';
import { createSessions } from '#server/auth/sessions.ts';
import { createWatch } from '#server/auth/watch.ts';
import { createSignIn } from '#server/auth/sign-in.ts';
import { createCalendars } from '#server/calendar/calendars.ts';
import { createExecute, type Execute } from '#server/commands/execute.ts';
import type { Settings } from '#server/config.ts';
import { readServerKey } from '#server/crypto/key-file.ts';
import { createNonces } from '#server/crypto/nonces.ts';
import { createCrypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { openDelegations } from '#server/delegations/delegations.ts';
import { createAdministration } from '#server/directory/changes/administration.ts';
import { createChanges } from '#server/directory/changes/changes.ts';
import { createPast } from '#server/directory/changes/past.ts';
import { createContacts } from '#server/directory/contacts/contacts.ts';
import { openDirectory, type Directory } from '#server/directory/directory.ts';
import { createFeedHub } from '#server/documents/feed.ts';
import { followEvents } from '#server/documents/foreign-events.ts';
import { createHandovers } from '#server/handovers/handovers.ts';
import { openFlowSettings } from '#server/flows/settings.ts';
import { createApi } from '#server/http/api.ts';
import { addAuditRoutes } from '#server/http/audit-routes.ts';
import { addBlobRoutes } from '#server/http/blob-routes.ts';
import { addCalendarRoutes } from '#server/http/calendar-routes.ts';
import { addContactRoutes } from '#server/http/contact-routes.ts';
import { addDelegationRoutes } from '#server/http/delegation-routes.ts';
import { addDirectoryChangeRoutes } from '#server/http/directory-change-routes.ts';
import { addDirectoryRoutes } from '#server/http/directory-routes.ts';
import { addDocumentRoutes } from '#server/http/document-routes.ts';
import { addExchangeRoutes } from '#server/http/exchange-routes.ts';
import { addHandoverRoutes } from '#server/http/handover-routes.ts';
import { addFlowRoutes } from '#server/http/flow-routes.ts';
import { createHttp } from '#server/http/http.ts';
import { guardHandshakes } from '#server/http/handshakes.ts';
import { createRateLimit } from '#server/http/rate-limit.ts';
import { addRegisterRoutes } from '#server/http/register-routes.ts';
import { addSupervisionRoutes } from '#server/http/supervision-routes.ts';
import { addChainRoutes } from '#server/http/chain-routes.ts';
import { addScimRoutes } from '#server/http/scim-routes.ts';
import { addServiceRoutes } from '#server/http/service-routes.ts';
import { addSessionRoutes } from '#server/http/session-routes.ts';
import type { Log } from '#server/log.ts';
import { createMetrics, type Metrics } from '#server/metrics.ts';
import { watchForAlarms } from '#server/ops/alarms.ts';
import { createRooms } from '#server/rooms/rooms.ts';
import { sm3 } from '#server/sm3.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '#server/storage/storage.ts';
import { createTexts } from '#server/text/texts.ts';
import { createCollab } from '#server/ws/collab.ts';
import { createFeedEndpoint } from '#server/ws/feed.ts';
import { createSockets } from '#server/ws/sockets.ts';
import packageFile from '../package.json' with { type: 'json' };

export const DATABASE_FILE = 'server.db';

export interface ServerDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly pingIntervalMs?: number;
  readonly probeIntervalMs?: number;
}

export interface Server {
  readonly url: string;
  readonly storage: Storage;
  readonly directory: Directory;
  readonly execute: Execute;
  /** Stops accepting, writes what is under way, closes every socket with 1012. */
  close(): Promise<void>;
}

/**
 * y-websocket gives up on a line after 30 s without a message; a round is spread over its time and may come a twentieth late. Three of them pass until a
 * dead line is found: 75 s at most.
 */
const PING_INTERVAL_MS = 24_000;
const PROBE_INTERVAL_MS = 1_000;
const BURST_SECONDS = 25;
/** Nodes tell each other at once; this is for what went unheard. */
const FOLLOW_INTERVAL_MS = 2_000;

export async function openStorage({ settings, random, probeIntervalMs }: Pick<ServerDeps, 'settings' | 'random' | 'probeIntervalMs'>, metrics?: Metrics): Promise<Storage> {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const common = {
    probeIntervalMs: probeIntervalMs ?? PROBE_INTERVAL_MS,
    onCommit: (durationMs: number, rows: number): void => {
      metrics?.commitSeconds.observe(durationMs / 1000);
      metrics?.committedUpdates.inc(rows);
    },
  };
  if (settings.storage === 'sqlite') return openSqliteStorage({ path: join(settings.data, DATABASE_FILE), ...common });
  const { openPostgresStorage } = await import('#server/storage/postgres/postgres-storage.ts');
  return openPostgresStorage({ url: settings.postgresUrl ?? '', nodeId: toHex(random.bytes(16)), leaseMs: settings.leaseMs, ...common });
}

export const passwordsFor = (settings: Settings, random: Random): Passwords =>
  createPasswords(random, { memoryKiB: settings.passwordMemoryKiB, passes: settings.passwordPasses });

export async function createServer(deps: ServerDeps): Promise<Server> {
  const { settings, clock, random, log } = deps;
  const metrics = createMetrics();
  const storage = await openStorage(deps, metrics);
  const directory = await openDirectory({ dataDir: settings.data, log });
  const passwords = passwordsFor(settings, random);
  if (settings.demo) await prepareDemo({ settings, storage, directory, passwords, clock, random, log });

  const changes = await createChanges({ storage, directory, passwords, cost: { memoryKiB: settings.passwordMemoryKiB, passes: settings.passwordPasses }, clock, random, sm3, log });
  let draining = false;
  const isDraining = (): boolean => draining;
  const org = directory.orgView;
  const sessions = createSessions(storage, clock, random, settings.sessionHours * 3_600_000);
  await sessions.removeExpired();
  const delegations = await openDelegations(storage, clock, sm3);
  const people = { directory, delegations };
  const identify = createIdentify(sessions, people);
  const feed = createFeedHub();
  const texts = createTexts();
  const nonces = createNonces();
  const crypto = createCrypto(nonces);
  const keys = createUnitKeys(crypto, readServerKey(settings.data, random), random);
  const calendars = createCalendars(storage, clock, sm3);
  await calendars.read(undefined);
  const flows = await openFlowSettings(storage, clock, sm3, org);
  const rooms = createRooms({ storage, texts, org, clock, log, metrics });
  const execute = createExecute({ storage, texts, org, postsOf: directory.membershipsOf, clock, random, sm3, rooms, feed, metrics, crypto, keys, calendar: calendars.current, planFor: flows.planFor });
  const stopFollowing = settings.storage === 'sqlite' ? async () => {} : await followEvents({ storage, rooms, feed, log, intervalMs: FOLLOW_INTERVAL_MS });
  const allowAnonymous = createRateLimit(settings.anonymousPerMinute, clock);

  const app = createHttp({ log, metrics, isDraining });
  const api = createApi(app, {
    authenticate: (request) => identify(bearerOf(request.headers.authorization)),
    allowAnonymous: (request) => allowAnonymous(request.ip),
  });
  addSessionRoutes(api, { signIn: createSignIn(storage, passwords, clock), sessions, ...people, metrics, log });
  addDocumentRoutes(api, { storage, ...people, execute, clock, random, texts });
  addBlobRoutes(api, { storage, directory, clock });
  addDirectoryRoutes(api, directory, createPast(storage, directory));
  addDirectoryChangeRoutes(api, { changes, administration: createAdministration(storage, directory), log });
  addContactRoutes(api, createContacts({ storage, directory, clock, sm3 }), log);
  addRegisterRoutes(api, { storage, directory, clock, sm3 });
  addSupervisionRoutes(api, { storage, directory });
  addChainRoutes(api, { storage, directory });
  addExchangeRoutes(api, { storage, directory, feed, clock, crypto, keys, random, flows });
  addCalendarRoutes(api, calendars, directory, log);
  addFlowRoutes(api, { flows, storage, directory, log });
  addDelegationRoutes(api, delegations, directory, log);
  addHandoverRoutes(api, createHandovers({ storage, org, postsOf: directory.membershipsOf, clock, sm3, rooms, feed, delegationsChanged: delegations.catchUp }), log);
  addAuditRoutes(api, storage, directory);
  addScimRoutes(app, { storage, directory, changes, random, sm3, log, allowAnonymous: (request) => allowAnonymous(request.ip) });
  addServiceRoutes(app, { storage, metrics, version: packageFile.version, isDraining, routes: () => api.routes });

  const sockets = createSockets(app.server, {
    identify, sessions, clock, log, metrics, allowAnonymous, isDraining,
    endpoints: [createCollab(rooms, org, metrics, log, { perSecond: settings.framesPerSecond, burst: BURST_SECONDS * settings.framesPerSecond }), createFeedEndpoint(feed, storage, directory, log)],
    onRound: rooms.tick,
    pingIntervalMs: deps.pingIntervalMs ?? PING_INTERVAL_MS,
  });
  const watch = createWatch({ storage, ...people, log, watched: sockets, onRound: async () => { await Promise.all([flows.refresh(), changes.catchUp()]); } });
  const stopGuarding = guardHandshakes(app.server, settings.handshakesPerAddress);
  metrics.watch({ waitingUpdates: () => storage.waitingUpdates?.() ?? 0, socketBufferedBytesMax: sockets.bufferedBytesMax });
  const alarms = watchForAlarms({ storage, metrics, log });
  const sealer = createSealer({ storage, crypto, keys, clock, log });
  await app.listen({ host: settings.host, port: settings.port });

  return {
    url: urlOf(app.server.address() as AddressInfo),
    storage, directory, execute,
    close: async () => {
      draining = true;
      rooms.drain();
      const stopped = app.close();
      await rooms.flushed();
      await sockets.closeAll('server.draining');
      await stopped;
      sockets.stop();
      await watch.stop();
      stopGuarding();
      await rooms.flushed();
      rooms.close();
      await stopFollowing();
      alarms.stop();
      await texts.close();
      await sealer.stop();
      await nonces.close();
      await storage.close();
      await directory.close();
    },
  };
}

/** Where this machine reaches it: a wildcard address is nowhere to go to. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (address === '::') return `http://[::1]:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
