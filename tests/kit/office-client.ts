/**
 * A person's client without a window: the real replica in this process (real disk, real sockets), and an editor on a real message port.
 * What a story needs to act as somebody at a machine: sign in, create, type, act, close, start again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { WebSocket } from 'ws';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import type { DocPort } from '#electron/replica/docs/doc-port-peer.ts';
import { nodeClock, nodeNet, nodeRandom, nodeTimers } from '#electron/replica/host/node-seams.ts';
import type { Disk, Net, SecretVault } from '#electron/replica/ports.ts';
import { createReplica, type Replica, type ReplicaOptions } from '#electron/replica/replica.ts';
import { nodeDisk } from '#electron/replica/store/node-disk.ts';
import { bodyText, contentFacts, readContent } from '#shared/doc/canonical.ts';
import { bodyOf, NODE } from '#shared/doc/shape.ts';
import type { AppError } from '#shared/base/errors.ts';
import { QUIET_BY_DEFAULT } from '#shared/time/quiet-hours.ts';
import { DESK_PAGE_MAX, type CallInput, type CallName, type CallOutput, type DeskItem } from '#shared/ipc/contract.ts';
import { NO_FILTER } from '#shared/policy/desk-filter.ts';
import type { DeskView } from '#shared/policy/desk.ts';
import type { DocPortDown } from '#shared/ipc/doc-port.ts';
import { sm3 } from './ports.ts';
import { waitFor } from './wait-for.ts';

export type Status = Extract<DocPortDown, { readonly kind: 'status' }>;

export interface Editor {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  type(text: string, paragraph?: number): void;
  text(): string;
  hash(): string;
  status(): Status | null;
  wasReset(): boolean;
  /** Everything typed is on disk; the hash an act binds to. */
  flush(): Promise<string>;
  close(): void;
}

export interface OfficeClient {
  readonly dir: string;
  readonly bugs: readonly string[];
  ask<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** What lies in one view of the desk. */
  desk(view: DeskView): Promise<readonly DeskItem[]>;
  refusal<N extends CallName>(name: N, input: CallInput<N>): Promise<AppError>;
  replica(): Replica;
  open(docId: string): Promise<Editor>;
  /** Ends kindly. */
  close(): Promise<void>;
  /** Ends as a power cut would: nothing is flushed; what the editor had not handed over is gone. */
  drop(): void;
  start(): Promise<void>;
  remove(): void;
}

export interface OfficeClientOptions {
  readonly dir?: string;
  readonly disk?: Disk;
  readonly net?: Net;
  readonly vault?: SecretVault;
  readonly autoSignIn?: ReplicaOptions['autoSignIn'];
}

/** A keychain as a real desktop has one; the default here, so that a restart needs no password. */
export const keychain: SecretVault = {
  isAvailable: async () => true,
  seal: async (secret) => Buffer.from(`sealed:${secret}`).toString('base64'),
  open: async (sealed) => Buffer.from(sealed, 'base64').toString().replace('sealed:', ''),
};

export const noKeychain: SecretVault = { isAvailable: async () => false, seal: async () => { throw new Error('no keychain'); }, open: async () => null };

