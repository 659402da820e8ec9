/**
 * How a distribution is worded where a document names its recipients: 「各市（州）人民政府、贵安新区管委会，各县（市、区、特区）人民政府」.
 * `phrase` writes a rule in any language of the screen; `parsePhrase` reads the Chinese that stands in documents, with the variants in use.
 * Only wording: which units are meant is decided by distribution.ts.
 */
import { t } from '#shared/i18n/index.ts';
import type { Locale } from '#shared/i18n/locales.ts';
import type { UnitId } from '#shared/base/ids.ts';
import type { Unit } from '#shared/org/model.ts';
import { RULE_KINDS, type Rule, type RuleKind } from './distribution.ts';

export type Place = Pick<Unit, 'id' | 'name' | 'level'>;

/** `place`: the unit that the rule names. Below the writer's own division (`ownId`) it goes without saying. */
export function phrase(rule: Rule, locale: Locale, place: Place, ownId: UnitId): string {
  if (rule.kind === 'departments' && locale !== 'en') {
    const whose = rule.below === ownId ? wordOf(place.name) : place.name;
    return t(locale, 'exchange.rule.departments', { place: whose });
  }
  const words = t(locale, `exchange.rule.${rule.kind}`, { place: place.name });
  return rule.below === ownId ? words : t(locale, 'exchange.rule.of', { place: place.name, words });
}

/** 贵州省 → 省, 黔东南苗族侗族自治州 → 州, 六枝特区 → 特区. */
function wordOf(name: string): string {
  return /(?:特区|新区)$/u.exec(name)?.[0] ?? name.at(-1) ?? name;
}

/** Between groups stands a comma, inside a group 、. */
export const joinPhrases = (phrases: readonly string[], locale: Locale): string => phrases.join(locale === 'en' ? '; ' : '，');

/** Each with the variants that documents use. Brackets are full width when they get here. */
const PATTERNS: Readonly<Record<RuleKind, RegExp>> = {
  prefectures: /^各市(?:（州）|（自治州）|、自治州|、州|州)?人民政府(?:、贵安新区(?:管委会|管理委员会))?$/u,
  counties: /^各县(?:级)?(?:（市、区(?:、特区)?(?:、新区)?）|、市、区(?:、特区)?|（区）|（市）|区)?人民政府$/u,
  townships: /^各(?:乡（镇）|乡镇|镇（乡）|乡（镇、街道）|乡、镇)(?:人民政府)?(?:(?:、|（)(?:各)?街道(?:办事处)?）?)?$/u,
  villages: /^各(?:村（居）|村（社区）|村居|村、社区)(?:民委员会|委会)?$/u,
  departments: /^(?:人民)?政府各部门(?:、各?直属机构)?$/u,
};

export interface Parsed {
  readonly rules: readonly Rule[];
  /** What is none of the standard groups: names of single units, or something to be looked at. */
  readonly rest: readonly string[];
}

/** `findPlace`: a division by its name as it stands in front of a group (桐梓县各乡（镇）…). */
export function parsePhrase(text: string, own: Place, findPlace: (name: string) => Place | undefined): Parsed {
  const rules: Rule[] = [];
  const rest: string[] = [];
  for (const part of normalise(text).split(/[，；。]/u)) {
    if (part === '') continue;
    const read = readPart(part, own, findPlace);
    if (read === null) rest.push(part);
    else if (!rules.some((known) => known.kind === read.kind && known.below === read.below)) rules.push(read);
  }
  return { rules, rest };
}

const normalise = (text: string): string =>
  text.replaceAll(/\s/gu, '').replaceAll('(', '（').replaceAll(')', '）').replaceAll(',', '，').replaceAll(';', '；').replace(/[：:]$/u, '');

function readPart(part: string, own: Place, findPlace: (name: string) => Place | undefined): Rule | null {
  for (const kind of RULE_KINDS) {
    // Departments stand behind the place (省政府各部门), everything else begins with 各.
    const at = kind === 'departments' ? part.search(/(?:人民)?政府各/u) : part.indexOf('各');
    if (at === -1 || !PATTERNS[kind].test(part.slice(at))) continue;
    const name = part.slice(0, at);
    const place = name === '' || (kind === 'departments' && name === wordOf(own.name)) ? own : findPlace(name);
    if (place !== undefined) return { kind, below: place.id };
  }
  return null;
}
