/** 简称: a short name is said once, where it is first needed, of one thing, and then used; and it is written the same each time. */
import { bodyLines, placeIn, replaceIn } from '#shared/gbt9704/check/block-text.ts';
import { grouped, joined, type Joined } from './joined-text.ts';
import type { ProofCheck, Slip } from './model.ts';

const SHORT = /[（(](?:以下|下)(?:统一|统|合并|均)?简?称[:：为]?[“"《]?(?<name>[^“”"《》（）()，。\n]{2,20})[”"》]?[）)]/gu;
const FULL_NAME_MAX = 40;
/** Whole texts are searched once for each, so that the time grows with the text alone. */
const DEFINED_MAX = 60;
const TERM_MIN = 5;

/** Known to everybody: they may stand before they are explained, and explained without need. */
const WELL_KNOWN = new Set('党中央 国务院 中央 中央军委 全国人大 全国政协 国办 中办 中纪委 国家监委 最高法 最高检 两高 两会 两院 三农 四化 十四五 十五五 省委 省政府 省人大 省政协 省纪委 市委 市政府 州委 州政府 县委 县政府 区委 区政府 镇党委 镇政府 乡党委 乡政府 村委会 村支委 村两委 居委会 我省 我市 我州 我县 我区 我镇 我乡 我厅 我局 我委 我办 全省 全市 全州 全县 发改委 工信部 工信厅 人社部 人社厅 人社局 住建部 住建厅 住建局 国资委 卫健委 文旅厅 文旅局 市场监管局 应急局 证监会 税务局 公安厅 公安局 检察院 法院 公检法 纪委监委 组织部 宣传部 统战部 政法委 编办 工会 妇联 团委 共青团 残联 科协 文联 社保 医保 环保 公积金 城管 交警 武警 党组 党委 党支部'.split(' '));

interface Definition {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The characters right before it: what it is short for ends with them. */
  readonly full: string;
}

function* placesOf(text: string, name: string): Generator<number> {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) yield at;
}

export const shortNames: ProofCheck = (document) => {
  const whole = joined(bodyLines(document));
  const definitions = [...whole.text.matchAll(SHORT)].map((match): Definition => ({ name: match.groups?.['name'] ?? '', start: match.index, end: match.index + match[0].length, full: /[\p{Script=Han}“”《》〈〉]*$/u.exec(whole.text.slice(Math.max(0, match.index - FULL_NAME_MAX), match.index))?.[0] ?? '' }));
  const byName = grouped(definitions, ({ name }) => name);
  const names = [...byName].slice(0, DEFINED_MAX);
  const terms = names.map(([name]) => name).filter((name) => name.length >= TERM_MIN && /^\p{Script=Han}+$/u.test(name));
  return [...names.flatMap(([name, each]) => (WELL_KNOWN.has(name) ? [] : slipsOf(whole, name, each))), ...almostTerms(whole, terms)];
};

function slipsOf(whole: Joined, name: string, definitions: readonly Definition[]): readonly Slip[] {
  const [first] = definitions;
  if (first === undefined) return [];
  // What stands in a definition is not used there.
  let next = 0;
  const used: number[] = [];
  for (const at of placesOf(whole.text, name)) {
    while (next < definitions.length && (definitions[next]?.end ?? 0) <= at) next += 1;
    if (at < (definitions[next]?.start ?? Infinity)) used.push(at);
  }
  const removed = ({ start, end }: Definition, rule: 'shortTwice' | 'shortUnused' | 'shortSame'): readonly Slip[] => {
    const place = whole.placeOf(start);
    if (place === null) return [];
    const { line, at } = place;
    return [{ rule, params: { name }, place: placeIn(line, at, at + end - start), edits: rule === 'shortSame' ? null : [replaceIn(line, at, at + end - start, '')] }];
  };
  if (!used.some((at) => at >= first.end)) return definitions.flatMap((each) => removed(each, 'shortUnused'));
  const again = definitions.slice(1).flatMap((each) => removed(each, isSameName(each.full, first.full) ? 'shortTwice' : 'shortSame'));
  // A part of the full name is not the short one.
  const early = first.full.includes(name) ? undefined : used.find((at) => at < first.start);
  const place = early === undefined ? null : whole.placeOf(early);
  return place === null ? again : [...again, { rule: 'shortEarly', params: { name }, place: placeIn(place.line, place.at, place.at + name.length), edits: null }];
}

/** 由某局 and 某局: where a name begins is not told by the letters. */
const isSameName = (one: string, other: string): boolean => one.endsWith(other) || other.endsWith(one);

/** A short name with one letter that is another: one half of it is as it should be. */
function almostTerms({ text, placeOf }: Joined, terms: readonly string[]): readonly Slip[] {
  if (terms.length === 0) return [];
  const halves = terms.flatMap((term) => {
    const half = Math.floor(term.length / 2);
    return [`${term.slice(0, half)}\\p{Script=Han}{${term.length - half}}`, `\\p{Script=Han}{${half}}${term.slice(half)}`];
  });
  const like = new RegExp(`(?=(${halves.join('|')}))`, 'gu');
  const seen = new Set<number>();
  return [...text.matchAll(like)].flatMap((match): readonly Slip[] => {
    const found = match[1] ?? '';
    const term = terms.find((each) => each.length === found.length && isOneLetterApart(each, found));
    const place = placeOf(match.index);
    if (term === undefined || place === null || terms.includes(found) || seen.has(match.index)) return [];
    seen.add(match.index);
    const { line, at } = place;
    return [{ rule: 'termDiffers', params: { found, other: term }, place: placeIn(line, at, at + found.length), edits: [replaceIn(line, at, at + found.length, term)] }];
  });
}

const COUNTED = /[一二三四五六七八九十甲乙丙丁上中下前后新老东西南北省市州县区乡镇村大小]/u;

function isOneLetterApart(one: string, other: string): boolean {
  let apart = 0;
  for (let at = 0; at < one.length && apart < 2; at += 1) {
    if (one[at] === other[at]) continue;
    apart += 1;
    if (at === 0 || at === one.length - 1 || COUNTED.test(one[at] ?? '') || COUNTED.test(other[at] ?? '')) return false;
  }
  return apart === 1;
}
