import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { DocPortUp } from '#shared/ipc/doc-port.ts';
import { waitFor } from '#tests/kit/wait-for.ts';
import { createDocumentSession, type DocumentSession, type Port, type SessionListener } from './document-session.ts';

/** The replica's end of a port: a Y.Doc that speaks the same frames, and a record of what came up. */
function joined(listener: Partial<SessionListener> = {}): { readonly session: DocumentSession; readonly replica: Y.Doc; readonly up: DocPortUp[]; readonly down: (frame: unknown) => void; readonly inbox: readonly unknown[] } {
  const replica = new Y.Doc();
  const up: DocPortUp[] = [];
  const port: Port = { onmessage: null, close: () => undefined, postMessage: (message) => { queueMicrotask(() => fromPage(message as DocPortUp)); } };
  /** What the page was told. */
  const inbox: unknown[] = [];
  const down = (frame: unknown): void => { queueMicrotask(() => { inbox.push(frame); port.onmessage?.({ data: frame } as MessageEvent); }); };
  const sync = (write: (encoder: encoding.Encoder) => void): void => {
    const encoder = encoding.createEncoder();
    write(encoder);
    down({ kind: 'sync', bytes: encoding.toUint8Array(encoder) });
  };
  const fromPage = (frame: DocPortUp): void => {
    up.push(frame);
    if (frame.kind === 'flush') down({ kind: 'flushed', id: frame.id, contentHash: 'h'.repeat(64) });
    if (frame.kind !== 'sync') return;
    const encoder = encoding.createEncoder();
    readSyncMessage(decoding.createDecoder(frame.bytes), encoder, replica, 'page');
    if (encoding.hasContent(encoder)) down({ kind: 'sync', bytes: encoding.toUint8Array(encoder) });
  };
  replica.on('update', (update: Uint8Array, origin: unknown) => { if (origin !== 'page') sync((encoder) => writeUpdate(encoder, update)); });
  const session = createDocumentSession('d', port, { onSynced: () => undefined, onStatus: () => undefined, onSaving: () => undefined, onReset: () => undefined, ...listener });
  sync((encoder) => writeSyncStep1(encoder, replica));
  return { session, replica, up, down, inbox };
}

const textOf = (doc: Y.Doc): string => doc.getText('t').toString();

