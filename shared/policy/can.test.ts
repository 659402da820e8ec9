import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorOf, ORGAN, PEOPLE, smallOrg, TOWN_OFFICE, type PersonKey } from '#tests/kit/small-org.ts';
import { archivedOut, awaitingReceipt, closed, deciding, drafting, EVERY_STATE, filed, issued, replied, replyArrived, returned, shared, signing, tell } from '#tests/kit/story.ts';
import type { Assignee, DocumentState } from '#shared/workflow/model.ts';
import { ACTIONS, type Action } from './actions.ts';
import { audience, can, type Actor } from './can.ts';
import { deskPlace, deskTab } from './desk.ts';
import { ROLES } from './roles.ts';

const org = smallOrg();
const asked = (by: PersonKey, action: Action, state: DocumentState): string => {
  const decision = can(actorOf(by), action, { kind: 'document', state }, org);
  return decision.ok ? `yes ${decision.rule}` : `${decision.code} ${decision.rule}`;
};
const whoMay = (action: Action, state: DocumentState): readonly PersonKey[] => PEOPLE.filter((by) => can(actorOf(by), action, { kind: 'document', state }, org).ok);

describe('who may', () => {
  it('[POL02] draft in an organ’s name: those with a drafting post there, not leaders, administrators, neighbours, nor for an office', () => {
    const may = (organId: string): readonly PersonKey[] => PEOPLE.filter((by) => can(actorOf(by), 'document.create', { kind: 'organ', organId }, org).ok);
    expect(may(ORGAN.town)).toEqual(['drafter01', 'drafter02', 'townregi1', 'townsuper', 'townrevi1']);
    expect(may(ORGAN.village)).toEqual(['villager1']);
    expect(may(ORGAN.province)).toEqual([]);
    expect(may(TOWN_OFFICE)).toEqual([]);
    expect(may('nowhere1')).toEqual([]);
  });

  it('[POL03] read: whom the document concerns at its stage', () => {
    expect(whoMay('document.read', drafting())).toEqual(['drafter01']);
    expect(whoMay('document.read', shared())).toEqual(['drafter01', 'drafter02']);
    expect(whoMay('document.read', signing())).toEqual(['drafter01', 'drafter02', 'townhead1']);
    expect(whoMay('document.read', returned())).toEqual(['drafter01', 'drafter02', 'townhead1']);
    expect(whoMay('document.read', issued())).toEqual(['drafter01', 'drafter02', 'townhead1', 'townregi1']);
    expect(whoMay('document.read', awaitingReceipt())).toEqual(['countyrg1']);
    expect(whoMay('document.read', deciding())).toEqual(['countyhd1', 'countyde1', 'countyrg1', 'countyrv1']);
    expect(whoMay('document.read', replyArrived())).toEqual(['townregi1']);
    expect(whoMay('document.read', filed())).toEqual(['drafter01', 'townhead1', 'towndepu1', 'townregi1', 'townrevi1']);
    expect(whoMay('document.markRead', filed())).toEqual(whoMay('document.read', filed()));
  });

  it('[POL05] edit: the drafter and the invited, while 起草', () => {
    expect(whoMay('document.edit', shared())).toEqual(['drafter01', 'drafter02']);
    expect(asked('townhead1', 'document.edit', returned())).toBe('policy.denied POL05');
    for (const state of [signing(), issued(), closed()]) expect(asked('drafter01', 'document.edit', state)).toBe('document.read-only POL05');
    for (const state of [deciding(), replied()]) expect(asked('countyhd1', 'document.edit', state)).toBe('document.read-only POL05');
  });

  it('[POL06] invite: the drafter, while 起草', () => {
    expect(whoMay('document.invite', shared())).toEqual(['drafter01']);
    expect(asked('drafter02', 'document.invite', shared())).toBe('policy.denied POL06');
    expect(asked('drafter01', 'document.invite', signing())).toBe('workflow.wrong-stage POL06');
  });

  it('[POL19] submit: the drafter, while 起草', () => {
    expect(whoMay('document.submit', shared())).toEqual(['drafter01']);
    expect(asked('drafter02', 'document.submit', shared())).toBe('workflow.not-your-step POL19');
    expect(asked('drafter01', 'document.submit', issued())).toBe('workflow.wrong-stage POL18');
  });

  it('[POL19] withdraw: the drafter, until it is signed', () => {
    expect(whoMay('document.withdraw', signing())).toEqual(['drafter01']);
    expect(asked('townhead1', 'document.withdraw', signing())).toBe('policy.denied POL19');
    expect(asked('drafter01', 'document.withdraw', issued())).toBe('workflow.wrong-stage POL18');
  });

  it('[POL19] sign off and return: the principal leader of that organ, while it waits for them', () => {
    expect(whoMay('document.signOff', signing())).toEqual(['townhead1']);
    expect(whoMay('document.return', signing())).toEqual(['townhead1']);
    expect(asked('drafter01', 'document.signOff', signing())).toBe('workflow.not-your-step POL19');
    expect(asked('townhead1', 'document.signOff', issued())).toBe('workflow.wrong-stage POL18');
  });

  it('[POL19] receive: the registrar of the receiving organ', () => {
    expect(whoMay('document.receive', awaitingReceipt())).toEqual(['countyrg1']);
    expect(asked('countyrg1', 'document.receive', deciding())).toBe('workflow.wrong-stage POL18');
    expect(asked('countyhd1', 'document.receive', awaitingReceipt())).toBe('not-found POL04');
  });

  it('[POL19] reply: the principal leader of the receiving organ', () => {
    expect(whoMay('document.reply', deciding())).toEqual(['countyhd1']);
    expect(asked('countyde1', 'document.reply', deciding())).toBe('workflow.not-your-step POL19');
    expect(asked('countyhd1', 'document.reply', replied())).toBe('workflow.wrong-stage POL18');
  });
});

