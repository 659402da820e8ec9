/**
 * The real server without its sockets: routes, sessions, executor, rooms, feed, watch and text work over SQLite in memory, all in this thread and in
 * virtual time. What is not here: fastify, the upgrade and the frames of RFC 6455 (server/ws/line.ts), text threads, the directory's worker, and argon2;
 * a request is handed to the route's own handler, a line to the endpoint's own guest.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { ErrorCode } from '#shared/base/errors.ts';
import { appError, ERRORS } from '#shared/base/errors.ts';
import type { CryptoProvider, Sm3 } from '#shared/base/ports.ts';
import { SUBPROTOCOL } from '#shared/protocol/collab.ts';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN, PRODUCT } from '#shared/protocol/version.ts';
import { addAccounts, type Account } from '#server/auth/accounts.ts';
import { bearerOf, createIdentify, type Identified } from '#server/auth/identity.ts';
import { createSessions } from '#server/auth/sessions.ts';
import { createSignIn } from '#server/auth/sign-in.ts';
import { createWatch } from '#server/auth/watch.ts';
import { createCalendars } from '#server/calendar/calendars.ts';
import { createExecute, type Execute } from '#server/commands/execute.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { openDelegations } from '#server/delegations/delegations.ts';
import { createFeedHub } from '#server/documents/feed.ts';
import { openFlowSettings } from '#server/flows/settings.ts';
import { createApi } from '#server/http/api.ts';
import { addCalendarRoutes } from '#server/http/calendar-routes.ts';
import { createPast } from '#server/directory/changes/past.ts';
import { addDirectoryRoutes } from '#server/http/directory-routes.ts';
import { addDocumentRoutes } from '#server/http/document-routes.ts';
import { addFlowRoutes } from '#server/http/flow-routes.ts';
import { errorBodyOf } from '#server/http/error-body.ts';
import { errorOf } from '#server/http/http.ts';
import { addSessionRoutes } from '#server/http/session-routes.ts';
import type { Log } from '#server/log.ts';
import { createMetrics } from '#server/metrics.ts';
import { createRooms, type Rooms } from '#server/rooms/rooms.ts';
import { sm3 } from '#server/sm3.ts';
import type { Storage } from '#server/storage/storage.ts';
import { runTask } from '#server/text/tasks.ts';
import type { Texts } from '#server/text/texts.ts';
import { createCollab } from '#server/ws/collab.ts';
import { createFeedEndpoint } from '#server/ws/feed.ts';
import type { Line } from '#server/ws/line.ts';
import { closeWith, type Guest } from '#server/ws/sockets.ts';
import { MEMBERSHIPS, PERSONS } from '#tests/kit/small-org.ts';
import type { Kernel } from './kernel.ts';
import type { SmallDirectory } from './small-directory.ts';

export interface Answer { readonly status: number; readonly body: string | Uint8Array }
export interface Asked { readonly method: string; readonly path: string; readonly token: string | null; readonly body: string | Uint8Array | null }

export interface SimServer {
  request(asked: Asked): Promise<Answer>;
  /** Null: not let in, and told so with a close code. */
  join(path: string, protocols: readonly string[], line: Line): Promise<Guest | null>;
  readonly errors: readonly string[];
}

/** What a test breaks on purpose. */
export interface ServerSpoils {
  readonly storage?: (storage: Storage) => Storage;
  readonly execute?: (execute: Execute, storage: Storage) => Execute;
  readonly rooms?: (rooms: Rooms) => Rooms;
  readonly answer?: (asked: Asked, answer: Answer) => Answer;
  readonly asked?: (asked: Asked) => Asked;
  /** A frame as it leaves; null: it does not. */
  readonly frame?: (frame: Uint8Array) => Uint8Array | null;
  /** Does not look after whom it has let in. */
  readonly isBlind?: boolean;
}

export interface ServerDeps {
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly small: SmallDirectory;
  readonly spoils: ServerSpoils;
}

export const PASSWORD = 'Ein-Passwort-1';
/** Counters of the process: nothing that happens depends on them. */
const metrics = createMetrics();
const ROUND_MS = 24_000;
/** A quarter as often as the real one: an open line may live so long after its person was shut out. */
export const WATCH_MS = 8_000;

export const accounts: readonly Account[] = PERSONS.map(({ id, name }) => ({ personId: id, login: id, name, password: PASSWORD, adminRole: null, isDisabled: false }));
export const addPeople = (storage: Storage): Promise<void> => storage.tx((tx) => addAccounts(tx, accounts, 1));
export const organsOf = (personId: string): readonly string[] => MEMBERSHIPS.filter((post) => post.personId === personId).map((post) => post.organId);

