import { getSchema } from '@tiptap/core';
import type { NodeType } from '@tiptap/pm/model';
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocId, UnitId } from '#shared/base/ids.ts';
import { firstContent } from '#shared/doc/first-content.ts';
import { bodyOf, HEADING_LEVELS, MARK, NODE_NAMES, SHAPE, type NodeName } from '#shared/doc/shape.ts';
import { countCharacters } from './count.ts';
import { officialSchema } from './schema.ts';

const schema = getSchema(officialSchema());
const born = (): Y.Doc => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, firstContent({
    docId: 'a'.repeat(32) as DocId, docType: 'request', organId: 'town0001' as UnitId, organName: '楚米镇人民政府', mainRecipientId: 'county01' as UnitId,
    mainRecipientName: '桐梓县人民政府', title: '关于饮水的请示', paragraphs: ['我镇 缺水。', '妥否，请批示。'],
  }));
  return doc;
};

describe('the editor’s schema', () => {
  it('[UI05] has exactly the nodes and marks of the document’s shape', () => {
    expect(Object.keys(schema.nodes).sort()).toEqual(['doc', 'text', ...NODE_NAMES].sort());
    expect(Object.keys(schema.marks).sort()).toEqual(Object.values(MARK).sort());
    const insideOf = (name: NodeName) => {
      const { inlineContent, contentMatch, isAtom } = schema.nodes[name] as NodeType;
      return inlineContent ? 'text' : isAtom ? 'nothing' : NODE_NAMES.filter((each) => contentMatch.matchType(schema.nodes[each] as NodeType) !== null).sort();
    };
    const asShape = (name: NodeName) => ({ inside: insideOf(name), attributes: Object.keys(schema.nodes[name]?.spec.attrs ?? {}).sort() });
    expect(Object.fromEntries((NODE_NAMES as readonly NodeName[]).map((name) => [name, asShape(name)]))).toEqual(Object.fromEntries((NODE_NAMES as readonly NodeName[]).map((name) =>
      [name, { inside: typeof SHAPE[name].inside === 'string' ? SHAPE[name].inside : [...SHAPE[name].inside].sort(), attributes: Object.keys(SHAPE[name].attributes).sort() }])));
  });

  it('[UI06] reads a document’s first content without changing it', () => {
    const doc = born();
    const before = Y.encodeStateAsUpdate(doc);
    const root = yXmlFragmentToProseMirrorRootNode(bodyOf(doc), schema);
    expect(() => root.check()).not.toThrow();
    expect(root.childCount).toBe(5);
    expect([...Y.encodeStateAsUpdate(doc)]).toEqual([...before]);
    expect(countCharacters(root)).toBe('我镇缺水。妥否，请批示。'.length);
  });

  it('[UI06] keeps 标题, 主送 and 署名 in their places: a text without them does not fit', () => {
    const { doc, docTitle, recipients, paragraph, signature, heading, attachment, table } = schema.nodes;
    const at = (...nodes: readonly (typeof paragraph)[]) => doc?.createChecked(null, nodes.map((node) => node?.create() ?? schema.text('x')));
    expect(() => at(docTitle, recipients, paragraph, heading, signature)).not.toThrow();
    expect(() => at(docTitle, paragraph, signature)).toThrow('Invalid content');
    expect(() => at(docTitle, recipients, signature)).toThrow('Invalid content');
    expect(() => at(docTitle, recipients, paragraph)).toThrow('Invalid content');
    expect(() => at(docTitle, recipients, paragraph, signature, attachment, paragraph, table)).not.toThrow();
    expect(() => at(docTitle, recipients, paragraph, signature, paragraph)).toThrow('Invalid content');
    expect(() => at(docTitle, recipients, paragraph, signature, attachment)).toThrow('Invalid content');
    expect(HEADING_LEVELS).toHaveLength(4);
  });
});
