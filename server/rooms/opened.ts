/**
 * The bytes that a document was opened with and what became durable since, kept for a moment: people come together, in the morning and
 * after a restart, and what one of them was read for answers the others too. A text that is long, or open for long, is read from storage.
 */
import type { StateVector } from '#shared/doc/gate.ts';
import { joinUpdates } from '#shared/doc/join-updates.ts';
import type { Layout } from '#shared/doc/update-layout.ts';

export interface Opened {
  set(stored: readonly Layout[]): void;
  /** Newly durable. */
  add(layout: Layout): void;
  /** Null: ask storage. */
  missingFor(vector: StateVector): Uint8Array | null;
  /** The whole text; null: ask storage. */
  parts(): readonly Uint8Array[] | null;
  forget(): void;
}

/** A long text is read from storage as it lies there, which costs no more than keeping it. */
const BYTES_MAX = 65_536;
const PARTS_MAX = 1_000;

export function createOpened(): Opened {
  let layouts: Layout[] | null = null;
  let bytes = 0;

  const grow = (by: number): void => {
    bytes += by;
    if (bytes > BYTES_MAX || (layouts?.length ?? 0) > PARTS_MAX) layouts = null;
  };
  return {
    set: (stored) => {
      layouts = [...stored];
      bytes = 0;
      grow(stored.reduce((sum, layout) => sum + layout.bytes.byteLength, 0));
    },
    add: (layout) => {
      if (layouts === null) return;
      // A copy: what came from the line is a window on a much larger buffer.
      layouts.push({ ...layout, bytes: layout.bytes.slice() });
      grow(layout.bytes.byteLength);
    },
    missingFor: (vector) => (layouts === null ? null : joinUpdates(layouts, vector)),
    parts: () => layouts?.map((layout) => layout.bytes) ?? null,
    forget: () => { layouts = null; },
  };
}
