/** To superior organs (条例第十四、十五条): R1 越级, R2 one 主送, R3 no 抄送 downwards, R6 no persons, R14 the other superior of a 双重领导 organ. */
import type { Unit } from '#shared/org/model.ts';
import type { CheckContext, CheckedDocument, Mend, Party, Place, Remark, RuleCheck } from '../model.ts';
import { isAmong, isBelow, isDepartment, isGroupBelow, isUpward, isVillage, partyOf, sameParty, superiorsOf, tiesOf, unitOf } from '../relations.ts';

const AT_MAIN: Place = { kind: 'meta', key: 'mainRecipients' };
const AT_CC: Place = { kind: 'meta', key: 'ccRecipients' };

/** R1: 主送 is the direct superior; past it only for a reason, and then whoever was passed over gets a copy. */
export const notPastTheSuperior: RuleCheck = (document, context) => {
  const { facts } = document;
  const organ = unitOf(facts.organ, context);
  if (!isUpward(facts) || organ === undefined || isVillage(organ) || facts.mainRecipients === null) return [];
  const superiors = superiorsOf(organ, context);
  const direct = superiors[0];
  if (direct === undefined) return [];
  return facts.mainRecipients.flatMap((party): readonly Remark[] => {
    const recipient = unitOf(party, context);
    if (recipient === undefined || isSuperiorOf(recipient, organ, direct, context)) return [];
    const reached = superiors.findIndex((unit) => unit.id === recipient.id);
    if (reached < 0) {
      return [{ message: 'rule.find.R1.notSuperior', params: { recipient: party.name, superior: direct.fullName }, place: AT_MAIN, mend: sendTo([partyOf(direct)]) }];
    }
    const passed = superiors.slice(0, reached).map(partyOf);
    const cc = facts.ccRecipients ?? [];
    const missing = passed.filter((each) => !isAmong(each, cc));
    const params = { recipient: party.name, passed: passed.map(({ name }) => name).join('、') };
    return missing.length === 0
      ? [{ severity: 'override', message: 'rule.find.R1.reason', params, place: AT_MAIN }]
      : [{ message: 'rule.find.R1.noCopy', params, place: AT_MAIN, mend: copyTo([...cc, ...missing]) }];
  });
};

function isSuperiorOf(recipient: Unit, organ: Unit, direct: Unit, context: CheckContext): boolean {
  if (recipient.id === direct.id) return true;
  // The office of the superior receives for it.
  if (!recipient.isOrgan && context.org.organOf(recipient.id)?.id === direct.id && recipient.kind === 'unit') return true;
  const ties = tiesOf(organ.id, context);
  if (ties.secondSuperior?.id === recipient.id) return true;
  if (ties.superiorDepartmentIds !== undefined) return ties.superiorDepartmentIds.includes(recipient.id);
  // Which department is 上级主管部门 is not in the directory: one level up, in the own line, it may be.
  const above = context.org.parentOrgan(recipient.id);
  return isDepartment(organ) && isDepartment(recipient) && recipient.level === organ.level - 1 && above !== undefined && context.org.isWithin(organ.id, above.id);
}

/** R2: one 主送 and no more. */
export const oneMainRecipient: RuleCheck = ({ facts }, context) => {
  const { mainRecipients, docType } = facts;
  if (!isUpward(facts) || mainRecipients === null) return [];
  const severity = docType === 'request' ? 'block' : 'warn';
  if (mainRecipients.length === 0) return [{ severity, message: 'rule.find.R2.none', place: AT_MAIN, mend: toDirect(facts.organ, context) }];
  // One typed name may hold several organs; one that the directory knows is one.
  const count = mainRecipients.reduce((sum, { id, name }) => sum + (id === null ? Math.max(1, name.split(/[、，,；;]/u).filter((each) => each.trim() !== '').length) : 1), 0);
  const isGroup = mainRecipients.some(({ id, name }) => id === null && name.startsWith('各'));
  if (count === 1 && !isGroup) return [];
  return [{ severity, message: 'rule.find.R2.many', params: { count: Math.max(count, 2) }, place: AT_MAIN, mend: keepDirect(mainRecipients, facts.ccRecipients ?? [], facts.organ, context) }];
};

