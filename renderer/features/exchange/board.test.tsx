import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Board, BoardRow, Counts } from '#shared/exchange/board.ts';
import type { Locale } from '#shared/i18n/locales.ts';
import { t } from '#shared/i18n/index.ts';
import { LocaleProvider } from '#renderer/ui/text.tsx';
import { id, op } from '#tests/kit/story.ts';
import { answerText } from './ActOnDeliveries.tsx';
import { BoardCounts } from './BoardCounts.tsx';
import { BoardTable } from './BoardTable.tsx';

const counts = (more: Partial<Counts>): Counts => ({ total: 0, awaiting: 0, overdue: 0, received: 0, refused: 0, recalled: 0, ...more });
const row = (more: Partial<BoardRow>): BoardRow => ({
  deliveryId: id(1), organId: 'tongzi1', organName: '桐梓县人民政府', level: 3, pathLabel: '遵义市', state: 'awaiting', at: 1, personName: '', reason: '', urgedCount: 0, urgedAt: null, isResent: false, ...more,
});
const board: Board = {
  docId: id(1), number: '黔府发〔2026〕1号', title: '通知', sentAt: 1, dueAt: null, mayAct: true, total: counts({ total: 12, received: 7, overdue: 5 }),
  levels: [{ level: 2, counts: counts({ total: 2, received: 2 }) }, { level: 3, counts: counts({ total: 10, received: 5, overdue: 5 }) }], parents: [], found: 12, rows: [],
};
const markup = (locale: Locale, node: React.ReactNode): string => renderToStaticMarkup(<LocaleProvider locale={locale}>{node}</LocaleProvider>);
const words = (html: string): string => html.replaceAll(/<[^>]+>/gu, ' ').replaceAll(/\s+/gu, ' ').trim();

describe('the receipt board on the screen', () => {
  it('[EXC40] shows every level with its numbers, from above to below, and names no unit as faster than another', () => {
    const shown = words(markup('zh-CN', <BoardCounts board={board} level={undefined} onLevel={() => {}} />));
    expect(shown).toBe('全部 12 家 超时 5 已签收 7 市州级 2 家 已签收 2 县级 10 家 超时 5 已签收 5');
    expect(shown).not.toMatch(/排名|名次|最快|最慢|率|%/u);
    expect(words(markup('en', <BoardCounts board={board} level={3} onLevel={() => {}} />))).toContain('County 10 units Overdue 5 Signed for 5');
    expect(markup('zh-CN', <BoardCounts board={board} level={3} onLevel={() => {}} />).match(/aria-pressed="true"/gu)?.length).toBe(1);
  });

  it('[EXC40] rows stay in the order they come in and say place, state, reason, and how often they were urged', () => {
    const rows = [row({}), row({ deliveryId: id(2), organId: 'bozhou1', organName: '播州区人民政府', state: 'refused', reason: '附件缺页', personName: '罗丽', urgedCount: 2, isResent: true })];
    const shown = words(markup('zh-CN', <BoardTable rows={rows} chosen={new Set()} onChoose={null} />));
    expect(shown.indexOf('桐梓县')).toBeLessThan(shown.indexOf('播州区'));
    for (const part of ['遵义市', '未签收', '退回理由：附件缺页', '罗丽', '催收 2 次', '补发']) expect(shown.replaceAll(' ：', '：').replaceAll('： ', '：')).toContain(part);
  });

  it('[EXC40] who may do nothing has nothing to choose; who may, chooses by the unit’s name', () => {
    expect(markup('zh-CN', <BoardTable rows={[row({})]} chosen={new Set()} onChoose={null} />)).not.toContain('checkbox');
    expect(markup('zh-CN', <BoardTable rows={[row({})]} chosen={new Set()} onChoose={() => {}} />)).toContain('选择 桐梓县人民政府');
  });

  it('[EXC41] what an act did not reach is said once for each reason', () => {
    const text = (key: Parameters<typeof t>[1], params = {}): string => t('zh-CN', key, params);
    expect(answerText(text, { opId: op(1), kind: 'urge', done: 3, notDone: 0, why: [] })).toBe('已办理 3 家');
    expect(answerText(text, { opId: op(1), kind: 'recall', done: 1, notDone: 3, why: [{ organId: 'a00001', refusal: 'signed-for' }, { organId: 'a00002', refusal: 'signed-for' }, { organId: 'a00003', refusal: 'not-sent' }] }))
      .toBe('已办理 1 家，3 家未办理：已签收、没有发送给该单位');
  });
});
