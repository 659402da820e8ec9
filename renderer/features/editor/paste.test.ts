import { describe, expect, it } from 'vitest';
import { asOneLine, judgePaste, markIn, PASTE_CHARACTERS_MAX, PASTE_MARKUP_MAX, withoutIndents } from './paste.ts';

describe('pasting', () => {
  it('[UI07] refuses too much text before it is parsed, and says how much it was', () => {
    expect(judgePaste(PASTE_CHARACTERS_MAX, 0)).toEqual({ kind: 'ok' });
    expect(judgePaste(PASTE_CHARACTERS_MAX + 1, 0)).toEqual({ kind: 'refused', characters: PASTE_CHARACTERS_MAX + 1 });
    expect(judgePaste(10_000_000, 10_000_000)).toEqual({ kind: 'refused', characters: 10_000_000 });
  });
  it('[UI07] takes the plain text where only the markup is too long', () => {
    expect(judgePaste(500, PASTE_MARKUP_MAX + 1)).toEqual({ kind: 'plain' });
    expect(judgePaste(0, PASTE_MARKUP_MAX + 1)).toEqual({ kind: 'refused', characters: PASTE_MARKUP_MAX + 1 });
  });
  it('[SEC20] finds a 密级 mark in what is pasted, however it is written, and takes no ordinary sentence for one', () => {
    for (const text of ['机密★10年\n关于某事的通知', '绝 密★长期', '第一段。\n秘密☆1年', '機密★']) expect(markIn(text)).not.toBeNull();
    expect(markIn('机密★10年\n关于某事的通知')).toContain('机密★');
    for (const text of ['', '各单位要严格遵守保守国家秘密的规定。', '加强密级管理培训', '森林防火★重点', '单位\t秘密\t机密\n甲\t1\t0']) expect(markIn(text)).toBeNull();
  });
  it('[UI08] drops indents that were typed by hand and keeps a title on one line', () => {
    expect(withoutIndents('　　第一段\n\t 第二段 末')).toBe('第一段\n第二段 末');
    expect(asOneLine(' 关于饮水\r\n  的请示\n')).toBe('关于饮水的请示');
  });
});
