/**
 * All open documents. A room exists while somebody is in it; an idle document costs nothing here.
 * `exclusive` is the lock that commands share with edits: while it is held no edit of that document is admitted, and every edit that was
 * acknowledged before is in the log.
 */
import type { ErrorCode } from '#shared/base/errors.ts';
import type { DocId } from '#shared/base/ids.ts';
import type { Actor } from '#shared/policy/can.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { StorageError } from '#server/storage/storage.ts';
import { createBreaker } from './breaker.ts';
import { compact, COMPACT_ROWS } from './compaction.ts';
import { writeIndex, type DocumentIndex } from './document-index.ts';
import type { Member, RoomClient } from './member.ts';
import { createQuarantine } from './quarantine.ts';
import { createRoom, type Room, type RoomDeps } from './room.ts';
import { TextFailure } from '#server/text/texts.ts';
import { createSecrecy } from './secrecy.ts';
import { createTurns } from './turns.ts';

export interface Seat {
  receive(bytes: Uint8Array): void;
  /** This person's posts have changed. */
  reassess(actor: Actor): void;
  leave(): void;
}

export interface Rooms {
  join(docId: DocId, client: RoomClient): Seat;
  exclusive<T>(docId: DocId, run: () => Promise<T>): Promise<T>;
  /** A commit has changed this document's state: rights follow at once. */
  changed(docId: DocId, state: DocumentState): void;
  /** Inside `exclusive`: a commit has written this document's text anew. Whoever has the old one is told and starts over. */
  renewed(docId: DocId, generation: number): Promise<void>;
  /** Called once in a while. */
  tick(): void;
  /** The server stops: nothing is tidied up from now on. */
  drain(): void;
  /** Resolves when everything that was being written or tidied up is done. */
  flushed(): Promise<void>;
  count(): number;
  close(): void;
}

/** A document that is always open is compacted while people write in it. */
const COMPACT_LIVE_ROWS = 5_000;

