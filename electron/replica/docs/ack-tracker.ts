/**
 * Which local edits the server has made durable. The server acknowledges by counting this socket's sync messages (step 2 and updates);
 * this tracker knows which edits each counted message carried. Pure bookkeeping, no clock, no bytes.
 *
 * Always true: `durableThrough` never passes an edit that some counted and acknowledged message did not carry,
 * also when messages were lost, refused or answered with a resync in between (REP05).
 */
export type AckTracker = ReturnType<typeof createAckTracker>;

export function createAckTracker() {
  let applied = 0;
  let sentThrough = 0;
  let durableThrough = 0;
  let sentCount = 0;
  let frames: { readonly count: number; readonly through: number }[] = [];

  return {
    /** A local edit joined the document; returns its number, starting with 1. */
    applied: (): number => { applied += 1; return applied; },
    /** A new socket counts from zero, and whatever was on its way on the old one is in doubt. */
    socketOpened: (): void => { sentCount = 0; sentThrough = durableThrough; frames = []; },
    /** Sync step 2, or the whole of what is missing in several messages: carries everything applied so far. */
    sentAll: (): void => {
      sentCount += 1;
      sentThrough = applied;
      frames.push({ count: sentCount, through: sentThrough });
    },
    /** One message of many; whether it completes the row shows only with the last (`sentAll`). */
    sentPart: (): void => { sentCount += 1; },
    /** The update message of the newest edit. It extends what was sent only if nothing before it is missing. */
    sentNewest: (): void => {
      sentCount += 1;
      if (sentThrough === applied - 1) sentThrough = applied;
      frames.push({ count: sentCount, through: sentThrough });
    },
    /** Everything up to the `count`-th message is durable; returns through which edit. */
    durable: (count: number): number => {
      for (const frame of frames) if (frame.count <= count && frame.through > durableThrough) durableThrough = frame.through;
      frames = frames.filter((frame) => frame.count > count);
      return durableThrough;
    },
    /** Something on its way did not arrive whole: only what is sent from now on counts. */
    inDoubt: (): void => { frames = []; sentThrough = durableThrough; },
    durableThrough: (): number => durableThrough,
  };
}
