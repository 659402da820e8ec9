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
import { canonicalContent, type Block, type Content } from './canonical.ts';
import { bodyOf, metaOf, RESERVED_CLIENT_ID } from './shape.ts';

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
  doc.transact(() => {
    bodyOf(doc).insert(0, of.content.blocks.map(nodeOf));
    const meta = metaOf(doc);
    for (const key of Object.keys(of.content.meta).toSorted()) meta.set(key, of.content.meta[key] ?? '');
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function nodeOf(block: Block): Y.XmlElement {
  const node = new Y.XmlElement(block.type);
  // The order in which attributes are written is part of the bytes.
  for (const key of Object.keys(block.attrs).toSorted()) node.setAttribute(key, attributeOf(key, block.attrs[key]) as string);
  if (block.runs.length > 0) {
    const text = new Y.XmlText();
    text.applyDelta(block.runs.map((run) => ({ insert: run.text, attributes: attributesOf(run.marks) })));
    node.insert(0, [text]);
  }
  if (block.blocks !== undefined) node.insert(node.length, block.blocks.map(nodeOf));
  return node;
}

/** Widths of columns are one text in the canonical form and a list in the document. */
const attributeOf = (key: string, value: unknown): unknown => (key === 'colwidth' && typeof value === 'string' ? value.split(',').map(Number) : value);

/** A mark that stands twice over the same text keeps its second place, as the editor writes it: `name--hash`. */
function attributesOf(marks: readonly string[]): { readonly [key: string]: object } {
  const attributes: Record<string, object> = {};
  for (const mark of marks) attributes[mark in attributes ? `${mark}--${Object.keys(attributes).length}` : mark] = {};
  return attributes;
}

function clientIdFor({ docId, generation, content, usedClients }: Flattening, sm3: Sm3): number {
  for (let attempt = 0; ; attempt += 1) {
    const id = Number.parseInt(sm3(`${docId}\n${generation}\n${attempt}\n${canonicalContent(content)}`).slice(0, 8), 16);
    if (id > RESERVED_CLIENT_ID && !usedClients.has(id)) return id;
  }
}
