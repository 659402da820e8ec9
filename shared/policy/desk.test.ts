import { describe, expect, it } from 'vitest';
import { actorOf, PEOPLE, smallOrg, type PersonKey } from '#tests/kit/small-org.ts';
import { awaitingReceipt, closed, deciding, drafting, EVERY_STATE, filed, issued, replied, replyArrived, returned, shared, signing, tell } from '#tests/kit/story.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { can } from './can.ts';
import { penHolders } from '#shared/workflow/holders.ts';
import { DESK_TABS, deskTab } from './desk.ts';

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

describe('the step bar', () => {
  const waitedFor = (state: DocumentState): readonly string[] => penHolders(state, org).map((holder) => holder.name);

  it('[POL15] names whom everybody waits for', () => {
    expect([drafting(), signing(), awaitingReceipt(), deciding(), replyArrived()].map((state) => waitedFor(state).join())).toEqual(['李兰', '陈强', '罗丽', '杨勇', '吴芳']);
  });

  it('[POL15] names nobody when nobody is waited for', () => {
    for (const state of [issued(), closed(), replied(), filed()]) expect(waitedFor(state)).toEqual([]);
  });
});
