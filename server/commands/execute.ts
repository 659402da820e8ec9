/**
 * One command, one transaction: what it did before (op id), the state, the facts of the text, the shared decision, and then events with
 * their audit chain, texts, numbers, feed and outcome together or not at all (P2). The document is held meanwhile, so that no edit slips
 * between the hash and the stage that it binds (P9). After the commit, and only then, sockets are told.
 */
import type { CompiledQuery } from 'kysely';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { appError, type AppError } from '#shared/base/errors.ts';
import { createDocId, type DocId, type OpId, type PersonId } from '#shared/base/ids.ts';
import type { Clock, CryptoProvider, EpochMs, Random, Sm3 } from '#shared/base/ports.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { blobsIn } from '#shared/doc/attached-files.ts';
import type { Content as TextContent } from '#shared/doc/canonical.ts';
import { copyBody, targetsOf } from '#shared/exchange/deliver.ts';
import { resolve, type DirectoryView } from '#shared/exchange/distribution.ts';
import { kindOfNumber, readNumber, sayNumber, seriesOf, type NumberKind, type SeriesKey } from '#shared/numbers/series.ts';
import type { Membership, OrgView } from '#shared/org/model.ts';
import { audience, can, type Actor } from '#shared/policy/can.ts';
import type { Outcome } from '#shared/protocol/http.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { dueFor, type Urgency } from '#shared/time/deadline.ts';
import type { Command, CommandKind } from '#shared/workflow/command.ts';
import { actionOf, decide, type Known, type Verdict } from '#shared/workflow/decide.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { Act, FlowId } from '#shared/workflow/flow.ts';
import { waitsForParts } from '#shared/workflow/parts.ts';
import type { Plan } from '#shared/workflow/plan.ts';
import { giveBlobs, missingOf } from '#server/blobs/blobs.ts';
import { unitKeyOf, type UnitKeys } from '#server/crypto/unit-keys.ts';
import { createContents, type Contents } from '#server/documents/contents.ts';
import { appendEvents, chainHead, countOpenParts, lastEventOf, readState, stateOf, writeFeed, type Change } from '#server/documents/documents.ts';
import { isBroken, openFaultOf } from '#server/documents/faults.ts';
import { acknowledge, deliveryRowOf, envelopeDigestOf, type Acknowledgement } from '#server/exchange/acknowledge.ts';
import { send } from '#server/exchange/send.ts';
import { audienceOf, type FeedHub } from '#server/documents/feed.ts';
import { freeze, type Content } from '#server/documents/frozen.ts';
import { FIRST_GENERATION, planGeneration, startGeneration, type NextGeneration } from '#server/documents/generation.ts';
import { errorBodyOf } from '#server/http/error-body.ts';
import type { Metrics } from '#server/metrics.ts';
import { replyTextOf } from '#server/documents/reply-text.ts';
import { sharedTextOf } from '#server/documents/shared-text.ts';
import { lastSeqOf, nextInSeries, stateOf as numberState, take } from '#server/numbers/series.ts';
import type { Rooms } from '#server/rooms/rooms.ts';
import { ask, prepared } from '#server/storage/prepared.ts';
import { StorageError, type Storage, type Tx } from '#server/storage/storage.ts';
import { isOfTheText } from '#server/text/lane.ts';
import { readTextVersion, textVersionOf } from '#server/text/stored-text.ts';
import type { Texts } from '#server/text/texts.ts';
import { stampOf } from './actor.ts';
import { hangsOn, madeOn, readBasisText, readDerived } from './check-basis.ts';
import { effectsOf, touches, type Effects } from './effects.ts';
import { knownPeople } from './people.ts';

export interface CommandDeps {
  readonly storage: Storage;
  readonly texts: Texts;
  readonly org: () => OrgView & DirectoryView;
  readonly postsOf: (personId: PersonId) => Promise<readonly Membership[]>;
  readonly clock: Clock;
  readonly random: Random;
  readonly sm3: Sm3;
  readonly rooms: Rooms;
  readonly feed: FeedHub;
  readonly metrics: Metrics;
  readonly crypto: CryptoProvider;
  readonly keys: UnitKeys;
  readonly calendar: () => Calendar;
  readonly planFor: (organId: string, flow: FlowId) => Plan;
}

export type Execute = (actor: Actor, command: Command) => Promise<Outcome>;

interface Done {
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
  readonly generations: readonly { readonly docId: DocId; readonly generation: number }[];
}

