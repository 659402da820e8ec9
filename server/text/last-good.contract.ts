import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf } from '#shared/doc/shape.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import { birth, replica } from '#tests/kit/documents.ts';
import { typeInto } from '#tests/kit/server-client.ts';
import { id } from '#tests/kit/story.ts';
import { findLastGood, longestStanding } from './last-good.ts';
import { sift } from './sift.ts';
import { createTexts, type Texts } from './texts.ts';

let open: Texts | null = null;
afterEach(async () => { await open?.close(); open = null; });

/** First content, then one update for each word. */
function log(words: readonly string[], clientId = 7): readonly Uint8Array[] {
  const doc = replica(clientId);
  const updates: Uint8Array[] = [birth()];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const word of words) typeInto(doc, word);
  return updates;
}
const NOISE = Uint8Array.of(9, 9, 9, 9);

describe('sifting a stored text', () => {
  it('[SYN71] finds nothing in a sound one, whatever the order in which people wrote', () => {
    const [mine, theirs] = [log(['甲', '乙']), log(['丙', '丁'], 8)];
    expect(sift([...mine, ...theirs.slice(1)])).toEqual([]);
    expect(sift([])).toEqual([]);
  });

  it('[SYN71] keeps out what is no update and what builds on something missing, and nothing else', () => {
    const [mine, theirs] = [log(['甲', '乙', '丙']), log(['丁'], 8)];
    expect(sift([mine[0] as Uint8Array, NOISE, ...mine.slice(1), ...theirs.slice(1)])).toEqual([1]);
    const damaged = [...mine.slice(0, 2), NOISE, ...mine.slice(3), ...theirs.slice(1)];
    expect(sift(damaged)).toEqual([2, 3]);
  });

  it('[SYN71] keeps out what names only what is there and still cannot be built: two words that each wait for the other', () => {
    const circle = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 2);
      for (const [client, other] of [[11, 10], [10, 11]] as const) {
        for (const number of [1, client, 0]) encoding.writeVarUint(encoder, number);
        // Text, standing right of the other one's first letter.
        encoding.writeUint8(encoder, 0x80 | 4);
        for (const number of [other, 0]) encoding.writeVarUint(encoder, number);
        encoding.writeVarString(encoder, '字');
      }
      encoding.writeVarUint(encoder, 0);
    });
    const [mine, theirs] = [log(['甲', '乙']), log(['丁'], 8)];
    expect(sift([...mine, circle, ...theirs.slice(1)])).toEqual([mine.length]);
  });
});

describe('the last good state', () => {
  it('[SYN71] is the longest beginning that Yjs can build', async () => {
    const under = (open = createTexts());
    const sound = log(['甲', '乙', '丙', '丁']);
    expect(await longestStanding(under, sound)).toBe(5);
    expect(await longestStanding(under, [...sound.slice(0, 3), NOISE, ...sound.slice(3)])).toBe(3);
    expect(await longestStanding(under, [NOISE, ...sound])).toBe(0);
    expect(await longestStanding(under, [])).toBe(0);
  });

  it('[SYN71] ends before an update that no thread survives', async () => {
    const under = (open = createTexts({ memoryMiB: 24, budgetMs: 60_000 }));
    const sound = log(Array.from({ length: 20 }, (_, index) => `第${index}句`));
    const monster = new Y.Doc();
    const text = new Y.XmlText();
    bodyOf(monster).insert(0, [text]);
    monster.transact(() => { for (let index = 0; index < 250_000; index += 1) text.insert(0, 'x'); });
    expect(await longestStanding(under, [...sound, Y.encodeStateAsUpdate(monster), ...log(['之后'], 8).slice(1)])).toBe(sound.length);
  });

  it('[SYN71] stands on the newest of the kept snapshots that can be read', async () => {
    const under = (open = createTexts());
    const dir = mkdtempSync(join(tmpdir(), 'gzt-last-good-'));
    const storage = await openSqliteStorage({ path: join(dir, 'server.db'), probeIntervalMs: 20 });
    const [first, ...more] = log(['甲', '乙', '丙']) as [Uint8Array, ...Uint8Array[]];
    const lastGood = async (snapshots: readonly (readonly [number, Uint8Array])[], rows: readonly (readonly [number, Uint8Array])[]): Promise<number> => {
      await storage.tx(async (tx) => {
        await tx.deleteFrom('snapshot').execute();
        await tx.deleteFrom('update_log').execute();
        for (const [seq, bytes] of snapshots) await tx.insertInto('snapshot').values({ doc_id: id(1), up_to_seq: seq, at: 1, bytes }).execute();
        for (const [seq, bytes] of rows) await tx.insertInto('update_log').values({ seq, doc_id: id(1), person_id: 'p', at: 1, bytes }).execute();
      });
      return findLastGood(storage, under, id(1));
    };
    const [one, two, three] = more as [Uint8Array, Uint8Array, Uint8Array];
    const merged = Y.mergeUpdates([first, one]);
    expect(await lastGood([], [[1, first], [2, one], [3, NOISE], [4, two]])).toBe(2);
    expect(await lastGood([[1, first], [2, merged]], [[3, two], [4, three]])).toBe(4);
    expect(await lastGood([[1, first], [2, merged]], [[3, NOISE], [4, three]])).toBe(2);
    expect(await lastGood([[1, first], [2, NOISE]], [[3, two]])).toBe(1);
    expect(await lastGood([[2, NOISE]], [[3, two]])).toBe(0);
    await storage.close();
    rmSync(dir, { recursive: true, force: true });
  });
});
