import { expect, it } from 'vitest';
import { t } from '#shared/i18n/index.ts';
import type { WatchedItem, WatchedPart } from '#shared/ipc/contract.ts';
import type { Text } from '#renderer/ui/text.tsx';
import { id } from '#tests/kit/story.ts';
import { NO_FILTER, partsDone, partsLight, passes, sorted, tableOf, unitsOn } from './board-table.ts';

const text: Text = (key, params) => t('zh-CN', key, params);
const part: WatchedPart = { docId: id(9), number: null, title: '防火物资配备', stage: 'closed', dueAt: null, units: ['应急办'], holders: [], reports: [], mayOpen: true, light: null, daysLeft: null };
const row = (n: number, more: Partial<WatchedItem>): WatchedItem => ({
  docId: id(n), number: `楚米督〔2026〕${n}号`, title: '森林防火', stage: 'handling', dueAt: n, units: ['党政综合办公室'], holders: [], reports: [], mayOpen: true, light: 'green', daysLeft: 5, parts: [], ...more,
});

it('[UI80] 督办 are filtered by light, unit (that of a part too) and step, and put in order by item alone', () => {
  const rows = [row(3, {}), row(2, { light: 'red', daysLeft: -2, parts: [part, { ...part, stage: 'handling', light: 'yellow' }] }), row(1, { light: null, dueAt: null, daysLeft: null, stage: 'assigned' })];
  const shown = (filter: object) => rows.filter((each) => passes(each, { ...NO_FILTER, ...filter })).map(({ docId }) => docId);
  expect(shown({})).toEqual([id(3), id(2), id(1)]);
  expect([shown({ light: 'red' }), shown({ unit: '应急办' }), shown({ stage: 'assigned' }), shown({ stage: 'assigned', light: 'red' })]).toEqual([[id(2)], [id(2)], [id(1)], []]);
  expect((['number', 'light', 'due'] as const).map((sort) => sorted(rows, sort).map(({ docId }) => docId))).toEqual([[id(3), id(2), id(1)], [id(2), id(3), id(1)], [id(2), id(3), id(1)]]);
  expect(unitsOn(rows)).toEqual(['党政综合办公室', '应急办']);
  expect(rows.map(partsLight)).toEqual([null, 'yellow', null]);
  expect(rows.map(partsDone)).toEqual(['', '1/2', '']);
});

it('[UI81] 督办 are saved as a table with every fact in a column of its own, the parts under their whole', () => {
  const table = tableOf(text, [row(2, { light: 'red', daysLeft: -2, parts: [part], reports: [{ name: '王玉莉', unitName: '', at: 0, text: '抢工中' }] })]);
  expect(table.map((cells) => cells.length)).toEqual([9, 9, 9]);
  expect(table[1]?.slice(0, 5)).toEqual(['超期', '楚米督〔2026〕2号', '森林防火', '党政综合办公室', '承办']);
  expect(table[1]?.[6]).toBe('超期 2 个工作日');
  expect(table[1]?.[7]).toContain('王玉莉：抢工中');
  expect(table[2]?.[2]).toBe('防火物资配备');
});
