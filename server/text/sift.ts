/**
 * Which updates of a stored text Yjs cannot take: bytes that are no update, updates that build on something that is missing, updates that
 * throw when they are applied. Runs in a text thread (tasks.ts), because the text that is looked at here has failed before.
 */
import * as Y from 'yjs';
import { canonicalContent, readContent } from '#shared/doc/canonical.ts';

/** Indexes of the parts that have to stay out, in order; the others stand together and can be read. */
export function sift(parts: readonly Uint8Array[]): readonly number[] {
  const failed = new Set<number>();
  for (;;) {
    const taken = takeable(parts, failed);
    const next = build(parts, taken);
    if (next === null) return parts.map((_, index) => index).filter((index) => !taken.has(index));
    // Yjs has applied it half-way: without it everything is built anew, and what needs it goes too.
    failed.add(next);
  }
}

function takeable(parts: readonly Uint8Array[], failed: ReadonlySet<number>): ReadonlySet<number> {
  const known = new Map<number, number>();
  return new Set(parts.flatMap((bytes, index) => (failed.has(index) || !reaches(known, bytes) ? [] : [index])));
}

/** Whether everything that this update names is here by then; counts it in if so. */
function reaches(known: Map<number, number>, bytes: Uint8Array): boolean {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(bytes);
  } catch {
    return false;
  }
  const after = new Map(known);
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id;
    const next = after.get(client) ?? 0;
    if (struct instanceof Y.Skip || clock > next) return false;
    after.set(client, Math.max(next, clock + struct.length));
  }
  const isHere = ({ client, clock }: Y.ID): boolean => clock < (after.get(client) ?? 0);
  for (const struct of decoded.structs) {
    if (struct instanceof Y.Item && [struct.origin, struct.rightOrigin, struct.parent].some((named) => named instanceof Y.ID && !isHere(named))) return false;
  }
  for (const [client, ranges] of decoded.ds.clients) for (const { clock, len } of ranges) if (clock + len > (after.get(client) ?? 0)) return false;
  for (const [client, end] of after) known.set(client, end);
  return true;
}

/** The first that Yjs does not take after all; null when the text stands. */
function build(parts: readonly Uint8Array[], taken: ReadonlySet<number>): number | null {
  const doc = new Y.Doc();
  try {
    const failed = doc.transact(() => parts.findIndex((bytes, index) => taken.has(index) && !applies(doc, bytes)));
    if (failed !== -1) return failed;
    canonicalContent(readContent(doc));
    return null;
  } finally {
    doc.destroy();
  }
}

function applies(doc: Y.Doc, bytes: Uint8Array): boolean {
  try {
    Y.applyUpdate(doc, bytes);
  } catch {
    return false;
  }
  return doc.store.pendingStructs === null && doc.store.pendingDs === null;
}
