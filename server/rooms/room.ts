/**
 * One open document: its members, what of its text is durable, and the path of an edit (DESIGN: data path):
 * gate → right of this person at this stage → append durably → acknowledge → show to others. It holds a state vector and the deletions,
 * not the text. While it is held (a freeze, loading) frames wait in order; nothing slips between a hash and the stage that it binds.
 */
import { structCountOf } from '#shared/doc/update-layout.ts';
import type { Clock } from '#shared/base/ports.ts';
import type { DocId } from '#shared/base/ids.ts';
import type { ErrorCode } from '#shared/base/errors.ts';
import { can, type Actor } from '#shared/policy/can.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import { StorageError, type Storage } from '#server/storage/storage.ts';
import type { Breaker } from './breaker.ts';
import { FIRST_GENERATION } from '#server/documents/generation.ts';
import { generationFrame, permissionFrame, readFrame, readVector, refusedFrame, resyncFrame, step1Frame, step2Frame, type Frame } from './frames.ts';
import { createLedger } from './ledger.ts';
import { createMember, type Member, type RoomClient } from './member.ts';
import { INDEXED_FROM_BYTES, type DocumentIndex } from './document-index.ts';
import { createOpened } from './opened.ts';
import { readOpening, sizeOf } from './opening.ts';
import { createOutflow } from './outflow.ts';
import { createPresence } from './presence.ts';
import type { Quarantine } from './quarantine.ts';
import type { Secrecy } from './secrecy.ts';
import { inSteps } from '#server/text/in-steps.ts';
import { readText } from '#server/text/stored-text.ts';
import { TextFailure, type Texts } from '#server/text/texts.ts';
import { refusalOf } from './refusal.ts';
import { createSize, SIZE_LIMITS } from './size.ts';
import { createTextIndex, knowsMore, type News } from '#server/text/text-index.ts';
import { answerFromLog, laidOut } from './whole-text.ts';

export interface RoomDeps {
  readonly storage: Storage;
  readonly texts: Texts;
  readonly org: () => OrgView;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly breaker: Breaker;
  readonly quarantine: Quarantine;
  readonly secrecy: Secrecy;
}

export interface Room {
  join(client: RoomClient): Member;
  leave(member: Member): void;
  receive(member: Member, bytes: Uint8Array): void;
  reassess(member: Member, actor: Actor): void;
  /** Frames wait until it is let go. */
  hold(): Promise<void>;
  letGo(): void;
  load(): Promise<void>;
  /** The text was written anew: everybody here has the old one. Called while held. */
  renew(generation: number): Promise<void>;
  setState(state: DocumentState): void;
  /** Storage has failed or is back. */
  storageChanged(): void;
  /** A bug that somebody else has met in it. */
  fail(error: unknown): void;
  /** Once in a while: gives up what was only kept for a moment. */
  tick(): void;
  members(): readonly Member[];
  isIdle(): boolean;
  /** Rows of the log behind the last snapshot, counted anew once it has been compacted. */
  logRows(): number;
  compacted(): void;
  /** What to keep for who opens it next; null when there is nothing new to keep. Called while it is idle. */
  index(): DocumentIndex | null;
}

const MAX = { gaps: 8, unanswered: 2_000, strikes: 10, waitingBytes: 16_777_216 } as const;

