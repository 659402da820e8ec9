/**
 * What leaves a room after it is durable: one acknowledgement a socket and one frame a reader for everything that became durable together.
 * The frame is made once and is the same for everybody; where several people wrote, each also gets their own words back, which a
 * Yjs client takes as known. Nothing is handed in here before storage has confirmed it.
 */
import type { StateVector } from '#shared/doc/gate.ts';
import { joinUpdates } from '#shared/doc/join-updates.ts';
import type { Layout } from '#shared/doc/update-layout.ts';
import { durableFrame, updateFrame } from './frames.ts';
import type { Member } from './member.ts';

export interface Outflow {
  /** A new durable update, to be shown to everybody but its author. */
  show(from: Member, update: Layout): void;
  /** Tell this member how far its messages are settled. */
  acknowledge(member: Member): void;
}

interface Shown {
  readonly from: Member;
  readonly update: Layout;
}

/** A frame stays small enough to be read in one go by any client. */
const FRAME_BYTES_MAX = 262_144;

/** `fail`: what goes wrong here happens in a turn of its own, where nobody else would catch it. */
export function createOutflow(members: ReadonlySet<Member>, durable: () => StateVector, fail: (error: unknown) => void): Outflow {
  let toShow: Shown[] = [];
  const toAcknowledge = new Set<Member>();
  let isPlanned = false;

  const acknowledgeAll = (): void => {
    for (const member of toAcknowledge) {
      // Messages that brought nothing new are settled as soon as nothing before them is under way.
      if (member.inFlight === 0) member.settled = member.received;
      if (!member.isExtended || member.settled === member.acknowledged) continue;
      member.send(durableFrame(member.settled, durableOf(member)));
      member.acknowledged = member.settled;
    }
    toAcknowledge.clear();
  };
  /** All of it with a socket's first acknowledgement, which answers what it sent again; afterwards only what it wrote itself can have changed for it. */
  const durableOf = (member: Member): readonly (readonly [number, number])[] => {
    const vector = durable();
    return member.acknowledged === 0 ? [...vector] : [...member.clients].map((client) => [client, vector.get(client) ?? 0] as const);
  };
  const showAll = (): void => {
    const shown = toShow;
    toShow = [];
    for (let from = 0; from < shown.length;) {
      const group = takeGroup(shown, from);
      from += group.length;
      const joined = group.length === 1 ? null : joinUpdates(group.map(({ update }) => update));
      if (joined === null) for (const { update, from: author } of group) broadcast(updateFrame(update.bytes), author);
      else broadcast(updateFrame(joined), onlyAuthor(group));
    }
  };
  const broadcast = (frame: Uint8Array, author: Member | null): void => {
    for (const member of members) if (member !== author && member.isAdmitted) member.send(frame);
  };
  const flush = (): void => {
    isPlanned = false;
    try {
      acknowledgeAll();
      showAll();
    } catch (error) {
      fail(error);
    }
  };
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    // Runs behind the confirmations of the same group, which storage resolves together.
    queueMicrotask(flush);
  };

  return {
    show: (from, update) => {
      if (members.size > 1 || !members.has(from)) toShow.push({ from, update });
      plan();
    },
    acknowledge: (member) => {
      toAcknowledge.add(member);
      plan();
    },
  };
}

function takeGroup(shown: readonly Shown[], from: number): readonly Shown[] {
  let bytes = 0;
  let to = from;
  while (to < shown.length && (to === from || bytes + (shown[to] as Shown).update.bytes.byteLength <= FRAME_BYTES_MAX)) {
    bytes += (shown[to] as Shown).update.bytes.byteLength;
    to += 1;
  }
  return from === 0 && to === shown.length ? shown : shown.slice(from, to);
}

function onlyAuthor(group: readonly Shown[]): Member | null {
  const author = group[0]?.from ?? null;
  return group.every(({ from }) => from === author) ? author : null;
}
