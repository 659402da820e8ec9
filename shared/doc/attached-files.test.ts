import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sm3 } from '#tests/kit/ports.ts';
import { blobsIn, figureSize, moveFile, putFile, readFiles, removeFile, renameFile, restoreFiles } from './attached-files.ts';
import { canonicalContent, contentFacts, readContent, type Content } from './canonical.ts';
import { compare, isSame } from './compare.ts';
import { FILE_ENDINGS, FILE_NAME_LENGTH_MAX, isFileName, isOfItsName, titleOfFile } from './file-types.ts';
import { gate } from './gate.ts';
import { createPlaces } from './gate-places.ts';
import { restoreInto } from './import-content.ts';
import { cleanContent } from './revisions.ts';
import { bodyOf, filesOf, isFileRecord, NODE } from './shape.ts';
import { writeContent } from './write-content.ts';

const digest = (n: number): string => n.toString(16).padStart(64, 'a');
const file = (name: string, n: number) => ({ name, bytes: 10 + n, blob: digest(n) });
const names = (doc: Y.Doc): readonly string[] => readFiles(doc).map(({ name }) => name);

function draft(): Y.Doc {
  const doc = new Y.Doc();
  const figure = new Y.XmlElement(NODE.figure);
  for (const [key, value] of Object.entries({ blob: digest(7), pixels: '1600x1200', width: 120, alt: '塌方路段' })) figure.setAttribute(key, value as string);
  bodyOf(doc).insert(0, [new Y.XmlElement(NODE.title), new Y.XmlElement(NODE.recipients), new Y.XmlElement(NODE.paragraph), figure, new Y.XmlElement(NODE.signature)]);
  return doc;
}

