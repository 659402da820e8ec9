import { describe, expect, it } from 'vitest';
import { atOf } from '#shared/time/china-day.ts';
import { awaitingReceipt, closed, deciding, drafting, EVERY_STATE, NOW, signing } from '#tests/kit/story.ts';
import type { DocumentState } from '#shared/workflow/model.ts';
import { deskFilter, keepView, NO_FILTER, passing, SAVED_VIEWS_MAX, savedView, savedViews, wordsOf, type DeskFilter, type SavedView } from './desk-filter.ts';

const passes = (state: DocumentState, filter: Partial<DeskFilter>, now = NOW): boolean => passing({ ...NO_FILTER, ...filter }, now)(state, wordsOf(state));

describe('a filter of the desk', () => {
  it('[POL24] that asks nothing passes everything, and each question more narrows', () => {
    const states = Object.values(EVERY_STATE).map((make) => make());
    const questions: readonly Partial<DeskFilter>[] = [{ flow: 'dispatch' }, { docType: 'request' }, { urgency: 'normal' }, { stage: 'signing' }, { dueInDays: 5 }, { words: '村道' }];
    expect(states.every((state) => passes(state, {}))).toBe(true);
    let asked: Partial<DeskFilter> = {};
    let left = states.length;
    for (const question of questions) {
      asked = { ...asked, ...question };
      const now = states.filter((state) => passes(state, asked)).length;
      expect(now).toBeLessThanOrEqual(left);
      left = now;
    }
  });

  it('[POL24] tells flows, 文种, 紧急程度 and steps apart', () => {
    expect([passes(signing(), { flow: 'dispatch' }), passes(deciding(), { flow: 'dispatch' }), passes(deciding(), { flow: 'receipt' })]).toEqual([true, false, true]);
    expect([passes(signing(), { docType: 'request' }), passes(signing(), { docType: 'reply' })]).toEqual([true, false]);
    expect([passes(signing(), { urgency: 'normal' }), passes(signing(), { urgency: 'critical' })]).toEqual([true, false]);
    expect([passes(signing(), { stage: 'signing' }), passes(signing(), { stage: 'drafting' })]).toEqual([true, false]);
  });

  it('[POL24] looks for all words in title, numbers, organs and people, whatever their case', () => {
    for (const words of ['村道', '李兰', '桐梓县', '村道 李兰', '  村道   李兰 ']) expect(passes(drafting(), { words })).toBe(true);
    expect(passes(drafting(), { words: '村道 张三' })).toBe(false);
    expect(passes(awaitingReceipt(), { words: '楚米府呈〔2026〕1号' })).toBe(true);
    expect(passes({ ...drafting(), title: '关于 LED 路灯的请示' }, { words: 'led' })).toBe(true);
  });

  it('[POL24] counts days of 时限 from today to the end of a day in China, and leaves out what nobody holds', () => {
    const noon = atOf('2026-11-23', 12 * 60);
    const due = (day: string, minute: number): DocumentState => ({ ...signing(), dueAt: atOf(day, minute) });
    expect([passes(due('2026-11-23', 18 * 60), { dueInDays: 0 }, noon), passes(due('2026-11-24', 0), { dueInDays: 0 }, noon)]).toEqual([true, false]);
    expect([passes(due('2026-11-26', 23 * 60 + 59), { dueInDays: 3 }, noon), passes(due('2026-11-27', 0), { dueInDays: 3 }, noon)]).toEqual([true, false]);
    expect(passes(due('2026-11-20', 0), { dueInDays: 0 }, noon)).toBe(true);
    expect(passes(signing(), { dueInDays: 365 }, noon) && signing().dueAt === null).toBe(false);
    expect(passes({ ...closed(), dueAt: noon }, { dueInDays: 365 }, noon)).toBe(false);
  });
});

describe('kept views', () => {
  const view = (name: string): SavedView => ({ name, view: 'todo', filter: NO_FILTER });

  it('[POL25] have a name of their own: the same name replaces in its place', () => {
    const kept = keepView([view('甲'), view('乙')], { ...view('甲'), view: 'overdue' });
    expect(kept?.map((each) => [each.name, each.view])).toEqual([['甲', 'overdue'], ['乙', 'todo']]);
  });

  it('[POL25] are twenty at most', () => {
    const full = Array.from({ length: SAVED_VIEWS_MAX }, (_, index) => view(`视图${index}`));
    expect(keepView(full, view('再来一个'))).toBeNull();
    expect(keepView(full, view('视图3'))).toHaveLength(SAVED_VIEWS_MAX);
    expect(savedViews.safeParse([...full, view('再来一个')]).success).toBe(false);
  });

  it('[POL25] take nothing unknown or oversized', () => {
    expect(savedView.safeParse(view('  加急  ')).data?.name).toBe('加急');
    for (const name of ['', '   ', '长'.repeat(21)]) expect(savedView.safeParse(view(name)).success).toBe(false);
    expect(savedView.safeParse({ ...view('甲'), view: 'everything' }).success).toBe(false);
    expect(savedView.safeParse({ ...view('甲'), filter: { ...NO_FILTER, more: 1 } }).success).toBe(false);
    for (const bad of [{ words: 'x'.repeat(101) }, { dueInDays: -1 }, { dueInDays: 366 }, { dueInDays: 1.5 }, { flow: 'unknown' }, { stage: 'unknown' }]) expect(deskFilter.safeParse({ ...NO_FILTER, ...bad }).success).toBe(false);
  });
});
