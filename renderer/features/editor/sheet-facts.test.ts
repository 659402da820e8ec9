import { expect, it } from 'vitest';
import { colophonOf, NO_ELEMENTS, recipientLine, signerRows } from './sheet-facts.ts';

it('[UI06] 主送机关 stands with its colon; a paper that goes to nobody has neither', () => {
  expect(recipientLine({ recipientName: '桐梓县人民政府', elements: NO_ELEMENTS })).toBe('桐梓县人民政府：');
  expect(recipientLine({ recipientName: '', elements: NO_ELEMENTS })).toBe('');
});

it('[PAP13] a 主送 that moved to the 版记 stands there alone, over 抄送 and as it is set', () => {
  const elements = { ...NO_ELEMENTS, isRecipientBehind: true, ccRecipients: '县水务局\n县财政局' };
  const facts = { recipientName: '各市（州）人民政府', organName: '省人民政府', date: '2026年11月27日', elements };
  expect(recipientLine(facts)).toBe('');
  expect(colophonOf(facts)).toEqual({ sentTo: ['主送：各市（州）人民政府。', '抄送：县水务局，县财政局。'], printed: { organ: '省人民政府', date: '2026年11月27日印发' } });
  expect(colophonOf({ ...facts, elements: { ...elements, format: 'letter' } })).toEqual({ sentTo: ['主送：各市（州）人民政府。', '抄送：县水务局，县财政局。'], printed: null });
  expect(colophonOf({ ...facts, elements: NO_ELEMENTS })?.sentTo).toEqual([]);
});

it('[PAP12] 签发人 stand two to a line in the order of their organs, and only over what goes up and is signed', () => {
  const elements = { ...NO_ELEMENTS, jointSigners: ['王志远', '石磊'] };
  expect(signerRows({ isUpward: true, signedOffBy: '陈强', elements })).toEqual([['陈强', '王志远'], ['石磊']]);
  expect(signerRows({ isUpward: true, signedOffBy: '陈强', elements: NO_ELEMENTS })).toEqual([['陈强']]);
  expect(signerRows({ isUpward: true, signedOffBy: null, elements })).toEqual([]);
  expect(signerRows({ isUpward: false, signedOffBy: '陈强', elements })).toEqual([]);
  expect(signerRows({ isUpward: true, signedOffBy: '陈强', elements: { ...elements, format: 'letter' } })).toEqual([]);
});