describe('a village', () => {
  it('[POL27] has no 收发员: its cadres sign for what comes and put it away', () => {
    const copy = { ...awaitingReceipt(), organId: ORGAN.village };
    expect(whoMay('document.receive', copy)).toEqual(['villager1']);
    expect(whoMay('document.archive', { ...filed(), organId: ORGAN.village })).toEqual(['villager1']);
    expect(audience(copy, org)).toEqual(['villager1']);
    expect(deskTab(actorOf('villager1'), copy, org)).toBe('todo');
    expect(whoMay('document.receive', awaitingReceipt())).toEqual(['countyrg1']);
  });
});

describe('归档', () => {
  it('[POL16] is for the registrar of the document’s organ, once nobody waits for anything', () => {
    expect(whoMay('document.archive', closed())).toEqual(['townregi1']);
    expect(whoMay('document.archive', replied())).toEqual(['countyrg1']);
    expect(whoMay('document.archive', filed())).toEqual(['townregi1']);
    expect(whoMay('document.archive', { ...issued(), docType: 'report' })).toEqual(['townregi1']);
    expect(asked('townregi1', 'document.archive', issued())).toBe('workflow.wrong-stage POL16');
    expect(asked('townregi1', 'document.archive', archivedOut())).toBe('workflow.wrong-stage POL18');
    expect(asked('countyrg1', 'document.archive', deciding())).toBe('workflow.wrong-stage POL18');
    expect(asked('drafter01', 'document.archive', closed())).toBe('policy.denied POL19');
  });
});

describe('what nobody may', () => {
  it('[POL18] do what the step has no row for: an outgoing document is not received, an incoming one not submitted', () => {
    for (const action of ['document.receive', 'document.reply', 'document.archive'] as const) expect(asked('drafter01', action, shared())).toBe('workflow.wrong-stage POL18');
    for (const action of ['document.submit', 'document.signOff', 'document.return'] as const) expect(asked('countyhd1', action, deciding())).toBe('workflow.wrong-stage POL18');
    expect(asked('countyhd1', 'document.invite', deciding())).toBe('workflow.wrong-stage POL06');
  });

  it('[POL01] be born twice, or ask anything but 拟稿 of an organ', () => {
    expect(asked('drafter01', 'document.create', shared())).toBe('workflow.wrong-stage POL01');
    for (const action of ACTIONS.filter((each) => each !== 'document.create')) expect(can(actorOf('drafter01'), action, { kind: 'organ', organId: ORGAN.town }, org)).toEqual({ ok: false, code: 'policy.denied', rule: 'POL01' });
  });

  it('[POL04] read a draft that was stopped because they draft for the same organ, too', () => {
    const stopped = tell(drafting(), { kind: 'terminate', stepNo: 0, opinion: '另行行文' }, { by: 'drafter01' });
    expect(asked('drafter02', 'document.read', stopped)).toBe('not-found POL04');
    expect(audience(stopped, smallOrg())).not.toContain('drafter02');
    expect(asked('drafter01', 'document.archive', stopped)).toBe('yes POL19');
  });

  it('[POL04] learn that a document exists which they may not read, by whatever they ask', () => {
    for (const action of ACTIONS) expect(asked('neighhea1', action, signing())).toBe('not-found POL04');
  });

  it('[POL13] see by level alone: the superior sees only the copy that was sent to it', () => {
    for (const state of [shared(), signing(), issued()]) {
      for (const by of ['countyhd1', 'countyrg1', 'prefhead1', 'sysadmin1'] as const) expect(asked(by, 'document.read', state)).toBe('not-found POL04');
    }
    expect(asked('prefhead1', 'document.read', deciding())).toBe('not-found POL04');
  });
});