export async function startOfficeClient(options: OfficeClientOptions = {}): Promise<OfficeClient> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'gzt-client-'));
  const bugs: string[] = [];
  let kill = (): void => undefined;
  const boot = (): Promise<Replica> => {
    let isDropped = false;
    const wire = mortalNet(options.net ?? nodeNet);
    kill = () => {
      isDropped = true;
      wire.kill();
    };
    const disk = options.disk ?? nodeDisk;
    return createReplica({
      dir, autoSignIn: options.autoSignIn ?? null, clock: nodeClock, random: nodeRandom, net: wire.net, disk, vault: options.vault ?? keychain, reminders: QUIET_BY_DEFAULT,
      // After a drop no timer fires any more: the process is dead.
      timers: { after: (delayMs, run) => nodeTimers.after(delayMs, () => { if (!isDropped) run(); }) },
      onBug: (_incident, failure) => { bugs.push(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)); },
    });
  };
  let replica = await boot();
  const editors = new Set<Editor>();
  const ask = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
    const answer = await replica.call(name, input);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)} ${bugs.join('\n')}`);
    return answer.value as CallOutput<N>;
  };
  return {
    dir, bugs,
    replica: () => replica,
    ask,
    desk: async (view) => (await ask('desk.list', { view, filter: NO_FILTER, offset: 0, limit: DESK_PAGE_MAX })).items,
    refusal: async (name, input) => {
      const answer = await replica.call(name, input);
      if (answer.ok) throw new Error(`${name} was not refused: ${JSON.stringify(answer.value)}`);
      return answer.error;
    },
    open: async (docId) => {
      const { port1, port2 } = new MessageChannel();
      const opened = replica.openPort(docId, docPort(port1));
      if (!opened.ok) throw new Error(`open ${docId}: ${opened.error.code}`);
      const editor = createEditor(port2);
      editors.add(editor);
      await waitFor(() => editor.status() !== null && bodyOf(editor.doc).length > 0, { what: `the content of ${docId}` });
      return editor;
    },
    close: async () => {
      for (const editor of editors) editor.close();
      editors.clear();
      await replica.close();
    },
    drop: () => {
      kill();
      editors.clear();
    },
    start: async () => { replica = await boot(); },
    remove: () => { rmSync(dir, { recursive: true, force: true }); },
  };
}

/** A network that ends with its process: no socket outlives it, no request comes through any more. */
function mortalNet(net: Net): { readonly net: Net; readonly kill: () => void } {
  let isDead = false;
  const sockets = new Set<WebSocket>();
  const Mortal = class extends net.WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      sockets.add(this);
      this.on('error', () => undefined);
      if (isDead) this.terminate();
    }
  } as unknown as typeof WebSocket;
  return {
    net: { fetch: (...request) => (isDead ? new Promise<never>(() => undefined) : net.fetch(...request)), WebSocket: Mortal },
    kill: () => {
      isDead = true;
      for (const socket of sockets) {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        socket.terminate();
      }
    },
  };
}

export const docPort = (port: MessagePort): DocPort => ({
  post: (frame) => { port.postMessage(frame); },
  onFrame: (listener) => { port.on('message', listener); },
  onClose: (listener) => { port.on('close', listener); },
  close: () => { port.close(); },
});

export function createEditor(port: MessagePort): Editor {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const flushes = new Map<number, (hash: string) => void>();
  let status: Status | null = null;
  let isReset = false;
  let lastFlush = 0;
  const sync = (write: (encoder: encoding.Encoder) => void): void => { port.postMessage({ kind: 'sync', bytes: encoding.encode(write) }); };
  doc.on('update', (update: Uint8Array, origin: unknown) => { if (origin !== port) sync((encoder) => { writeUpdate(encoder, update); }); });
  awareness.on('update', (changes: { readonly added: number[]; readonly updated: number[]; readonly removed: number[] }, origin: unknown) => {
    if (origin === port) return;
    const changed = [...changes.added, ...changes.updated, ...changes.removed];
    port.postMessage({ kind: 'awareness', bytes: encoding.encode((encoder) => { encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, changed)); }) });
  });
  port.on('message', (frame: DocPortDown) => {
    switch (frame.kind) {
      case 'sync': {
        const encoder = encoding.createEncoder();
        readSyncMessage(decoding.createDecoder(frame.bytes), encoder, doc, port);
        if (encoding.hasContent(encoder)) port.postMessage({ kind: 'sync', bytes: encoding.toUint8Array(encoder) });
        return;
      }
      case 'awareness': applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoding.createDecoder(frame.bytes)), port); return;
      case 'flushed': flushes.get(frame.id)?.(frame.contentHash); return;
      case 'status': status = frame; return;
      case 'reset': isReset = true;
    }
  });
  sync((encoder) => { writeSyncStep1(encoder, doc); });
  const paragraphs = (): readonly Y.XmlElement[] => bodyOf(doc).toArray().filter((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.nodeName === NODE.paragraph);
  return {
    doc, awareness,
    type: (text, paragraph = 0) => {
      const node = paragraphs()[paragraph];
      if (node === undefined) throw new Error(`no paragraph ${paragraph}`);
      const first = node.get(0);
      if (first instanceof Y.XmlText) first.insert(first.length, text);
      else node.insert(0, [new Y.XmlText(text)]);
    },
    text: () => bodyText(readContent(doc)),
    hash: () => contentFacts(doc, sm3).hash,
    status: () => status,
    wasReset: () => isReset,
    flush: () => new Promise((resolve) => {
      lastFlush += 1;
      flushes.set(lastFlush, resolve);
      port.postMessage({ kind: 'flush', id: lastFlush });
    }),
    close: () => {
      awareness.destroy();
      port.close();
    },
  };
}
