import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorOf, ORGAN, PEOPLE, smallOrg, TOWN_OFFICE, type PersonKey } from '#tests/kit/small-org.ts';
import { archivedOut, awaitingReceipt, closed, deciding, drafting, EVERY_STATE, filed, issued, replied, replyArrived, returned, shared, signing } from '#tests/kit/story.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { ACTIONS, type Action } from './actions.ts';
import { audience, can } from './can.ts';
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
    expect(may(ORGAN.town)).toEqual(['drafter01', 'drafter02', 'townregi1', 'townrevi1']);
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

  it('[POL07] submit: the drafter, while 起草', () => {
    expect(whoMay('document.submit', shared())).toEqual(['drafter01']);
    expect(asked('drafter02', 'document.submit', shared())).toBe('workflow.not-your-step POL07');
    expect(asked('drafter01', 'document.submit', issued())).toBe('workflow.wrong-stage POL07');
  });

  it('[POL08] withdraw: the drafter, until it is signed', () => {
    expect(whoMay('document.withdraw', signing())).toEqual(['drafter01']);
    expect(asked('townhead1', 'document.withdraw', signing())).toBe('policy.denied POL08');
    expect(asked('drafter01', 'document.withdraw', issued())).toBe('workflow.wrong-stage POL08');
  });

  it('[POL09] sign off and return: the principal leader of that organ, while it waits for them', () => {
    expect(whoMay('document.signOff', signing())).toEqual(['townhead1']);
    expect(whoMay('document.return', signing())).toEqual(['townhead1']);
    expect(asked('drafter01', 'document.signOff', signing())).toBe('workflow.not-your-step POL09');
    expect(asked('townhead1', 'document.signOff', issued())).toBe('workflow.wrong-stage POL09');
  });

  it('[POL10] receive: the registrar of the receiving organ', () => {
    expect(whoMay('document.receive', awaitingReceipt())).toEqual(['countyrg1']);
    expect(asked('countyrg1', 'document.receive', deciding())).toBe('workflow.wrong-stage POL10');
    const seenByDrafter = { ...awaitingReceipt(), stage: 'filed' } as const;
    expect(asked('countyhd1', 'document.receive', seenByDrafter)).toBe('workflow.wrong-stage POL10');
  });

  it('[POL11] reply: the principal leader of the receiving organ', () => {
    expect(whoMay('document.reply', deciding())).toEqual(['countyhd1']);
    expect(asked('countyde1', 'document.reply', deciding())).toBe('workflow.not-your-step POL11');
    expect(asked('countyhd1', 'document.reply', replied())).toBe('workflow.wrong-stage POL11');
  });
});

describe('归档', () => {
  it('[POL16] is for the registrar of the document’s organ, once nobody waits for anything', () => {
    expect(whoMay('document.archive', closed())).toEqual(['townregi1']);
    expect(whoMay('document.archive', replied())).toEqual(['countyrg1']);
    expect(whoMay('document.archive', filed())).toEqual(['townregi1']);
    expect(whoMay('document.archive', { ...issued(), docType: 'report' })).toEqual(['townregi1']);
    for (const state of [issued(), archivedOut()]) expect(asked('townregi1', 'document.archive', state)).toBe('workflow.wrong-stage POL16');
    expect(asked('countyrg1', 'document.archive', deciding())).toBe('workflow.wrong-stage POL16');
    expect(asked('drafter01', 'document.archive', closed())).toBe('policy.denied POL16');
  });
});

describe('what nobody may', () => {
  it('[POL01] do what has no place there: an outgoing document is not received, an incoming one not submitted, an organ only drafted for', () => {
    for (const action of ['document.receive', 'document.reply', 'document.create'] as const) expect(asked('drafter01', action, shared())).toBe('workflow.wrong-stage POL01');
    for (const action of ['document.submit', 'document.signOff', 'document.return', 'document.invite', 'document.withdraw'] as const) expect(asked('countyhd1', action, deciding())).toBe('workflow.wrong-stage POL01');
    for (const action of ACTIONS.filter((each) => each !== 'document.create')) expect(can(actorOf('drafter01'), action, { kind: 'organ', organId: ORGAN.town }, org)).toEqual({ ok: false, code: 'policy.denied', rule: 'POL01' });
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
    const state: fc.Arbitrary<DocumentState> = fc.oneof(
      fc.record({ organId: organ, drafterId: person, collaboratorIds: fc.uniqueArray(person, { maxLength: 4 }), stepNo: fc.nat(3), stage: fc.constantFrom('drafting', 'signing', 'issued', 'closed') })
        .map(({ drafterId, ...rest }): DocumentState => ({ ...shared(), ...rest, drafter: { ...shared().drafter, personId: drafterId } })),
      fc.record({ organId: organ, askedId: fc.option(person), stage: fc.constantFrom('awaitingReceipt', 'deciding', 'replied', 'filed') })
        .map(({ askedId, ...rest }): DocumentState => ({ ...deciding(), ...rest, origin: { ...deciding().origin, answers: askedId === null ? null : { docId: drafting().docId, drafterId: askedId } } })),
    );
    fc.assert(fc.property(state, (one) => { expect(audience(one, org).toSorted()).toEqual([...whoMay('document.read', one)].toSorted()); }), { numRuns: 500 });
  });

  it('[POL03] knows every role by one name', () => {
    expect(new Set(ROLES).size).toBe(ROLES.length);
  });
});