export function createExecute(deps: CommandDeps): Execute {
  const contents = createContents(deps.storage, deps.texts);
  return (actor, command) => deps.rooms.exclusive(command.docId, async () => {
    const done = await commit(deps, contents, actor, command).catch(async (error: unknown): Promise<Done> => {
      // Its text has just failed: that is this document's trouble, not that of the commands that come with this one.
      if (isOfTheText(error)) return broken(command);
      await lookAgain(deps, command.docId);
      throw error;
    });
    deps.metrics.commands.inc({ kind: command.kind, status: done.outcome.status });
    for (const change of done.changes) {
      deps.rooms.changed(change.docId, change.after);
      deps.feed.publish(audienceOf(change, deps.org()), change.lastSeq);
    }
    for (const { docId, generation } of done.generations) await deps.rooms.renewed(docId, generation);
    return done.outcome;
  });
}

/**
 * A line that breaks at the commit leaves open whether it happened. The document is still held: before anybody writes on, its room hears what is stored,
 * or an edit would be taken after the hand-off that nobody was told of.
 */
async function lookAgain({ storage, rooms }: CommandDeps, docId: DocId): Promise<void> {
  const state = await storage.read((tx) => readState(tx, docId)).catch(() => null);
  if (state !== null) rooms.changed(docId, state);
}

/** What is looked up before the transaction: the text as it stands while the document is held, what it would be as the next generation, who is named. */
interface Current {
  readonly content: Content | null;
  readonly next: NextGeneration | null;
  readonly known: ReadonlyMap<PersonId, Known>;
}

const READS_MAX = 10;

/**
 * The text is read before the transaction, so that it stays short. Here the document is held; on the node that owns it people may write meanwhile:
 * what the transaction finds added is read again. Each fence makes that node read the document too, which gives this one time.
 */
async function commit(deps: CommandDeps, contents: Contents, actor: Actor, command: Command): Promise<Done> {
  const { storage, texts } = deps;
  const { docId } = command;
  const isArchiving = command.kind === 'archive';
  const needsText = 'contentHash' in command || isArchiving;
  const known = await knownPeople(command, deps);
  for (let reads = 0; reads < READS_MAX; reads += 1) {
    const text = needsText ? await contents.of(docId) : null;
    const next = isArchiving ? await planGeneration(storage, texts, docId) : null;
    const done = await storage.groupedTx(async (tx) => {
      await storage.lease.fence(tx, docId);
      const isSame = text === null || (await readTextVersion(tx, docId)) === text.version;
      return isSame ? run(deps, tx, actor, command, { content: text?.content ?? null, next, known }) : null;
    }, [
      (db) => [...questionsOf(db, command), ...(needsText ? [textVersionOf(db, docId)] : [])],
      (db, rowsOf) => furtherQuestionsOf(db, command, rowsOf(stateOf(db, docId))[0]?.state, deps),
      (db, rowsOf) => (isAcknowledging(command) ? rowsOf(deliveryRowOf(db, docId)).map((row) => envelopeDigestOf(db, row.envelope_id)) : []),
    ]);
    if (done !== null) return done;
    contents.forget(docId);
  }
  throw new StorageError('storage.not-owner', 'the document is being written on another node');
}

const outcomeOf = prepared((db, opId: OpId) => db.selectFrom('outcome').selectAll().where('op_id', '=', opId));
const insertOutcome = prepared((db, opId: OpId, docId: DocId, personId: PersonId, commandHash: string, outcome: string, at: EpochMs) => db.insertInto('outcome')
  .values({ op_id: opId, doc_id: docId, person_id: personId, command_hash: commandHash, outcome, at }));
/** What every command asks, before it is known what comes of it. */
const questionsOf = (db: Tx, { opId, docId }: Command) => [outcomeOf(db, opId), openFaultOf(db, docId), stateOf(db, docId), lastEventOf(db, docId), chainHead(db)];

/** Whoever may number asks for the next one; what a command may close or answer elsewhere is looked at there. */
function furtherQuestionsOf(db: Tx, command: Command, stored: string | undefined, { org, clock, sm3 }: CommandDeps): readonly CompiledQuery[] {
  if (stored === undefined) return [];
  const state = JSON.parse(stored) as DocumentState;
  const organ = org().unit(state.organId);
  const number = organ === undefined || !NUMBERING.includes(command.kind) ? [] : [lastSeqOf(db, seriesOf(kindOfNumber(command.kind, state), organ, clock.now()))];
  const delivery = isAcknowledging(command) ? [deliveryRowOf(db, command.docId)] : [];
  const key = isAcknowledging(command) || SENDING.includes(command.kind) ? [unitKeyOf(db, state.organId)] : [];
  const text = textSentBy(command, state, sm3);
  const made = hangsOn(command) === null ? [] : [madeOn(db, command.docId)];
  return [...number, ...delivery, ...key, ...(text === null ? [] : [sharedTextOf(db, text)]), ...made, ...touches(command, state).flatMap((docId) => [stateOf(db, docId), lastEventOf(db, docId)])];
}

