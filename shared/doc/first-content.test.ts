import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { birth, FIRST } from '#tests/kit/documents.ts';
import { CREATE, id, NOW, op } from '#tests/kit/story.ts';
import { sm3 } from '#tests/kit/ports.ts';
import { TEMPLATES, templateOf, type Template } from '#shared/workflow/templates.ts';
import type { CommandOf } from '#shared/workflow/command.ts';
import { contentFacts, readContent } from './canonical.ts';
import { contentOfCreate, firstContent } from './first-content.ts';
import { RESERVED_CLIENT_ID } from './shape.ts';

const create: CommandOf<'create'> = { ...CREATE, opId: op(1), docId: id(1), claimedAt: NOW };

describe('birth', () => {
  it('[DOC03] makes the same bytes twice, for every template', () => {
    for (const template of TEMPLATES) {
      const content = contentOfCreate(create, template);
      expect(firstContent(content)).toEqual(firstContent({ ...content }));
    }
  });

  it('[DOC03] has not changed since it was first made: documents born offline long ago still merge once', () => {
    // If this fails, first content changed for existing templates. Add a new template version instead of changing these bytes.
    expect(sm3(birth())).toBe('f091cf3e6869266dfb430f7352ec90b5b86d99437783ef3021f2333cd3986cb6');
  });

  it('[DOC03] merges once when both sides give birth to it and both go on', () => {
    const [one, two] = [new Y.Doc(), new Y.Doc()];
    for (const doc of [one, two]) Y.applyUpdate(doc, birth());
    Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
    Y.applyUpdate(one, birth());
    expect(readContent(one).blocks).toHaveLength(2 + FIRST.paragraphs.length + 1);
    expect(contentFacts(one, sm3).hash).toBe(contentFacts(two, sm3).hash);
  });

  it('[DOC03] is written by the reserved client alone', () => {
    expect(new Set(Y.decodeUpdate(birth()).structs.map((struct) => struct.id.client))).toEqual(new Set([RESERVED_CLIENT_ID]));
  });

  it('[DOC02] fills the names into a template and gives an empty one a paragraph to write in', () => {
    const template: Template = { ...templateOf('request-1') as Template, paragraphs: ['{organ}报{recipient}'] };
    expect(contentOfCreate(create, template).paragraphs).toEqual(['桐梓县楚米镇人民政府报桐梓县人民政府']);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, firstContent({ ...FIRST, paragraphs: [] }));
    expect(readContent(doc).blocks.filter((block) => block.type === 'paragraph')).toHaveLength(1);
  });
});
