/**
 * The real executor with real rooms over a storage, whose lines may break before an act or after it, and that is started anew between acts.
 * Owns how a model's act becomes a command and a command's outcome the model's answer; nothing here knows what the answer should be.
 */
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { DocId, OpId } from '#shared/base/ids.ts';
import type { CryptoProvider, Sm3 } from '#shared/base/ports.ts';
import { contentFacts } from '#shared/doc/canonical.ts';
import { contentOfCreate, firstContent } from '#shared/doc/first-content.ts';
import type { Actor } from '#shared/policy/can.ts';
import { MESSAGE, SYNC } from '#shared/protocol/collab.ts';
import type { Outcome } from '#shared/protocol/http.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import type { Command, CommandOf } from '#shared/workflow/command.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { templateOf } from '#shared/workflow/templates.ts';
import { createExecute, type Execute } from '#server/commands/execute.ts';
import { crypto } from '#server/crypto/sm2.ts';
import { createUnitKeys } from '#server/crypto/unit-keys.ts';
import { createFeedHub } from '#server/documents/feed.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics.ts';
import { createRooms, type Rooms } from '#server/rooms/rooms.ts';
import { sm3 } from '#server/sm3.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import { createTexts, type Texts } from '#server/text/texts.ts';
import { runTask } from '#server/text/tasks.ts';
import { syncFrame } from '#tests/fuzz/hostile.ts';
import type { Dice } from '#tests/kit/ports.ts';
import { actorOf, ORGAN, smallOrg, smallTree, type PersonKey } from '#tests/kit/small-org.ts';
import { typeInto } from '#tests/kit/server-client.ts';
import { CONTENT, CREATE, NOW, planFor } from '#tests/kit/story.ts';
import type { Op, Who } from './history.ts';

export interface Office {
  execute: Execute;
  readonly storage: Storage;
  /** A new executor with new rooms, as after a restart: whatever the old one has not begun to write is lost. */
  restart(): Promise<void>;
  /** The answer as the model words it, and every byte of it: one op id has one answer. */
  act(docId: DocId, kind: Kind, op: Op): Promise<{ readonly answer: string; readonly whole: string }>;
  /** A document that was sent to the county and waits there to be signed for. */
  deliver(docId: DocId): Promise<DocId>;
  look(docId: DocId): Promise<{ readonly answer: string; readonly state: DocumentState | null; readonly text: number }>;
  close(): Promise<void>;
}

export type Kind = 'own' | 'received';

/** Where it lies and what it does wrong, for a test that the checker sees it. */
export interface OfficeOptions {
  readonly open: () => Promise<Storage>;
  /** Whether a restart closes the storage and opens it again. */
  readonly isDurable: boolean;
  readonly dice: Dice;
  /** One act in so many meets a broken line; 0: none. */
  readonly faultOneIn: number;
  readonly spoil?: (execute: Execute, storage: Storage) => Execute;
}

const PEOPLE: { readonly [kind in Kind]: { readonly [who in Who]: PersonKey } } = {
  own: { drafter: 'drafter01', mate: 'drafter02', one: 'towndepu1', two: 'townrevi1', leader: 'townhead1', delegate: 'townsuper', registrar: 'townregi1', deputy: 'countyde1', outsider: 'neighdra1' },
  received: { drafter: 'prefhead1', mate: 'villager1', one: 'neighhea1', two: 'townadmi1', leader: 'countyhd1', delegate: 'countydr1', registrar: 'countyrg1', deputy: 'countyde1', outsider: 'neighdra1' },
};

export function actorFor(kind: Kind, who: Who): Actor {
  const own = actorOf(PEOPLE[kind][who]);
  return who === 'delegate' ? { ...own, standsFor: [{ ...actorOf(PEOPLE[kind].leader), organId: kind === 'own' ? ORGAN.town : ORGAN.county }] } : own;
}

export const personOf = (who: Who): PersonKey => PEOPLE.own[who];
const whoIs = (kind: Kind, personId: string): string => Object.entries(PEOPLE[kind]).find(([, each]) => each === personId)?.[0] ?? personId;

