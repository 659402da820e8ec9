/**
 * Reads the division table (code ⇥ parent code ⇥ level ⇥ name ⇥ short name) into a tree.
 *
 * The table itself is a data file that the caller loads; its provenance stands beside it. Parents come before
 * children, siblings keep the table's order, which is the official one.
 */
import type { Level } from '#shared/org/model.ts';

export interface Division {
  readonly code: string;
  readonly parentCode: string | null;
  readonly level: Level;
  /** Official name: 桐梓县, 楚米镇, 高山村村民委员会. */
  readonly name: string;
  /** As people say it: 桐梓, 楚米, 高山村. */
  readonly shortName: string;
  /** Position among all divisions of its level: a stable number to derive others from. */
  readonly ordinal: number;
}

export interface DivisionTree {
  get(code: string): Division | undefined;
  children(code: string): readonly Division[];
  readonly root: Division;
  /** How many divisions each level has, level 1 first. */
  readonly counts: readonly [number, number, number, number, number];
}

const PEOPLES = /(?:(?:布依|毛南|仫佬|仡佬|土家|蒙古|维吾尔|[苗侗彝水回白瑶壮畲满羌])族|各族)+/u;
const SUFFIXES: Readonly<Record<Level, RegExp>> = {
  1: /省$/u, 2: /(?:自治州|市)$/u, 3: /(?:自治县|特区|县|市|区)$/u, 4: /(?:民族乡|街道|镇|乡)$/u, 5: /(?:村民委员会|居民委员会|委员会)$/u,
};

function shorten(name: string, level: Level): string {
  const bare = name.replace(SUFFIXES[level], '');
  const short = level === 2 || level === 3 || level === 4 ? bare.replace(new RegExp(`${PEOPLES.source}$`, 'u'), '') : bare;
  return short.length >= 2 ? short : name;
}

const isLevel = (value: number): value is Level => value >= 1 && value <= 5;

export function readDivisions(table: string): DivisionTree {
  const byCode = new Map<string, Division>();
  const childrenByCode = new Map<string, Division[]>();
  const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  let root: Division | undefined;
  for (const line of table.split('\n')) {
    if (line === '') continue;
    const [code = '', parentCode = '', levelText = '', name = '', shortName = ''] = line.split('\t');
    const level = Number(levelText);
    if (!isLevel(level) || code === '' || name === '') throw new Error(`division table: cannot read the line of ${code}`);
    const division: Division = {
      code, parentCode: parentCode === '' ? null : parentCode, level, name,
      shortName: level === 5 && shortName !== '' ? shortName : shorten(name, level),
      ordinal: counts[level - 1] ?? 0,
    };
    counts[level - 1] = division.ordinal + 1;
    byCode.set(code, division);
    childrenByCode.set(code, []);
    if (division.parentCode === null) root = division;
    else {
      const siblings = childrenByCode.get(division.parentCode);
      if (siblings === undefined) throw new Error(`division table: ${code} comes before its parent`);
      siblings.push(division);
    }
  }
  if (root === undefined) throw new Error('division table: there is no root');
  return { get: (code) => byCode.get(code), children: (code) => childrenByCode.get(code) ?? [], root, counts };
}
