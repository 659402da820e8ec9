/**
 * Names of generated organs: the full name an official document carries, the short one, the 机关代字.
 *
 * Full names follow 发文机关全称 practice (桐梓县楚米镇人民政府, 海校街道办事处, 村民委员会); 代字 are the shortest
 * prefix of the short name that no sibling shares, so that no two organs of one level count in the same series.
 */
import type { Division, DivisionTree } from './divisions.ts';

const PREFECTURE_CHARACTER: Readonly<Record<string, string>> = { '5201': '筑', '5223': '黔西南', '5226': '黔东南', '5227': '黔南' };

/** 桐 for 桐梓县, 兴义 for 兴义市 (兴仁 is its neighbour), 黔 for the province. */
export function docCharacter(division: Division, divisions: DivisionTree): string {
  if (division.parentCode === null) return '黔';
  const fixed = PREFECTURE_CHARACTER[division.code];
  if (fixed !== undefined) return fixed;
  const siblings = divisions.children(division.parentCode).filter((other) => other.code !== division.code);
  const name = [...division.shortName];
  for (let length = 1; length < name.length; length += 1) {
    const prefix = name.slice(0, length).join('');
    if (!siblings.some((other) => other.shortName.startsWith(prefix))) return prefix;
  }
  // 大河镇 beside 大河乡: only the whole name tells them apart.
  return siblings.some((other) => other.shortName === division.shortName) ? division.name : division.shortName;
}

/** The name as it stands inside a unit's name: 黔西南州, 道真自治县, 桐梓县. */
export function namePrefix(division: Division): string {
  if (division.level === 2 && division.name.endsWith('自治州')) return `${division.shortName}州`;
  if (division.level === 3 && division.name.endsWith('自治县')) return `${division.shortName}自治县`;
  return division.name;
}

/** 省, 市, 州, 县, 区 … as in 县教育局. */
export const levelWord = (division: Division): string => [...namePrefix(division)].at(-1) ?? '';

export function divisionFullName(division: Division, divisions: DivisionTree): string {
  if (division.level <= 3) return `${division.name}人民政府`;
  const parent = division.parentCode === null ? undefined : divisions.get(division.parentCode);
  if (division.level === 4) {
    const place = parent?.name ?? '';
    return division.name.endsWith('街道') ? `${place}${division.name}办事处` : `${place}${division.name}人民政府`;
  }
  const county = parent?.parentCode == null ? undefined : divisions.get(parent.parentCode);
  return `${county?.name ?? ''}${parent?.name ?? ''}${villageCommittee(division)}`;
}

/** The table abbreviates some committees (…村委会, …社区居委会, or nothing at all); documents need the legal name. */
function villageCommittee(division: Division): string {
  if (division.name.endsWith('委员会')) return division.name;
  const bare = division.name.replace(/(?:村委会|居委会|委会)$/u, '');
  const isVillage = Number(division.code.slice(9)) >= 200 && !bare.endsWith('社区');
  if (!isVillage) return `${bare}居民委员会`;
  return `${bare.endsWith('村') ? bare : `${bare}村`}村民委员会`;
}

export function divisionDocCode(division: Division, divisions: DivisionTree): string | null {
  if (division.level === 5) return null;
  return `${docCharacter(division, divisions)}${division.name.endsWith('街道') ? '街发' : '府发'}`;
}

export interface UnitNames {
  readonly name: string;
  readonly shortName: string;
}

/** From a catalogue pattern: `@` is 中共…委, `{D}` the division's name, otherwise the name goes in front. */
export function unitNames(pattern: string, division: Division): UnitNames {
  const prefix = namePrefix(division);
  const word = levelWord(division);
  if (pattern.startsWith('@')) {
    const rest = pattern.slice(1);
    return { name: `中共${prefix}委${rest}`, shortName: `${word}委${SHORT_NAMES[rest] ?? rest}` };
  }
  if (pattern.includes('{D}')) return { name: pattern.replace('{D}', prefix), shortName: shortParty(pattern, word) };
  return { name: pattern.startsWith('贵州') ? pattern : `${prefix}${pattern}`, shortName: `${word}${shortUnit(pattern)}` };
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  办公室: '办', 统一战线工作部: '统战部', 政法委员会: '政法委', 社会工作部: '社工部', 网络安全和信息化委员会办公室: '网信办', 机构编制委员会办公室: '编办',
  直属机关工作委员会: '直属机关工委', 巡视工作领导小组办公室: '巡视办', 巡察工作领导小组办公室: '巡察办',
  人民政府办公厅: '政府办公厅', 人民政府办公室: '政府办', 人民代表大会常务委员会: '人大常委会', 发展和改革委员会: '发展改革委', 发展和改革局: '发展改革局',
  工业和信息化局: '工信局', 工业和信息化厅: '工信厅', 人力资源和社会保障局: '人社局', 人力资源和社会保障厅: '人社厅', 住房和城乡建设局: '住建局',
  住房和城乡建设厅: '住建厅', 卫生健康局: '卫健局', 卫生健康委员会: '卫生健康委', 市场监督管理局: '市场监管局', 大数据发展管理局: '大数据局',
  交通运输局: '交通局', 自然资源局: '自然资源局', 工商业联合会: '工商联', 科学技术协会: '科协', 妇女联合会: '妇联', 文学艺术界联合会: '文联', 残疾人联合会: '残联',
};

const shortUnit = (pattern: string): string => SHORT_NAMES[pattern] ?? pattern;

function shortParty(pattern: string, word: string): string {
  if (pattern.startsWith('中国人民政治协商')) return `${word}政协`;
  if (pattern.startsWith('中国共产主义青年团')) return `团${word}委`;
  if (pattern.startsWith('国家税务总局')) return `${word}税务局`;
  return `${word}${pattern.replace('{D}', '').replace(/^中国/u, '')}`;
}

/** 局 → 局长, 委员会 → 主任, 法院 → 院长: the title of whoever heads a unit of this name. */
export function headTitle(unitName: string): string {
  if (unitName.startsWith('中国人民政治协商')) return '主席';
  if (unitName.startsWith('中国共产主义青年团')) return '书记';
  for (const [ending, title] of HEAD_TITLES) if (unitName.endsWith(ending)) return title;
  return '主任';
}

const HEAD_TITLES: readonly (readonly [ending: string, title: string])[] = [
  ['办公厅', '主任'], ['纪委监委', '书记'], ['政法委员会', '书记'], ['机关工作委员会', '书记'], ['检察院', '检察长'], ['调查队', '队长'], ['总队', '总队长'], ['支队', '支队长'], ['大队', '大队长'], ['执法队', '队长'], ['厅', '厅长'], ['局', '局长'],
  ['部', '部长'], ['院', '院长'], ['馆', '馆长'], ['校', '校长'], ['处', '处长'], ['科', '科长'], ['股', '股长'], ['报社', '社长'], ['电视台', '台长'], ['总工会', '主席'],
  ['联合会', '主席'], ['协会', '主席'], ['红十字会', '会长'], ['九三学社', '主任委员'], ['联合社', '主任'], ['中心', '主任'], ['服务站', '站长'], ['财政所', '所长'], ['司法所', '所长'],
];
