import { expect, it } from 'vitest';
import { NO_ELEMENTS, recipientLine, signerRows } from './sheet-facts.ts';

it('[UI06] 主送机关 stands with its colon; a paper that goes to nobody has neither', () => {
  expect(recipientLine({ recipientName: '桐梓县人民政府' })).toBe('桐梓县人民政府：');
  expect(recipientLine({ recipientName: '' })).toBe('');
});

it('[PAP12] 签发人 stand two to a line in the order of their organs, and only over what goes up and is signed', () => {
  const elements = { ...NO_ELEMENTS, jointSigners: ['王志远', '石磊'] };
  expect(signerRows({ isUpward: true, signedOffBy: '陈强', elements })).toEqual([['陈强', '王志远'], ['石磊']]);
  expect(signerRows({ isUpward: true, signedOffBy: '陈强', elements: NO_ELEMENTS })).toEqual([['陈强']]);
  expect(signerRows({ isUpward: true, signedOffBy: null, elements })).toEqual([]);
  expect(signerRows({ isUpward: false, signedOffBy: '陈强', elements })).toEqual([]);
  expect(signerRows({ isUpward: true, signedOffBy: '陈强', elements: { ...elements, format: 'letter' } })).toEqual([]);
});
