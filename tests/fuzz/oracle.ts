/**
 * What must hold of a document after every accepted frame: it reads back as itself, encodes, has nothing pending, and consists of our
 * shape and nothing else. Written against Yjs alone, so that it shares no mistake with the gate.
 */
import * as Y from 'yjs';
import { canonicalContent, readContent } from '#shared/doc/canonical.ts';
import { bodyOf, commentsOf, filesOf, isCommentRecord, isFileRecord, isMarkValue, isMetaValue, isRevisionId, isRevisionRecord, isSectionRecord, MARK, metaOf, revisionsOf, ROOT_NAMES, sectionsOf, shapeOf } from '#shared/doc/shape.ts';
import { applyAsIs } from '#tests/kit/documents.ts';

const HOSTILE = ['__proto__', 'constructor', 'prototype'];
const MARKS: readonly string[] = Object.values(MARK);
const NESTING_MAX = 32;

export function emptyCopy(): Y.Doc {
  const doc = new Y.Doc();
  bodyOf(doc);
  metaOf(doc);
  return doc;
}

export function copyOf(...updates: readonly Uint8Array[]): Y.Doc {
  const copy = emptyCopy();
  applyAsIs(copy, updates);
  return copy;
}

export const contentOf = (doc: Y.Doc): string => canonicalContent(readContent(doc));

/** The first thing that is wrong, or null. */
export function faultOf(live: Y.Doc, stored: Y.Doc): string | null {
  const reloaded = copyOf(Y.encodeStateAsUpdate(live));
  const content = contentOf(live);
  for (const [name, copy] of [['live', live], ['encoded', reloaded], ['stored', stored]] as const) {
    if (copy.store.pendingStructs !== null || copy.store.pendingDs !== null) return `${name} copy has something pending`;
    if (!Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(live))) return `${name} copy has other structs`;
    if (contentOf(copy) !== content) return `${name} copy reads differently`;
  }
  return shapeFaultOf(live) ?? shapeFaultOf(reloaded);
}

function shapeFaultOf(doc: Y.Doc): string | null {
  for (const name of doc.share.keys()) if (!ROOT_NAMES.includes(name)) return `root ${name}`;
  if (doc.subdocs.size > 0) return 'a sub-document';
  const meta = metaOf(doc) as Y.Map<unknown>;
  if (meta._start !== null) return 'a list in the metadata';
  for (const [key, value] of meta.entries()) {
    if (!isMetaValue(key, value)) return `metadata ${key}`;
  }
  for (const [key, value] of (revisionsOf(doc) as Y.Map<unknown>).entries()) if (!isRevisionId(key) || !isRevisionRecord(value)) return `revision ${key}`;
  for (const [key, value] of (sectionsOf(doc) as Y.Map<unknown>).entries()) if (!isRevisionId(key) || !isSectionRecord(value)) return `section ${key}`;
  for (const [key, value] of (filesOf(doc) as Y.Map<unknown>).entries()) if (!isRevisionId(key) || !isFileRecord(value)) return `file ${key}`;
  for (const [key, value] of (commentsOf(doc) as Y.Map<unknown>).entries()) if (!isRevisionId(key) || !isCommentRecord(value)) return `comment ${key}`;
  if (bodyOf(doc)._map.size > 0) return 'attributes of the body';
  for (const node of bodyOf(doc).toArray()) {
    if (!(node instanceof Y.XmlElement) || node instanceof Y.XmlHook || shapeOf(node.nodeName)?.isTopLevel !== true) return `in the body: ${describe(node)}`;
    const fault = nodeFaultOf(node);
    if (fault !== null) return fault;
  }
  return null;
}

function nodeFaultOf(node: Y.XmlElement): string | null {
  const shape = shapeOf(node.nodeName);
  for (const [key, value] of Object.entries(node.getAttributes() as Record<string, unknown>)) {
    if (HOSTILE.includes(key) || value instanceof Y.AbstractType || (value !== null && shape?.attributes[key]?.(value) !== true)) return `attribute ${key} of a ${node.nodeName}`;
  }
  for (const child of node.toArray()) {
    if (child instanceof Y.XmlElement) {
      if (shape === undefined || typeof shape.inside === 'string' || !(shape.inside as readonly string[]).includes(child.nodeName)) return `in a ${node.nodeName}: ${describe(child)}`;
      const fault = nodeFaultOf(child);
      if (fault !== null) return fault;
      continue;
    }
    if (!(child instanceof Y.XmlText) || shape?.inside !== 'text') return `in a ${node.nodeName}: ${describe(child)}`;
    if (child._map.size > 0) return 'attributes of a text';
    for (const part of child.toDelta() as readonly { readonly insert?: unknown; readonly attributes?: Record<string, unknown> }[]) {
      if (typeof part.insert !== 'string') return `in a text: ${describe(part.insert)}`;
      for (const [key, value] of Object.entries(part.attributes ?? {})) {
        if (!MARKS.includes(key.split('--')[0] ?? '') || hasHostileKey(value, 0) || !isMarkValue(key.split('--')[0] ?? '', value)) return `mark ${key}`;
      }
    }
  }
  return null;
}

const describe = (value: unknown): string => (value instanceof Y.XmlElement ? `element ${value.nodeName}` : `${typeof value} ${String(value).slice(0, 20)}`);

function hasHostileKey(value: unknown, depth: number): boolean {
  if (depth > NESTING_MAX) return true;
  if (value === null || typeof value !== 'object') return false;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return true;
  return Object.entries(value).some(([key, child]) => HOSTILE.includes(key) || hasHostileKey(child, depth + 1));
}
