/** A text that was written elsewhere put into a draft, as an ordinary edit: its title and everything between 主送 and 署名, its 附件 behind that. */
import * as Y from 'yjs';
import type { Block } from './canonical.ts';
import { bodyOf, isMetaValue, metaOf, NODE, readMeta, type MetaKey } from './shape.ts';
import { nodeOf } from './write-content.ts';

export interface ImportedText {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Each begins with its title (`attachment`). */
  readonly attachments: readonly Block[];
  readonly meta: { readonly [key in MetaKey]?: string };
}

/** So many blocks in one update: none of them grows beyond what a server takes. */
const BLOCKS_AT_ONCE = 200;

export function importInto(doc: Y.Doc, { title, blocks, attachments, meta }: ImportedText): void {
  const body = bodyOf(doc);
  const indexOf = (name: string): number => body.toArray().findIndex((node) => node instanceof Y.XmlElement && node.nodeName === name);
  doc.transact(() => {
    const titleNode = body.get(indexOf(NODE.title));
    if (titleNode instanceof Y.XmlElement) {
      titleNode.delete(0, titleNode.length);
      titleNode.insert(0, [new Y.XmlText(title)]);
    }
    for (const [key, value] of Object.entries(meta)) if (isMetaValue(key, value) && readMeta(doc, key as MetaKey) !== value) metaOf(doc).set(key, value);
    const start = indexOf(NODE.recipients) + 1;
    body.insert(start, nodesOf(blocks.slice(0, BLOCKS_AT_ONCE)));
    const first = start + Math.max(1, Math.min(blocks.length, BLOCKS_AT_ONCE));
    body.delete(first, indexOf(NODE.signature) - first);
    const behind = indexOf(NODE.signature) + 1;
    if (body.length > behind) body.delete(behind, body.length - behind);
  });
  for (let at = BLOCKS_AT_ONCE; at < blocks.length; at += BLOCKS_AT_ONCE) doc.transact(() => { body.insert(indexOf(NODE.signature), blocks.slice(at, at + BLOCKS_AT_ONCE).map(nodeOf)); });
  for (let at = 0; at < attachments.length; at += BLOCKS_AT_ONCE) doc.transact(() => { body.insert(body.length, attachments.slice(at, at + BLOCKS_AT_ONCE).map(nodeOf)); });
}

const nodesOf = (blocks: readonly Block[]): Y.XmlElement[] => (blocks.length === 0 ? [{ type: NODE.paragraph, attrs: {}, runs: [] }] : blocks).map(nodeOf);