/** `onFailed`: nobody caught it; the room is not to be used any more. */
export function createRoom(docId: DocId, deps: RoomDeps, onFailed: (error: unknown) => void): Room {
  const { storage, metrics } = deps;
  const members = new Set<Member>();
  const presence = createPresence(fail, (client) => ledger.ownerOf(client));
  let state: DocumentState | null = null;
  let stateVersion = 0;
  let generation = FIRST_GENERATION;
  const text = createTextIndex();
  const size = createSize(SIZE_LIMITS, (share) => {
    metrics.largeDocuments.inc();
    deps.log.warn({ docId, share: Math.round(share * 100) / 100 }, 'a document nears its limit');
  });
  const ledger = createLedger(presence.personOf);
  const outflow = createOutflow(members, text.durable, fail);
  let held = 0;
  let inFlight = 0;
  let epoch = 0;
  let isLoaded = false;
  let isStartingOver = false;
  let isFailed = false;
  let waiting: { readonly member: Member; readonly bytes: Uint8Array }[] = [];
  let waitingBytes = 0;
  const onSettled: (() => void)[] = [];
  let logRows = 0;
  let lastSeq = 0;
  let indexedSeq = 0;
  const opened = createOpened();

  const load = async (): Promise<void> => {
    const versionBefore = stateVersion;
    const generationBefore = generation;
    const found = await readOpening(storage, docId);
    const { index, parts } = found;
    deps.breaker.learn(docId, found.isBroken);
    const layouts = found.layouts ?? [await laidOut(deps.texts, docId, parts)];
    text.load(layouts, index);
    ledger.load(found.owners);
    size.set(...sizeOf(index, layouts));
    logRows = found.rows;
    lastSeq = found.lastSeq;
    indexedSeq = index?.upToSeq ?? 0;
    if (index === null) opened.set(layouts);
    else opened.forget();
    generation = found.generation;
    // A commit that came while this was reading is newer than what was read.
    if (stateVersion === versionBefore) state = found.state;
    // Whatever made it look: its own 归档, an event, an edit that was overtaken. Everybody here has the old text.
    if (isLoaded && generation !== generationBefore) sendAway();
    isLoaded = true;
    for (const member of members) admit(member);
  };

  const sendAway = (): void => {
    for (const member of members) {
      if (member.isExtended) member.send(generationFrame(generation));
      member.close('document.resync');
    }
  };

  const admit = (member: Member): void => {
    if (!refreshRight(member) || member.isAdmitted) return;
    member.isAdmitted = true;
    presence.join(member);
    // First of all: a client of another generation must neither send nor take anything.
    if (member.isExtended) member.send(generationFrame(generation));
    member.send(step1Frame(text.admitted()));
    if (member.isExtended) member.send(permissionFrame(member.refusal));
    presence.sendAll(member);
  };

  /** False when this person may not even read: the socket is closed, as if there were no such document. */
  const refreshRight = (member: Member): boolean => {
    if (state === null || !can(member.actor, 'document.read', { kind: 'document', state }, deps.org()).ok) {
      member.close('not-found');
      return false;
    }
    const refusal = refusalOf(member.actor, state, docId, size.isFull(), deps);
    const isNews = refusal !== member.refusal && member.isAdmitted && member.isExtended;
    member.refusal = refusal;
    if (isNews) member.send(permissionFrame(refusal));
    return true;
  };

  const take = (member: Member, bytes: Uint8Array): void => {
    try {
      receive(member, bytes);
    } catch (error) {
      unhandled(member, error);
    }
  };
  /** What nobody was prepared for costs its sender the line; from somebody who may write it also puts in doubt what is known here. */
  const unhandled = (member: Member, error: unknown): void => {
    if (member.refusal === null) return fail(error);
    deps.log.error({ err: error, docId }, 'a frame could not be handled');
    member.close('internal');
  };
  const receive = (member: Member, bytes: Uint8Array): void => {
    if (held > 0) {
      waitingBytes += bytes.byteLength;
      if (waitingBytes > MAX.waitingBytes) return member.close('request.too-many');
      waiting.push({ member, bytes });
      return;
    }
    if (!member.isAdmitted || member.isClosed) return;
    const frame = readFrame(bytes);
    if (frame === null) return member.close('protocol.unsupported');
    switch (frame.kind) {
      case 'step1': return answerStep1(member, frame.vector);
      case 'update': return receiveUpdate(member, frame, bytes);
      case 'awareness':
        if (!presence.receive(member, frame.states)) member.close('protocol.unsupported');
        return;
      case 'queryAwareness': return presence.sendAll(member);
    }
  };

  const answerStep1 = (member: Member, wanted: Uint8Array): void => {
    const vector = readVector(wanted);
    if (vector === null) return member.close('protocol.unsupported');
    // A stock client cannot be told its generation: its copy of the old text and the new one would stand side by side on its screen.
    if (generation > FIRST_GENERATION && knowsMore(vector, text.admitted())) return member.close('document.resync');
    const ready = opened.missingFor(vector);
    if (ready !== null) return member.send(step2Frame(ready));
    // Deletions always go along: a vector does not cover them.
    if (inFlight === 0 && !knowsMore(text.durable(), vector)) return member.send(step2Frame(text.deletesAlone()));
    answerFromLog({ ...deps, docId, generation }, member, vector, wanted).catch((error: unknown) => {
      if (!(error instanceof StorageError || error instanceof TextFailure)) return unhandled(member, error);
      deps.log.warn({ err: error, docId }, 'sync step 1 could not be answered');
      member.close(error instanceof StorageError ? error.code : deps.breaker.isBroken(docId) ? 'document.broken' : 'storage.failed');
    });
  };
  const receiveUpdate = (member: Member, { update, isAnswer }: Extract<Frame, { kind: 'update' }>, bytes: Uint8Array): void => {
    if (isAnswer) member.unanswered = 0;
    // Not even weighed: it would be held against a part of the text.
    if (member.refusal === 'document.broken') return refuse(member, (member.received += 1), member.refusal);
    const weighed = text.weigh(update);
    if (weighed.kind === 'news' && member.refusal === null && !text.isPlaced()) return learnPlaces(member, bytes);
    const number = (member.received += 1);
    if (weighed.kind === 'reject') return reject(member, number, update, weighed.reason);
    // What builds on a refused edit is refused like it; asking for more would only bring the same again.
    if (weighed.kind === 'gap') return member.refusal === null ? askToResync(member) : refuse(member, number, member.refusal);
    member.gaps = 0;
    if (weighed.kind === 'known') return outflow.acknowledge(member);
    // A full document can be made smaller, a mark of secrecy taken out.
    const makesRoom = (member.refusal === 'document.too-large' || member.refusal === 'document.classified') && weighed.isOnlyDeletes;
    if (member.refusal !== null && !makesRoom) {
      // A reader's copy tidies up formatting while it applies what others wrote: that is not an attempt to edit.
      const isTidyingUp = weighed.isOnlyDeletes && storage.health().kind === 'ok';
      return isTidyingUp ? outflow.acknowledge(member) : refuse(member, number, member.refusal);
    }
    const brought = weighed.advances.map(({ client }) => client);
    if (ledger.isForeign(brought, member.user.personId)) return reject(member, number, update, 'foreign-client');
    if (weighed.authors.some((author) => author !== member.user.personId)) return reject(member, number, update, 'foreign-author');
    text.admit(weighed);
    append(member, number, weighed, brought);
  };

  const append = (member: Member, number: number, news: News, brought: readonly number[]): void => {
    const startedIn = epoch;
    inFlight += 1;
    member.inFlight += 1;
    storage.appendUpdate({ docId, personId: member.user.personId, at: deps.clock.now(), bytes: news.layout.bytes, introduces: ledger.introduce(brought, member.user.personId) }).then((seq) => {
      text.confirm(news);
      deps.secrecy.admitted(docId, news.layout.bytes);
      lastSeq = Math.max(lastSeq, seq);
      for (const client of brought) member.clients.add(client);
      opened.add(news.layout);
      logRows += 1;
      size.add(news.layout.bytes.byteLength, structCountOf(news.layout));
      if (size.isFull()) for (const each of members) refreshRight(each);
      member.settled = number;
      settle(member);
      outflow.acknowledge(member);
      outflow.show(member, news.layout);
    }, (error: unknown) => {
      settle(member);
      refuse(member, number, error instanceof StorageError ? error.code : 'internal');
      if (epoch === startedIn) startOver(error);
    }).catch(fail);
  };

  /** A bug met in this document ends this document's sockets, never the process: whoever comes back finds it as it is stored. */
  function fail(error: unknown): void {
    if (isFailed) return;
    isFailed = true;
    wakeSettled();
    onFailed(error);
  }

  const settle = (member: Member): void => {
    inFlight -= 1;
    member.inFlight -= 1;
    if (inFlight === 0) wakeSettled();
  };
  const wakeSettled = (): void => {
    for (const resolve of onSettled.splice(0)) resolve();
  };

  /** The first who writes makes the room read where everything stands; what comes meanwhile waits behind it. */
  const learnPlaces = (member: Member, bytes: Uint8Array): void => {
    held += 1;
    waiting.push({ member, bytes });
    const parts = opened.parts();
    (parts === null ? readText(storage, docId) : Promise.resolve({ parts })).then((stored) => inSteps(text.learn(stored.parts))).catch((error: unknown) => {
      waiting = [];
      if (!(error instanceof StorageError)) return fail(error);
      deps.log.error({ err: error, docId }, 'the places of a text could not be read');
      for (const each of members) each.close(error.code);
    }).finally(letGo);
  };

  /** What was admitted after a failed write builds on something that is not there: forget it and read again what is. */
  const startOver = (error: unknown): void => {
    epoch += 1;
    held += 1;
    isStartingOver = true;
    // A command on another node has come between: nothing is wrong, but what was read before it no longer holds.
    const isOvertaken = error instanceof StorageError && error.code === 'storage.not-owner';
    deps.log[isOvertaken ? 'info' : 'error']({ err: error, docId }, 'edits could not be stored');
    load().then(() => {
      isStartingOver = false;
      askForMissing();
    }, (failure: unknown) => {
      if (!(failure instanceof StorageError)) return fail(failure);
      deps.log.error({ err: failure, docId }, 'a document could not be read again');
      for (const member of members) member.close('storage.failed');
    }).finally(letGo);
  };

  /** Whoever may write answers step 1 with everything that is missing here. */
  const askForMissing = (): void => {
    for (const member of members) if (member.isAdmitted && member.refusal === null) member.send(step1Frame(text.admitted()));
  };

  const refuse = (member: Member, number: number, code: ErrorCode): void => {
    metrics.refusedEdits.inc({ code });
    if (member.isExtended) member.send(refusedFrame(number, code));
  };

  const reject = (member: Member, number: number, update: Uint8Array, reason: string): void => {
    metrics.gateRejects.inc({ reason });
    member.strikes += 1;
    deps.quarantine.keep({ docId, personId: member.user.personId, reason, bytes: update });
    refuse(member, number, 'document.rejected-edit');
    // A stock client cannot be told what was wrong, and everything it writes from now on would build on it.
    if (!member.isExtended || member.strikes >= MAX.strikes) member.close('document.rejected-edit');
  };

  const askToResync = (member: Member): void => {
    member.unanswered += 1;
    // What was under way before the question could be answered is in the answer too: a fast writer sends dozens while a document opens.
    if (member.unanswered > 1 && member.unanswered <= MAX.unanswered) return;
    if ((member.gaps += 1) > MAX.gaps || member.unanswered > MAX.unanswered) return member.close('document.resync');
    if (member.isExtended) member.send(resyncFrame());
    // The answer to step 1 brings everything that is missing here.
    member.send(step1Frame(text.admitted()));
  };

  function letGo(): void {
    held -= 1;
    if (held > 0) return;
    const late = waiting;
    waiting = [];
    waitingBytes = 0;
    for (const { member, bytes } of late) take(member, bytes);
  }

  return {
    join: (client) => {
      const member = createMember(client);
      members.add(member);
      try {
        if (isLoaded) admit(member);
      } catch (error) {
        fail(error);
      }
      return member;
    },
    leave: (member) => {
      members.delete(member);
      presence.leave(member);
    },
    receive: take,
    reassess: (member, actor) => {
      member.actor = actor;
      if (isLoaded) refreshRight(member);
    },
    hold: async () => {
      held += 1;
      while (inFlight > 0 && !isFailed) await new Promise<void>((resolve) => onSettled.push(resolve));
    },
    letGo,
    load,
    renew: async (next) => {
      // The node that archived hears of it a second time, as of every event.
      if (next !== generation) await load();
    },
    fail,
    setState: (next) => {
      state = next;
      stateVersion += 1;
      for (const member of members) refreshRight(member);
    },
    storageChanged: () => {
      for (const member of members) refreshRight(member);
      // While it starts over, the vector still counts what was lost.
      if (isLoaded && !isStartingOver) askForMissing();
    },
    tick: opened.forget,
    members: () => [...members],
    isIdle: () => members.size === 0 && held === 0 && inFlight === 0,
    logRows: () => logRows,
    compacted: () => {
      logRows = 0;
      // Compaction has written an index of its own, of a shorter text.
      indexedSeq = lastSeq;
    },
    index: () => {
      if (!isLoaded || isStartingOver || lastSeq === indexedSeq || size.bytes() < INDEXED_FROM_BYTES) return null;
      return { docId, generation, upToSeq: lastSeq, bytes: size.bytes(), structs: size.structs(), ...text.encode() };
    },
  };
}
