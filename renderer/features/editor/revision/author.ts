/** Whose 修订 are written here: one record a sitting, renewed after a pause, so that what is done together is one revision. */
import type * as Y from 'yjs';
import { revisionsOf } from '#shared/doc/shape.ts';
import type { RevisionAuthor } from './track.ts';

const SITTING_MS = 10 * 60_000;
const ID_BYTES = 6;

export function createRevisionAuthor(doc: Y.Doc, personId: string): RevisionAuthor {
  let id: string | null = null;
  let usedAt = 0;
  return {
    id: () => {
      const now = Date.now();
      if (id === null || now - usedAt > SITTING_MS || !revisionsOf(doc).has(id)) {
        id = [...crypto.getRandomValues(new Uint8Array(ID_BYTES))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        revisionsOf(doc).set(id, { by: personId, at: now });
      }
      usedAt = now;
      return id;
    },
    isOwn: (other) => revisionsOf(doc).get(other)?.by === personId,
  };
}
