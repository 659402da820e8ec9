import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readXlsx } from '#renderer/features/directory/import/read-xlsx.ts';
import { xlsxOf } from './write-xlsx.ts';

it('[DIR27] a list as XLSX is read back as it was, whatever is in it, and holds no formula', () => {
  const text = fc.oneof(fc.string({ maxLength: 12, unit: 'binary' }), fc.constantFrom('=1+1', '<&>"\'', '韦兴', '𠮷林', '15412345678', '+86', '@x', ' a ')).map((each) => each.replaceAll(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''));
  fc.assert(fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 8 }), (rows) => {
    const read = readXlsx(xlsxOf('通讯录[1]:*?', [['单位', '姓名', '电话'], ...rows]), 100);
    const wanted = rows.flatMap((cells, at) => (cells.some((cell) => cell.trim() !== '') ? [{ row: at + 2, cells: [...cells] }] : []));
    const plain = (cells: readonly string[]): readonly string[] => Array.from({ length: 3 }, (_, at) => (cells[at] ?? '').trim());
    expect(read.slice(1).map(({ row, cells }) => [row, plain(cells)])).toEqual(wanted.map(({ row, cells }) => [row, plain(cells)]));
  }));
});
