import { expect, it } from 'vitest';
import { csvOf } from '#shared/base/csv.ts';
import { t } from '#shared/i18n/index.ts';
import type { HandoverRecord } from '#shared/protocol/handovers.ts';
import { tableOf } from './record-table.ts';

const RECORD: HandoverRecord = {
  seq: 3, organId: 'town0001', organName: '桐梓县楚米镇人民政府', at: 1_780_000_000_000, by: { personId: 'a1', name: '石梅' }, from: { personId: 'p1', name: '李兰' }, to: { personId: 'p2', name: '王建国' },
  reason: '=轮岗', delegations: 0,
  moved: [{ docId: '0'.repeat(32), stepNo: 0, flow: 'dispatch', docType: 'notice', stage: 'drafting', since: 1, dueAt: null, parts: ['drafting', 'named'] }],
  stayed: [{ docId: '1'.repeat(32), stepNo: 2, flow: 'receipt', docType: 'request', stage: 'handling', since: 1, dueAt: 1_780_086_400_000, parts: ['asked'], hindrance: 'broken' }],
} as HandoverRecord;

it('[HND07] the 移交单 as a file names both sides, whoever did it, every document with what became of it, and no formula', () => {
  const table = tableOf((key, params) => t('zh-CN', key, params), RECORD);
  expect(table.slice(0, 3)).toEqual([['单位', '桐梓县楚米镇人民政府'], ['移交人', '李兰'], ['接收人（本单位在职人员）', '王建国']]);
  expect(table.slice(-2)).toMatchObject([
    [`通知 ${'0'.repeat(32)}`, '起草', '拟稿经办、后续环节', '', '已移交'],
    [`请示 ${'1'.repeat(32)}`, expect.any(String), '待办', expect.stringMatching(/2026/u), '文件停用待修复'],
  ]);
  expect(csvOf(table)).toContain("'=轮岗");
});