export function createRooms(deps: Omit<RoomDeps, 'breaker' | 'quarantine' | 'secrecy'>): Rooms {
  const rooms = new Map<DocId, Room>();
  const turns = createTurns();
  const background = new Set<Promise<unknown>>();
  const compacting = new Set<DocId>();
  const quarantine = createQuarantine(deps);
  const breaker = createBreaker({
    ...deps,
    onChange: (docId) => {
      // Healed: everybody comes back to the whole text. A code of the 4400s would keep a stock client away.
      if (!breaker.isBroken(docId)) return abandon(docId, rooms.get(docId), 'server.draining');
      within(rooms.get(docId), (room) => room.storageChanged());
    },
  });
  const secrecy = createSecrecy({ ...deps, onChange: (docId) => within(rooms.get(docId), (room) => room.storageChanged()) });
  const stopListening = [
    breaker.close,
    deps.storage.onHealth(() => {
      for (const room of rooms.values()) within(room, () => room.storageChanged());
    }),
    deps.texts.onFault((docId, reason) => inBackground(docId, contain(docId, new TextFailure(reason, 'a text brought its thread down')))),
  ];
  const { lease } = deps.storage;
  const inBackground = (docId: DocId, work: Promise<unknown>): void => {
    const watched: Promise<unknown> = work.catch((error: unknown) => deps.log.warn({ err: error, docId }, 'work on a document failed')).finally(() => background.delete(watched));
    background.add(watched);
  };
  /** Whoever calls a room goes on to the next one: what goes wrong in it is its own failure. */
  const within = (room: Room | undefined, act: (room: Room) => void): void => {
    if (room === undefined) return;
    try {
      act(room);
    } catch (error) {
      room.fail(error);
    }
  };
  const forget = (docId: DocId): void => {
    rooms.delete(docId);
    secrecy.forget(docId);
    deps.metrics.openDocuments.set(rooms.size);
    lease.release(docId).catch((error: unknown) => deps.log.warn({ err: error, docId }, 'a document could not be given back'));
  };
  /** What this room knows can no longer be relied on: whoever comes back gets another one, here or on the node that owns the document. */
  const abandon = (docId: DocId, room: Room | undefined, code: ErrorCode): void => {
    if (rooms.get(docId) === room) forget(docId);
    for (const member of room?.members() ?? []) member.close(code);
  };
  /** A bug met in a room: its sockets go, and with them what it knows. The third one within a while makes the document read-only (breaker.ts). */
  const failed = (docId: DocId, room: Room, error: unknown): void => {
    deps.log.error({ err: error, docId }, 'a document failed');
    abandon(docId, room, 'internal');
    // Whoever comes back at once waits in the same row, behind this.
    inBackground(docId, turns.take(docId, () => breaker.blame(docId, error)));
  };
  /** Its text failed somewhere: an open room goes on with what is good of it. */
  const contain = (docId: DocId, error: TextFailure): Promise<void> => turns.take(docId, async () => {
    if (breaker.isBroken(docId)) return;
    const room = rooms.get(docId);
    await room?.hold();
    try {
      if (await breaker.blame(docId, error)) await room?.load();
    } catch (failure) {
      deps.log.error({ err: failure, docId }, 'a document could not be read again');
      abandon(docId, room, codeOf(docId, failure));
    } finally {
      room?.letGo();
    }
  });
  /** In the document's turn. What cannot be loaded whole is loaded as far as it is good. */
  const load = async (docId: DocId, room: Room): Promise<void> => {
    try {
      await room.load();
    } catch (error) {
      if (!(await breaker.blame(docId, error))) throw error;
      await room.load();
    }
  };
  const codeOf = (docId: DocId, error: unknown): ErrorCode => {
    if (error instanceof StorageError) return error.code;
    return breaker.isBroken(docId) ? 'document.broken' : 'internal';
  };
  stopListening.push(lease.onLost((docId) => abandon(docId as DocId, rooms.get(docId as DocId), 'storage.not-owner')));

  const closeIfIdle = (docId: DocId): void => {
    const room = rooms.get(docId);
    if (room === undefined || !room.isIdle()) return;
    const index = room.index();
    if (index !== null) keep(index);
    forget(docId);
  };

  /** Everything that closes in one turn is written together; whoever opens it before that reads a little more. */
  let toKeep: DocumentIndex[] = [];
  const keep = (index: DocumentIndex): void => {
    if (toKeep.push(index) > 1) return;
    const work: Promise<unknown> = Promise.resolve().then(() => {
      const indexes = toKeep;
      toKeep = [];
      return deps.storage.tx(async (tx) => { for (const each of indexes) await writeIndex(tx, each); });
    }).catch((error: unknown) => deps.log.warn({ err: error }, 'an index could not be kept')).finally(() => background.delete(work));
    background.add(work);
  };

  /** A server that stops tidies up nothing: whoever starts it next does. */
  let isDraining = false;
  /** Beside everything else: edits go on meanwhile. */
  const tidyUp = (docId: DocId, rowsMin: number): void => {
    if (isDraining || compacting.has(docId) || breaker.isBroken(docId)) return;
    compacting.add(docId);
    inBackground(docId, compact(deps.storage, deps.texts, docId, deps.clock.now(), rowsMin).then((isDone) => {
      if (isDone) rooms.get(docId)?.compacted();
      return secrecy.look(docId);
    }).finally(() => compacting.delete(docId)));
  };
  const lastHasLeft = (docId: DocId): void => {
    const room = rooms.get(docId);
    if (room === undefined) return;
    // What they sent last may still be on its way to the disk.
    inBackground(docId, turns.take(docId, async () => {
      await room.hold();
      const rows = room.logRows();
      room.letGo();
      closeIfIdle(docId);
      if (rows >= COMPACT_ROWS) tidyUp(docId, COMPACT_ROWS);
    }));
  };

  const open = (docId: DocId): Room => {
    const known = rooms.get(docId);
    if (known !== undefined) return known;
    const room: Room = createRoom(docId, { ...deps, breaker, quarantine, secrecy }, (error) => failed(docId, room, error));
    rooms.set(docId, room);
    deps.metrics.openDocuments.set(rooms.size);
    void room.hold();
    turns.take(docId, async () => {
      await lease.acquire(docId);
      await load(docId, room);
    }).catch((error: unknown) => {
      const code = codeOf(docId, error);
      deps.log[code === 'storage.not-owner' ? 'info' : 'error']({ err: error, docId }, 'a document could not be opened');
      abandon(docId, room, code);
    }).finally(() => room.letGo());
    return room;
  };

  return {
    join: (docId, client) => {
      const room = open(docId);
      const member: Member = room.join(client);
      let hasLeft = false;
      return {
        receive: (bytes) => room.receive(member, bytes),
        reassess: (actor) => within(room, () => room.reassess(member, actor)),
        leave: () => {
          if (hasLeft) return;
          hasLeft = true;
          within(room, () => room.leave(member));
          if (room.members().length === 0) lastHasLeft(docId);
        },
      };
    },
    exclusive: (docId, run) => turns.take(docId, async () => {
      const room = rooms.get(docId);
      await room?.hold();
      try {
        return await run();
      } finally {
        room?.letGo();
      }
    }),
    changed: (docId, state) => within(rooms.get(docId), (room) => room.setState(state)),
    renewed: async (docId, generation) => {
      const room = rooms.get(docId);
      // What was committed is committed: a room that cannot follow ends, the act does not.
      await room?.renew(generation).catch(room.fail);
    },
    tick: () => {
      secrecy.tick();
      for (const [docId, room] of rooms) {
        within(room, () => room.tick());
        if (room.logRows() >= COMPACT_LIVE_ROWS) tidyUp(docId, COMPACT_LIVE_ROWS);
      }
    },
    drain: () => { isDraining = true; },
    flushed: async () => {
      await deps.storage.flushed();
      await quarantine.flushed();
      await secrecy.settled();
      while (background.size > 0) await Promise.allSettled(background);
    },
    count: () => rooms.size,
    close: () => {
      for (const stop of stopListening) stop();
    },
  };
}
