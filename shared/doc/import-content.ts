/** A text that was written elsewhere put into a draft, as an ordinary edit: its title and everything between 主送 and 署名, its 附件 behind that. */
import * as Y from 'yjs';
import { restoreFiles } from './attached-files.ts';
import type { Block, Content } from './canonical.ts';
import { cleanContent } from './revisions.ts';
import { bodyOf, isMetaValue, META_KEYS, metaOf, NODE, readMeta, type MetaKey } from './shape.ts';
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

/** `origin` as an editor names its own changes: then it can be undone there. */
export function importInto(doc: Y.Doc, { title, blocks, attachments, meta }: ImportedText, origin: unknown = null): void {
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
  }, origin);
  for (let at = BLOCKS_AT_ONCE; at < blocks.length; at += BLOCKS_AT_ONCE) doc.transact(() => { body.insert(indexOf(NODE.signature), blocks.slice(at, at + BLOCKS_AT_ONCE).map(nodeOf)); }, origin);
  for (let at = 0; at < attachments.length; at += BLOCKS_AT_ONCE) doc.transact(() => { body.insert(body.length, attachments.slice(at, at + BLOCKS_AT_ONCE).map(nodeOf)); }, origin);
}

const nodesOf = (blocks: readonly Block[]): Y.XmlElement[] => (blocks.length === 0 ? [{ type: NODE.paragraph, attrs: {}, runs: [] }] : blocks).map(nodeOf);

/** An earlier version in the place of the present text, as its 清样 reads: a new edit, which takes nothing away from what was. */
export function restoreInto(doc: Y.Doc, version: Content, origin: unknown = null): void {
  const { blocks, meta } = cleanContent(version);
  const signature = blocks.findIndex(({ type }) => type === NODE.signature);
  const end = signature === -1 ? blocks.length : signature;
  const title = blocks.filter(({ type }) => type === NODE.title).flatMap(({ runs }) => runs.map((run) => run.text)).join('');
  importInto(doc, { title, blocks: blocks.slice(0, end).filter(({ type }) => type !== NODE.title && type !== NODE.recipients), attachments: blocks.slice(end + 1), meta }, origin);
  doc.transact(() => {
    for (const key of META_KEYS) if (meta[key] === undefined && readMeta(doc, key) !== null) metaOf(doc).delete(key);
    restoreFiles(doc, version.files ?? []);
  }, origin);
}
