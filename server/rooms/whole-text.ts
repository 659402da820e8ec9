/**
 * What somebody lacks of a text, from storage. Who has nothing of it gets it as it lies there: nothing is decoded, long parts are not even
 * copied. The parts build on each other, so they leave in order, and sync step 2 comes last: a client takes itself for synced when it has read that.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { StateVector } from '#shared/doc/gate.ts';
import { joinUpdates } from '#shared/doc/join-updates.ts';
import { layoutOf, type Layout } from '#shared/doc/update-layout.ts';
import { SYNC } from '#shared/protocol/collab.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readText } from '#server/text/stored-text.ts';
import { TextFailure, type Texts } from '#server/text/texts.ts';
import { step2Frame, syncHead } from './frames.ts';
import type { Member } from './member.ts';
import { layoutsOf } from './opening.ts';

/** Every message is a turn of the editor on the other side: what is shorter than this leaves together with its neighbours. */
const ALONE_FROM_BYTES = 1_024;
const NOTHING = Uint8Array.of(0, 0);

export interface TextSource {
  readonly storage: Storage;
  readonly texts: Texts;
  readonly docId: DocId;
  /** That the reader's room knows of; after a 归档 elsewhere there is another text. */
  readonly generation: number;
}

export async function answerFromLog({ storage, texts, docId, generation }: TextSource, member: Member, vector: StateVector, wanted: Uint8Array): Promise<void> {
  const { parts, generation: stored } = await readText(storage, docId);
  if (stored !== generation) return member.close('document.resync');
  if (vector.size === 0) return sendWhole(member, parts);
  const layouts = layoutsOf(parts);
  // What bytes cannot say goes through a text thread.
  member.send(step2Frame((layouts === null ? null : joinUpdates(layouts, vector)) ?? (await texts.missing(docId, parts, wanted))));
}

/** Everything stored has passed the gate; only what the lean reader does not know goes through a text thread. */
export async function laidOut(texts: Texts, docId: DocId, parts: readonly Uint8Array[]): Promise<Layout> {
  const layout = layoutOf(await texts.missing(docId, parts, Uint8Array.of(0)));
  if (layout === null) throw new TextFailure('unreadable', `the text of ${docId} cannot be laid out`);
  return layout;
}

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
