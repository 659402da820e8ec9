/**
 * The shape of a document's Y.Doc: the only file that names its roots, keys and nodes (DOC01).
 *
 *   body  XmlFragment   docTitle (标题) · recipients (主送, drawn from meta) · paragraph | heading… (正文) · signature (署名, drawn from meta)
 *   meta  Map           short strings: 文种, organ, recipient, contact, urgency
 *
 * The editor, the hash, the gate and the search text all read these names from here.
 */
import type * as Y from 'yjs';

export const ROOT = { body: 'body', meta: 'meta' } as const;
export const ROOT_NAMES: readonly string[] = Object.values(ROOT);

export const NODE = { title: 'docTitle', recipients: 'recipients', paragraph: 'paragraph', heading: 'heading', signature: 'signature' } as const;
export type NodeName = (typeof NODE)[keyof typeof NODE];
export const BLOCK_NAMES: readonly string[] = Object.values(NODE);

export const MARK = { bold: 'bold', italic: 'italic', underline: 'underline' } as const;
export const HEADING_LEVELS = [1, 2, 3, 4] as const; // 一、（一）1.（1）

export const META_KEYS = [
  'docType', 'organId', 'organName', 'mainRecipientId', 'mainRecipientName', 'contactName', 'contactPhone', 'urgency',
] as const;
export type MetaKey = (typeof META_KEYS)[number];
export const META_VALUE_LENGTH_MAX = 200;

/** Writes a document's first content and nothing else. Edits never carry it: clients get fresh random ids (DESIGN §6.5). */
export const RESERVED_CLIENT_ID = 1;

export const bodyOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment(ROOT.body);
export const metaOf = (doc: Y.Doc): Y.Map<string> => doc.getMap<string>(ROOT.meta);

export const readMeta = (doc: Y.Doc, key: MetaKey): string | null => {
  const value: unknown = metaOf(doc).get(key);
  return typeof value === 'string' && value !== '' ? value : null;
};
