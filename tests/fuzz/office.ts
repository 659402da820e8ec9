/** A real room over storage in memory, with seats for people of the small organisation, and what each of them is told. */
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { MESSAGE, SYNC } from '#shared/protocol/collab.ts';
import { createMetrics } from '#server/metrics.ts';
import { createRooms, type Rooms, type Seat } from '#server/rooms/rooms.ts';
import { readStored } from '#server/text/stored-text.ts';
import { createTexts, type Texts } from '#server/text/texts.ts';
import type { Storage } from '#server/storage/storage.ts';
import { birth } from '#tests/kit/documents.ts';
import { actorOf, ORGAN, smallOrg, type PersonKey } from '#tests/kit/small-org.ts';
import { shared } from '#tests/kit/story.ts';
import { createLog } from '#server/log.ts';
import { syncFrame } from './hostile.ts';
import { copyOf } from './oracle.ts';
import { openMemoryStorage } from './memory-storage.ts';

export interface Line {
  readonly seat: Seat;
  /** Updates that others made and that this line was shown. */
  readonly shown: Uint8Array[];
  /** Answers to sync step 1. */
  readonly answers: Uint8Array[];
  readonly told: { resync: number; refused: string[]; closed: string | null; durable: number; presence: Uint8Array[] };
}

export interface Office {
  readonly storage: Storage;
  readonly texts: Texts;
  readonly rooms: Rooms;
  /** A document in drafting that drafter01 and drafter02 may write and nobody else may read. */
  document(docId: DocId): Promise<void>;
  sit(docId: DocId, person: PersonKey, isExtended?: boolean): Promise<Line>;
  /** Resolves when everything that was sent has been answered. */
  settled(): Promise<void>;
  /** Sync step 1 with what this copy has, and its answer: a long text comes in several messages. */
  ask(line: Line, copy: Y.Doc): Promise<readonly Uint8Array[]>;
  /** Snapshot and updates as they are stored. */
  log(docId: DocId): Promise<readonly Uint8Array[]>;
  /** What a restarted server would read. */
  stored(docId: DocId): Promise<Y.Doc>;
  close(): Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

export async function openOffice(): Promise<Office> {
  const storage = await openMemoryStorage();
  const org = smallOrg();
  let now = 1_800_000_000_000;
  const clock = { now: () => (now += 1) };
  const log = createLog('silent', { write: () => {} });
  const texts = createTexts({ budgetMs: 60_000 });
  const rooms = createRooms({ storage, texts, org: () => org, clock, log, metrics: createMetrics() });
  const settled = async (): Promise<void> => {
    // One turn hands a group to storage, the next one sees it stored and told.
    await turn();
    await storage.flushed();
    await turn();
  };
  const stored = async (docId: DocId): Promise<readonly Uint8Array[]> => (await storage.read((tx) => readStored(tx, docId))).parts;
  return {
    storage, texts, rooms, settled, log: stored,
    ask: async (line, copy) => {
      const before = line.shown.length;
      line.seat.receive(syncFrame(SYNC.step1, Y.encodeStateVector(copy)));
      for (;;) {
        const answer = line.answers.shift();
        if (answer !== undefined) return [...line.shown.splice(before), answer];
        if (line.told.closed !== null) throw new Error(`step 1 was answered with ${line.told.closed}`);
        await turn();
      }
    },
    document: async (docId) => {
      const state = { ...shared(), docId };
      await storage.tx(async (tx) => {
        await tx.insertInto('document').values({ doc_id: docId, organ_id: ORGAN.town, stage: state.stage, state: JSON.stringify(state), updated_at: 1 }).execute();
        await tx.insertInto('update_log').values({ doc_id: docId, person_id: 'drafter01', at: 1, bytes: birth() }).execute();
      });
    },
    sit: async (docId, person, isExtended = true) => {
      const told: Line['told'] = { resync: 0, refused: [], closed: null, durable: 0, presence: [] };
      const shown: Uint8Array[] = [];
      const answers: Uint8Array[] = [];
      let isAdmitted = false;
      const seat = rooms.join(docId, {
        actor: actorOf(person), unitName: '党政综合办公室', sessionKey: person, isExtended,
        send: (frame) => {
          isAdmitted = true;
          read(frame, shown, answers, told);
        },
        sendPair: (head, body) => read(Buffer.concat([head, body]), shown, answers, told),
        sendPresence: (frame) => { told.presence.push(frame); },
        close: (code) => { told.closed = code; },
      });
      while (!isAdmitted && told.closed === null) await turn();
      return { seat, shown, answers, told };
    },
    stored: async (docId) => copyOf(...await stored(docId)),
    close: async () => {
      await rooms.flushed();
      rooms.close();
      await texts.close();
      await storage.close();
    },
  };
}

function read(frame: Uint8Array, shown: Uint8Array[], answers: Uint8Array[], told: Line['told']): void {
  const decoder = decoding.createDecoder(frame);
  switch (decoding.readVarUint(decoder)) {
    case MESSAGE.sync: {
      const step = decoding.readVarUint(decoder);
      if (step !== SYNC.step1) (step === SYNC.update ? shown : answers).push(decoding.readVarUint8Array(decoder));
      return;
    }
    case MESSAGE.durable: told.durable = decoding.readVarUint(decoder); return;
    case MESSAGE.refused:
      decoding.readVarUint(decoder);
      told.refused.push(decoding.readVarString(decoder));
      return;
    case MESSAGE.resync: told.resync += 1; return;
    default:
  }
}