describe('委托', () => {
  const standIn: Actor = { ...actorOf('towndepu1'), standsFor: [{ ...actorOf('townhead1'), organId: ORGAN.town }, { ...actorOf('drafter01'), organId: ORGAN.town }] };

  it('[POL20] does the acts of whom they stand in for, as theirs', () => {
    expect(can(standIn, 'document.signOff', { kind: 'document', state: signing() }, org)).toEqual({ ok: true, rule: 'POL19', as: 'townhead1' });
    expect(can(standIn, 'document.withdraw', { kind: 'document', state: signing() }, org)).toEqual({ ok: true, rule: 'POL19', as: 'drafter01' });
    expect(deskTab(standIn, signing(), org)).toBe('todo');
    expect(deskTab(actorOf('towndepu1'), signing(), org)).toBe('done');
  });

  it('[POL20] at the organ whose desk was handed over, and at no other', () => {
    const elsewhere: Actor = { ...actorOf('towndepu1'), standsFor: [{ ...actorOf('townhead1'), organId: ORGAN.county }] };
    expect(can(elsewhere, 'document.signOff', { kind: 'document', state: signing() }, org).ok).toBe(false);
    expect(deskPlace(elsewhere, signing(), org)).toMatchObject({ tab: 'done', standsFor: null });
    expect(deskPlace(standIn, signing(), org)).toMatchObject({ tab: 'todo', standsFor: { personId: 'townhead1' } });
    expect(deskPlace(actorOf('townhead1'), signing(), org)).toMatchObject({ tab: 'todo', standsFor: null });
  });

  it('[POL20] does not write in their name, and gives nothing that they do not have', () => {
    expect(can(standIn, 'document.create', { kind: 'organ', organId: ORGAN.town }, org)).toMatchObject({ ok: false, rule: 'POL02' });
    expect(can(standIn, 'document.receive', { kind: 'document', state: awaitingReceipt() }, org)).toMatchObject({ ok: false, code: 'not-found' });
  });
});

describe('改派', () => {
  it('[POL17] is the administrator’s, who reads nothing of it', () => {
    const admin: Actor = { personId: 'admin001', name: '管理', memberships: [{ id: 'm', personId: 'admin001', unitId: ORGAN.town, organId: ORGAN.town, title: '', roles: ['unitAdmin'], order: 0, primary: true }] };
    expect(can(admin, 'document.reassign', { kind: 'document', state: signing() }, org)).toMatchObject({ ok: true, rule: 'POL17' });
    expect(can(admin, 'document.read', { kind: 'document', state: signing() }, org)).toMatchObject({ ok: false, code: 'not-found' });
    expect(can(admin, 'document.reassign', { kind: 'document', state: deciding() }, org)).toMatchObject({ ok: false, code: 'not-found' });
    expect(can(admin, 'document.reassign', { kind: 'document', state: closed() }, org)).toMatchObject({ ok: false, code: 'workflow.wrong-stage' });
  });
});

describe('audience', () => {
  it('[POL12] is exactly everybody whom can lets read, in every state of the story', () => {
    for (const make of Object.values(EVERY_STATE)) {
      const state = make();
      expect(audience(state, org).toSorted()).toEqual([...whoMay('document.read', state)].toSorted());
    }
  });

  it('[POL12] stays so for any organ, people and stage', () => {
    const organ = fc.constantFrom(...Object.values(ORGAN));
    const person = fc.constantFrom(...PEOPLE);
    const names = fc.uniqueArray(person, { maxLength: 3 }).map((ids) => ids.map((personId): Assignee => ({ personId, name: '', title: '', unitName: '', share: 'sign', answer: null })));
    const state: fc.Arbitrary<DocumentState> = fc.oneof(
      fc.record({ organId: organ, drafterId: person, collaboratorIds: fc.uniqueArray(person, { maxLength: 4 }), assignees: names, named: names, stepNo: fc.nat(3), stage: fc.constantFrom('drafting', 'officeReview', 'countersigning', 'signing', 'issued', 'closed'), trail: fc.constantFrom(shared().trail, issued().trail) })
        .map(({ drafterId, ...rest }): DocumentState => ({ ...shared(), ...rest, drafter: { ...shared().drafter, personId: drafterId } })),
      fc.record({ organId: organ, askedId: fc.option(person), assignees: names, stage: fc.constantFrom('awaitingReceipt', 'deciding', 'handling', 'replied', 'filed'), trail: fc.constantFrom(awaitingReceipt().trail, replied().trail) })
        .map(({ askedId, ...rest }): DocumentState => ({ ...deciding(), ...rest, origin: { ...deciding().origin, answers: askedId === null ? null : { docId: drafting().docId, drafterId: askedId } } })),
    );
    fc.assert(fc.property(state, (one) => { expect(audience(one, org).toSorted()).toEqual([...whoMay('document.read', one)].toSorted()); }), { numRuns: 500 });
  });

  it('[POL03] knows every role by one name', () => {
    expect(new Set(ROLES).size).toBe(ROLES.length);
  });
});