/** The text is the same for every document of a template: what each set of edits reads like is known beforehand. */
const CREATED = { ...CREATE, opId: '0'.repeat(32) as OpId, docId: '0'.repeat(32) as DocId, claimedAt: NOW } satisfies CommandOf<'create'>;
const birth = (): Uint8Array => firstContent(contentOfCreate(CREATED, templateOf(CREATE.templateId) as NonNullable<ReturnType<typeof templateOf>>));
const EDITS = [['甲', 1_001], ['乙', 1_002]] as const;
const edits: readonly Uint8Array[] = EDITS.map(([word, client]) => {
  const doc = new Y.Doc();
  doc.clientID = client;
  Y.applyUpdate(doc, birth());
  const before = Y.encodeStateVector(doc);
  typeInto(doc, word);
  return Y.encodeStateAsUpdate(doc, before);
});
const hashes: readonly string[] = [0, 1, 2, 3].map((set) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, birth());
  for (const [bit, edit] of edits.entries()) if ((set & (1 << bit)) !== 0) Y.applyUpdate(doc, edit);
  return contentFacts(doc, sm3).hash;
});
const UNKNOWN_TEXT = 'f'.repeat(64);

/** In this thread: a text of two words needs no other, and the order of what happens depends on the seed alone. */
const textsHere = (): Texts => {
  const none = (): never => { throw new Error('not asked for here'); };
  return {
    content: async (_docId, parts) => runTask({ kind: 'content', parts }) as Awaited<ReturnType<Texts['content']>>,
    missing: async (_docId, parts, vector) => runTask({ kind: 'missing', parts, vector }) as Uint8Array,
    inspect: none, compact: none, flatten: none, sift: none, onFault: () => () => {}, close: async () => {},
  };
};

/** Whatever happened, it is not known: the line broke before it, or after. */
export class LineBroke extends Error {}

export async function openOffice(options: OfficeOptions): Promise<Office> {
  const { dice } = options;
  let storage = await options.open();
  const texts = options.isDurable ? createTexts({ budgetMs: 60_000 }) : textsHere();
  let now = NOW;
  const clock = { now: () => (now += 1) };
  const random = { bytes: (length: number) => Uint8Array.from({ length }, () => dice.below(256)) };
  const metrics = createMetrics();
  const log = createLog('silent', { write: () => {} });
  const olderRooms: Rooms[] = [];
  const org = smallTree();
  /** Signatures take most of the time and are nobody's concern here. */
  const quickCrypto: CryptoProvider = { sm3: sm3 as Sm3, sm2: { ...crypto.sm2, createKey: () => ({ publicKey: 'public', privateKey: '00'.repeat(32) }), sign: (message) => sm3(message) } };
  const start = (): { readonly rooms: Rooms; readonly execute: Execute; readonly process: Mortal } => {
    const process = mortal(storage);
    const shaky = options.faultOneIn === 0 ? process.storage : shakyLine(process.storage, dice, options.faultOneIn);
    const rooms = createRooms({ storage: process.storage, texts, org: smallOrg, clock, log, metrics });
    const execute = createExecute({
      storage: shaky, texts, org: () => org, postsOf: async (personId) => actorOf(personId as PersonKey).memberships, clock, random, sm3, rooms, feed: createFeedHub(), metrics,
      crypto: quickCrypto, keys: createUnitKeys(quickCrypto, new Uint8Array(16), random), calendar: () => NATIONAL_CALENDAR, planFor,
    });
    return { rooms, execute: options.spoil?.(execute, storage) ?? execute, process };
  };
  let running = start();
  const look: Office['look'] = (docId) => storage.read(async (tx) => {
    const row = await tx.selectFrom('document').select('state').where('doc_id', '=', docId).executeTakeFirst();
    const { count } = await tx.selectFrom('event_log').select((e) => e.fn.countAll().as('count')).where('doc_id', '=', docId).executeTakeFirstOrThrow();
    if (row === undefined) return { answer: 'none 0 0 [] - ', state: null, text: 0 };
    const state = JSON.parse(row.state) as DocumentState;
    const kind: Kind = state.direction === 'outgoing' ? 'own' : 'received';
    const asked = state.assignees.filter(({ answer }) => answer === null).map(({ personId }) => whoIs(kind, personId)).sort().join();
    const number = state.direction === 'outgoing' ? state.number : state.receiptNumber;
    const bound = state.contentHash === null ? '-' : kind === 'received' ? 0 : hashes.indexOf(state.contentHash);
    return { answer: `${state.stage} ${state.stepNo} ${Number(count)} [${asked}] ${bound} ${number === null ? '' : 'numbered'}`, state, text: await setOf(tx, docId) };
  });
  const receivedHash = async (docId: DocId): Promise<string> => (await look(docId)).state?.contentHash ?? UNKNOWN_TEXT;
  const office: Office = {
    execute: (actor, command) => running.execute(actor, command),
    get storage() { return storage; },
    look,
    restart: async () => {
      if (!options.isDurable) {
        olderRooms.push(running.rooms);
        await running.process.end();
        running = start();
        return;
      }
      await running.rooms.flushed();
      running.rooms.close();
      await storage.close();
      storage = await options.open();
      running = start();
    },
    act: async (docId, kind, op) => {
      if (op.act === 'look') {
        const { answer } = await look(docId);
        return { answer, whole: answer };
      }
      const actor = actorFor(kind, op.by);
      if (op.act === 'edit') {
        const { rooms, process } = running;
        const answer = await Promise.race([edit(rooms, docId, actor, edits[op.text === 1 ? 0 : 1] as Uint8Array), process.ended]);
        // What a process says that has ended, nobody hears.
        if (process.isOver()) throw new LineBroke('the process has ended');
        return { answer, whole: answer };
      }
      const hash = kind === 'received' ? (op.text === 0 ? await receivedHash(docId) : UNKNOWN_TEXT) : (hashes[op.text] ?? UNKNOWN_TEXT);
      const outcome = await office.execute(actor, commandOf(docId, op, hash));
      return { answer: answerOf(outcome), whole: JSON.stringify(outcome) };
    },
    deliver: async (docId) => {
      const op = (act: Op['act'], by: Who, stepNo: number): Op => ({ id: hex(dice), by, act, stepNo, text: 0, to: '', people: [], words: '同意' });
      const firm = createExecuteFirmly(office);
      await firm(docId, op('create', 'drafter', 0));
      await firm(docId, op('submit', 'drafter', 0));
      await firm(docId, op('signOff', 'leader', 1));
      const { doc_id } = await storage.read((tx) => tx.selectFrom('document').select('doc_id').where('organ_id', '=', ORGAN.county).where('state', 'like', `%${docId}%`).executeTakeFirstOrThrow());
      return doc_id as DocId;
    },
    close: async () => {
      for (const rooms of [...olderRooms, running.rooms]) {
        await rooms.flushed();
        rooms.close();
      }
      await texts.close();
      await storage.close();
    },
  };
  return office;
}

