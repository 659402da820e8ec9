/**
 * What one item of an update may carry: the nodes, marks and values of our shape and nothing else.
 * The editor deletes what its schema does not know, so a node or mark let through here would make every other
 * person's editor remove the text around it. An item names its parent only when it has no neighbour; what it names is checked.
 */
import { BLOCK_NAMES, MARK, META_KEYS, META_VALUE_LENGTH_MAX, NODE, ROOT } from './shape.ts';
import type { Content, Struct } from './struct-reader.ts';

const NESTING_MAX = 32;
const MARK_NAMES: readonly string[] = Object.values(MARK);

export const isHostileKey = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype';

export function isOurs({ content, parent, parentSub }: Struct): boolean {
  if (content.kind === 'deleted') return true;
  if (parent === ROOT.body) return parentSub === null && isBlock(content);
  if (parent === ROOT.meta) return parentSub !== null && isMetaValue(parentSub, content);
  switch (content.kind) {
    case 'string': case 'text': return true;
    case 'element': return isBlock(content);
    case 'any': return content.values.every((value) => isSafeValue(value, NESTING_MAX));
    // y-tiptap writes overlapping marks as `name--hash`.
    case 'format': return MARK_NAMES.includes(content.key.split('--')[0] ?? '') && isSafeValue(content.value, NESTING_MAX);
    default: return false;
  }
}

const isBlock = (content: Content): boolean => content.kind === 'element' && BLOCK_NAMES.includes(content.name);

const isMetaValue = (key: string, content: Content): boolean =>
  (META_KEYS as readonly string[]).includes(key) && content.kind === 'any'
  && content.values.every((value) => typeof value === 'string' && value.length <= META_VALUE_LENGTH_MAX);

/** Where a struct may stand: see gate-places.ts. `nowhere` is a place that the shape does not have. */
export type PlaceKind = 'body' | 'meta' | 'block' | 'attribute' | 'text' | 'gone' | 'nowhere';

export interface Place {
  readonly kind: PlaceKind;
  /** The metadata's or attribute's name, the block's name; '' elsewhere. */
  readonly name: string;
}

/** What the editor writes beside the content of a block, by `block.attribute`. */
const ATTRIBUTES: readonly string[] = [`${NODE.heading}.level`];

/** Whether this content may stand there; that it is ours at all was checked before. */
export function fits(content: Content, { kind, name }: Place): boolean {
  if (kind === 'gone') return true;
  if (kind === 'nowhere') return false;
  if (content.kind === 'deleted') return true;
  switch (kind) {
    case 'body': return isBlock(content);
    case 'meta': return isMetaValue(name, content);
    case 'block': return content.kind === 'text';
    case 'attribute': return ATTRIBUTES.includes(name) && content.kind === 'any' && content.values.every(isPlain);
    case 'text': return content.kind === 'string' || content.kind === 'format';
  }
}

const isPlain = (value: unknown): boolean => value === null || typeof value === 'boolean' || Number.isSafeInteger(value) || (typeof value === 'string' && value.length <= META_VALUE_LENGTH_MAX);

/** Bounded in depth, free of prototype keys, and of types that JSON can carry. */
function isSafeValue(value: unknown, depth: number): boolean {
  if (typeof value === 'bigint') return false;
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0 || value instanceof Uint8Array) return false;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(([key, child]) => !isHostileKey(key) && isSafeValue(child, depth - 1));
}
