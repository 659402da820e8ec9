/**
 * All documents of one person on this machine: which have a session (open, dirty, being fetched) and which sockets are up.
 * Closed documents with unsent edits are synced without being opened; what lies on the desk is fetched ahead, a few at a time,
 * so that it opens without a network.
 */
import type { ErrorCode } from '#shared/base/errors.ts';
import type { DocPort } from './doc-port-peer.ts';
import { createDocSession, type DocSession, type SessionOptions } from './doc-session.ts';

const FETCHES_AT_ONCE = 2;
/** A document whose content does not come is tried again with the next change or reconnection. */
const FETCH_TIMEOUT_MS = 15_000;
const LINGER_MS = 3_000;

export interface DocumentsOptions {
  readonly session: (docId: string) => Omit<SessionOptions, 'docId' | 'onChanged'>;
  /** The server knows it and the person may read it: only then is a socket of use. */
  readonly isOnServer: (docId: string) => boolean;
  readonly address: () => { readonly serverUrl: string; readonly token: string } | null;
  readonly onChanged: (docId: string) => void;
  /** It was fetched ahead and is here now. */
  readonly onFetched: (session: DocSession) => void;
}

export type Documents = ReturnType<typeof createDocuments>;

export function createDocuments(options: DocumentsOptions, dirtyAtStart: readonly string[]) {
  const sessions = new Map<string, DocSession>();
  const lingering = new Map<string, () => void>();
  const fetching = new Map<string, () => void>();
  let toFetch: string[] = [];
  let isOnline = false;
  let isClosed = false;

  const link = (session: DocSession): void => {
    const address = options.address();
    if (isOnline && address !== null && options.isOnServer(session.docId)) session.connect(address);
  };

  const sessionOf = (docId: string): DocSession => {
    const known = sessions.get(docId);
    if (known !== undefined) return known;
    const created = createDocSession({
      ...options.session(docId),
      docId,
      onChanged: () => {
        if (isClosed) return;
        settle(docId);
        options.onChanged(docId);
      },
    });
    sessions.set(docId, created);
    link(created);
    return created;
  };

  /** Ends what nobody needs any more, a little later: people go back and forth between documents. */
  const settle = (docId: string): void => {
    const session = sessions.get(docId);
    if (session === undefined) return;
    if (fetching.has(docId) && session.hasServerContent()) {
      endFetch(docId);
      options.onFetched(session);
    }
    const isNeeded = session.isInUse() || fetching.has(docId);
    if (isNeeded) {
      lingering.get(docId)?.();
      lingering.delete(docId);
      return;
    }
    if (lingering.has(docId)) return;
    lingering.set(docId, options.session(docId).seams.timers.after(LINGER_MS, () => {
      lingering.delete(docId);
      if (sessions.get(docId) !== session || session.isInUse() || fetching.has(docId)) return;
      sessions.delete(docId);
      session.close();
    }));
  };

  const endFetch = (docId: string): void => {
    fetching.get(docId)?.();
    fetching.delete(docId);
    fetchMore();
  };

  const fetchMore = (): void => {
    while (isOnline && fetching.size < FETCHES_AT_ONCE) {
      const docId = toFetch.shift();
      if (docId === undefined) return;
      if (fetching.has(docId) || !options.isOnServer(docId)) continue;
      fetching.set(docId, options.session(docId).seams.timers.after(FETCH_TIMEOUT_MS, () => {
        endFetch(docId);
        settle(docId);
      }));
      link(sessionOf(docId));
      settle(docId);
    }
  };

  for (const docId of dirtyAtStart) sessionOf(docId);

  return {
    open: (docId: string, port: DocPort): void => {
      sessionOf(docId).attach(port);
      settle(docId);
    },
    /** For reading its content or facts; the session ends by itself. */
    peek: (docId: string): DocSession => {
      const session = sessionOf(docId);
      settle(docId);
      return session;
    },
    known: (docId: string): DocSession | undefined => sessions.get(docId),
    isDirty: (docId: string): boolean => sessions.get(docId)?.isDirty() ?? false,
    held: (): readonly { readonly docId: string; readonly code: ErrorCode }[] => [...sessions.values()].flatMap((session) => {
      const code = session.heldBy();
      return code === null ? [] : [{ docId: session.docId, code }];
    }),
    dirtyDocs: (): readonly string[] => [...sessions.values()].filter((session) => session.isDirty()).map((session) => session.docId),
    goOnline: (): void => {
      isOnline = true;
      for (const session of sessions.values()) link(session);
      fetchMore();
    },
    goOffline: (): void => {
      isOnline = false;
      for (const session of sessions.values()) session.disconnect();
      for (const cancel of fetching.values()) cancel();
      toFetch = [...fetching.keys(), ...toFetch];
      fetching.clear();
    },
    /** Fetches these ahead, after what is already asked for. */
    fetch: (docIds: readonly string[]): void => {
      for (const docId of docIds) if (!toFetch.includes(docId) && !fetching.has(docId)) toFetch.push(docId);
      fetchMore();
    },
    /** The view of a document changed: rights and sync state may have. */
    review: (docId: string): void => {
      const session = sessions.get(docId);
      if (session === undefined) return;
      link(session);
      session.review();
    },
    reviewAll: (): void => { for (const session of sessions.values()) session.review(); },
    /** True when everything typed so far is on disk. */
    flush: (): boolean => [...sessions.values()].map((session) => session.flush()).every(Boolean),
    /** The person may no longer read it; unsent edits become a branch first. */
    forget: (docId: string): void => {
      const session = sessions.get(docId);
      if (session === undefined) return;
      if (session.isDirty()) session.branchOff();
      sessions.delete(docId);
      session.close();
    },
    close: (): void => {
      isClosed = true;
      for (const cancel of [...lingering.values(), ...fetching.values()]) cancel();
      for (const session of sessions.values()) session.close();
      sessions.clear();
    },
  };
}
