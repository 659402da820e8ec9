/**
 * Who stands where to whom, as the rules of 行文 ask it. Everything is read from the directory; what it does not know is undefined, never guessed.
 */
import type { Unit } from '#shared/org/model.ts';
import type { CheckContext, DocumentFacts, OrgTies, Party } from './model.ts';

const NO_TIES: OrgTies = {};

export const unitOf = (party: Party | null, { org }: CheckContext): Unit | undefined => (party?.kind === 'organ' && party.id !== null ? org.unit(party.id) : undefined);
export const tiesOf = (organId: string, { ties }: CheckContext): OrgTies => (Object.hasOwn(ties, organId) ? ties[organId] : undefined) ?? NO_TIES;
export const partyOf = (unit: Unit): Party => ({ kind: 'organ', id: unit.id, name: unit.fullName });
export const sameParty = (one: Party, other: Party): boolean => (one.id !== null && other.id !== null ? one.id === other.id : one.name === other.name);
export const isAmong = (party: Party, parties: readonly Party[]): boolean => parties.some((each) => sameParty(each, party));

/** 办公厅（室）, which writes in the name of what it serves (条例第十六条（二）, 第十七条). */
export const isOffice = (unit: Unit): boolean => /办公[厅室]$/u.test(unit.name);

/** Organs that stand beside the government of their level: 人大, 政协, 法院, 检察院, 纪委监委, 党委. */
const PEER_OF_GOVERNMENT = /人民代表大会|政治协商会议|人民法院|人民检察院|纪委监委|中共[^部办局厅]{1,12}委员会$/u;
const isGovernmentRank = (unit: Unit): boolean => unit.kind === 'division' || unit.kind === 'zone' || PEER_OF_GOVERNMENT.test(unit.name);

/** 部门 of a party committee or government. */
export const isDepartment = (unit: Unit): boolean => unit.kind === 'unit' && !isGovernmentRank(unit) && !isOffice(unit);

/** Equal for organs of one rank: a department ranks with the governments one level below (县局 and 乡镇政府). */
export const rankOf = (unit: Unit): number => unit.level + (isGovernmentRank(unit) ? 0 : 1);

/** From the direct superior upwards. */
export function superiorsOf(organ: Unit, { org }: CheckContext): readonly Unit[] {
  const found: Unit[] = [];
  for (let next = org.parentOrgan(organ.id); next !== undefined && !found.includes(next); next = org.parentOrgan(next.id)) found.push(next);
  return found;
}

export const isBelow = (unit: Unit, organ: Unit, { org }: CheckContext): boolean => unit.id !== organ.id && org.isWithin(unit.id, organ.id);

/** 各县（市、区）人民政府, 所属各单位: a group of what is below, named by rule. */
export const isGroupBelow = ({ id, name }: Party): boolean => id === null && /^(?:所属|下属|辖区)?各/u.test(name);

/** A village committee is no 党政机关: the rules for those do not bind it. */
export const isVillage = (unit: Unit | undefined): boolean => unit?.kind === 'village';

/** 上行文, by its direction or, where that is not known, by a 文种 that only goes up. */
export const isUpward = ({ direction, docType }: DocumentFacts): boolean => direction === 'up' || (direction === null && (docType === 'request' || docType === 'report'));
