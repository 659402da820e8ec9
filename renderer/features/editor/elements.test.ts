import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, META_LENGTH_MAX, metaOf, NODE, SHAPE } from '#shared/doc/shape.ts';
import { cellsIn, judgePaste, PASTE_CELLS_MAX } from './paste.ts';
import { cellAttributes } from './schema-table.ts';
import { annotationLine, attachmentLines, NO_ELEMENTS, readElements } from './sheet-facts.ts';
import { writeElement } from './use-elements.ts';

const withTitles = (...attachments: readonly string[]) => ({ elements: { ...NO_ELEMENTS, attachments } });

describe('附件 and 附注', () => {
  it('[UI94] 附件说明 names one without a number, several with theirs, and ends without a mark', () => {
    expect(attachmentLines(withTitles())).toEqual([]);
    expect(attachmentLines(withTitles('资金测算表'))).toEqual(['附件：资金测算表']);
    expect(attachmentLines(withTitles('资金测算表', '示意图'))).toEqual(['附件：1.资金测算表', '2.示意图']);
  });

  it('[UI94] the titles are those that stand in the text, in its order', () => {
    const doc = new Y.Doc();
    bodyOf(doc).insert(0, ['甲表', '', '乙表'].map((title) => {
      const node = new Y.XmlElement(NODE.attachment);
      node.insert(0, [new Y.XmlText(title)]);
      return node;
    }));
    expect(readElements(doc).attachments).toEqual(['甲表', '', '乙表']);
  });

  it('[UI95] 附注 stands in one pair of brackets, whoever wrote them', () => {
    for (const annotation of ['此件公开发布', '（此件公开发布）', '(此件公开发布)']) expect(annotationLine({ elements: { ...NO_ELEMENTS, annotation } })).toBe('（此件公开发布）');
    expect(annotationLine({ elements: NO_ELEMENTS })).toBe('');
  });
});

describe('版面要素', () => {
  it('[UI95] what is written is read, what is emptied is gone, and what says the same writes nothing', () => {
    const doc = new Y.Doc();
    let updates = 0;
    doc.on('update', () => { updates += 1; });
    writeElement(doc, 'jointOrganNames', '县水务局\n 县财政局 \n');
    writeElement(doc, 'format', 'letter');
    expect(readElements(doc)).toMatchObject({ format: 'letter', jointOrganNames: ['县水务局', '县财政局'] });
    writeElement(doc, 'format', 'letter');
    writeElement(doc, 'annotation', '');
    expect(updates).toBe(2);
    writeElement(doc, 'jointOrganNames', '');
    expect(metaOf(doc).has('jointOrganNames')).toBe(false);
    expect(readElements(doc).jointOrganNames).toEqual([]);
  });

  it('[UI95] a value never grows beyond what others take', () => {
    const doc = new Y.Doc();
    writeElement(doc, 'annotation', '长'.repeat(META_LENGTH_MAX.annotation + 9));
    expect(metaOf(doc).get('annotation')).toHaveLength(META_LENGTH_MAX.annotation);
  });
});

describe('a pasted table', () => {
  const cell = (attributes: Readonly<Record<string, string>>) => {
    const element = { getAttribute: (name: string) => attributes[name] ?? null } as HTMLElement;
    const { colspan, rowspan, colwidth } = cellAttributes();
    return { colspan: colspan.parseHTML(element), rowspan: rowspan.parseHTML(element), colwidth: colwidth.parseHTML(element) };
  };

  it('[UI93] comes within the bounds of the shape, whatever it says of itself', () => {
    const said: readonly Readonly<Record<string, string>>[] = [
      {}, { colspan: '3', rowspan: '2' }, { colspan: '100000', rowspan: '-4' }, { colspan: 'x', rowspan: '1e9' }, { colspan: '2', colwidth: '120,80' }, { colwidth: '120,80' }, { colwidth: '1' }, { colwidth: '99999' }, { colwidth: 'a,b' },
      { colspan: '0', 'data-colwidth': '300' },
    ];
    for (const attributes of said) {
      for (const [name, value] of Object.entries(cell(attributes))) expect(value === null || SHAPE.tableCell.attributes[name]?.(value), `${JSON.stringify(attributes)} ${name}`).toBe(true);
    }
    expect(cell({ colspan: '2', colwidth: '120,80' })).toEqual({ colspan: 2, rowspan: 1, colwidth: [120, 80] });
    expect(cell({ colwidth: '120,80' }).colwidth).toBeNull();
  });

  it('[UI93] a sheet of figures too large for a table is counted before it is parsed', () => {
    expect(cellsIn(`<table><tr>${'<td>1</td>'.repeat(30)}<TH>x</TH></tr></table><tdx>`)).toBe(31);
    expect(judgePaste(10, 20)).toEqual({ kind: 'ok' });
    expect(PASTE_CELLS_MAX).toBeGreaterThan(1_000);
  });
});
