/** What travels between the server and a text thread. The thread knows bytes only: no database, no person. */
import type { DocId } from '#shared/base/ids.ts';
import type { Encoded } from './text-index.ts';
import type { ContentFacts } from '#shared/workflow/model.ts';

export type TextTask =
  /** The facts that deciding needs, the canonical form, and the whole as one update. */
  | { readonly kind: 'content'; readonly parts: readonly Uint8Array[] }
  /** One verified update in place of all parts. */
  | { readonly kind: 'compact'; readonly parts: readonly Uint8Array[] }
  /** The visible content written anew (归档). */
  | { readonly kind: 'flatten'; readonly parts: readonly Uint8Array[]; readonly docId: DocId; readonly generation: number }
  /** Which parts Yjs cannot take (sift.ts). */
  | { readonly kind: 'sift'; readonly parts: readonly Uint8Array[] }
  /** What somebody with this state vector lacks. */
  | { readonly kind: 'missing'; readonly parts: readonly Uint8Array[]; readonly vector: Uint8Array };

export interface TextAnswers {
  readonly content: { readonly facts: ContentFacts; readonly canonical: string; readonly bytes: Uint8Array };
  /** Null when the copy does not read back as the original: then nothing may be replaced. `index`: null where the lean reader does not know something in it. */
  readonly compact: { readonly bytes: Uint8Array; readonly index: (Encoded & { readonly structs: number }) | null } | null;
  /** With the hash of what the new bytes show when they are read back. */
  readonly flatten: { readonly bytes: Uint8Array; readonly hash: string };
  readonly sift: readonly number[];
  readonly missing: Uint8Array;
}

export type TextReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly value: TextAnswers[keyof TextAnswers] }
  | { readonly kind: 'failed'; readonly message: string };
