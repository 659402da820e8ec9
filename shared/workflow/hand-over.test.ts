/** 移交 of one document: what hangs on a person, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { audience, can } from '#shared/policy/can.ts';
import { EVERY_STATE, event, id, NOW, SUBMIT, drafting, issued, shared, signing, tell, CONTENT } from '#tests/kit/story.ts';
import { actorOf, PEOPLE, smallOrg, stampOf, type PersonKey } from '#tests/kit/small-org.ts';
import { evolve } from './evolve.ts';
import { heldParts } from './hand-over.ts';
import { penHolders } from './holders.ts';
import type { Assignee, DocumentState, OutgoingState, Share } from './model.ts';
import type { Plan } from './plan.ts';

const whole = (flow: Plan['flow']): Plan => ({ flow, version: 1, skip: [], auto: [], people: {}, days: {} });
const org = smallOrg();
const pass = <S extends DocumentState>(state: S, from: PersonKey, to: PersonKey): S =>
  evolve(state, event(state.docId, { kind: 'handedOver', from: { personId: from, name: stampOf(from).name }, to: stampOf(to) }, from, 9, NOW + 1)) as S;
const person = (personId: PersonKey, share: Share, answer: Assignee['answer'] = null): Assignee => ({ ...stampOf(personId), share, answer });
const may = (who: PersonKey, action: 'document.edit' | 'document.submit' | 'document.read' | 'document.approve', state: DocumentState): boolean => can(actorOf(who), action, { kind: 'document', state }, org).ok;

const submitted = (people: readonly PersonKey[]): OutgoingState => tell<OutgoingState>(
  { ...drafting(), docType: 'notice', mainRecipientId: null, plan: whole('dispatch') }, { ...SUBMIT, stepNo: 0, people: people.map((personId) => ({ personId, share: 'sign' as const })) },
  { by: 'drafter01', content: { ...CONTENT, mainRecipientId: null, mainRecipientName: '' } },
);
const countersigning = (assignees: readonly Assignee[]): OutgoingState => ({ ...submitted(['towndepu1', 'townsuper']), stage: 'countersigning', assignees, named: [] });

describe('移交', () => {
  it('[HND03] a draft gets another drafter, who writes and hands it on; the one before neither writes nor reads it any more', () => {
    const before = drafting();
    expect(heldParts(before, 'drafter01')).toEqual(['drafting']);
    const after = pass(before, 'drafter01', 'drafter02');
    expect(after.drafter).toEqual(stampOf('drafter02'));
    for (const action of ['document.edit', 'document.submit', 'document.read'] as const) {
      expect(may('drafter02', action, after)).toBe(true);
      expect(may('drafter01', action, after)).toBe(false);
    }
    expect(penHolders(after, org)).toMatchObject([{ personId: 'drafter02' }]);
    expect(after).toMatchObject({ stepNo: before.stepNo, since: before.since, dueAt: before.dueAt, title: before.title });
  });

  it('[HND03] who helped to write is replaced, and nobody helps twice', () => {
    expect(heldParts(shared(), 'drafter02')).toEqual(['writing']);
    expect(pass(shared(), 'drafter02', 'townrevi1').collaboratorIds).toEqual(['townrevi1']);
    expect(pass({ ...shared(), collaboratorIds: ['drafter02', 'townrevi1'] }, 'drafter02', 'townrevi1').collaboratorIds).toEqual(['townrevi1']);
    // Once it has been handed on, nobody writes: what was done then is done.
    expect(heldParts(signing(), 'drafter02')).toEqual([]);
  });

  it('[HND03] a question that waits passes to another with its share; answers stay with whoever gave them', () => {
    const state = countersigning([person('towndepu1', 'sign'), person('townsuper', 'sign', 'approve')]);
    expect(heldParts(state, 'towndepu1')).toContain('asked');
    expect(heldParts(state, 'townsuper')).not.toContain('asked');
    const after = pass(state, 'towndepu1', 'townregi1');
    expect(after.assignees).toEqual([person('townregi1', 'sign'), person('townsuper', 'sign', 'approve')]);
    expect(may('townregi1', 'document.approve', after)).toBe(true);
    expect(may('towndepu1', 'document.approve', after)).toBe(false);
    expect(pass(state, 'townsuper', 'townregi1').assignees).toEqual(state.assignees);
  });

  it('[HND03] who was named for a step that comes later is named no more, and the other is', () => {
    const state = submitted(['towndepu1']);
    expect(heldParts(state, 'towndepu1')).toEqual(['named']);
    expect(pass(state, 'towndepu1', 'townsuper').named).toMatchObject([{ personId: 'townsuper', share: 'sign' }]);
  });

  it('[HND04] whoever is asked already is asked once, with the weightier share', () => {
    const both = countersigning([person('towndepu1', 'lead'), person('townsuper', 'assist')]);
    expect(pass(both, 'towndepu1', 'townsuper').assignees).toEqual([person('townsuper', 'lead')]);
    expect(pass(both, 'townsuper', 'towndepu1').assignees).toEqual([person('towndepu1', 'lead')]);
    const answered = countersigning([person('towndepu1', 'sign'), person('townsuper', 'sign', 'reject')]);
    expect(pass(answered, 'towndepu1', 'townsuper').assignees).toEqual([person('townsuper', 'sign'), person('townsuper', 'sign', 'reject')]);
  });

  it('[HND03] what is done with is nobody’s work; a 请示 that waits for its answer is still its drafter’s', () => {
    for (const [name, build] of Object.entries(EVERY_STATE)) {
      const state: DocumentState = build();
      const parts = PEOPLE.flatMap((personId) => heldParts(state, personId));
      if (['closed', 'replied', 'filed', 'archivedOut', 'archivedIn', 'awaitingReceipt', 'replyArrived'].includes(name)) expect(parts, name).toEqual([]);
    }
    expect(heldParts(issued(), 'drafter01')).toEqual(['drafting']);
    expect(heldParts({ ...issued(), docType: 'notice' }, 'drafter01')).toEqual([]);
  });

  it('[HND03] nothing hangs on who handed over, everything on who took over, in every state and for every pair', () => {
    for (const build of Object.values(EVERY_STATE)) {
      for (const from of PEOPLE) {
        for (const to of PEOPLE.filter((each) => each !== from)) {
          const state: DocumentState = build();
          const parts = heldParts(state, from);
          const after = pass(state, from, to);
          if (parts.length === 0) continue;
          expect(heldParts(after, from)).toEqual([]);
          expect(heldParts(after, to)).toEqual(expect.arrayContaining([...parts]));
          expect(audience(after, org)).toContain(to);
          expect(after).toMatchObject({ stage: state.stage, stepNo: state.stepNo, contentHash: state.contentHash, trail: state.trail });
        }
      }
    }
  });

  it('[HND03] is folded alike by whoever replays it', () => {
    expect(pass(pass(shared(), 'drafter01', 'townrevi1'), 'townrevi1', 'drafter01')).toMatchObject({ drafter: stampOf('drafter01'), docId: id(1) });
  });
});
