/** What somebody says beside the text, said once. */
import type * as Y from 'yjs';
import { commentsOf, isCommentRecord, type CommentRecord } from '#shared/doc/shape.ts';

const ID_BYTES = 6;

type Unsaid<R> = R extends CommentRecord ? Omit<R, 'by' | 'at'> : never;

export function say(doc: Y.Doc, personId: string, record: Unsaid<CommentRecord>): string | null {
  const id = [...crypto.getRandomValues(new Uint8Array(ID_BYTES))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const said = { ...record, by: personId, at: Date.now() };
  if (!isCommentRecord(said)) return null;
  commentsOf(doc).set(id, said);
  return id;
}
