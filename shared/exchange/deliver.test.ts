import { describe, expect, it } from 'vitest';
import { ORGAN } from '#tests/kit/small-org.ts';
import { awaitingReceipt, closed, deciding, drafting, filed, HASH, id, issued, NOW, NUMBER, planFor, event } from '#tests/kit/story.ts';
import { evolve } from '#shared/workflow/evolve.ts';
import type { IncomingState } from '#shared/workflow/model.ts';
import { chased, closes, closing, copyBody, targetsOf, replyDraft } from './deliver.ts';
import { replyOpening, replyTitle } from './citing.ts';

const titled = (title: string): IncomingState => ({ ...deciding(), title });

describe('delivery', () => {
  it('[EXC01] makes the receiver a copy of its own that says where it came from', () => {
    const body = { ...copyBody(issued(), 9, null), organId: ORGAN.county, organName: '桐梓县人民政府', plan: planFor(ORGAN.county, 'receipt') };
    expect(evolve(null, event(id(2), body, 'townhead1'))).toMatchObject({
      direction: 'incoming', stage: 'awaitingReceipt', organId: ORGAN.county, organName: '桐梓县人民政府', title: issued().title, dueAt: 9, number: NUMBER, contentHash: HASH,
      origin: { docId: id(1), organId: ORGAN.town, organName: '桐梓县楚米镇人民政府', drafterId: 'drafter01', signedOffBy: issued().signedOffBy?.name, signedOffAt: NOW, answers: null },
    });
  });

  it('[EXC43] tells the receiver of 催收, and takes a copy back only while nobody has signed for it', () => {
    expect(chased(awaitingReceipt(), 'urge', '请尽快签收')).toMatchObject({ act: 'urge', to: 'awaitingReceipt', isHandedOn: false, opinion: '请尽快签收' });
    expect(chased(awaitingReceipt(), 'withdraw', '')).toMatchObject({ act: 'withdraw', to: 'recalled', isHandedOn: true });
    for (const state of [deciding(), filed()]) expect(chased(state, 'withdraw', '')).toBeNull();
  });

  it('[WF37] goes to its main recipient and to everybody its 分送范围 names', () => {
    const villages = { kind: 'group', rule: { kind: 'villages', below: ORGAN.town } } as const;
    expect(targetsOf(issued())).toEqual([{ kind: 'organ', organId: ORGAN.county }]);
    expect(targetsOf({ ...issued(), mainRecipientId: null, distribution: [villages] })).toEqual([villages]);
    expect(targetsOf({ ...issued(), mainRecipientId: null })).toEqual([]);
  });

  it('[EXC02] sends the 批复 to the sender of its 请示 and names it', () => {
    const draft = replyDraft(deciding(), '一、同意。\n\n  二、请抓紧实施。 ');
    expect(draft).toMatchObject({
      docType: 'reply', organId: ORGAN.county, recipientId: ORGAN.town, recipientName: '桐梓县楚米镇人民政府',
      paragraphs: ['一、同意。', '二、请抓紧实施。'], answers: { docId: id(1), drafterId: 'drafter01' },
    });
  });

  it('[EXC03] takes the title from the 请示, or quotes it whole', () => {
    expect(replyTitle(deciding())).toBe('桐梓县人民政府关于修缮村道的批复');
    expect(replyTitle(titled('楚米镇关于《关于预算的意见》的请示'))).toBe('桐梓县人民政府关于《关于预算的意见》的批复');
    expect(replyTitle(titled('修路'))).toBe('桐梓县人民政府关于《修路》的批复');
  });

  it('[EXC04] opens with title, then number', () => {
    expect(replyOpening(deciding())).toBe(`你镇《${deciding().title}》（${NUMBER}）收悉。经研究，现批复如下：`);
  });

  it('[EXC05] a 批复 that is signed for closes the 请示 that it answers; nothing else closes anything', () => {
    expect(closes(filed())).toBe(id(1));
    for (const state of [awaitingReceipt(), deciding(), issued(), closed()]) expect(closes(state)).toBeNull();
    expect(closing(issued(), id(900))).toMatchObject({ act: 'close', from: 'issued', to: 'closed', link: id(900) });
    for (const state of [closed(), drafting(), awaitingReceipt()]) expect(closing(state, id(900))).toBeNull();
  });
});