/** The same act again until the line holds. */
const createExecuteFirmly = (office: Office) => async (docId: DocId, op: Op): Promise<void> => {
  for (;;) {
    try {
      const { answer } = await office.act(docId, 'own', op);
      if (answer !== 'accepted') throw new RangeError(`${op.act}: ${answer}`);
      return;
    } catch (error) {
      if (!(error instanceof LineBroke)) throw error;
    }
  }
};

export const hex = (dice: Dice): string => Array.from({ length: 32 }, () => dice.below(16).toString(16)).join('');

/** Which edits the stored text contains. */
async function setOf(tx: Parameters<Parameters<Storage['read']>[0]>[0], docId: DocId): Promise<number> {
  const rows = await tx.selectFrom('client_owner').select('client').where('doc_id', '=', docId).execute();
  return EDITS.reduce((set, [, client], bit) => (rows.some((row) => Number(row.client) === client) ? set | (1 << bit) : set), 0);
}

export function commandOf(docId: DocId, op: Op, contentHash: string): Command {
  const envelope = { opId: op.id as OpId, docId, claimedAt: NOW };
  const act = { ...envelope, stepNo: op.stepNo, contentHash, opinion: op.words };
  const people = op.people.map((who) => ({ personId: PEOPLE.own[who], share: 'sign' as const }));
  switch (op.act) {
    case 'create': return { ...CREATE, ...envelope };
    case 'invite': return { ...envelope, kind: 'invite', personIds: [PEOPLE.own.mate] };
    case 'read': return { ...envelope, kind: 'read' };
    case 'submit': return { ...act, kind: 'submit', people, dueAt: null, reasons: {} };
    case 'approve': return { ...act, kind: 'approve', people: [] };
    case 'return': return { ...act, kind: 'return', to: op.to as CommandOf<'return'>['to'] };
    case 'disagree': case 'resolve': case 'recountersign': case 'signOff': return { ...act, kind: op.act };
    case 'withdraw': case 'receive': return { ...envelope, stepNo: op.stepNo, kind: op.act };
    case 'terminate': case 'refuse': return { ...envelope, stepNo: op.stepNo, opinion: op.words, kind: op.act };
    case 'instruct': return { ...envelope, stepNo: op.stepNo, opinion: op.words, kind: 'instruct', to: op.to as CommandOf<'instruct'>['to'], people: [], dueAt: null };
    case 'reply': return { ...envelope, stepNo: op.stepNo, contentHash, kind: 'reply', decision: 'approve', text: '同意。' };
    case 'look': case 'edit': throw new Error(`${op.act} is no command`);
  }
}

