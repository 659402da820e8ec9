/**
 * One node of many without sockets: storage on a shared PostgreSQL, rooms and commands. It hears of what others commit only when it is told
 * to follow, so that a test can say what it knows at which moment. People sit in its rooms as y-protocols clients.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { planFor } from '#tests/kit/story.ts';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import type { ErrorCode } from '#shared/base/errors.ts';
import type { DocId } from '#shared/base/ids.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { MESSAGE } from '#shared/protocol/collab.ts';
import { command as commandSchema } from '#shared/workflow/command.ts';
import type { Outcome } from '#shared/protocol/http.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { createExecute } from '#server/commands/execute.ts';
import { createFeedHub } from '#server/documents/feed.ts';
import { followEvents } from '#server/documents/foreign-events.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics.ts';
import { createRooms, type Rooms } from '#server/rooms/rooms.ts';
import { sm3 } from '#server/sm3.ts';
import { openPostgresStorage } from '#server/storage/postgres/postgres-storage.ts';
import type { Storage } from '#server/storage/storage.ts';
import { createTexts } from '#server/text/texts.ts';
import { randomId, typeInto, type Act } from './server-client.ts';
import { actorOf, smallOrg, smallTree, stampOf, type PersonKey } from './small-org.ts';

export interface Seated {
  readonly doc: Y.Doc;
  /** Generations that it was told. */
  readonly generations: readonly number[];
  /** '' while this person may write, else why not; as told last. */
  permission(): string | null;
  readonly refused: readonly string[];
  closed(): ErrorCode | null;
  askAgain(): void;
  type(text: string): void;
  text(): string;
  hash(): string;
}

export interface BareNode {
  readonly storage: Storage;
  readonly rooms: Rooms;
  act(by: PersonKey, act: Act): Promise<Outcome>;
  sit(who: PersonKey, docId: string, isExtended?: boolean): Seated;
  /** From now on it hears of what others commit. */
  follow(): Promise<void>;
  close(): Promise<void>;
}

const LEASE_MS = 60_000;
const RANDOM = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const CLOCK = { now: () => 1_780_000_000_000 };

export async function startBareNode(databaseUrl: string): Promise<BareNode> {
  const storage = await openPostgresStorage({ url: databaseUrl, nodeId: randomId(), leaseMs: LEASE_MS, probeIntervalMs: 20 });
  const [texts, feed, metrics, log] = [createTexts(), createFeedHub(), createMetrics(), createLog('silent', pino.multistream([]))];
  const rooms = createRooms({ storage, texts, org: smallOrg, clock: CLOCK, log, metrics });
  const execute = createExecute({ storage, texts, org: smallTree, postsOf: async (personId) => actorOf(personId as PersonKey).memberships, clock: CLOCK, random: RANDOM, sm3, rooms, feed, metrics, crypto, keys: createUnitKeys(crypto, new Uint8Array(16), RANDOM), calendar: () => NATIONAL_CALENDAR, planFor });
  let stopFollowing = async (): Promise<void> => {};
  return {
    storage, rooms,
    act: (by, act) => execute(actorOf(by), commandSchema.parse({ opId: randomId(), claimedAt: 1, ...act })),
    sit: (who, docId, isExtended = true) => sit(rooms, who, docId as DocId, isExtended),
    follow: async () => { stopFollowing = await followEvents({ storage, rooms, feed, log, intervalMs: LEASE_MS }); },
    close: async () => {
      await stopFollowing();
      await rooms.flushed();
      rooms.close();
      await texts.close();
      await storage.close();
    },
  };
}

function sit(rooms: Rooms, who: PersonKey, docId: DocId, isExtended: boolean): Seated {
  const doc = new Y.Doc();
  const generations: number[] = [];
  const refused: string[] = [];
  let permission: string | null = null;
  let closed: ErrorCode | null = null;
  const send = (write: (encoder: encoding.Encoder) => void): void => {
    if (closed === null) seat.receive(encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.sync);
      write(encoder);
    }));
  };
  const read = (frame: Uint8Array): void => {
    const decoder = decoding.createDecoder(frame);
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync: {
        const answer = encoding.createEncoder();
        syncProtocol.readSyncMessage(decoder, answer, doc, 'server');
        if (encoding.length(answer) > 0) send((encoder) => encoding.writeUint8Array(encoder, encoding.toUint8Array(answer)));
        return;
      }
      case MESSAGE.generation: return void generations.push(decoding.readVarUint(decoder));
      case MESSAGE.permission: {
        decoding.readVarUint(decoder);
        permission = decoding.readVarString(decoder);
        return;
      }
      case MESSAGE.refused: {
        decoding.readVarUint(decoder);
        refused.push(decoding.readVarString(decoder));
      }
    }
  };
  const seat = rooms.join(docId, {
    actor: actorOf(who), unitName: stampOf(who).unitName, sessionKey: randomId(), isExtended, sendPresence: () => {},
    // As over a line: never in the middle of what the room is doing.
    send: (frame) => setImmediate(read, frame),
    sendPair: (head, body) => setImmediate(read, Buffer.concat([head, body])),
    close: (code) => {
      closed = code;
      setImmediate(() => seat.leave());
    },
  });
  const askAgain = (): void => send((encoder) => syncProtocol.writeSyncStep1(encoder, doc));
  askAgain();
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') send((encoder) => syncProtocol.writeUpdate(encoder, update));
  });
  return {
    doc, generations, refused, askAgain,
    permission: () => permission,
    closed: () => closed,
    type: (text) => typeInto(doc, text),
    text: () => bodyOf(doc).toString(),
    hash: () => contentFacts(doc, sm3).hash,
  };
}
