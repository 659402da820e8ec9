import { describe, expect, it } from 'vitest';
import { appError, ERRORS, type ErrorCode } from '#shared/base/errors.ts';
import { MESSAGES, t } from '#shared/i18n/index.ts';
import { errorText } from './error-text.ts';
import { daysBetween, formatOfficialDate, formatRecent, formatTime } from './time.ts';

const at = new Date(2026, 10, 3, 6, 5).getTime();

describe('words and times on the screen', () => {
  it('[UI19] times read 2026-11-23 16:05, dates on the paper 2026年11月3日', () => {
    expect(formatTime(at)).toBe('2026-11-03 06:05');
    expect(formatOfficialDate(at)).toBe('2026年11月3日');
    expect(formatRecent(at, at + 1000)).toBe('06:05');
    expect(daysBetween(at, new Date(2026, 10, 6, 0, 1).getTime())).toBe(3);
  });
  it('[UI20] every error code is a whole sentence: no parameter is left open', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) expect(errorText((key, params) => t('zh-CN', key, params), appError(code))).not.toMatch(/[{}]/u);
  });
  it('[UI21] screens neither shout nor greet', () => {
    const words = Object.values(MESSAGES).flatMap((messages) => Object.entries(messages).filter(([key]) => key.startsWith('ui.')));
    expect(words.filter(([, said]) => /[!！]|您好/u.test(said))).toEqual([]);
  });
});
