/** Honest histories, as seeded dice make them: whatever a room or a compaction keeps of a text is no finding. */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { layoutOf, type Layout } from '#shared/doc/update-layout.ts';
import { writeIndex } from '#server/rooms/document-index.ts';
import { runTask } from '#server/text/tasks.ts';
import { createTextIndex } from '#server/text/text-index.ts';
import type { TextAnswers } from '#server/text/messages.ts';
import { openMemoryStorage } from '#tests/fuzz/memory-storage.ts';
import { birth, replica } from '#tests/kit/documents.ts';
import { seeded } from '#tests/kit/ports.ts';
import { randomEdit } from '#tests/kit/random-edits.ts';
import { id } from '#tests/kit/story.ts';
import { createFindings, type Finding } from './findings.ts';
import { verifyTexts } from './verify-texts.ts';

const docId = id(1);
const ROUNDS = 12;
const EDITS = 6;

/** Three people who write at the same time, a room that opens and closes, and a compaction now and then. */
async function live(seed: number): Promise<readonly Finding[]> {
  const dice = seeded(seed);
  const storage = await openMemoryStorage();
  await storage.tx((tx) => tx.insertInto('document').values({ doc_id: docId, organ_id: 'o', stage: 'drafting', state: '{}', updated_at: 1 }).execute());
  const append = (bytes: Uint8Array): Promise<number> => storage.appendUpdate({ docId, personId: 'p', at: 1, bytes });
  const layout = (bytes: Uint8Array): Layout => {
    const read = layoutOf(bytes);
    if (read === null) throw new Error('an honest edit that the lean reader does not know');
    return read;
  };
  let seq = await append(birth());
  let parts: Uint8Array[] = [birth()];
  /** What the room knows its text by; its index is made of that. */
  let known: Layout[] = [layout(birth())];
  const keep = (): Promise<void> => {
    const room = createTextIndex();
    room.load(known);
    const bytes = known.reduce((sum, each) => sum + each.bytes.byteLength, 0);
    const structs = known.flatMap(({ blocks }) => blocks).reduce((sum, { count }) => sum + count, 0);
    return storage.tx((tx) => writeIndex(tx, { docId, generation: 1, upToSeq: seq, bytes, structs, ...room.encode() }));
  };
  const authors = [replica(901), replica(902), replica(903)];
  for (let round = 0; round < ROUNDS; round += 1) {
    const said: Uint8Array[] = [];
    for (const author of authors) {
      const listen = (update: Uint8Array): void => void said.push(update);
      author.on('update', listen);
      for (let edit = 0; edit < EDITS; edit += 1) randomEdit(author, dice);
      author.off('update', listen);
    }
    for (const update of said) {
      for (const author of authors) Y.applyUpdate(author, update);
      seq = await append(update);
      parts.push(update);
      known.push(layout(update));
    }
    if (dice.chance(2)) await keep();
    if (!dice.chance(3)) continue;
    const compacted = runTask({ kind: 'compact', parts }) as NonNullable<TextAnswers['compact']>;
    const { index } = compacted;
    await storage.tx(async (tx) => {
      await tx.insertInto('snapshot').values({ doc_id: docId, up_to_seq: seq, at: 1, bytes: compacted.bytes }).execute();
      await tx.deleteFrom('update_log').where('doc_id', '=', docId).where('seq', '<=', seq).execute();
      if (index !== null) await writeIndex(tx, { docId, generation: 1, upToSeq: seq, bytes: compacted.bytes.byteLength, ...index });
    });
    parts = [compacted.bytes];
    // Somebody stayed in it, or everybody left and it is opened anew.
    const isOpenedAnew = dice.chance(2);
    if (isOpenedAnew) known = [layout(compacted.bytes)];
    else await keep();
  }
  const findings = createFindings();
  await storage.read((tx) => verifyTexts(tx, { documents: new Map([[docId, undefined]]) } as never, findings, () => {}));
  await storage.close();
  return findings.list();
}

it('[OPS28] what rooms and compactions keep of texts that several people write at once is no finding', async () => {
  // With the later ones people format the same words at once, which a copy that applies their edits one by one tidies up.
  for (const seed of [1, 2, 3, 51, 70, 83, 91, 113]) expect(await live(seed), `seed ${seed}`).toEqual([]);
});
