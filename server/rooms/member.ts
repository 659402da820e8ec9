/** One socket in one room: who it speaks for, what it may do, how far its edits are settled. */
import type { ErrorCode } from '#shared/base/errors.ts';
import type { Actor } from '#shared/policy/can.ts';
import type { PresenceOwner } from './presence.ts';

/** What a room needs from a socket. */
export interface RoomClient {
  readonly actor: Actor;
  readonly unitName: string;
  readonly sessionKey: string;
  /** Speaks gzt.1: durable acknowledgements, permission, refusals. */
  readonly isExtended: boolean;
  send(frame: Uint8Array): void;
  /** One message, `head` followed by `body`; the body is not copied. */
  sendPair(head: Uint8Array, body: Uint8Array): void;
  /** May be dropped when the reader is slow. */
  sendPresence(frame: Uint8Array): void;
  close(code: ErrorCode): void;
}

export interface Member extends Omit<RoomClient, 'actor'>, PresenceOwner {
  /** As of the last change of this person's posts. */
  actor: Actor;
  isAdmitted: boolean;
  isClosed: boolean;
  /** Why this person may not write now; null when they may. */
  refusal: ErrorCode | null;
  /** Step 2 and update messages received so far, and how many of them are settled. */
  received: number;
  settled: number;
  acknowledged: number;
  inFlight: number;
  gaps: number;
  /** Updates with a gap since it was asked for what is missing and has not answered; 0 while nothing is asked. */
  unanswered: number;
  /** Under which Yjs client ids this socket has brought something new. */
  readonly clients: Set<number>;
  strikes: number;
}

export function createMember(client: RoomClient): Member {
  const { actor, unitName } = client;
  const member: Member = {
    actor, unitName, sessionKey: client.sessionKey, isExtended: client.isExtended,
    user: { personId: actor.personId, name: actor.name, unitName },
    isAdmitted: false, isClosed: false, refusal: null, received: 0, settled: 0, acknowledged: 0, inFlight: 0, gaps: 0, unanswered: 0, clients: new Set(), strikes: 0,
    send: (frame) => client.send(frame),
    sendPair: (head, body) => client.sendPair(head, body),
    sendPresence: (frame) => client.sendPresence(frame),
    close: (code) => {
      member.isClosed = true;
      client.close(code);
    },
  };
  return member;
}
