/**
 * What one item of an update may carry, and where it may stand: the nodes, marks and values of our shape and nothing else.
 * The editor deletes what its schema does not know, so a node or mark let through here would make every other
 * person's editor remove the text around it. An item names its parent only when it has no neighbour; what it names is checked.
 */
import { isCommentRecord, isFileRecord, isMarkValue, isMetaValue, isRevisionId, isRevisionRecord, isSectionRecord, MARK, NODE_NAMES, ROOT, shapeOf } from './shape.ts';
import type { Content, Struct } from './struct-reader.ts';

const NESTING_MAX = 32;
const MARK_NAMES: readonly string[] = Object.values(MARK);

export const isHostileKey = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype';

export function isOurs({ content, parent, parentSub }: Struct): boolean {
  if (content.kind === 'deleted') return true;
  if (parent === ROOT.body) return parentSub === null && isTopLevel(content);
  if (parent === ROOT.meta) return parentSub !== null && holdsMeta(parentSub, content);
  if (parent === ROOT.revisions) return parentSub !== null && holdsRecord(parentSub, content);
  if (parent === ROOT.comments) return parentSub !== null && holdsComment(parentSub, content);
  if (parent === ROOT.sections) return parentSub !== null && holdsSection(parentSub, content);
  if (parent === ROOT.files) return parentSub !== null && holdsFile(parentSub, content);
  switch (content.kind) {
    case 'string': case 'text': return true;
    case 'element': return NODE_NAMES.includes(content.name);
    case 'any': return content.values.every((value) => isSafeValue(value, NESTING_MAX));
    // y-tiptap writes overlapping marks as `name--hash`.
    case 'format': return isMark(content.key.split('--')[0] ?? '', content.value);
    default: return false;
  }
}

const isTopLevel = (content: Content): boolean => content.kind === 'element' && shapeOf(content.name)?.isTopLevel === true;
const holdsMeta = (key: string, content: Content): boolean => content.kind === 'any' && content.values.every((value) => isMetaValue(key, value));

const isMark = (name: string, value: unknown): boolean => MARK_NAMES.includes(name) && isSafeValue(value, NESTING_MAX) && isMarkValue(name, value);
const holdsRecord = (key: string, content: Content): boolean => isRevisionId(key) && content.kind === 'any' && content.values.every(isRevisionRecord);
const holdsComment = (key: string, content: Content): boolean => isRevisionId(key) && content.kind === 'any' && content.values.every(isCommentRecord);
const holdsSection = (key: string, content: Content): boolean => isRevisionId(key) && content.kind === 'any' && content.values.every(isSectionRecord);
const holdsFile = (key: string, content: Content): boolean => isRevisionId(key) && content.kind === 'any' && content.values.every(isFileRecord);

/** Where a struct may stand: see gate-places.ts. `nowhere` is a place that the shape does not have. */
export type PlaceKind = 'body' | 'meta' | 'revision' | 'comment' | 'file' | 'section' | 'node' | 'attribute' | 'text' | 'gone' | 'nowhere';

export interface Place {
  readonly kind: PlaceKind;
  /** The metadata's name, the node's name, `node.attribute`; '' elsewhere. */
  readonly name: string;
}

/** Whether this content may stand there; that it is ours at all was checked before. */
export function fits(content: Content, { kind, name }: Place): boolean {
  if (kind === 'gone') return true;
  if (kind === 'nowhere') return false;
  if (content.kind === 'deleted') return true;
  switch (kind) {
    case 'body': return isTopLevel(content);
    case 'meta': return holdsMeta(name, content);
    case 'revision': return holdsRecord(name, content);
    case 'comment': return holdsComment(name, content);
    case 'section': return holdsSection(name, content);
    case 'file': return holdsFile(name, content);
    case 'node': return fitsInto(content, shapeOf(name)?.inside);
    case 'attribute': return content.kind === 'any' && isAttribute(name, content.values);
    case 'text': return content.kind === 'string' || content.kind === 'format';
  }
}

function fitsInto(content: Content, inside: 'text' | 'nothing' | readonly string[] | undefined): boolean {
  if (inside === undefined || inside === 'nothing') return false;
  return inside === 'text' ? content.kind === 'text' : content.kind === 'element' && inside.includes(content.name);
}

function isAttribute(name: string, values: readonly unknown[]): boolean {
  const [node = '', key = ''] = name.split('.');
  const attributes = shapeOf(node)?.attributes ?? {};
  const isValue = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  return isValue !== undefined && values.every((value) => value === null || isValue(value));
}

/** Bounded in depth, free of prototype keys, and of types that JSON can carry. */
function isSafeValue(value: unknown, depth: number): boolean {
  if (typeof value === 'bigint') return false;
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0 || value instanceof Uint8Array) return false;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(([key, child]) => !isHostileKey(key) && isSafeValue(child, depth - 1));
}
