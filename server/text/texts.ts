/**
 * Work on the content of documents, in threads of its own with a budget of time and memory. A thread that exceeds it is killed and the next
 * task gets a new one; the document whose work did it is reported as broken. Freezing does not wait behind compaction: two lanes.
 * An idle server has no text thread.
 */
import type { DocId } from '#shared/base/ids.ts';
import { createLane, isOfTheText, type LaneOptions, type TextFault } from './lane.ts';
import type { TextAnswers } from './messages.ts';

export { TextFailure } from './lane.ts';

export interface Texts {
  content(docId: DocId, parts: readonly Uint8Array[]): Promise<TextAnswers['content']>;
  /** The same where nobody waits for it. */
  inspect(docId: DocId, parts: readonly Uint8Array[]): Promise<TextAnswers['content']>;
  compact(docId: DocId, parts: readonly Uint8Array[]): Promise<TextAnswers['compact']>;
  flatten(docId: DocId, parts: readonly Uint8Array[], generation: number): Promise<TextAnswers['flatten']>;
  missing(docId: DocId, parts: readonly Uint8Array[], vector: Uint8Array): Promise<TextAnswers['missing']>;
  /** Of a text that has failed: which of its parts Yjs cannot take. Reported to nobody. */
  sift(parts: readonly Uint8Array[]): Promise<TextAnswers['sift']>;
  /** The text of this document has brought a thread down. Returns the function that stops listening. */
  onFault(listener: (docId: DocId, reason: TextFault['reason']) => void): () => void;
  close(): Promise<void>;
}

export type TextOptions = Partial<LaneOptions>;

const BUDGET_MS = 250;
/** A text ten times as long may take ten times as long. */
const BUDGET_MS_PER_MIB = 500;
const COMPACT_FACTOR = 4;
const MIB = 1_048_576;

export function createTexts(options: TextOptions = {}): Texts {
  const laneOptions: LaneOptions = { memoryMiB: 256, budgetMs: BUDGET_MS, idleMs: 10_000, ...options };
  const quick = createLane(laneOptions);
  const patient = createLane(laneOptions);
  const listeners = new Set<(docId: DocId, reason: TextFault['reason']) => void>();

  const budgetOf = (parts: readonly Uint8Array[]): number =>
    laneOptions.budgetMs + (BUDGET_MS_PER_MIB * parts.reduce((sum, part) => sum + part.byteLength, 0)) / MIB;
  const guard = async <T>(docId: DocId, work: Promise<unknown>): Promise<T> => {
    try {
      return (await work) as T;
    } catch (error) {
      if (isOfTheText(error)) for (const listener of listeners) listener(docId, error.reason);
      throw error;
    }
  };

  return {
    content: (docId, parts) => guard(docId, quick.run({ kind: 'content', parts }, budgetOf(parts))),
    inspect: (docId, parts) => guard(docId, patient.run({ kind: 'content', parts }, COMPACT_FACTOR * budgetOf(parts))),
    compact: (docId, parts) => guard(docId, patient.run({ kind: 'compact', parts }, COMPACT_FACTOR * budgetOf(parts))),
    flatten: (docId, parts, generation) => guard(docId, patient.run({ kind: 'flatten', parts, docId, generation }, COMPACT_FACTOR * budgetOf(parts))),
    missing: (docId, parts, vector) => guard(docId, quick.run({ kind: 'missing', parts, vector }, budgetOf(parts))),
    sift: (parts) => patient.run({ kind: 'sift', parts }, COMPACT_FACTOR * budgetOf(parts)) as Promise<TextAnswers['sift']>,
    onFault: (listener) => {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    close: async () => {
      await Promise.all([quick.close(), patient.close()]);
    },
  };
}
