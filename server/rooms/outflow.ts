/**
 * What leaves a room after it is durable: one acknowledgement a socket and one round of broadcasts for everything that became durable together.
 * Nothing is handed in here before storage has confirmed it.
 */
import type { StateVector } from '#shared/doc/gate.ts';
import { durableFrame, updateFrame } from './frames.ts';
import type { Member } from './member.ts';

export interface Outflow {
  /** A new durable update, to be shown to everybody but its author. */
  show(from: Member, update: Uint8Array): void;
  /** Tell this member how far its messages are settled. */
  acknowledge(member: Member): void;
}

export function createOutflow(members: ReadonlySet<Member>, durable: () => StateVector): Outflow {
  const toShow: { readonly from: Member; readonly update: Uint8Array }[] = [];
  const toAcknowledge = new Set<Member>();
  let isPlanned = false;

  const flush = (): void => {
    isPlanned = false;
    for (const member of toAcknowledge) {
      // Messages that brought nothing new are settled as soon as nothing before them is under way.
      if (member.inFlight === 0) member.settled = member.received;
      if (!member.isExtended || member.settled === member.acknowledged) continue;
      member.acknowledged = member.settled;
      member.send(durableFrame(member.settled, durable()));
    }
    toAcknowledge.clear();
    for (const { from, update } of toShow.splice(0)) {
      const frame = updateFrame(update);
      for (const member of members) if (member !== from && member.isAdmitted) member.send(frame);
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
      toShow.push({ from, update });
      plan();
    },
    acknowledge: (member) => {
      toAcknowledge.add(member);
      plan();
    },
  };
}
