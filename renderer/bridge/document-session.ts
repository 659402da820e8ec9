/**
 * The page's half of an open document: a Y.Doc and its presence, kept equal to the replica's over one port (doc-port.ts).
 * Owns the order of frames; leaves storage, permission and the network to the replica.
 * Always true: letters of an unfinished input-method composition stay on this page. They reach the replica, and so the disk and
 * other people, when the composition ends (or HOLD_MAX_MS after its last letter, should an input method never say that it ended). And what others write or where
 * their carets are waits here as long: a word that is being chosen stands in one piece of the page, and whatever is put into that piece ends it,
 * with its letters left behind as if they had been meant.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import type { AppError } from '#shared/base/errors.ts';
import { appError } from '#shared/base/errors.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { nameTrueNeighbours } from '#shared/doc/undo-neighbours.ts';
import type { DocPortDown, DocPortUp } from '#shared/ipc/doc-port.ts';

const HOLD_MAX_MS = 8_000;
const FLUSH_TIMEOUT_MS = 15_000;
/** How long after a letter the replica is asked whether everything is durable. */
const CONFIRM_AFTER_MS = 250;

type Timer = ReturnType<typeof setTimeout>;

export type DocStatus = Extract<DocPortDown, { readonly kind: 'status' }>;

/** The part of a DOM MessagePort used here, so that a test can join two sessions without a window. */
export interface Port {
  postMessage(message: unknown): void;
  close(): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export interface DocumentSession {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** Hash of the text after everything typed so far is durable on this machine. */
  flush(): Promise<Result<string, AppError>>;
  /** True also with every further letter: as long as some come, none goes out. */
  holdForComposition(isComposing: boolean): void;
  close(): void;
}

export interface SessionListener {
  onSynced(): void;
  onStatus(status: DocStatus): void;
  /** True from the first letter typed here until the replica has confirmed that everything is durable. */
  onSaving(isSaving: boolean): void;
  /** The text was replaced by the server's; this session is over and must be opened again. */
  onReset(): void;
}

export function createDocumentSession(docId: string, port: Port, listener: SessionListener): DocumentSession {
  const doc = new Y.Doc({ guid: docId });
  nameTrueNeighbours(doc);
  const awareness = new Awareness(doc);
  const waiting = new Map<number, { readonly resolve: (result: Result<string, AppError>) => void; readonly timer: Timer }>();
  let held: Uint8Array[] = [];
  let isHolding = false;
  let holdTimer: Timer | undefined;
  let isPresenceHeld = false;
  /** What came in meanwhile, in its order. */
  let waitingIn: (() => void)[] = [];
  let waitingInTimer: Timer | undefined;
  let isSynced = false;
  let isClosed = false;
  let nextFlush = 1;
  let edits = 0;
  let confirmTimer: Timer | undefined;

  const send = (frame: DocPortUp): void => { if (!isClosed) port.postMessage(frame); };
  const sendSync = (write: (encoder: encoding.Encoder) => void): void => {
    const encoder = encoding.createEncoder();
    write(encoder);
    send({ kind: 'sync', bytes: encoding.toUint8Array(encoder) });
  };
  const sendPresence = (): void => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [doc.clientID]));
    send({ kind: 'awareness', bytes: encoding.toUint8Array(encoder) });
  };
  const letIn = (): void => {
    clearTimeout(waitingInTimer);
    waitingInTimer = undefined;
    const came = waitingIn;
    waitingIn = [];
    for (const take of came) {
      // One that cannot be read takes no other down; it is heard of as if it had come alone.
      try { take(); } catch (error) { reportError(error); }
    }
  };
  /** Now, or when the word is chosen; nobody waits longer than HOLD_MAX_MS, however fast one word follows another. */
  const takeIn = (take: () => void): void => {
    if (!isHolding || !isSynced) return take();
    waitingIn.push(take);
    waitingInTimer ??= setTimeout(letIn, HOLD_MAX_MS);
  };
  const release = (): void => {
    clearTimeout(holdTimer);
    isHolding = false;
    letIn();
    if (held.length > 0) {
      const merged = held.length === 1 ? held[0] : Y.mergeUpdates(held);
      held = [];
      if (merged !== undefined) sendSync((encoder) => writeUpdate(encoder, merged));
      confirmSoon();
    }
    if (isPresenceHeld) {
      isPresenceHeld = false;
      sendPresence();
    }
  };

  const ask = (): Promise<Result<string, AppError>> => new Promise((resolve) => {
    if (isClosed) { resolve(err(appError('internal', { incident: 'port-closed' }))); return; }
    const id = nextFlush++;
    const timer = setTimeout(() => {
      waiting.delete(id);
      resolve(err(appError('request.timeout')));
    }, FLUSH_TIMEOUT_MS);
    waiting.set(id, { resolve, timer });
    send({ kind: 'flush', id });
  });
  /** Letters that are held back are not saved: then the question waits for the end of the composition. */
  const confirmSoon = (): void => {
    clearTimeout(confirmTimer);
    confirmTimer = setTimeout(() => {
      if (isClosed || isHolding) return;
      const upTo = edits;
      void ask().then((answer) => {
        if (isClosed || edits !== upTo) return;
        if (answer.ok) listener.onSaving(false);
        else confirmSoon();
      });
    }, CONFIRM_AFTER_MS);
  };

  const onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === port) return;
    edits += 1;
    listener.onSaving(true);
    if (isHolding) held.push(update);
    else sendSync((encoder) => writeUpdate(encoder, update));
    confirmSoon();
  };
  const onPresence = ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }, origin: unknown): void => {
    if (origin === port || ![...added, ...updated, ...removed].includes(doc.clientID)) return;
    // A caret inside a composition points at text that nobody else has yet.
    if (isHolding) isPresenceHeld = true;
    else sendPresence();
  };
  doc.on('update', onUpdate);
  awareness.on('update', onPresence);

  port.onmessage = ({ data }: MessageEvent) => {
    const frame = data as DocPortDown;
    if (isClosed) return;
    switch (frame.kind) {
      case 'sync': {
        // A step 1 (type 0) is answered with all of this doc, held letters too; sending those once more afterwards is harmless, a gap is not.
        if (frame.bytes[0] === 0) release();
        takeIn(() => {
          const decoder = decoding.createDecoder(frame.bytes);
          const encoder = encoding.createEncoder();
          const type = readSyncMessage(decoder, encoder, doc, port);
          if (encoding.hasContent(encoder)) send({ kind: 'sync', bytes: encoding.toUint8Array(encoder) });
          if (type === 1 && !isSynced) {
            isSynced = true;
            listener.onSynced();
          }
        });
        break;
      }
      case 'awareness':
        takeIn(() => applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoding.createDecoder(frame.bytes)), port));
        break;
      case 'flushed': {
        const asked = waiting.get(frame.id);
        waiting.delete(frame.id);
        if (asked !== undefined) {
          clearTimeout(asked.timer);
          asked.resolve(ok(frame.contentHash));
        }
        break;
      }
      case 'status': listener.onStatus(frame); break;
      case 'reset': listener.onReset(); break;
    }
  };
  sendSync((encoder) => writeSyncStep1(encoder, doc));

  return {
    doc, awareness,
    flush: () => {
      release();
      return ask();
    },
    holdForComposition: (isComposing) => {
      if (!isComposing) { release(); return; }
      isHolding = true;
      clearTimeout(holdTimer);
      holdTimer = setTimeout(release, HOLD_MAX_MS);
    },
    close: () => {
      if (isClosed) return;
      release();
      removeAwarenessStates(awareness, [doc.clientID], 'closed');
      for (const asked of waiting.values()) {
        clearTimeout(asked.timer);
        asked.resolve(err(appError('internal', { incident: 'port-closed' })));
      }
      waiting.clear();
      isClosed = true;
      clearTimeout(confirmTimer);
      clearTimeout(holdTimer);
      clearTimeout(waitingInTimer);
      doc.off('update', onUpdate);
      awareness.destroy();
      port.close();
      doc.destroy();
    },
  };
}