/** The hash of the text that would go out with it. */
function textSentBy(command: Command, state: DocumentState, sm3: Sm3): string | null {
  if (command.kind === 'reply') return state.direction === 'incoming' ? replyTextOf(command, state, sm3).content.facts.hash : null;
  return SENDING.includes(command.kind) && 'contentHash' in command ? command.contentHash : null;
}

async function run(deps: CommandDeps, tx: Tx, actor: Actor, command: Command, current: Current): Promise<Done> {
  const commandHash = deps.sm3(canonicalJson(command as unknown as Json));
  const [known] = await ask(tx, outcomeOf(tx, command.opId));
  if (known !== undefined) {
    const isResend = known.person_id === actor.personId && known.command_hash === commandHash;
    const misused: Verdict = { kind: 'refused', error: appError('request.invalid', { rule: 'SRV05', field: 'opId' }) };
    return { outcome: isResend ? (JSON.parse(known.outcome) as Outcome) : refusal(command, misused), changes: [], generations: [] };
  }
  const done = await act(deps, tx, actor, command, current);
  await tx.executeQuery(insertOutcome(tx, command.opId, command.docId, actor.personId, commandHash, JSON.stringify(done.outcome), deps.clock.now()));
  return done;
}

async function act(deps: CommandDeps, tx: Tx, actor: Actor, command: Command, current: Current): Promise<Done> {
  const { sm3 } = deps;
  const org = deps.org();
  const now = deps.clock.now();
  if (await isBroken(tx, command.docId)) return broken(command);
  const state = await readState(tx, command.docId);
  const content = state === null ? null : current.content;
  const organId = state?.organId ?? ('organId' in command ? command.organId : null);
  // A copy shows what its text came with.
  if (content !== null && state?.direction === 'outgoing' && (await missingOf(tx, command.docId, content.facts.blobs)).length > 0) {
    return { outcome: refusal(command, { kind: 'refused', error: appError('blob.missing', { rule: 'ATT06' }) }), changes: [], generations: [] };
  }
  const chosen = command.kind === 'register' ? command.reserved : null;
  const series = NUMBERING.includes(command.kind) ? await nextNumber(tx, kindOfNumber(command.kind, state), organId, now, org, chosen) : NO_NUMBER;
  if (series === null) return { outcome: refusal(command, { kind: 'refused', error: appError('number.not-available', { rule: 'NUM30' }) }), changes: [], generations: [] };
  const newDocId = (): DocId => createDocId(deps.random);
  const { planFor } = deps;
  const deadline = (days: number, urgency: Urgency): number | null => dueFor({ urgency, limitDays: days }, deps.calendar(), now);
  const others = new Map<DocId, DocumentState>();
  for (const other of touches(command, state)) {
    const known = await readState(tx, other);
    if (known !== null) others.set(other, known);
  }
  const basisId = command.kind === 'create' ? command.basis?.docId : state?.direction === 'outgoing' ? state.basis?.docId : undefined;
  const basis = basisId === undefined ? undefined : others.get(basisId);
  const decided = decide(state, command, {
    actor, org, now, content: content?.facts ?? null, text: content === null ? null : (JSON.parse(content.canonical) as TextContent), known: (personId) => current.known.get(personId), planFor, deadline,
    openParts: state !== null && command.kind !== 'create' && waitsForParts(state, command.kind as Act) ? await countOpenParts(tx, command.docId) : 0,
    basis: basis ?? null,
    derived: await readDerived(tx, command),
    authority: { kind: 'server', nextNumber: series.number, newDocId: newDocId() },
  });
  if (!decided.ok) return { outcome: refusal(command, decided.error), changes: [], generations: [] };

  const right = state === null ? null : can(actor, actionOf(command.kind), { kind: 'document', state }, org);
  const event = { opId: command.opId, actor: stampOf(actor, organId, org, right?.ok === true ? right.as : actor.personId), at: now, claimedAt: command.claimedAt };
  const basisText = await readBasisText(tx, command, basis);
  if (basisText !== null) await giveBlobs(tx, command.docId, blobsIn(basisText));
  const effects = effectsOf(command, state, decided.value, content, { event, sm3, number: series.number, newDocId, planFor, others, basisText });
  const receipt = await receiptOf(deps, tx, command, state, { at: now, person: { personId: actor.personId, name: actor.name } });
  if (!receipt.ok) return { outcome: refusal(command, { kind: 'refused', error: receipt.error }), changes: [], generations: [] };
  const changes = [...await appendEvents(tx, sm3, effects.events, event)];
  await writeTexts(tx, effects, changes, actor.personId, now);
  const generations = [];
  for (const renewal of effects.archived) {
    await startGeneration(tx, current.next, { ...renewal, personId: actor.personId, at: now });
    generations.push({ docId: renewal.docId, generation: current.next?.generation ?? FIRST_GENERATION });
  }
  if (effects.numbered !== null) await series.take(effects.numbered, actor.personId);
  for (const change of changes) await writeFeed(tx, change, audienceOf(change, org));
  for (const { issued, content: signed, answers } of effects.sends) {
    const dueAt = deadline(RECEIPT_WORKING_DAYS, issued.urgency);
    const { recipients } = resolve(targetsOf(issued), org, issued.organId);
    if (recipients.length === 0) continue;
    const sent = await send(tx, {
      crypto: deps.crypto, keys: deps.keys, random: deps.random, view: org, planFor: (organ) => planFor(organ, 'receipt'), audienceOf: (after) => audience(after, org),
    }, {
      docId: issued.docId, number: issued.number ?? '', title: issued.title, sender: { organId: issued.organId, name: issued.organName }, content: signed,
      copy: copyBody(issued, dueAt, answers), recipients, dueAt, event,
    });
    // Their feeds were written with them, many in one statement.
    changes.push(...sent.changes);
  }
  const seq = changes.find(({ docId }) => docId === command.docId)?.lastSeq ?? 0;
  return { outcome: { opId: command.opId, docId: command.docId, status: 'accepted', seq }, changes, generations };
}

