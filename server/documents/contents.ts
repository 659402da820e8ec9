/**
 * The content of texts that acts have just been about, kept under the version of the text: 送审, 签发 and 批示 ask for the same unchanged text one after
 * another, and building it takes a thread. What is answered may be of an older version: who binds it compares the version inside its transaction.
 */
import type { DocId } from '#shared/base/ids.ts';
import type { Storage } from '#server/storage/storage.ts';
import { readText } from '#server/text/stored-text.ts';
import type { Texts } from '#server/text/texts.ts';
import type { Content } from './frozen.ts';

export interface VersionedContent {
  readonly version: string;
  readonly content: Content;
}

export interface Contents {
  of(docId: DocId): Promise<VersionedContent>;
  /** Is not of the present version any more. */
  forget(docId: DocId): void;
}

/** A long text is dear to keep as well as to build; a usual one is a few kilobytes. */
const KEPT_BYTES_MAX = 16 * 1_048_576;
/** What a kept content takes beside its bytes: characters are two bytes at most. */
const sizeOf = ({ content }: VersionedContent): number => content.bytes.byteLength + 2 * content.canonical.length;

export function createContents(storage: Storage, texts: Texts): Contents {
  const kept = new Map<DocId, VersionedContent>();
  let keptBytes = 0;

  const forget = (docId: DocId): void => {
    const known = kept.get(docId);
    if (known === undefined) return;
    kept.delete(docId);
    keptBytes -= sizeOf(known);
  };
  const keep = (docId: DocId, versioned: VersionedContent): void => {
    forget(docId);
    kept.set(docId, versioned);
    keptBytes += sizeOf(versioned);
    for (const oldest of kept.keys()) {
      if (keptBytes <= KEPT_BYTES_MAX) return;
      forget(oldest);
    }
  };

  return {
    of: async (docId) => {
      const known = kept.get(docId);
      if (known !== undefined) {
        // In order of use, so that the oldest go first.
        kept.delete(docId);
        kept.set(docId, known);
        return known;
      }
      const { parts, version } = await readText(storage, docId);
      const read = { version, content: await texts.content(docId, parts) };
      keep(docId, read);
      return read;
    },
    forget,
  };
}