describe('附件 that are files', () => {
  it('[ATT01] stand in their order, are renamed, moved and taken out; the same file attached by two at once is there once', () => {
    const doc = draft();
    for (const [index, name] of ['名单.xlsx', '预算表.et', '方案.docx'].entries()) putFile(doc, file(name, index));
    const [first, second] = readFiles(doc);
    moveFile(doc, second?.id ?? '', -1);
    expect(names(doc)).toEqual(['预算表.et', '名单.xlsx', '方案.docx']);
    moveFile(doc, second?.id ?? '', -1);
    renameFile(doc, first?.id ?? '', '受灾群众名单.xlsx');
    removeFile(doc, readFiles(doc)[2]?.id ?? '');
    expect(names(doc)).toEqual(['预算表.et', '受灾群众名单.xlsx']);

    const [one, other] = [new Y.Doc(), new Y.Doc()];
    putFile(one, file('方案.docx', 9));
    putFile(other, file('方案.docx', 9));
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
    expect(names(one)).toEqual(['方案.docx']);
    // Attached twice on purpose it is there twice.
    putFile(one, file('方案（二）.docx', 9));
    expect(names(one)).toEqual(['方案.docx', '方案（二）.docx']);
  });

  it('[ATT01 DOC05] are part of the content: of its hash, its comparison, its copies and what is put back', () => {
    const doc = draft();
    const before = readContent(doc);
    expect(before.files).toBeUndefined();
    putFile(doc, file('名单.xlsx', 1));
    const after = readContent(doc);
    expect(contentFacts(doc, sm3).blobs).toEqual([digest(1), digest(7)].toSorted());
    expect(canonicalContent(after)).not.toBe(canonicalContent(before));
    expect(compare(before, after).meta).toEqual([{ key: 'files', before: '', after: '名单.xlsx（SM3 aaaaaaaa）' }]);
    // The same name with other bytes is another file.
    expect(isSame(compare({ ...after, files: [file('名单.xlsx', 1)] }, { ...after, files: [{ ...file('名单.xlsx', 1), blob: 'b'.repeat(64) }] }))).toBe(false);
    const copy = new Y.Doc();
    writeContent(copy, cleanContent(after));
    expect(canonicalContent(readContent(copy))).toBe(canonicalContent(after));
    restoreInto(doc, before);
    expect(names(doc)).toEqual([]);
    restoreInto(doc, after);
    expect(canonicalContent(readContent(doc))).toBe(canonicalContent(after));
    const none: Content = { meta: {}, blocks: [] };
    expect(blobsIn(none)).toEqual([]);
    restoreFiles(doc, [file('甲.pdf', 3), file('乙.pdf', 3)]);
    expect(names(doc)).toEqual(['甲.pdf', '乙.pdf']);
  });

  it('[ATT01 DOC06] a 密级 mark in a file’s name or in the words of a picture is seen', () => {
    const marked = draft();
    putFile(marked, file('机密★10年.docx', 1));
    expect(contentFacts(marked, sm3).isClassified).toBe(true);
    const pictured = draft();
    const figure = bodyOf(pictured).get(3) as Y.XmlElement;
    figure.setAttribute('alt', '绝密★长期');
    expect([contentFacts(draft(), sm3).isClassified, contentFacts(pictured, sm3).isClassified]).toEqual([false, true]);
  });

  it('[ATT01] a name has no path, no ending that a system runs, nothing that reads backwards', () => {
    for (const ending of FILE_ENDINGS) expect(isFileName(`桐府发〔2026〕12号 附件1.${ending}`), ending).toBe(true);
    expect(isFileName('名单.XLSX')).toBe(true);
    for (const bad of ['', '.pdf', 'pdf', '名单', '名单.', '名单.exe', '名单.pdf.lnk', '名单.js', '名单.html', '名单.svg', '../名单.pdf', 'a/名单.pdf', 'a\\名单.pdf', 'c:名单.pdf', '名单?.pdf', ' 名单.pdf', '名单.pdf ', '名\u0000单.pdf', '名单\u202Efdp.pdf', '名单\u200B.pdf', '名\n单.pdf', `${'长'.repeat(FILE_NAME_LENGTH_MAX)}.pdf`, 7, null, ['名单.pdf'], '名单.constructor', '名单.__proto__']) expect(isFileName(bad), String(bad)).toBe(false);
    expect(titleOfFile('2026年度预算.表.xlsx')).toBe('2026年度预算.表');
  });

  it('[ATT03] a file is what its first bytes say', () => {
    const bytes = (...list: readonly number[]): Uint8Array => Uint8Array.from(list);
    const zip = bytes(0x50, 0x4b, 0x03, 0x04, 0, 0);
    const pdf = new TextEncoder().encode('%PDF-1.7');
    for (const name of ['a.docx', 'a.xlsx', 'a.ofd', 'a.et', 'a.zip']) expect([isOfItsName(name, zip), isOfItsName(name, pdf), isOfItsName(name, bytes(0x4d, 0x5a, 0x90))], name).toEqual([true, false, false]);
    expect([isOfItsName('a.pdf', pdf), isOfItsName('a.PDF', pdf), isOfItsName('a.png', pdf), isOfItsName('a.jpg', bytes(0xff, 0xd8, 0xff, 0xe0)), isOfItsName('a.pdf', bytes(0x25, 0x50))]).toEqual([true, true, false, true, false]);
    expect([isOfItsName('a.txt', new TextEncoder().encode('姓名,村')), isOfItsName('a.csv', bytes(0xff, 0xfe, 0x31, 0x00)), isOfItsName('a.txt', bytes(0x4d, 0x5a, 0x00)), isOfItsName('a.txt', bytes())]).toEqual([true, true, false, false]);
    fc.assert(fc.property(fc.string(), fc.uint8Array({ maxLength: 64 }), (name, first) => { expect(typeof isOfItsName(name, first)).toBe('boolean'); }), { seed: 7201 });
  });

  it('[ATT01 DOC23] a record says four things of the right kind, and the gate lets nothing else through', () => {
    const good = { name: '名单.xlsx', bytes: 3, blob: digest(1), order: 1 };
    expect(isFileRecord(good)).toBe(true);
    const bad: readonly unknown[] = [null, [], { ...good, name: 'x.exe' }, { ...good, bytes: 0 }, { ...good, bytes: 2 ** 40 }, { ...good, blob: 'x' }, { ...good, blob: [digest(1)] }, { ...good, order: 0.5 }, { ...good, html: '<b>' }, { name: 'a.pdf' }];
    for (const record of bad) {
      expect(isFileRecord(record), JSON.stringify(record)).toBe(false);
      const doc = new Y.Doc();
      const updates: Uint8Array[] = [];
      doc.on('update', (update: Uint8Array) => updates.push(update));
      (filesOf(doc) as Y.Map<unknown>).set('a'.repeat(12), record);
      expect(gate(updates[0] as Uint8Array, new Map(), createPlaces()), JSON.stringify(record)).toMatchObject({ kind: 'reject', reason: 'bad-content' });
    }
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    putFile(doc, good);
    renameFile(doc, readFiles(doc)[0]?.id ?? '', '新名单.xlsx');
    const places = createPlaces();
    const first = gate(updates[0] as Uint8Array, new Map(), places);
    if (first.kind === 'pass') first.place();
    expect([first.kind, gate(updates[1] as Uint8Array, new Map([[doc.clientID, 1]]), places).kind]).toEqual(['pass', 'pass']);
  });
});

describe('插图', () => {
  it('[ATT01] are as wide as was said and never larger than a page', () => {
    expect(figureSize({ pixels: '1600x1200', width: 120 })).toEqual({ width: 120, height: 90 });
    fc.assert(fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 10, max: 156 }), (across, down, width) => {
      const size = figureSize({ pixels: `${across}x${down}`, width });
      expect(size.width).toBeLessThanOrEqual(width);
      expect(size.height).toBeLessThanOrEqual(200.000001);
      expect(size.height / size.width).toBeCloseTo(down / across, 6);
    }), { seed: 7202 });
  });
});