async function writeTexts(tx: Tx, effects: Effects, changes: readonly Change[], personId: PersonId, at: number): Promise<void> {
  for (const { docId, bytes } of effects.texts) await tx.insertInto('update_log').values({ doc_id: docId, person_id: personId, at, bytes }).execute();
  for (const { docId, kind, content } of effects.frozen) {
    const stepNo = changes.find((change) => change.docId === docId)?.after.stepNo ?? 0;
    await freeze(tx, docId, stepNo, kind, content, at);
  }
}

/** Acts at which a number may be allotted, by themselves or by the step that follows at once: nobody else waits for the question which is next. */
const NUMBERING: readonly CommandKind[] = ['register', 'signOff', 'reply', 'receive', 'approve'];

/** Acts with which a document may go out at once. */
const SENDING: readonly CommandKind[] = ['signOff', 'reply', 'register', 'dispatch'];

/** 签收 or 退回, which the sender hears of. */
const isAcknowledging = ({ kind }: Command): boolean => kind === 'receive' || kind === 'refuse';

interface Series {
  /** The number that is due. */
  readonly number: string;
  take(docId: DocId, by: PersonId): Promise<void>;
}

/** 签收 within so many working days, where nothing more urgent is said; ours, because the regulation names none. */
const RECEIPT_WORKING_DAYS = 2;

/** 签收 and 退回 of what came in an envelope: the sender's delivery moves on with a signed receipt, or the act does not happen at all. */
async function receiptOf(deps: CommandDeps, tx: Tx, command: Command, state: DocumentState | null, by: Pick<Acknowledgement, 'at' | 'person'>): Promise<Result<unknown, AppError>> {
  if (state?.direction !== 'incoming' || !isAcknowledging(command)) return ok(null);
  return acknowledge(tx, deps, { copyId: command.docId, decision: command.kind === 'receive' ? 'received' : 'refused', reason: command.kind === 'refuse' ? command.opinion : '', ...by });
}

const NO_NUMBER: Series = { number: '', take: async () => {} };

async function reservedSeq(tx: Tx, key: SeriesKey, number: string): Promise<number | null> {
  const seq = readNumber(number)?.seq ?? null;
  return seq !== null && sayNumber(key, seq) === number && (await numberState(tx, key, seq)) === 'reserved' ? seq : null;
}

/** Null: the number that was chosen is no reserved one of this series any more. */
async function nextNumber(tx: Tx, kind: NumberKind, organId: string | null, now: number, org: OrgView, chosen: string | null): Promise<Series | null> {
  const organ = organId === null ? undefined : org.unit(organId);
  if (organ === undefined) return NO_NUMBER;
  const key = seriesOf(kind, organ, now);
  const seq = chosen === null ? await nextInSeries(tx, key) : await reservedSeq(tx, key, chosen);
  if (seq === null) return null;
  return {
    number: sayNumber(key, seq),
    take: async (docId, by) => {
      const taken = await take(tx, key, seq, docId, by, now);
      // What is due is free in the transaction that asked: anything else is a bug, and nothing of the act may stay.
      if (!taken.ok) throw new Error(`number ${sayNumber(key, seq)} could not be taken: ${taken.error.rule ?? taken.error.code}`);
    },
  };
}

const broken = (command: Command): Done => ({ outcome: refusal(command, { kind: 'refused', error: appError('document.broken', { rule: 'SYN73' }) }), changes: [], generations: [] });

const refusal = (command: Command, { kind, error }: Verdict): Outcome =>
  ({ opId: command.opId, docId: command.docId, status: kind, error: errorBodyOf(error).error });
