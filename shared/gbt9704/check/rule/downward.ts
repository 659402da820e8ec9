/** To lower organs and among equals (条例第十六、十七条): R9 联合行文, R10 内设机构, R11 departments and lower governments, R12 会签, R13 a copy upwards. */
import type { OfficialDocType } from '../doc-types.ts';
import { bodyLines } from '../block-text.ts';
import type { CheckContext, DocumentFacts, Party, Place, Remark, RuleCheck } from '../model.ts';
import { isAmong, isDepartment, isOffice, isVillage, partyOf, rankOf, sameParty, superiorsOf, unitOf } from '../relations.ts';

const AT_MAIN: Place = { kind: 'meta', key: 'mainRecipients' };
const AT_JOINT: Place = { kind: 'meta', key: 'jointOrgans' };

const isDownward = ({ direction }: DocumentFacts): boolean => direction === 'down';

/** R9: equals only, 主办 first, one number and that of the 主办. */
export const jointAmongEquals: RuleCheck = ({ facts }, context) => {
  const { jointOrgans, organ, number } = facts;
  const host = jointOrgans?.[0];
  if (jointOrgans === null || host === undefined || jointOrgans.length < 2) return [];
  const remarks: Remark[] = [];
  const hostUnit = unitOf(host, context);
  for (const party of jointOrgans.slice(1)) {
    const unit = unitOf(party, context);
    if (hostUnit === undefined || unit === undefined || (rankOf(unit) === rankOf(hostUnit) && !isVillage(unit))) continue;
    remarks.push({ message: 'rule.find.R9.rank', params: { name: party.name, host: host.name }, place: AT_JOINT, mend: jointly(jointOrgans.filter((each) => each !== party)) });
  }
  if (organ !== null && !sameParty(organ, host)) {
    const others = jointOrgans.filter((party) => !sameParty(party, organ));
    remarks.push({ message: 'rule.find.R9.host', params: { name: organ.name }, place: AT_JOINT, mend: jointly([organ, ...others]) });
  }
  const codes = jointOrgans.map((party) => unitOf(party, context)?.docCode ?? null);
  const code = number === null ? null : /^\p{Script=Han}+/u.exec(number)?.[0] ?? null;
  if (number !== null && (number.match(/号/gu)?.length ?? 0) > 1) remarks.push({ message: 'rule.find.R9.numbers', place: { kind: 'meta', key: 'number' } });
  else if (code !== null && codes[0] !== null && codes[0] !== code && codes.slice(1).includes(code)) remarks.push({ message: 'rule.find.R9.code', params: { code: codes[0] ?? '' }, place: { kind: 'meta', key: 'number' } });
  return remarks;
};

const jointly = (value: readonly Party[]) => ({ edits: [{ kind: 'fact', key: 'jointOrgans', value }] }) as const;

/** R10: a section speaks through its organ; only the office writes in its own name. */
export const noSectionOutside: RuleCheck = ({ facts }, context) => {
  const { organ, mainRecipients, direction } = facts;
  const unit = unitOf(organ, context);
  if (unit === undefined || unit.isOrgan || unit.kind === 'village' || isOffice(unit)) return [];
  const own = context.org.organOf(unit.id);
  if (direction !== 'public' && (mainRecipients === null || mainRecipients.length === 0)) return [];
  const isInside = ({ id }: Party): boolean => id !== null && own !== undefined && (context.org.organOf(id)?.id === own.id);
  if (direction !== 'public' && mainRecipients?.every(isInside) === true) return [];
  const params = { name: unit.fullName, organ: own?.fullName ?? '' };
  return [{ message: 'rule.find.R10.section', params, place: { kind: 'meta', key: 'organ' }, mend: own === undefined ? null : { edits: [{ kind: 'fact', key: 'organ', value: partyOf(own) }] } }];
};

const COMMANDING: readonly OfficialDocType[] = ['resolution', 'decision', 'order', 'notice', 'opinion', 'circular', 'reply'];
/** 经县人民政府同意, 报经市委批准, 根据省人民政府授权. */
const WITH_CONSENT = /经[^。；\n]{0,24}(?:政府|党委|省委|市委|州委|县委|区委|领导小组)[^。；\n]{0,12}(?:同意|批准|授权)|(?:政府|党委|省委|市委|州委|县委|区委)[^。；\n]{0,8}授权/u;

/** R11: a department does not order a lower government about; it writes a 函, or says who has agreed. */
export const noOrdersToLowerGovernment: RuleCheck = (document, context) => {
  const { docType, organ, mainRecipients } = document.facts;
  const sender = unitOf(organ, context);
  if (docType === null || !COMMANDING.includes(docType) || sender === undefined || !isDepartment(sender) || mainRecipients === null) return [];
  const lower = mainRecipients.filter((party) => isLowerGovernment(party, sender.level, context));
  if (lower.length === 0 || bodyLines(document).some(({ text }) => WITH_CONSENT.test(text))) return [];
  return lower.map(({ name }): Remark => ({ message: 'rule.find.R11.order', params: { name }, place: AT_MAIN }));
};

function isLowerGovernment(party: Party, level: number, context: CheckContext): boolean {
  const unit = unitOf(party, context);
  if (unit !== undefined) return unit.kind === 'division' && unit.level > level;
  return party.id === null && /^各.*(?:人民政府|党委|市委|州委|县委|区委|党工委)/u.test(party.name);
}

/** R12: what several departments are concerned with goes down when all have agreed. */
export const agreedBeforeDown: RuleCheck = ({ facts }) => {
  if (!isDownward(facts) || (facts.countersign !== 'pending' && facts.countersign !== 'disagreed')) return [];
  return [{ message: facts.countersign === 'pending' ? 'rule.find.R12.pending' : 'rule.find.R12.disagreed', place: { kind: 'meta', key: 'countersign' } }];
};

/** R13: of what is important downwards the direct superior hears. */
export const copyUpwards: RuleCheck = ({ facts }, context) => {
  const { organ, ccRecipients } = facts;
  const unit = unitOf(organ, context);
  if (!isDownward(facts) || facts.isImportant !== true || ccRecipients === null || unit === undefined) return [];
  const direct = superiorsOf(unit, context)[0];
  if (direct === undefined || isAmong(partyOf(direct), ccRecipients)) return [];
  return [{
    message: 'rule.find.R13.superior', params: { name: direct.fullName }, place: { kind: 'meta', key: 'ccRecipients' },
    mend: { edits: [{ kind: 'fact', key: 'ccRecipients', value: [...ccRecipients, partyOf(direct)] }] },
  }];
};
