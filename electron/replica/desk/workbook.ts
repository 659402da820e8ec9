/**
 * The person's documents and waiting acts in memory, always a mirror of what the store has taken: every change is written first
 * and shown afterwards, so a full disk never shows an act as taken.
 *
 * Holds: a document on a flow that this program does not know (a newer server began it) is kept in the store and stands nowhere else: no screen, alarm or search
 * would know what to make of it. How many there are is told; a newer program finds them where they are.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { DocumentView } from '#shared/protocol/http.ts';
import { isKnownStep } from '#shared/workflow/flows/book.ts';
import { afterRestart, reduceOutbox, unsentOf, type Outbox, type OutboxEntry, type OutboxEvent } from '#shared/sync/outbox.ts';
import type { Branch, ReplicaStore, StoredDocument } from '#electron/replica/store/store.ts';

export type Workbook = ReturnType<typeof createWorkbook>;

export function createWorkbook(store: ReplicaStore) {
  const documents = new Map<string, StoredDocument>();
  const tooNew = new Set<string>();
  for (const document of store.documents()) {
    if (isKnownStep(document.view.state)) documents.set(document.view.state.docId, document);
    else tooNew.add(document.view.state.docId);
  }
  let outbox: Outbox = afterRestart(store.outbox());
  let branches: readonly Branch[] = store.branches();

  let tell = (_docId: string): void => undefined;

  const put = (view: DocumentView): void => {
    const { docId } = view.state;
    if (isKnownStep(view.state)) {
      tooNew.delete(docId);
      documents.set(docId, { view, isBorn: true });
    } else {
      tooNew.add(docId);
      documents.delete(docId);
    }
    tell(docId);
  };
  const isNewer = (view: DocumentView): boolean => {
    const known = documents.get(view.state.docId);
    // Two answers can overtake each other (a page of the feed and the reading after an act): the longer history is the newer one.
    return known === undefined || !known.isBorn || view.events.length >= known.view.events.length;
  };

  return {
    /** Hears of every document whose view or waiting acts have changed, after the fact. */
    watch: (listener: (docId: string) => void): void => { tell = listener; },
    view: (docId: string): DocumentView | undefined => documents.get(docId)?.view,
    views: (): readonly DocumentView[] => [...documents.values()].map((document) => document.view),
    /** Documents that only a newer program can show. */
    tooNew: (): number => tooNew.size,
    isBorn: (docId: string): boolean => documents.get(docId)?.isBorn ?? false,
    outbox: (): Outbox => outbox,
    unsent: (docId: string): Outbox => unsentOf(outbox, docId),
    actsOf: (docId: string): Outbox => outbox.filter((entry) => entry.command.docId === docId),
    branches: (): readonly Branch[] => branches,
    hasBranch: (docId: string): boolean => branches.some((branch) => branch.docId === docId),
    reloadBranches: (): void => { branches = store.branches(); },

    cursor: (): number => Number(store.value('feed.cursor') ?? 0),
    putFeed: (views: readonly DocumentView[], cursor: number | null): void => {
      const newer = views.filter(isNewer);
      store.putFeed(newer, cursor);
      newer.forEach(put);
    },
    remove: (docId: DocId): void => {
      store.removeDocument(docId);
      documents.delete(docId);
      tooNew.delete(docId);
      tell(docId);
    },
    birth: (view: DocumentView, firstContent: Uint8Array, entry: OutboxEntry): void => {
      store.putBirth(view, { seq: 1, bytes: firstContent, isSynced: true }, entry, outbox.length);
      documents.set(view.state.docId, { view, isBorn: false });
      outbox = [...outbox, entry];
      tell(view.state.docId);
    },
    change: (events: readonly OutboxEvent[], views: readonly DocumentView[] = []): void => {
      const next = events.reduce(reduceOutbox, outbox);
      const newer = views.filter(isNewer);
      // The effect is stored before its act leaves the outbox: a crash in between only asks the server once more.
      if (newer.length > 0) store.putFeed(newer, null);
      store.saveOutbox(next);
      const touched = new Set([...outbox, ...next].map((entry) => entry.command.docId));
      outbox = next;
      newer.forEach(put);
      touched.forEach(tell);
    },
  };
}
