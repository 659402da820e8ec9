/**
 * A whole text for somebody who has nothing of it, as it lies in storage: nothing is decoded, long parts are not even copied. The parts
 * build on each other, so they leave in order, and sync step 2 comes last: a client takes itself for synced when it has read that.
 */
import { joinUpdates } from '#shared/doc/join-updates.ts';
import { SYNC } from '#shared/protocol/collab.ts';
import { syncHead } from './frames.ts';
import type { Member } from './member.ts';
import { layoutsOf } from './opening.ts';

/** Every message is a turn of the editor on the other side: what is shorter than this leaves together with its neighbours. */
const ALONE_FROM_BYTES = 1_024;
const NOTHING = Uint8Array.of(0, 0);

export function sendWhole(member: Member, parts: readonly Uint8Array[]): void {
  const messages = grouped(parts);
  const last = messages.pop() ?? NOTHING;
  for (const update of messages) member.sendPair(syncHead(SYNC.update, update.byteLength), update);
  member.sendPair(syncHead(SYNC.step2, last.byteLength), last);
}

function grouped(parts: readonly Uint8Array[]): Uint8Array[] {
  const messages: Uint8Array[] = [];
  let short: Uint8Array[] = [];
  const joinShort = (): void => {
    const layouts = short.length > 1 ? layoutsOf(short) : null;
    const joined = layouts === null ? null : joinUpdates(layouts);
    if (joined === null) messages.push(...short);
    else messages.push(joined);
    short = [];
  };
  for (const part of parts) {
    if (part.byteLength < ALONE_FROM_BYTES) {
      short.push(part);
      continue;
    }
    joinShort();
    messages.push(part);
  }
  joinShort();
  return messages;
}