/** R3: a copy goes to superiors and equals, not below. */
export const noCopyDownwards: RuleCheck = ({ facts }, context) => {
  const organ = unitOf(facts.organ, context);
  const { ccRecipients } = facts;
  if (!isUpward(facts) || ccRecipients === null) return [];
  return ccRecipients.flatMap((party): readonly Remark[] => {
    const unit = unitOf(party, context);
    const isLower = isGroupBelow(party) || (organ !== undefined && unit !== undefined && isBelow(unit, organ, context));
    return isLower ? [{ message: 'rule.find.R3.below', params: { name: party.name }, place: AT_CC, mend: copyTo(ccRecipients.filter((each) => each !== party)) }] : [];
  });
};

const PERSON_NAME = /(?:书记|省长|市长|州长|县长|区长|镇长|乡长|厅长|局长|部长|主任|主席|委员长|同志|领导)$/u;

/** R6: from organ to organ; a person neither sends nor receives, unless a leader has given the task in person. */
export const noPersons: RuleCheck = ({ facts }, context) => {
  if (!isUpward(facts)) return [];
  const isPerson = ({ kind, id, name }: Party): boolean => kind === 'person' || (id === null && PERSON_NAME.test(name));
  const sender: readonly Remark[] = facts.organ?.kind === 'person' ? [{ message: 'rule.find.R6.sender', params: { name: facts.organ.name }, place: { kind: 'meta', key: 'organ' } }] : [];
  if (facts.isEntrusted === true || facts.mainRecipients === null) return sender;
  const people = facts.mainRecipients.filter(isPerson);
  const others = facts.mainRecipients.filter((party) => !isPerson(party));
  const mend = others.length > 0 ? sendTo(others) : toDirect(facts.organ, context);
  return [...sender, ...people.map(({ name }): Remark => ({ message: 'rule.find.R6.recipient', params: { name }, place: AT_MAIN, mend }))];
};

/** R14: who serves two superiors tells one of them what it writes to the other, where that is needed. */
export const copyToSecondSuperior: RuleCheck = ({ facts }, context) => {
  const { organ, mainRecipients, ccRecipients } = facts;
  if (!isUpward(facts) || organ?.kind !== 'organ' || organ.id === null || mainRecipients === null || ccRecipients === null) return [];
  const second = tiesOf(organ.id, context).secondSuperior;
  if (second === undefined) return [];
  const direct = context.org.parentOrgan(organ.id);
  const both = direct === undefined ? [second] : [second, partyOf(direct)];
  if (!both.some((party) => isAmong(party, mainRecipients))) return [];
  return both.filter((party) => !isAmong(party, [...mainRecipients, ...ccRecipients])).map((party): Remark =>
    ({ message: 'rule.find.R14.other', params: { name: party.name }, place: AT_CC, mend: copyTo([...ccRecipients, party]) }));
};

const sendTo = (value: readonly Party[]): Mend => ({ edits: [{ kind: 'fact', key: 'mainRecipients', value }] });
const copyTo = (value: readonly Party[]): Mend => ({ edits: [{ kind: 'fact', key: 'ccRecipients', value }] });

function toDirect(organ: CheckedDocument['facts']['organ'], context: CheckContext): Mend | null {
  const direct = organ?.kind === 'organ' && organ.id !== null ? context.org.parentOrgan(organ.id) : undefined;
  return direct === undefined ? null : sendTo([partyOf(direct)]);
}

/** The direct superior stays; the other superiors and equals get a copy. */
function keepDirect(main: readonly Party[], cc: readonly Party[], organ: CheckedDocument['facts']['organ'], context: CheckContext): Mend | null {
  const direct = organ?.kind === 'organ' && organ.id !== null ? context.org.parentOrgan(organ.id) : undefined;
  const kept = direct === undefined ? undefined : main.find((party) => sameParty(party, partyOf(direct)));
  if (kept === undefined) return null;
  const moved = main.filter((party) => party !== kept && party.kind === 'organ' && !isAmong(party, cc));
  return { edits: [{ kind: 'fact', key: 'mainRecipients', value: [kept] }, { kind: 'fact', key: 'ccRecipients', value: [...cc, ...moved] }] };
}
