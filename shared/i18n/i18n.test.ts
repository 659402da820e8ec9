import { describe, expect, it } from 'vitest';
import { t } from './index.ts';

describe('words', () => {
  it('[I18N03] fill their placeholders', () => {
    expect(t('zh-CN', 'error.auth.locked', { minutes: 15 })).toContain('请 15 分钟后再试');
    expect(t('en', 'error.internal', { incident: 'A1', unused: 2 })).toContain('reference A1.');
  });

  it('[I18N03] leave a placeholder visible when its parameter is missing, even one that every object has', () => {
    expect(t('zh-Hant', 'error.auth.locked')).toContain('{minutes}');
    expect(t('en', 'error.internal', { toString: 1 } as unknown as Record<string, number>)).toContain('{incident}');
  });

  it('[I18N03] do not fill placeholders that come in with a parameter', () => {
    expect(t('en', 'error.request.invalid', { field: '{field}' })).toContain('{field}');
    expect(t('en', 'error.request.invalid', { field: '$&' })).toContain('$&');
  });
});