export async function startServer({ kernel, storage: bare, small, spoils }: ServerDeps): Promise<SimServer> {
  const { directory } = small;
  const storage = spoils.storage?.(unhurried(bare, kernel)) ?? unhurried(bare, kernel);
  const clock = { now: kernel.now };
  const random = { bytes: (length: number) => Uint8Array.from({ length }, () => kernel.dice.below(256)) };
  const errors: string[] = [];
  const say = (level: string) => (fields: unknown, message?: string): void => {
    const { err } = fields as { readonly err?: { readonly stack?: string; readonly name?: string } };
    if (level === 'error') errors.push(`${message ?? ''} ${err?.stack ?? err?.name ?? JSON.stringify(fields)}`);
  };
  const log = { debug: () => undefined, info: () => undefined, warn: say('warn'), error: say('error') } as unknown as Log;

  const sessions = createSessions(storage, clock, random, 100 * 3_600_000);
  const delegations = await openDelegations(storage, clock, sm3);
  const people = { directory, delegations };
  const identify = createIdentify(sessions, people);
  const feed = createFeedHub();
  const texts = textsHere();
  const calendars = createCalendars(storage, clock, sm3);
  await calendars.read(undefined);
  const org = directory.orgView;
  const flows = await openFlowSettings(storage, clock, sm3, org);
  const bareRooms = createRooms({ storage, texts, org, clock, log, metrics });
  const rooms = spoils.rooms?.(bareRooms) ?? bareRooms;
  // Signatures take most of the time and are nobody's concern here.
  const quickCrypto: CryptoProvider = { sm3: sm3 as Sm3, sm2: { ...crypto.sm2, createKey: () => ({ publicKey: 'public', privateKey: '00'.repeat(32) }), sign: (message) => sm3(message) } };
  const execute = createExecute({
    storage, texts, org, postsOf: directory.membershipsOf, clock, random, sm3, rooms, feed, metrics, crypto: quickCrypto, keys: createUnitKeys(quickCrypto, new Uint8Array(16), random),
    calendar: calendars.current, planFor: flows.planFor,
  });
  const passwords = { hash: async (password: string) => password, verify: async (password: string, kept: string | null) => password === kept };

  const routes: { readonly method: string; readonly parts: readonly string[]; readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> }[] = [];
  const app = { route: (route: RouteOptions) => { routes.push({ method: String(route.method), parts: route.url.split('/'), handler: route.handler as unknown as (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> }); } } as unknown as FastifyInstance;
  const api = createApi(app, { authenticate: (request) => identify(bearerOf(request.headers.authorization)), allowAnonymous: () => true });
  addSessionRoutes(api, { signIn: createSignIn(storage, passwords, clock), sessions, ...people, metrics, log });
  addDocumentRoutes(api, { storage, ...people, execute: spoils.execute?.(execute, bare) ?? execute, clock, random, texts });
  addDirectoryRoutes(api, directory, createPast(storage, directory));
  addCalendarRoutes(api, calendars, directory, log);
  addFlowRoutes(api, { flows, storage, directory, log });

  const answerOf = async (asked: Asked): Promise<Answer> => {
    if (asked.path === '/healthz') return { status: 200, body: JSON.stringify({ product: PRODUCT, version: '0', protocol: PROTOCOL_VERSION, protocolMin: PROTOCOL_VERSION_MIN, status: 'ok' }) };
    const [path = '', query = ''] = asked.path.split('?');
    const parts = path.split('/');
    for (const route of routes) {
      if (route.method !== asked.method || route.parts.length !== parts.length) continue;
      const params: Record<string, string> = {};
      const fits = route.parts.every((part, at) => {
        if (!part.startsWith(':')) return part === parts[at];
        params[part.slice(1)] = decodeURIComponent(parts[at] ?? '');
        return true;
      });
      if (!fits) continue;
      const reply = new Reply();
      const body = typeof asked.body === 'string' ? (JSON.parse(asked.body) as unknown) : (asked.body ?? undefined);
      const request = { params, query: Object.fromEntries(new URLSearchParams(query)), body, headers: { authorization: asked.token === null ? undefined : `Bearer ${asked.token}` }, ip: '127.0.0.1' };
      try {
        await route.handler(request as unknown as FastifyRequest, reply as unknown as FastifyReply);
      } catch (thrown) {
        const error = errorOf(thrown, log);
        reply.code(ERRORS[error.code].status).send(errorBodyOf(error));
      }
      return reply.answer();
    }
    return { status: 404, body: JSON.stringify(errorBodyOf(appError('not-found'))) };
  };

  const endpoints = [createCollab(rooms, org, metrics, log, { perSecond: 1_000, burst: 25_000 }), createFeedEndpoint(feed, storage, directory, log)];
  const guests = new Set<{ readonly line: Line; readonly who: Identified; readonly guest: Guest }>();
  const closeFor = (isMeant: (who: Identified) => boolean, code: ErrorCode): void => { for (const { line, who } of guests) if (isMeant(who)) closeWith(line, code); };
  sessions.onEnd((key) => { closeFor((who) => who.session.key === key, 'auth.required'); });
  if (spoils.isBlind !== true) createWatch({
    storage, ...people, log, intervalMs: WATCH_MS, onRound: async () => flows.refresh(),
    watched: {
      accounts: () => [...guests].map(({ who }) => who.account),
      closeSession: (key) => { closeFor((who) => who.session.key === key, 'auth.required'); },
      closePerson: (personId) => { closeFor((who) => who.account.personId === personId, 'auth.disabled'); },
      reassess: (actor) => { for (const { who, guest } of guests) if (who.account.personId === actor.personId) guest.reassess(actor); },
    },
  });
  // The rounds of server/ws/sockets.ts.
  setInterval(() => {
    for (const { line, guest } of guests) if (line.isOpen()) guest.keepAlive();
    rooms.tick();
  }, ROUND_MS);

  return {
    errors,
    request: async (given) => {
      const asked = spoils.asked?.(given) ?? given;
      const answer = await answerOf(asked);
      return spoils.answer?.(asked, answer) ?? answer;
    },
    join: async (path, protocols, given) => {
      const line = spoils.frame === undefined ? given : spoiltLine(given, spoils.frame);
      const token = protocols.find((name) => name.startsWith(SUBPROTOCOL.bearerPrefix))?.slice(SUBPROTOCOL.bearerPrefix.length) ?? null;
      const who = await identify(token);
      if (!who.ok) {
        closeWith(line, who.error.code);
        return null;
      }
      if (!line.isOpen()) return null;
      const endpoint = endpoints.find(({ kind }) => path === `/${kind}` || path.startsWith(`/${kind}/`));
      const guest = endpoint?.open({ line, who: who.value, name: path.slice(endpoint.kind.length + 2), isExtended: protocols.includes(SUBPROTOCOL.extended) }) ?? null;
      if (guest === null) return null;
      const entry = { line, who: who.value, guest };
      guests.add(entry);
      return { ...bound(guest), leave: () => { guests.delete(entry); guest.leave(); } };
    },
  };
}

function spoiltLine(line: Line, spoil: (frame: Uint8Array) => Uint8Array | null): Line {
  const send = (frame: Uint8Array): void => {
    const left = spoil(frame);
    if (left !== null) line.send(left);
  };
  return { ...line, send, sendPair: (head, body) => { send(new Uint8Array(Buffer.concat([head, body]))); } };
}

const bound = (guest: Guest): Guest => ({
  receive: (bytes, isBinary) => { guest.receive(bytes, isBinary); }, keepAlive: () => { guest.keepAlive(); }, reassess: (actor) => { guest.reassess(actor); }, leave: () => { guest.leave(); },
});

class Reply {
  #status = 200;
  #body: unknown = null;
  code(status: number): this { this.#status = status; return this; }
  type(_type: string): this { return this; }
  send(body: unknown): this { this.#body = body; return this; }
  answer(): Answer { return { status: this.#status, body: this.#body instanceof Uint8Array ? this.#body : JSON.stringify(this.#body) }; }
}

/** The disk takes its time, before and after: whoever is killed in between has written or not, and nobody was told. */
function unhurried(storage: Storage, kernel: Kernel): Storage {
  const { dice } = kernel;
  const slow = async <T>(write: () => Promise<T>): Promise<T> => {
    if (dice.chance(3)) await kernel.sleep(dice.below(4));
    const answer = await write();
    if (dice.chance(2)) await kernel.sleep(dice.below(6));
    return answer;
  };
  return { ...storage, tx: (run) => slow(() => storage.tx(run)), groupedTx: (run, ahead) => slow(() => storage.groupedTx(run, ahead)), appendUpdate: (update) => slowAfter(storage.appendUpdate(update), kernel) };
}

/** In the order in which they were written. */
const lastOf = new WeakMap<Kernel, number>();
async function slowAfter<T>(work: Promise<T>, kernel: Kernel): Promise<T> {
  const answer = await work;
  const at = Math.max(lastOf.get(kernel) ?? 0, kernel.now() + kernel.dice.below(6));
  lastOf.set(kernel, at);
  if (at > kernel.now()) await kernel.sleep(at - kernel.now());
  return answer;
}

/** In this thread: the order of what happens depends on the seed alone. */
function textsHere(): Texts {
  return {
    content: async (_docId, parts) => runTask({ kind: 'content', parts }) as Awaited<ReturnType<Texts['content']>>,
    inspect: async (_docId, parts) => runTask({ kind: 'content', parts }) as Awaited<ReturnType<Texts['inspect']>>,
    compact: async (_docId, parts) => runTask({ kind: 'compact', parts }) as Awaited<ReturnType<Texts['compact']>>,
    flatten: async (docId, parts, generation) => runTask({ kind: 'flatten', parts, docId, generation }) as Awaited<ReturnType<Texts['flatten']>>,
    missing: async (_docId, parts, vector) => runTask({ kind: 'missing', parts, vector }) as Awaited<ReturnType<Texts['missing']>>,
    sift: async (parts) => runTask({ kind: 'sift', parts }) as Awaited<ReturnType<Texts['sift']>>,
    onFault: () => () => undefined,
    close: async () => undefined,
  };
}
