/** Which column of a table is which: guessed by its heading, chosen by hand where that fails. Pure. */
import { IMPORT_COLUMNS, type ImportColumn, type ImportRow } from '#shared/org/change/import.ts';
import type { TableRow } from './read-xlsx.ts';

/** Null: not in the file. */
export type Mapping = { readonly [column in ImportColumn]: number | null };
export const NEEDED: readonly ImportColumn[] = ['name', 'phone', 'title'];

const HEADINGS: { readonly [column in ImportColumn]: RegExp } = {
  unit: /单位|部门|机构|科室|处室|單位|部門|機構|unit|department/iu, name: /姓名|名字|人员|人員|^name$/iu, phone: /手机|电话|联系方式|手機|電話|phone|mobile/iu,
  title: /职务|职位|岗位名称|^岗位$|職務|職位|title|^post$/iu, roles: /权限|角色|權限|roles?|rights/iu, primary: /主岗|主职|主崗|主職|primary|main post/iu,
  uscc: /信用代码|信用代碼|uscc|credit code/iu,
};

export function guessColumns(header: readonly string[]): Mapping {
  const taken = new Set<number>();
  const guess = (column: ImportColumn): number | null => {
    const index = header.findIndex((heading, at) => !taken.has(at) && HEADINGS[column].test(heading.trim()));
    if (index < 0) return null;
    taken.add(index);
    return index;
  };
  // The telling ones first: 单位信用代码 is no 单位, 单位电话 is a phone, 主岗 is no 岗位.
  const [uscc, phone, primary, roles, name, title, unit] = [guess('uscc'), guess('phone'), guess('primary'), guess('roles'), guess('name'), guess('title'), guess('unit')];
  return { unit, name, phone, title, roles, primary, uscc };
}

const CELL_MAX: { readonly [column in ImportColumn]: number } = { unit: 400, name: 200, phone: 40, title: 200, roles: 300, primary: 20, uscc: 60 };

/** The rows below the heading. */
export function importRowsOf(rows: readonly TableRow[], mapping: Mapping): readonly ImportRow[] {
  return rows.slice(1).map(({ row, cells }) => {
    const cell = (column: ImportColumn): string => {
      const at = mapping[column];
      return at === null ? '' : (cells[at] ?? '').trim().slice(0, CELL_MAX[column]);
    };
    return { row, unit: cell('unit'), name: cell('name'), phone: cell('phone'), title: cell('title'), roles: cell('roles'), primary: cell('primary'), uscc: cell('uscc') };
  });
}

/** Parts that fit a request, whatever stands in them. */
export function partsOf(rows: readonly ImportRow[], rowsMax: number, charactersMax: number): readonly (readonly ImportRow[])[] {
  const parts: ImportRow[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const length = JSON.stringify(row).length;
    const last = parts.at(-1);
    if (last === undefined || last.length >= rowsMax || size + length > charactersMax) {
      parts.push([row]);
      size = length;
    } else {
      last.push(row);
      size += length;
    }
  }
  return parts;
}

export const isMapped = (mapping: Mapping): boolean => NEEDED.every((column) => mapping[column] !== null) && new Set(IMPORT_COLUMNS.flatMap((column) => mapping[column] ?? [])).size === IMPORT_COLUMNS.filter((column) => mapping[column] !== null).length;
