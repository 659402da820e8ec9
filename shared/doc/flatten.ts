/**
 * 归档: the visible content of a document written anew as one update, without the ways of its drafting (deleted text, who typed what when).
 * Deterministic: the same content, document and generation give the same bytes on every machine. Proves nothing by itself;
 * whoever replaces a text by this compares the canonical content first (DOC04).
 *
 * A generation writes under a client id of its own. Under an id that an older generation has used, a copy of that generation would take
 * the new text for what it has already.
 */
import * as Y from 'yjs';
import type { DocId } from '#shared/base/ids.ts';
import type { Sm3 } from '#shared/base/ports.ts';
import { canonicalContent, type Content } from './canonical.ts';
import { RESERVED_CLIENT_ID } from './shape.ts';
import { writeContent } from './write-content.ts';

export interface Flattening {
  readonly docId: DocId;
  readonly generation: number;
  readonly content: Content;
  /** Ids that the text has been written under so far. */
  readonly usedClients: ReadonlySet<number>;
}

export function flatten(of: Flattening, sm3: Sm3): Uint8Array {
  const doc = new Y.Doc({ guid: of.docId, gc: false });
  doc.clientID = clientIdFor(of, sm3);
  writeContent(doc, of.content);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function clientIdFor({ docId, generation, content, usedClients }: Flattening, sm3: Sm3): number {
  for (let attempt = 0; ; attempt += 1) {
    const id = Number.parseInt(sm3(`${docId}\n${generation}\n${attempt}\n${canonicalContent(content)}`).slice(0, 8), 16);
    if (id > RESERVED_CLIENT_ID && !usedClients.has(id)) return id;
  }
}
