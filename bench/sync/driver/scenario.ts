/** What a scenario gets and gives, and the steps that several of them share. */
import { createAuthor, type Author } from './updates.ts';
import { openClient, type Client, type ClientOptions } from './client.ts';
import { dice, NotFinished, now, pause, until } from './clock.ts';
import type { Server } from './servers.ts';
import { cpuMs } from './process.ts';

export interface Context {
  readonly server: Server;
  readonly docIds: readonly string[];
  readonly isQuick: boolean;
}

export interface Outcome {
  readonly metrics: Readonly<Record<string, number>>;
  readonly limit: string;
  /** Share of one core that other programs took meanwhile: a figure taken beside others is not the same as one taken alone. */
  readonly othersCores: number;
}

export type Scenario = (context: Context) => Promise<Outcome>;

export const READY_LIMIT_MS = 30_000;
export const COVER_LIMIT_MS = 20_000;

/** Client ids as Yjs makes them: any 32 bits, never the same twice. */
const ids = new Set<number>();
const random = dice(20_261_123);
export function freshAuthor(): Author {
  let id = 0;
  do id = 1_000_000 + Math.floor(random() * 4_000_000_000); while (ids.has(id));
  ids.add(id);
  return createAuthor(id);
}

export function open(context: Context, doc: number, who: number, more: Partial<ClientOptions> = {}): Client {
  const docId = context.docIds[doc];
  if (docId === undefined) throw new Error(`there is no document ${doc}`);
  return openClient({ target: context.server.target, doc, docId, who, ...more });
}

export async function allReady(clients: readonly Client[], limitMs = READY_LIMIT_MS): Promise<void> {
  await until(`${clients.length} clients to be synced`, () => {
    failIfLost(clients);
    return clients.every((client) => client.isReady());
  }, limitMs).catch((error: unknown) => {
    const ready = clients.filter((client) => client.isReady()).length;
    throw error instanceof NotFinished && error.message.includes('synced') ? new NotFinished(`${error.message} (${ready} were)`) : error;
  });
}

export function failIfLost(clients: readonly Client[]): void {
  const reason = clients.map((client) => client.lost()).find((why) => why !== null);
  if (reason !== undefined) throw new NotFinished(`the server let a client go: ${reason}`);
}

/** Until the server has gone quiet: what it still does for the step before must not be counted in the next. */
export async function settle(pid: number, limitMs = 15_000): Promise<void> {
  const deadline = now() + limitMs;
  for (let quiet = 0; quiet < 2 && now() < deadline;) {
    const before = cpuMs(pid);
    await pause(400);
    quiet = cpuMs(pid) - before <= 20 ? quiet + 1 : 0;
  }
}

/** `count` clients in one document, each with an author that has begun its paragraph, all covering each other. */
export interface Room {
  readonly clients: readonly Client[];
  readonly authors: readonly Author[];
  /** reader × authors.length + author: how far the reader has got. */
  readonly reached: Float64Array;
  /** The clock of this author that every other reader has reached. */
  reachedByAll(author: number): number;
  isCovered(): boolean;
  end(): void;
}

export async function openRoom(context: Context, doc: number, count: number, onReached: (reader: number, author: number, from: number, to: number) => void = () => {}): Promise<Room> {
  const authors = Array.from({ length: count }, freshAuthor);
  const indexOf = new Map(authors.map(({ clientId }, index) => [clientId, index]));
  const reached = new Float64Array(count * count);
  const clients = authors.map((_, reader) => open(context, doc, reader, {
    onCovered: (clientId, from, to) => {
      const author = indexOf.get(clientId);
      if (author === undefined) return;
      reached[reader * count + author] = to;
      if (author !== reader) onReached(reader, author, from, to);
    },
  }));
  const reachedByAll = (author: number): number => {
    let least = Number.POSITIVE_INFINITY;
    for (let reader = 0; reader < count; reader += 1) if (reader !== author) least = Math.min(least, reached[reader * count + author] as number);
    return least;
  };
  const room: Room = {
    clients, authors, reached, reachedByAll,
    isCovered: () => authors.every((author, index) => reachedByAll(index) === author.clock()),
    end: () => { for (const client of clients) client.end(); },
  };
  await allReady(clients);
  for (const [index, author] of authors.entries()) clients[index]?.update(author.opening());
  await until('the first edits to reach everybody', () => { failIfLost(clients); return room.isCovered(); }, COVER_LIMIT_MS);
  return room;
}