describe('a document session', () => {
  it('[UI01] both ends show the same text, whoever wrote it', async () => {
    let isSynced = false;
    const { session, replica } = joined({ onSynced: () => { isSynced = true; } });
    replica.getText('t').insert(0, '县');
    await waitFor(() => isSynced && textOf(session.doc) === '县');
    session.doc.getText('t').insert(1, '乡');
    await waitFor(() => textOf(replica) === '县乡');
    session.close();
  });

  it('[UI02] letters of a composition stay on the page until it ends, and other people’s edits wait as long, in their order', async () => {
    let isSynced = false;
    const { session, replica, up, inbox } = joined({ onSynced: () => { isSynced = true; } });
    await waitFor(() => isSynced);
    const seen: string[] = [];
    replica.on('update', () => seen.push(textOf(replica)));
    const mine = session.doc.getText('t');
    session.holdForComposition(true);
    mine.insert(0, 'wo');
    mine.insert(2, "'zhen");
    const sent = up.length;
    const arrived = inbox.length;
    replica.getText('t').insert(0, '（甲）');
    replica.getText('t').insert(3, '（乙）');
    await waitFor(() => inbox.length >= arrived + 2);
    expect(textOf(session.doc)).toBe("wo'zhen");
    expect(up.slice(sent).filter((frame) => frame.kind === 'sync')).toEqual([]);
    mine.delete(textOf(session.doc).indexOf("wo'zhen"), 7);
    mine.insert(0, '我镇');
    session.holdForComposition(false);
    expect(textOf(session.doc)).toContain('（甲）（乙）');
    await waitFor(() => textOf(replica).includes('我镇'));
    expect(textOf(replica)).toBe(textOf(session.doc));
    expect(seen.some((text) => text.includes('wo'))).toBe(false);
    session.close();
  });

  it('[UI02] letters go out neither while more of them come, however long, nor with a frame that nobody can read', async () => {
    vi.useFakeTimers();
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => { reported.push(error); });
    try {
      let isSynced = false;
      const { session, replica, up, down } = joined({ onSynced: () => { isSynced = true; } });
      await vi.advanceTimersByTimeAsync(1);
      expect(isSynced).toBe(true);
      const mine = session.doc.getText('t');
      const sent = up.length;
      for (const letter of 'zhongguo') {
        session.holdForComposition(true);
        mine.insert(mine.length, letter);
        await vi.advanceTimersByTimeAsync(5_000);
      }
      expect(up.slice(sent).filter((frame) => frame.kind === 'sync')).toEqual([]);
      down({ kind: 'sync', bytes: new Uint8Array([9]) });
      replica.getText('t').insert(0, '（甲）');
      await vi.advanceTimersByTimeAsync(1);
      mine.delete(0, mine.length);
      mine.insert(0, '中国');
      session.holdForComposition(false);
      await vi.advanceTimersByTimeAsync(1);
      expect([textOf(session.doc).includes('（甲）'), textOf(replica).includes('中国'), reported.length]).toEqual([true, true, 1]);
      session.close();
    } finally {
      vi.unstubAllGlobals();
      vi.useRealTimers();
    }
  });

  it('[UI03] is saving from the first letter until the replica has confirmed, and a flush answers the hash of all of it', async () => {
    const saving: boolean[] = [];
    let isSynced = false;
    const { session, replica } = joined({ onSynced: () => { isSynced = true; }, onSaving: (now) => saving.push(now) });
    await waitFor(() => isSynced);
    session.doc.getText('t').insert(0, '文');
    expect(saving).toEqual([true]);
    await waitFor(() => saving.at(-1) === false);
    session.holdForComposition(true);
    session.doc.getText('t').insert(1, '稿');
    const flushed = await session.flush();
    expect(flushed).toEqual({ ok: true, value: 'h'.repeat(64) });
    expect(textOf(replica)).toBe('文稿');
    session.close();
    expect((await session.flush()).ok).toBe(false);
  });

  it('[UI04] says that the text was replaced, once', async () => {
    let resets = 0;
    const { session, down } = joined({ onReset: () => { resets += 1; } });
    down({ kind: 'reset' });
    await waitFor(() => resets === 1);
    session.close();
    down({ kind: 'reset' });
    await new Promise((resolve) => { queueMicrotask(() => resolve(null)); });
    expect(resets).toBe(1);
  });

  it('[DOC20] an undo in the page names two neighbours, where Yjs itself would name one twice', async () => {
    let isSynced = false;
    const { session } = joined({ onSynced: () => { isSynced = true; } });
    await waitFor(() => isSynced);
    expect([namedTwice(undone(new Y.Doc())), namedTwice(undone(session.doc))]).toEqual([1, 0]);
    session.close();
  });
});

/** Something is brought back, something else put behind it; then that goes, then what they stand in, and all comes back. */
function undone(doc: Y.Doc): Y.Doc {
  const body = doc.getXmlFragment('b');
  const undo = new Y.UndoManager(body, { captureTimeout: 0 });
  const around = new Y.XmlElement('around');
  body.insert(0, [around]);
  around.insert(0, [new Y.XmlElement('first')]);
  around.delete(0, 1);
  undo.undo();
  around.insert(1, [new Y.XmlElement('second')]);
  around.delete(1, 1);
  body.delete(0, 1);
  undo.undo();
  undo.undo();
  expect(body.toString()).toBe('<around><first></first><second></second></around>');
  return doc;
}

const namedTwice = (doc: Y.Doc): number => Y.decodeUpdate(Y.encodeStateAsUpdate(doc)).structs
  .filter((struct) => struct instanceof Y.Item && struct.origin !== null && Y.compareIDs(struct.origin, struct.rightOrigin)).length;
