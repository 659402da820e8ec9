/**
 * What the texts kept on this machine say, for searching in them without a network. Each is read once, when somebody searches, and anew after it changed; in memory
 * alone, so that nothing that was read lies on the disk a second time.
 *
 * There is no index: the texts of two thousand documents are some megabytes, which are looked through in less time than an index of Chinese words of one and two
 * characters would take to ask, and words need not be told apart.
 */
import * as Y from 'yjs';
import { blockText, readContent, type Content } from '#shared/doc/canonical.ts';
import { cleanContent, isRevised } from '#shared/doc/revisions.ts';
import type { ReplicaStore } from '#electron/replica/store/store.ts';

/** Of one document; what is longer is found by what stands before that. */
const CHARACTERS_MAX = 400_000;
/** At one asking, so that nobody waits for all of them the first time. */
const READS_MAX = 60;

export interface KeptTextsOptions {
  readonly store: Pick<ReplicaStore, 'text' | 'textsKept'>;
  /** Of a text that is open: newer than what the disk has. */
  readonly openText: (docId: string) => Content | null;
}

export interface KeptTexts {
  /** Its words have changed, or it is gone. */
  forget(docId: string): void;
  /** Reads some of those that were not read yet; answers how many are left. */
  readSome(docIds: readonly string[]): { readonly unread: number; readonly notHere: number };
  /** Of what was read: undefined where it was not. */
  textOf(docId: string): KeptText | undefined;
}

export interface KeptText {
  readonly text: string;
  /** The same in lower case, letter for letter. */
  readonly folded: string;
}

/** Lower case where that keeps every letter in its place; a few letters of other scripts grow. */
export function fold(text: string): string {
  const folded = text.toLowerCase();
  return folded.length === text.length ? folded : text;
}

export const wordsIn = (content: Content): string =>
  (isRevised(content) ? cleanContent(content) : content).blocks.map(blockText).filter((line) => line !== '').join('\n').slice(0, CHARACTERS_MAX);

export function createKeptTexts({ store, openText }: KeptTextsOptions): KeptTexts {
  const read = new Map<string, KeptText>();

  const fromStore = (docId: string): Content => {
    const { snapshot, rows } = store.text(docId);
    const doc = new Y.Doc();
    try {
      doc.transact(() => {
        if (snapshot !== null) Y.applyUpdate(doc, snapshot);
        for (const { bytes } of rows) Y.applyUpdate(doc, bytes);
      });
      return readContent(doc);
    } finally {
      doc.destroy();
    }
  };

  return {
    forget: (docId) => { read.delete(docId); },
    readSome: (docIds) => {
      const missing = docIds.filter((docId) => !read.has(docId));
      if (missing.length === 0) return { unread: 0, notHere: 0 };
      const kept = store.textsKept();
      const here = missing.filter((docId) => kept.has(docId) || openText(docId) !== null);
      for (const docId of here.slice(0, READS_MAX)) {
        const text = wordsIn(openText(docId) ?? fromStore(docId));
        read.set(docId, { text, folded: fold(text) });
      }
      return { unread: Math.max(0, here.length - READS_MAX), notHere: missing.length - here.length };
    },
    textOf: (docId) => read.get(docId),
  };
}
