/** 批注: what was said beside the text, as threads. A remark is not the document: it is in no hash and goes with 归档. Pure. */
import type * as Y from 'yjs';
import { commentsOf, isCommentRecord, isRevisionId, type CommentRecord } from './shape.ts';

export interface Remark {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly text: string;
  readonly mentions: readonly string[];
}

export interface Thread extends Remark {
  readonly quote: string;
  /** Relative positions of the body, in hex. */
  readonly from: string;
  readonly to: string;
  readonly replies: readonly Remark[];
  /** The last word about whether it is settled. */
  readonly settled: { readonly by: string; readonly at: number } | null;
}

type Records = ReadonlyMap<string, CommentRecord>;

export function readComments(doc: Y.Doc): Records {
  const records = new Map<string, CommentRecord>();
  for (const [id, record] of commentsOf(doc).entries()) if (isRevisionId(id) && isCommentRecord(record)) records.set(id, record);
  return records;
}

const inOrder = (records: Records): readonly (readonly [string, CommentRecord])[] => [...records].toSorted(([idA, a], [idB, b]) => a.at - b.at || (idA < idB ? -1 : 1));

/** In the order in which they were begun; what belongs to no thread is left out. */
export function threadsIn(records: Records): readonly Thread[] {
  const said = inOrder(records);
  return said.flatMap(([id, record]): readonly Thread[] => {
    if (record.kind !== 'thread') return [];
    const replies = said.flatMap(([replyId, each]): readonly Remark[] => (each.kind === 'reply' && each.thread === id ? [{ id: replyId, by: each.by, at: each.at, text: each.text, mentions: each.mentions }] : []));
    const last = said.findLast(([, each]) => (each.kind === 'settled' || each.kind === 'reopened') && each.thread === id)?.[1];
    const { by, at, text, mentions, quote, from, to } = record;
    return [{ id, by, at, text, mentions, quote, from, to, replies, settled: last?.kind === 'settled' ? { by: last.by, at: last.at } : null }];
  });
}

/** Whether somebody is spoken to in a thread that is open. */
export const speaksTo = (thread: Thread, personId: string): boolean => thread.settled === null && [thread, ...thread.replies].some(({ mentions }) => mentions.includes(personId));

/** Everything that was said and quoted. */
export const wordsOfComments = (doc: Y.Doc): readonly string[] => [...readComments(doc).values()].flatMap((record) => (record.kind === 'thread' ? [record.text, record.quote] : record.kind === 'reply' ? [record.text] : []));
