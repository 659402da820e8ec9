import { describe, expect, it } from 'vitest';
import { csvOf } from '#shared/base/csv.ts';
import { parse } from '#shared/base/parse.ts';
import { MESSAGES, t } from '#shared/i18n/index.ts';
import { CALLS } from '#shared/ipc/contract.ts';
import type { Role } from '#shared/policy/roles.ts';
import type { RegisterRow } from '#shared/protocol/registers.ts';
import type { Text } from '#renderer/ui/text.tsx';
import { registerPosts } from './register-posts.ts';
import { shortTitle, tableName, tableOf } from './register-table.ts';

const text: Text = (key, params) => t('zh-CN', key, params);
const row = (more: Partial<RegisterRow>): RegisterRow => ({
  code: '楚米府呈', seq: 1, number: '楚米府呈〔2026〕1号', state: 'used', docId: 'd', title: '关于修缮村道的请示', docType: 'request', otherOrgan: '桐梓县人民政府',
  theirNumber: '', at: 0, reason: '', by: '李承庆', mayOpen: true, ...more,
});

describe('the registers', () => {
  it('[UI60] are offered to whoever may read one, the primary post first, and kept by 收发员', () => {
    const post = (organId: string, role: Role, primary: boolean) => ({ id: organId, unitId: organId, unitName: '', organId, organName: organId, title: '', roles: [role], primary, order: 1 });
    expect(registerPosts({ memberships: [post('organ01', 'drafter', true)] })).toEqual([]);
    expect(registerPosts({ memberships: [post('organ01', 'reviewer', false), post('organ02', 'registrar', true), post('organ01', 'drafter', false)] }).map(({ organId, isKeeper }) => [organId, isKeeper]))
      .toEqual([['organ02', true], ['organ01', false]]);
  });

  it('[UI61] become a table with every fact in a column of its own, 断号 with their reason', () => {
    const rows = [row({}), row({ seq: 2, number: '楚米府呈〔2026〕2号', state: 'void', docId: null, title: '', docType: '', otherOrgan: '', reason: '=不再行文' })];
    const dispatch = tableOf(text, 'dispatch', rows);
    expect(dispatch.map((cells) => cells.length)).toEqual([8, 8, 8]);
    expect(dispatch[1]?.slice(0, 5)).toEqual(['楚米府呈〔2026〕1号', '使用', '请示', '关于修缮村道的请示', '桐梓县人民政府']);
    expect(dispatch[2]?.[1]).toBe('作废');
    expect(csvOf(dispatch)).toContain("'=不再行文");
    expect(tableOf(text, 'receipt', [row({ theirNumber: '桐府发〔2026〕7号' })])[1]?.slice(4, 6)).toEqual(['桐梓县人民政府', '桐府发〔2026〕7号']);
    expect(shortTitle('楚米镇人民政府关于修缮村道的请示', '楚米镇人民政府')).toBe('关于修缮村道的请示');
    for (const organ of ['', '楚米镇', '桐梓县人民政府']) expect(shortTitle('楚米镇人民政府关于修缮村道的请示', organ)).toBe('楚米镇人民政府关于修缮村道的请示');
    expect(tableOf(text, 'dispatch', [row({ docType: 'unheardOf' })])[1]?.[2]).toBe('');
  });

  it('[UI61] and are saved under a name that the client takes, whatever the organ is called', () => {
    for (const locale of ['zh-CN', 'zh-Hant', 'en'] as const) {
      for (const key of ['register.kind.dispatch', 'register.kind.receipt', 'register.onlyGaps'] as const) {
        for (const organ of ['桐梓县楚米镇人民政府', '贵安新区（花溪）管委会/筹备组', '../../etc', '𠮷林乡']) {
          expect(parse(CALLS['file.save'].input, { name: tableName(organ, 2026, MESSAGES[locale][key]), text: '' }).ok, `${locale} ${key} ${organ}`).toBe(true);
        }
      }
    }
  });
});
