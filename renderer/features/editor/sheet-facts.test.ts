import { expect, it } from 'vitest';
import { recipientLine } from './sheet-facts.ts';

it('[UI06] 主送机关 stands with its colon; a paper that goes to nobody has neither', () => {
  expect(recipientLine({ recipientName: '桐梓县人民政府' })).toBe('桐梓县人民政府：');
  expect(recipientLine({ recipientName: '' })).toBe('');
});
