import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import { bodyOf } from '#shared/doc/shape.ts';
import { withoutBeginning } from '#tests/kit/broken-text.ts';
import { birth, replica } from '#tests/kit/documents.ts';
import { id } from '#tests/kit/story.ts';
import { createTexts, type TextOptions, type Texts } from './texts.ts';

const doc = (number: number): DocId => id(number);
let open: Texts | null = null;
afterEach(async () => { await open?.close(); open = null; });
const texts = (options: TextOptions = {}): Texts => { open = createTexts(options); return open; };

function faultsOf(under: Texts): (readonly [DocId, string])[] {
  const reported: (readonly [DocId, string])[] = [];
  under.onFault((docId, reason) => reported.push([docId, reason]));
  return reported;
}

it('[SYN21] text work that exceeds its time is killed, its document is reported, and the next text is read as ever', async () => {
  const under = texts();
  const reported = faultsOf(under);
  const stuck = under.content(doc(1), withoutBeginning(8_000)).catch((error: unknown) => (error as { readonly reason: string }).reason);
  const behind = under.content(doc(2), [birth()]);
  expect(await stuck).toBe('timeout');
  expect((await behind).facts.title).toContain('修缮村道');
  expect(reported).toEqual([[doc(1), 'timeout']]);
});

it('[SYN21] text work that exceeds its memory ends its thread, not the process', async () => {
  const under = texts({ memoryMiB: 24, budgetMs: 60_000 });
  const source = new Y.Doc();
  const text = new Y.XmlText();
  bodyOf(source).insert(0, [text]);
  source.transact(() => { for (let index = 0; index < 250_000; index += 1) text.insert(0, 'x'); });
  const failed = await under.compact(doc(1), [Y.encodeStateAsUpdate(source)]).catch((error: unknown) => (error as { readonly reason: string }).reason);
  expect(failed).toBe('memory');
  expect(await under.compact(doc(2), [birth()])).not.toBe(null);
});

it('[SYN21] bytes that are no update fail their document alone', async () => {
  const under = texts();
  const reported = faultsOf(under);
  await expect(under.missing(doc(1), [Uint8Array.of(1, 2, 3)], Uint8Array.of(0))).rejects.toMatchObject({ reason: 'unreadable' });
  const answer = await under.missing(doc(2), [birth()], Uint8Array.of(0));
  const copy = new Y.Doc();
  Y.applyUpdate(copy, answer);
  expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(replica(7)))).toBe(true);
  expect(reported).toEqual([[doc(1), 'unreadable']]);
});

it('[SYN21] a server that stops waits for no text', async () => {
  const under = texts();
  const reported = faultsOf(under);
  const waiting = under.content(doc(1), [birth()]).catch((error: unknown) => (error as { readonly reason: string }).reason);
  await under.close();
  expect(await waiting).toBe('closed');
  expect(reported).toEqual([]);
});
