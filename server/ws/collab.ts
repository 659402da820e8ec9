/** `/collab/{docId}`: one line, one document. Moves bytes between the line and its room and keeps a slow reader from filling memory. */
import { isDocId, type DocId } from '#shared/base/ids.ts';
import type { ErrorCode } from '#shared/base/errors.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { Actor } from '#shared/policy/can.ts';
import { stampOf } from '#server/commands/actor.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics.ts';
import { awarenessFrame } from '#server/rooms/frames.ts';
import type { RoomClient } from '#server/rooms/member.ts';
import type { Rooms, Seat } from '#server/rooms/rooms.ts';
import { createFrameBudget, type FrameBudget, type FrameLimits } from './frame-budget.ts';
import type { Line } from './line.ts';
import { closeWith, type Endpoint, type Guest, type Opened } from './sockets.ts';
import { createTally, type Tally } from './tally.ts';

/** A caret that arrives late is worth nothing: it is the first to go. */
const PRESENCE_QUEUE_BYTES_MAX = 4_194_304;
/** Nobody moved: the smallest message that every client understands. */
const SIGN_OF_LIFE = awarenessFrame([]);
const QUEUE_BYTES_MAX = 16_777_216;

/** What all lines of this endpoint share. */
interface Shared {
  readonly rooms: Rooms;
  readonly org: () => OrgView;
  readonly log: Log;
  readonly limits: FrameLimits;
  readonly tally: Tally;
}

export function createCollab(rooms: Rooms, org: () => OrgView, metrics: Metrics, log: Log, limits: FrameLimits): Endpoint {
  const shared: Shared = { rooms, org, log, limits, tally: createTally(metrics) };
  return {
    kind: 'collab',
    open: (opened) => {
      if (isDocId(opened.name)) return new CollabGuest(opened, opened.name, shared);
      closeWith(opened.line, 'not-found');
      return null;
    },
  };
}

class CollabGuest implements Guest, RoomClient {
  readonly actor: Actor;
  readonly unitName: string;
  readonly sessionKey: string;
  readonly isExtended: boolean;
  readonly #line: Line;
  readonly #docId: DocId;
  readonly #shared: Shared;
  readonly #mayPass: FrameBudget;
  readonly #seat: Seat;
  #sent: 'nothing' | 'this round' | 'long ago' = 'nothing';

  constructor({ line, who, isExtended }: Opened, docId: DocId, shared: Shared) {
    this.actor = who.actor;
    this.unitName = stampOf(who.actor, null, shared.org()).unitName;
    this.sessionKey = who.session.key;
    this.isExtended = isExtended;
    this.#line = line;
    this.#docId = docId;
    this.#shared = shared;
    this.#mayPass = createFrameBudget(shared.limits);
    this.#seat = shared.rooms.join(docId, this);
  }

  send(frame: Uint8Array): void {
    if (this.#maySend(frame.byteLength)) this.#line.send(frame);
  }

  sendPair(head: Uint8Array, body: Uint8Array): void {
    if (this.#maySend(head.byteLength + body.byteLength)) this.#line.sendPair(head, body);
  }

  sendPresence(frame: Uint8Array): void {
    if (this.#line.bufferedBytes() <= PRESENCE_QUEUE_BYTES_MAX) this.send(frame);
  }

  close(code: ErrorCode): void {
    closeWith(this.#line, code);
  }

  receive(bytes: Uint8Array, isBinary: boolean): void {
    const { tally, log } = this.#shared;
    if (!this.#mayPass()) return this.close('request.too-many');
    if (!isBinary) return this.close('protocol.unsupported');
    tally.received(bytes.byteLength);
    try {
      this.#seat.receive(bytes);
    } catch (error) {
      // One hostile or unlucky frame ends its own line, never the process (P8).
      log.error({ err: error, docId: this.#docId }, 'a frame could not be handled');
      this.close('internal');
    }
  }

  keepAlive(): void {
    // Nothing at all before it is known whether this person may read (SYN03); and whoever has just been sent something needs no more.
    if (this.#sent === 'long ago') this.send(SIGN_OF_LIFE);
    if (this.#sent !== 'nothing') this.#sent = 'long ago';
  }

  reassess(actor: Actor): void {
    this.#seat.reassess(actor);
  }

  leave(): void {
    this.#seat.leave();
  }

  #maySend(bytes: number): boolean {
    if (!this.#line.isOpen()) return false;
    if (this.#line.bufferedBytes() > QUEUE_BYTES_MAX) {
      // Nothing more can reach it, a farewell neither. When it is back it syncs from the log.
      this.#line.terminate();
      return false;
    }
    this.#sent = 'this round';
    this.#shared.tally.sent(bytes);
    return true;
  }
}