export const answerOf = (outcome: Outcome): string => (outcome.status === 'accepted' ? 'accepted' : `${outcome.status} ${outcome.error.code}`);
export const HASH_OF = (text: number): string => hashes[text] ?? UNKNOWN_TEXT;
export const TITLE = CONTENT.title;

/** One frame over a line of its own, answered when it is durable or refused. */
function edit(rooms: Rooms, docId: DocId, actor: Actor, update: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let isOver = false;
    const end = (answer: string): void => {
      if (isOver) return;
      isOver = true;
      queueMicrotask(() => seat.leave());
      resolve(answer);
    };
    const seat = rooms.join(docId, {
      actor, unitName: '', sessionKey: actor.personId, isExtended: true, sendPair: () => {}, sendPresence: () => {},
      send: (frame) => {
        const decoder = decoding.createDecoder(frame);
        const kind = decoding.readVarUint(decoder);
        if (kind === MESSAGE.durable) end('accepted');
        if (kind !== MESSAGE.refused) return;
        decoding.readVarUint(decoder);
        end(`refused ${decoding.readVarString(decoder)}`);
      },
      close: (code) => end(`refused ${code}`),
    });
    seat.receive(syncFrame(SYNC.update, update));
  });
}

interface Mortal { readonly storage: Storage; readonly isOver: () => boolean; readonly ended: Promise<string>; readonly end: () => Promise<void> }

/** Storage as one process has it: once it has ended, nothing more of it is written, also where somebody in it still waits for a turn. */
function mortal(storage: Storage): Mortal {
  let isOver = false;
  let tell = (_ended: string): void => {};
  const ended = new Promise<string>((resolve) => { tell = resolve; });
  const writing = new Set<Promise<unknown>>();
  const alive = async <T>(write: () => Promise<T>): Promise<T> => {
    if (isOver) throw new LineBroke('the process has ended');
    const work = write();
    writing.add(work);
    return work.finally(() => writing.delete(work));
  };
  const whileAlive = <T>(run: (tx: Tx) => Promise<T>) => async (tx: Tx): Promise<T> => {
    if (isOver) throw new LineBroke('the process has ended');
    return run(tx);
  };
  return {
    storage: {
      ...storage,
      tx: (run) => alive(() => storage.tx(whileAlive(run))),
      groupedTx: (run, ahead) => alive(() => storage.groupedTx(whileAlive(run), ahead)),
      appendUpdate: (update) => alive(() => storage.appendUpdate(update)),
    },
    isOver: () => isOver,
    ended,
    end: async () => {
      isOver = true;
      tell('ended');
      await Promise.allSettled(writing);
    },
  };
}

/** Breaks before the transaction, or after it: then it has happened and nobody is told. Between the two anything may come first. */
function shakyLine(storage: Storage, dice: Dice, oneIn: number): Storage {
  const shaky = async <T>(write: () => Promise<T>): Promise<T> => {
    if (dice.chance(oneIn)) throw new LineBroke('before');
    for (let turns = dice.below(4); turns > 0; turns -= 1) await Promise.resolve();
    const answer = await write();
    if (dice.chance(oneIn)) throw new LineBroke('after');
    return answer;
  };
  return { ...storage, tx: (run) => shaky(() => storage.tx(run)), groupedTx: (run, ahead) => shaky(() => storage.groupedTx(run, ahead)) };
}
