/**
 * The replica's end of one editor's port: y-protocols sync and presence, plus the control frames of doc-port.ts.
 * Every update passes the same structural gate as on the server before it touches the document: one broken frame
 * of an editor must not poison the local log.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { readSyncStep1, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { parse } from '#shared/base/parse.ts';
import { gate } from '#shared/doc/gate.ts';
import { docPortUp, type DocPortDown } from '#shared/ipc/doc-port.ts';
import { SYNC } from '#shared/protocol/collab.ts';
import { createPresenceRelay, type PresenceRelay } from './presence.ts';

/** A message port as both Electron's utility process and node's workers have it. */
export interface DocPort {
  post(frame: DocPortDown): void;
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

export interface PeerHost {
  readonly doc: () => Y.Doc;
  /** An edit that passed the gate. */
  edited(peer: DocPortPeer, update: Uint8Array): void;
  /** An edit that can never be stored (too long, not of a document's shape). */
  unacceptable(peer: DocPortPeer): void;
  presence(peer: DocPortPeer, bytes: Uint8Array): void;
  /** Makes everything durable; the hash of what is stored. */
  flush(): string;
  left(peer: DocPortPeer): void;
}

export interface DocPortPeer {
  readonly relay: PresenceRelay;
  post(frame: DocPortDown): void;
  /** An update that came from elsewhere. */
  update(bytes: Uint8Array): void;
  /** Presence of others. */
  awareness(bytes: Uint8Array): void;
  /** Tells the editor to start over and hears nothing more of it; the editor closes the port once it has read that. */
  reset(): void;
  close(): void;
}

export function createDocPortPeer(port: DocPort, host: PeerHost): DocPortPeer {
  let isClosed = false;
  const post = (frame: DocPortDown): void => { if (!isClosed) port.post(frame); };
  const sync = (write: (encoder: encoding.Encoder) => void): void => {
    const encoder = encoding.createEncoder();
    write(encoder);
    post({ kind: 'sync', bytes: encoding.toUint8Array(encoder) });
  };
  const askAgain = (): void => { sync((encoder) => { writeSyncStep1(encoder, host.doc()); }); };

  const receive = (bytes: Uint8Array): void => {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === SYNC.step1) {
      sync((encoder) => { readSyncStep1(decoder, encoder, host.doc()); });
      return;
    }
    if (type !== SYNC.step2 && type !== SYNC.update) return;
    const update = decoding.readVarUint8Array(decoder);
    const doc = host.doc();
    const verdict = gate(update, Y.decodeStateVector(Y.encodeStateVector(doc)));
    if (verdict.kind === 'gap') askAgain();
    else if (verdict.kind === 'reject') host.unacceptable(peer);
    else if (verdict.advances.length > 0 || verdict.layout.deletes.size > 0) host.edited(peer, update);
  };

  const peer: DocPortPeer = {
    relay: createPresenceRelay(),
    post,
    update: (update) => { sync((encoder) => { writeUpdate(encoder, update); }); },
    awareness: (bytes) => { post({ kind: 'awareness', bytes: wrap(bytes) }); },
    reset: () => {
      post({ kind: 'reset' });
      isClosed = true;
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      port.close();
    },
  };
  port.onFrame((input) => {
    if (isClosed) return;
    const frame = parse(docPortUp, input);
    if (!frame.ok) return;
    switch (frame.value.kind) {
      case 'sync':
        try {
          receive(frame.value.bytes);
        } catch {
          // Bytes that are no sync message: the editor is asked for its state as a whole.
          askAgain();
        }
        return;
      case 'awareness': {
        const inner = unwrap(frame.value.bytes);
        if (inner !== null) host.presence(peer, inner);
        return;
      }
      case 'flush': post({ kind: 'flushed', id: frame.value.id, contentHash: host.flush() });
    }
  });
  port.onClose(() => {
    if (isClosed) return;
    isClosed = true;
    host.left(peer);
  });
  askAgain();
  return peer;
}

/** y-websocket frames presence as one length-prefixed byte array; the port carries the same bytes (doc-port.ts). */
const wrap = (bytes: Uint8Array): Uint8Array => encoding.encode((encoder) => { encoding.writeVarUint8Array(encoder, bytes); });

function unwrap(bytes: Uint8Array): Uint8Array | null {
  try {
    return decoding.readVarUint8Array(decoding.createDecoder(bytes));
  } catch {
    return null;
  }
}
