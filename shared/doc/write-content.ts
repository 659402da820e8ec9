/** Canonical content written into an empty text: the same content gives the same structs, whoever writes it under one client id. */
import * as Y from 'yjs';
import type { Block, Content } from './canonical.ts';
import { putFile } from './attached-files.ts';
import { bodyOf, MARK, metaOf, revisionsOf } from './shape.ts';

export function writeContent(doc: Y.Doc, content: Content): void {
  doc.transact(() => {
    bodyOf(doc).insert(0, content.blocks.map(nodeOf));
    const meta = metaOf(doc);
    for (const key of Object.keys(content.meta).toSorted()) meta.set(key, content.meta[key] ?? '');
    for (const [id, record] of Object.entries(content.revisions ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))) revisionsOf(doc).set(id, { by: record.by, at: record.at });
    for (const file of content.files ?? []) putFile(doc, file);
  });
}

export function nodeOf(block: Block): Y.XmlElement {
  const node = new Y.XmlElement(block.type);
  // The order in which attributes are written is part of the bytes.
  for (const key of Object.keys(block.attrs).toSorted()) node.setAttribute(key, attributeOf(key, block.attrs[key]) as string);
  const text = block.runs.length === 0 ? [] : [new Y.XmlText()];
  text[0]?.applyDelta(block.runs.map((run) => ({ insert: run.text, attributes: attributesOf(run.marks) })));
  const children = [...text, ...(block.blocks ?? []).map(nodeOf)];
  if (children.length > 0) node.insert(0, children);
  return node;
}

/** Widths of columns are one text in the canonical form and a list in the document. */
const attributeOf = (key: string, value: unknown): unknown => (key === 'colwidth' && typeof value === 'string' ? value.split(',').map(Number) : value);

/** A mark that stands twice over the same text keeps its second place, as the editor writes it: `name--hash`. */
function attributesOf(marks: readonly string[]): { readonly [key: string]: object } {
  const attributes: Record<string, object> = {};
  for (const mark of marks) {
    const [name = '', id, was] = mark.split(':');
    if (name === MARK.insertion || name === MARK.deletion) attributes[name] = { id };
    else if (name === MARK.formerly) attributes[name] = { id, was };
    else attributes[name in attributes ? `${name}--${Object.keys(attributes).length}` : name] = {};
  }
  return attributes;
}
