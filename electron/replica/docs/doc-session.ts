/**
 * One document that is open or not yet clean: its Y.Doc, the editors on this machine, the log, the server's socket.
 * Local first: an edit is in the log before anything is said about it, and the network is never waited for.
 *
 * Always true: what this machine shows as saved is on disk; what it shows as synced is durable on the server; edits that
 * may not join the document any more (it was handed on, the right was taken) become a branch and are never dropped (REP04, P9);
 * while the text here shows a 密级 mark there is no socket, so nothing of it leaves this machine (SEC04).
 */
import { removeAwarenessStates, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { ERRORS, isServerReadOnly, type ErrorCode } from '#shared/base/errors.ts';
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { readComments, threadsIn } from '#shared/doc/comments.ts';
import { commentsOf, sectionsOf } from '#shared/doc/shape.ts';
import { bodyText, canonicalContent, contentFacts, readContent, titleOf, type Content } from '#shared/doc/canonical.ts';
import { hasSignOfSecrecy } from '#shared/gbt9704/check/classified.ts';
import type { DocSyncState } from '#shared/ipc/contract.ts';
import type { ContentFacts } from '#shared/workflow/model.ts';
import type { Seams } from '#electron/replica/ports.ts';
import { sm3 } from '#electron/replica/sm3.ts';
import type { StorageMonitor } from '#electron/replica/store/storage-monitor.ts';
import type { ReplicaStore } from '#electron/replica/store/store.ts';
import { createAckTracker } from './ack-tracker.ts';
import { createDocLink, type DocLink } from './doc-link.ts';
import { createDocLog } from './doc-log.ts';
import { createDocPortPeer, type DocPort, type DocPortPeer, type PeerHost } from './doc-port-peer.ts';

/** May this person write now, as far as this machine knows. */
export type Writability = { readonly canWrite: true } | { readonly canWrite: false; readonly code: ErrorCode };

export interface SessionOptions {
  readonly docId: string;
  readonly seams: Seams;
  readonly store: ReplicaStore;
  readonly storage: StorageMonitor;
  /** The state of the document and the acts that wait, as `can` sees them. */
  readonly writability: () => Writability;
  readonly syncState: () => DocSyncState;
  /** Whether the person may still see this document at all. */
  readonly isReadable: () => boolean;
  /** Dirty or clean, synced, branched: something that lists and badges show. */
  readonly onChanged: () => void;
  readonly onBranched: () => void;
  readonly onLinkClosed: (code: number | null) => void;
}

/** Codes with which the server says that this edit will never be taken, as opposed to not now. */
const FINAL_REFUSALS: readonly ErrorCode[] = ['document.read-only', 'document.rejected-edit', 'policy.denied', 'not-found', 'request.too-large'];
/** Nothing against these words: they wait, like those written offline. */
const isForLater = (code: ErrorCode): boolean => isServerReadOnly(code) || code === 'document.classified';

const ASK_AGAIN_MS = 60_000;

const utf8 = new TextDecoder();

export type DocSession = ReturnType<typeof createDocSession>;

export function createDocSession(options: SessionOptions) {
  const { docId, seams, store, storage } = options;
  const peers = new Set<DocPortPeer>();
  let acks = createAckTracker();
  let link: DocLink | null = null;
  let address: { readonly serverUrl: string; readonly token: string } | null = null;
  let serverSays: Writability = { canWrite: true };
  let hasServerContent = false;
  let lastStatus = '';
  let isClosed = false;
  let facts: ContentFacts | null = null;
  /** A character of a mark was seen here: from then on every edit is looked at before it goes out. */
  let isSuspect = false;
  let isHeld = false;

  const newLog = () => createDocLog({ docId, store, storage, timers: seams.timers, onStored: () => {
    // Said even if nothing else changed: an editor that shows 正在保存 waits for exactly this.
    lastStatus = '';
    changed();
  } });
  const newDoc = (): Y.Doc => {
    // A fresh random client id per session comes with the Y.Doc; the replica never writes under it.
    const fresh = new Y.Doc({ guid: docId });
    log.load(fresh, () => acks.applied());
    // Before the provider listens: an edit must have its number when its message is counted.
    fresh.on('update', (update: Uint8Array, origin: unknown) => { arrived(fresh, update, origin); });
    return fresh;
  };
  let log = newLog();
  let doc = newDoc();

  const contentNow = (): ContentFacts => (facts ??= contentFacts(doc, sm3));

  /** Called before anything is sent. Without the mark it goes on, and what was written and taken out again is forgotten before that. */
  const watchSecrecy = (): void => {
    const isMarked = contentNow().isClassified;
    if (isMarked === isHeld) return;
    isHeld = isMarked;
    if (isHeld) unlink();
    else {
      log.sumUp(doc);
      scrub();
      if (address !== null && options.isReadable()) connect(address);
    }
  };

  const arrived = (from: Y.Doc, update: Uint8Array, origin: unknown): void => {
    if (from !== doc) return;
    facts = null;
    const isEdit = peers.has(origin as DocPortPeer);
    log.append(update, isEdit ? acks.applied() : null);
    isSuspect ||= hasSignOfSecrecy(utf8.decode(update));
    if (isSuspect) watchSecrecy();
    for (const peer of peers) if (peer !== origin) peer.update(update);
  };

  const status = () => {
    const may = serverSays.canWrite ? options.writability() : serverSays;
    return {
      kind: 'status' as const, canWrite: may.canWrite, code: !may.canWrite ? may.code : isHeld ? 'document.classified' as const : null,
      sync: options.syncState(), contentHash: contentNow().hash, isStorageOk: storage.state() === 'ok',
    };
  };
  const tell = (): void => {
    if (peers.size === 0) return;
    const frame = status();
    const text = JSON.stringify(frame);
    if (text === lastStatus) return;
    lastStatus = text;
    for (const peer of peers) peer.post(frame);
  };
  const changed = (): void => {
    if (isClosed) return;
    watchSecrecy();
    tell();
    options.onChanged();
  };

  /** What stays due is done when the program starts again. */
  const scrub = (): boolean => !store.isScrubDue() || storage.attempt(() => { store.scrub(); });

  /** 彻底删除 of what is held here: false when its bytes may be in the files until the next start, null when nothing could be deleted. */
  const erase = (): boolean | null => {
    if (!storage.attempt(() => { store.erase(docId); })) return null;
    const isScrubbed = scrub();
    startOver();
    options.onBranched();
    return isScrubbed;
  };

  /** Late edits leave the document: kept as a branch in one transaction, then the document starts over from what the server has. */
  const branchOff = (): void => {
    if (!log.isDirty() || !log.flush()) return;
    const branch = asBranch(doc);
    if (!storage.attempt(() => { store.branchOff(branch, options.isReadable()); })) return;
    startOver();
    options.onBranched();
  };
  /** Everything that somebody may have written: remarks and 分工 are in no hash of the text, and are somebody's work like it. */
  const writtenIn = (of: Y.Doc): string => canonicalContent(readContent(of)) + canonicalJson([commentsOf(of).toJSON(), sectionsOf(of).toJSON()] as Json);
  const asBranch = (of: Y.Doc) => {
    const content = readContent(of);
    // Remarks stand in no text, and whoever looks through a branch must find theirs.
    const text = [bodyText(content), ...threadsIn(readComments(of)).flatMap((thread) => [thread, ...thread.replies]).map((remark) => `【批注】${remark.text}`)].join('\n');
    return { docId, title: titleOf(content), text, bytes: Y.encodeStateAsUpdate(of), at: seams.clock.now() };
  };

  /** 归档: the server has written the text anew. This copy goes; merged with the new one it would show everything twice. */
  const followGeneration = (generation: number): void => {
    if (generation === store.generation(docId)) return;
    // A disk that refuses keeps the old copy: the server says it again with the next connection.
    if (!log.flush()) return;
    const branch = log.isDirty() ? asBranch(doc) : null;
    const isNew = log.isEmpty();
    if (!storage.attempt(() => { store.startGeneration(docId, generation, branch); }) || isNew) return;
    startOver();
    if (branch !== null) options.onBranched();
  };

  /** A branch whose edits had reached the server after all (only the acknowledgement was lost) holds nothing to decide. */
  const forgetMerged = (): void => {
    for (const branch of store.branchBytes(docId)) {
      const merged = new Y.Doc({ guid: docId });
      Y.applyUpdate(merged, branch.bytes);
      // A branch of an older generation cannot be merged, only compared.
      const isSame = writtenIn(merged) === writtenIn(doc);
      Y.applyUpdate(merged, Y.encodeStateAsUpdate(doc));
      const addsNothing = isSame || writtenIn(merged) === writtenIn(doc);
      merged.destroy();
      if (addsNothing && storage.attempt(() => { store.removeBranch(branch.id); })) options.onBranched();
    }
  };

  const startOver = (): void => {
    for (const peer of peers) peer.reset();
    peers.clear();
    unlink();
    log.abandon();
    doc.destroy();
    acks = createAckTracker();
    log = newLog();
    facts = null;
    doc = newDoc();
    isHeld = contentNow().isClassified;
    if (address !== null && options.isReadable()) connect(address);
    changed();
  };

  const host: PeerHost = {
    doc: () => doc,
    edited: (peer, update) => {
      const may = serverSays.canWrite ? options.writability() : serverSays;
      // A server that cannot save now says nothing against these words: they wait like those written offline.
      if (may.canWrite || isForLater(may.code)) Y.applyUpdate(doc, update, peer);
      else keepLateEdit(peer, update);
    },
    unacceptable: (peer) => { dropPeer(peer); },
    presence: (peer, bytes) => {
      const up = peer.relay.up(bytes);
      if (up === null) return;
      if (link !== null) applyAwarenessUpdate(link.awareness, up, peer);
      for (const other of peers) if (other !== peer) other.awareness(up);
    },
    flush: () => {
      log.flush();
      tell();
      return contentNow().hash;
    },
    left: (peer) => {
      peers.delete(peer);
      if (link !== null) applyAwarenessUpdate(link.awareness, peer.relay.gone(), peer);
      log.flush();
      options.onChanged();
    },
  };

  /** Typed in the moment before the editor learnt that the text is fixed: it is somebody's work all the same. */
  const keepLateEdit = (peer: DocPortPeer, update: Uint8Array): void => {
    const copy = new Y.Doc({ guid: docId });
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    Y.applyUpdate(copy, update);
    // An editor that only tidies up (a normalised node) has written nothing.
    if (writtenIn(copy) !== writtenIn(doc)) {
      if (storage.attempt(() => { store.addBranch(asBranch(copy)); })) options.onBranched();
    }
    copy.destroy();
    dropPeer(peer);
  };
  const dropPeer = (peer: DocPortPeer): void => {
    peer.reset();
    peers.delete(peer);
    options.onChanged();
  };

  const final = (code: ErrorCode): boolean => FINAL_REFUSALS.includes(code);
  const connect = (to: { readonly serverUrl: string; readonly token: string }): void => {
    address = to;
    if (isHeld) return;
    if (link !== null) {
      link.connect();
      return;
    }
    const opened = createDocLink({
      net: seams.net, random: seams.random, serverUrl: to.serverUrl, token: to.token, docId, doc,
      events: {
        opened: () => {
          acks.socketOpened();
          if (link === null) return;
          for (const peer of peers) applyAwarenessUpdate(link.awareness, peer.relay.again(), peer);
        },
        closed: (code) => {
          hasServerContent = false;
          serverSays = { canWrite: true };
          if (code === ERRORS['document.broken'].close) {
            // Not even its last good state can be served. The provider takes that as final; once in a while it is asked whether somebody has seen to it.
            serverSays = { canWrite: false, code: 'document.broken' };
            seams.timers.after(ASK_AGAIN_MS, () => { link?.connect(); });
          }
          if ((code === 4403 || code === 4404) && log.isDirty()) seams.timers.after(0, branchOff);
          options.onLinkClosed(code);
          changed();
        },
        synced: () => {
          hasServerContent = true;
          log.flush();
          log.compact(doc);
          forgetMerged();
          changed();
        },
        durable: (count) => { log.acknowledged(acks.durable(count)); },
        permission: (canWrite, code) => {
          serverSays = canWrite ? { canWrite: true } : { canWrite: false, code: code ?? 'document.read-only' };
          if (!serverSays.canWrite && final(serverSays.code)) branchOff();
          changed();
        },
        refused: (_count, code) => {
          acks.inDoubt();
          if (final(code)) branchOff();
          // It says when it takes edits again, and asks for what is missing.
          else if (!isForLater(code)) seams.timers.after(2_000, () => { link?.exchange(); });
        },
        resyncAsked: () => { acks.inDoubt(); },
        generation: followGeneration,
        sentAll: () => { acks.sentAll(); },
        sentPart: () => { acks.sentPart(); },
        sentNewest: () => { acks.sentNewest(); },
        unacknowledged: () => log.unacknowledged(),
      },
    });
    link = opened;
    opened.awareness.on('update', ({ added, updated, removed }: { readonly added: number[]; readonly updated: number[]; readonly removed: number[] }, origin: unknown) => {
      for (const peer of peers) {
        if (peer === origin) continue;
        const clients = [...added, ...updated, ...removed].filter((client) => !peer.relay.isOwn(client));
        if (clients.length > 0) peer.awareness(encodeAwarenessUpdate(opened.awareness, clients));
      }
    });
    opened.connect();
  };
  const unlink = (): void => {
    const old = link;
    link = null;
    hasServerContent = false;
    serverSays = { canWrite: true };
    if (old === null) return;
    removeAwarenessStates(old.awareness, [...old.awareness.getStates().keys()], 'closed');
    old.destroy();
  };

  isHeld = contentNow().isClassified;
  isSuspect = isHeld || hasSignOfSecrecy(bodyText(readContent(doc)));

  return {
    docId,
    attach: (port: DocPort): void => {
      const peer = createDocPortPeer(port, host);
      peers.add(peer);
      lastStatus = '';
      peer.post(status());
      const others = link === null ? [] : [...link.awareness.getStates().keys()];
      if (link !== null && others.length > 0) peer.awareness(encodeAwarenessUpdate(link.awareness, others));
    },
    connect,
    /** Stays in memory; the socket ends. */
    disconnect: (): void => { unlink(); },
    isInUse: (): boolean => peers.size > 0 || log.isDirty() || !log.isSaved(),
    hasPeers: (): boolean => peers.size > 0,
    isDirty: (): boolean => log.isDirty(),
    /** Why the server does not take the unsent edits for the time being; null when there are none or it does. */
    heldBy: (): ErrorCode | null => {
      if (isHeld) return 'document.classified';
      return log.isDirty() && !serverSays.canWrite && isForLater(serverSays.code) ? serverSays.code : null;
    },
    isSaved: (): boolean => log.isSaved(),
    /** Everything that the server has is here (and stays so as long as the socket lives). */
    hasServerContent: (): boolean => hasServerContent,
    isEmpty: (): boolean => log.isEmpty(),
    content: contentNow,
    text: (): string => bodyText(readContent(doc)),
    blocks: (): Content => readContent(doc),
    flush: (): boolean => log.flush(),
    /** Rights or waiting acts changed. */
    review: (): void => {
      tell();
    },
    branchOff,
    isHeld: (): boolean => isHeld,
    erase,
    close: (): void => {
      log.close();
      isClosed = true;
      for (const peer of peers) peer.close();
      peers.clear();
      unlink();
      log.abandon();
      doc.destroy();
    },
  };
}

export const describeSync = (isDirty: boolean, hasActs: boolean, hasBranch: boolean, isOnline: boolean): DocSyncState => {
  if (hasBranch) return 'branch';
  if (hasActs) return 'pending';
  if (!isDirty) return 'synced';
  return isOnline ? 'pending' : 'localOnly';
};
