/** Tables as people have them: what spreadsheets write is read, what is hostile or could mislead is refused. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { csvOf } from '#shared/base/csv.ts';
import { t } from '#shared/i18n/index.ts';
import { LOCALES } from '#shared/i18n/locales.ts';
import { IMPORT_COLUMNS, IMPORT_ROWS_MAX } from '#shared/org/change/import.ts';
import { withSeed } from '#tests/kit/ports.ts';
import { guessColumns, importRowsOf, isMapped, partsOf } from './columns.ts';
import { answer, FILE_BYTES_MAX, type Answer } from './read-table.ts';

const HEAD = ['单位', '姓名', '手机号码', '职务', '权限', '主岗'];
const LINE = ['党政综合办公室/文书股', '韦兴', '15412345678', '科员', '拟稿人', '是'];
const CSV = `${HEAD.join(',')}\r\n${LINE.join(',')}\r\n`;
const cellsOf = (read: Answer): unknown => (read.kind === 'read' ? read.rows.map(({ row, cells }) => [row, ...cells]) : read);

/** 单位…是 in GB 18030, as Excel of a Chinese machine writes it. */
const GB = Buffer.from('b5a5cebb2cd0d5c3fb2cd6b0cef10d0ab5b3d5feb0ec2ccea4d0cb2cbfc6d4b10d0a', 'hex');
const utf16 = (text: string, isBig: boolean, hasMark: boolean): Uint8Array => {
  const bytes = Buffer.from(hasMark ? `\uFEFF${text}` : text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

const cell = (reference: string, xml: string, type = ''): string => `<c r="${reference}"${type === '' ? '' : ` t="${type}"`}>${xml}</c>`;
const sheetOf = (rows: readonly string[]): string => `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.join('')}</sheetData></worksheet>`;
function xlsx(sheet: string, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const parts: Record<string, string> = {
    'xl/workbook.xml': '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="说明" sheetId="1" state="hidden" r:id="rId1"/><sheet name="人员" sheetId="2" r:id="rId2"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheetOf(['<row r="1"><c r="A1" t="inlineStr"><is><t>说明</t></is></c></row>']), 'xl/worksheets/sheet2.xml': sheet, ...more,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

describe('a table from a file', () => {
  it.each([
    ['UTF-8', Buffer.from(CSV), 'utf-8'], ['UTF-8 with its mark', Buffer.from(`\uFEFF${CSV}`), 'utf-8'], ['UTF-16 LE with its mark', utf16(CSV, false, true), 'utf-16le'],
    ['UTF-16 BE with its mark', utf16(CSV, true, true), 'utf-16be'], ['UTF-16 LE', utf16(CSV, false, false), 'utf-16le'], ['UTF-16 BE', utf16(CSV, true, false), 'utf-16be'],
    ['semicolons', Buffer.from(CSV.replaceAll(',', ';')), 'utf-8'], ['tabs', Buffer.from(CSV.replaceAll(',', '\t')), 'utf-8'], ['what we wrote ourselves', Buffer.from(csvOf([HEAD, LINE])), 'utf-8'],
  ] as const)('[DIR22] is read from CSV in %s', (_name, bytes, encoding) => {
    const read = answer({ bytes });
    expect(read).toMatchObject({ kind: 'read', encoding });
    expect(cellsOf(read)).toEqual([[1, ...HEAD], [2, ...LINE]]);
  });

  it('[DIR22] is read from CSV in GB 18030, with quotes, line ends inside cells and empty lines', () => {
    expect(cellsOf(answer({ bytes: GB }))).toEqual([[1, '单位', '姓名', '职务'], [2, '党政办', '韦兴', '科员']]);
    expect(cellsOf(answer({ bytes: Buffer.from('姓名,职务\n"韦,兴","科\n员"\n\n王,"他说""好"""\n') }))).toEqual([[1, '姓名', '职务'], [2, '韦,兴', '科\n员'], [4, '王', '他说"好"']]);
  });

  it('[DIR22] is read from XLSX: shared and inline text, numbers, gaps, the first sheet that shows', () => {
    const sheet = sheetOf([
      `<row r="1">${cell('A1', '<v>0</v>', 's')}${cell('C1', '<is><t>手机号码</t></is>', 'inlineStr')}</row>`, '<row r="2"/>',
      `<row r="3">${cell('A3', '<v>1</v>', 's')}${cell('B3', '<v>1</v>', 'b')}${cell('C3', '<v>1.5412345678E10</v>')}</row>`,
    ]);
    const strings = '<sst><si><t>姓名</t></si><si><r><t xml:space="preserve">韦&amp;</t></r><r><t>&#x5174;</t></r><rPh sb="0" eb="1"><t>wei</t></rPh></si></sst>';
    expect(cellsOf(answer({ bytes: xlsx(sheet, { 'xl/sharedStrings.xml': strings }) }))).toEqual([[1, '姓名', '', '手机号码'], [3, '韦&兴', '是', '15412345678']]);
  });

  it('[DIR22] formulas are refused by their row, in either kind', () => {
    expect(answer({ bytes: xlsx(sheetOf([`<row r="1">${cell('A1', '<v>1</v>')}</row>`, `<row r="7">${cell('A7', '<f>1+1</f><v>2</v>')}</row>`])) })).toEqual({ kind: 'failed', problem: 'formula', row: 7 });
    expect(answer({ bytes: Buffer.from('姓名,职务\n韦兴,"=HYPERLINK(""http://x"")"\n') })).toEqual({ kind: 'failed', problem: 'formula', row: 2 });
  });

  it('[DIR22] what is too large, swells, is old, damaged or no table is refused with its reason', () => {
    const failed = (bytes: Uint8Array): string => { const read = answer({ bytes }); return read.kind === 'failed' ? read.problem : 'read'; };
    expect(failed(new Uint8Array(FILE_BYTES_MAX + 1))).toBe('tooLarge');
    expect(failed(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0))).toBe('oldExcel');
    expect(failed(Uint8Array.of(0x50, 0x4b, 3, 4))).toBe('broken');
    expect(failed(zipSync({ 'word/document.xml': strToU8('<w/>') }))).toBe('notTable');
    expect(failed(xlsx('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'))).toBe('broken');
    expect(failed(xlsx(sheetOf(['<row r="1"><c r="A1">'])))).toBe('broken');
    expect(failed(new Uint8Array())).toBe('empty');
    expect(failed(Uint8Array.of(0x80, 0xff, 0xff, 0x80))).toBe('encoding');
    // A hundred megabytes of zeros in a hundred kilobytes.
    expect(failed(zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(101_000_000) }, { level: 9 }))).toBe('tooLarge');
    expect(failed(Buffer.from('一\n'.repeat(IMPORT_ROWS_MAX + 5)))).toBe('tooManyRows');
    expect(failed(xlsx(sheetOf(Array.from({ length: IMPORT_ROWS_MAX + 2 }, (_, index) => `<row r="${index + 1}"><c r="A${index + 1}"><v>1</v></c></row>`))))).toBe('tooManyRows');
  });

  it('[DIR22] whatever bytes come, there is an answer', () => {
    for (let seed = 1; seed <= 60; seed += 1) withSeed(seed, ({ below, chance }) => {
      const good = chance(2) ? xlsx(sheetOf([`<row r="1">${cell('A1', '<v>1</v>')}</row>`])) : Buffer.from(CSV);
      const bytes = Uint8Array.from(good);
      for (let flips = 0; flips < 8; flips += 1) bytes[below(bytes.length)] = below(256);
      expect(['read', 'failed']).toContain(answer({ bytes }).kind);
    });
  });
});

describe('its columns', () => {
  it('[DIR21] are guessed by their headings, in any order, and chosen by hand where that fails', () => {
    expect(guessColumns(['序号', '联系电话', '姓名', '所在单位', '职务', '是否主岗'])).toEqual({ unit: 3, name: 2, phone: 1, title: 4, roles: null, primary: 5, uscc: null });
    expect(guessColumns(['单位统一社会信用代码', '单位', '姓名', '手机', '职务'])).toMatchObject({ uscc: 0, unit: 1 });
    expect(isMapped(guessColumns(['甲', '乙']))).toBe(false);
    expect(isMapped({ unit: null, name: 0, phone: 0, title: 1, roles: null, primary: null, uscc: null })).toBe(false);
    const rows = importRowsOf([{ row: 1, cells: HEAD }, { row: 5, cells: LINE }], guessColumns(HEAD));
    expect(rows).toEqual([{ row: 5, unit: LINE[0], name: '韦兴', phone: '15412345678', title: '科员', roles: '拟稿人', primary: '是', uscc: '' }]);
  });

  it.each(LOCALES)('[DIR21] of our own template are known in %s', (locale) => {
    expect(guessColumns(IMPORT_COLUMNS.map((column) => t(locale, `admin.import.column.${column}`)))).toEqual({ unit: 0, name: 1, phone: 2, title: 3, roles: 4, primary: 5, uscc: 6 });
  });

  it('[DIR22] go in parts that fit a request', () => {
    const rows = Array.from({ length: 25 }, (_, index) => ({ row: index + 2, unit: '', name: '名'.repeat(index), phone: '', title: '', roles: '', primary: '', uscc: '' }));
    const parts = partsOf(rows, 10, 600);
    expect(parts.flat()).toEqual(rows);
    for (const part of parts) expect(part.length <= 10 && JSON.stringify(part).length < 700).toBe(true);
  });
});
