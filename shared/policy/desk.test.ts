import { describe, expect, it } from 'vitest';
import type { Actor } from './can.ts';
import { actorOf, PEOPLE, smallOrg, ORGAN, type PersonKey } from '#tests/kit/small-org.ts';
import { awaitingReceipt, closed, CREATE, deciding, drafting, EVERY_STATE, filed, issued, NOW, replied, replyArrived, returned, shared, signing, SUBMIT, tell } from '#tests/kit/story.ts';
import type { DocumentState, OutgoingState } from '#shared/workflow/model.ts';
import { can } from './can.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import { DESK_TABS, DESK_VIEWS, deskPlace, deskTab, isInView } from './desk.ts';

const org = smallOrg();
const tab = (by: PersonKey, state: DocumentState): string => deskTab(actorOf(by), state, org);

describe('the desk', () => {
  it('[POL14] shows a draft to its writers under 草稿 and, sent back, to its drafter under 待办', () => {
    expect(tab('drafter01', drafting())).toBe('drafts');
    expect(tab('drafter02', shared())).toBe('drafts');
    expect(tab('drafter01', returned())).toBe('todo');
    expect(tab('drafter02', returned())).toBe('drafts');
    expect(tab('townhead1', returned())).toBe('done');
  });

  it('[POL14] shows the next act to whoever holds it under 待办, and the others under 已办', () => {
    expect(tab('townhead1', signing())).toBe('todo');
    expect(tab('drafter01', signing())).toBe('done');
    expect(tab('countyrg1', awaitingReceipt())).toBe('todo');
    expect(tab('countyhd1', deciding())).toBe('todo');
    expect(tab('countyde1', deciding())).toBe('done');
    expect(tab('townregi1', replyArrived())).toBe('todo');
    for (const state of [issued(), closed()]) expect(tab('drafter01', state)).toBe('done');
    expect(tab('countyhd1', replied())).toBe('done');
  });

  it('[POL14] shows a filed 批复 to who asked and to the leader under 待阅, until they have read it', () => {
    expect([tab('drafter01', filed()), tab('townhead1', filed()), tab('townregi1', filed())]).toEqual(['toRead', 'toRead', 'done']);
    expect(tab('drafter01', tell(filed(), { kind: 'read' }, { by: 'drafter01' }))).toBe('done');
  });

  it('[POL14] gives every reader of every document one tab', () => {
    for (const make of Object.values(EVERY_STATE)) {
      const state = make();
      for (const by of PEOPLE) if (can(actorOf(by), 'document.read', { kind: 'document', state }, org).ok) expect(DESK_TABS).toContain(tab(by, state));
    }
  });
});

describe('the views beside the tabs', () => {
  const views = (by: PersonKey, state: DocumentState, now = NOW): readonly string[] => DESK_VIEWS.filter((view) => isInView(deskPlace(actorOf(by), state, org), view, now));
  const created = (): OutgoingState => tell<OutgoingState>(null, { ...CREATE, templateId: 'supervision-1', mainRecipientId: null, mainRecipientName: '' }, { by: 'drafter01' });
  const submitted = (): OutgoingState => tell(created(), { ...SUBMIT, stepNo: 0, people: [{ personId: 'drafter02', share: 'lead' }, { personId: 'towndepu1', share: 'assist' }] }, { by: 'drafter01' });
  const assigned = (): OutgoingState => tell(submitted(), { kind: 'approve', stepNo: 1, contentHash: submitted().contentHash ?? '', opinion: '', people: [] }, { by: 'townhead1' });

  it('[POL21] shows its drafter what they started, wherever it is by now, and nobody else', () => {
    for (const state of [drafting(), signing(), returned(), closed()]) {
      expect(views('drafter01', state)).toContain('started');
      expect(views('townhead1', state)).not.toContain('started');
    }
    expect(views('countyrg1', awaitingReceipt())).not.toContain('started');
  });

  it('[POL21] shows 督办 to who set it up, to the 督查员 and to whoever it was given to, also once they have done their part', () => {
    expect(assigned().stage).toBe('assigned');
    for (const by of ['drafter01', 'townsuper', 'drafter02', 'towndepu1'] as const) expect(views(by, assigned())).toContain('supervised');
    expect(views('townhead1', assigned())).not.toContain('supervised');
    const handling = tell(assigned(), { kind: 'receive', stepNo: assigned().stepNo }, { by: 'drafter02' });
    const done = tell(handling, { kind: 'complete', stepNo: handling.stepNo, opinion: '已办' }, { by: 'drafter02' });
    expect(done.stage).toBe('checking');
    expect(views('drafter02', done)).toContain('supervised');
    for (const by of PEOPLE) for (const state of [signing(), deciding()]) expect(views(by, state)).not.toContain('supervised');
  });

  it('[POL22] calls overdue what I hold or started and what is past its time, to the millisecond', () => {
    const state: OutgoingState = { ...signing(), dueAt: NOW };
    expect(views('townhead1', state, NOW)).toEqual(['todo']);
    expect(views('townhead1', state, NOW + 1)).toEqual(['todo', 'overdue']);
    expect(views('drafter01', state, NOW + 1)).toEqual(['overdue', 'started', 'done']);
    expect(views('drafter02', state, NOW + 1)).toEqual(['done']);
    expect(views('townhead1', { ...state, dueAt: null }, NOW + 1)).toEqual(['todo']);
  });

  it('[POL22] calls nothing overdue that nobody holds any more', () => {
    for (const state of [issued(), closed(), filed(), replied()]) expect(views('drafter01', { ...state, dueAt: NOW }, NOW + 1)).not.toContain('overdue');
  });

  it('[POL23] names whom somebody stands in for', () => {
    const standIn: Actor = { ...actorOf('towndepu1'), standsFor: [{ ...actorOf('townhead1'), organId: ORGAN.town }] };
    expect(deskPlace(standIn, signing(), org)).toMatchObject({ tab: 'todo', standsFor: { personId: 'townhead1', name: '陈强' } });
    expect(deskPlace(actorOf('townhead1'), signing(), org).standsFor).toBeNull();
    expect(deskPlace({ ...actorOf('townhead1'), standsFor: [{ ...actorOf('towndepu1'), organId: ORGAN.town }] }, signing(), org).standsFor).toBeNull();
  });
});

describe('the step bar', () => {
  const waitedFor = (state: DocumentState): readonly string[] => penHolders(state, org).map((holder) => holder.name);

  it('[POL15] names whom everybody waits for', () => {
    expect([drafting(), signing(), awaitingReceipt(), deciding(), replyArrived()].map((state) => waitedFor(state).join())).toEqual(['李兰', '陈强', '罗丽', '杨勇', '吴芳']);
  });

  it('[POL15] names nobody when nobody is waited for', () => {
    for (const state of [issued(), closed(), replied(), filed()]) expect(waitedFor(state)).toEqual([]);
  });
});
