import { describe, expect, it } from 'vitest';
import { LOCALES } from '#shared/i18n/locales.ts';
import { id } from '#tests/kit/story.ts';
import { ALARM_STAGES } from './alarms.ts';
import { ring, ringOf, ringWords, totalOf, type RingSubject } from './ring.ts';

const DUE = Date.parse('2026-12-03T18:00+08:00');
const subject = (change: Partial<RingSubject> = {}) => (): RingSubject => ({ title: '关于修缮村道的请示', urgency: 'normal', dueAt: DUE, ...change });

describe('a ring in words', () => {
  it('[TIM18] one document is named with what there is and by when, in China’s time and with the weekday', () => {
    const one = ringOf([{ docId: id(1), stage: 'dueToday' }], subject());
    expect(one === null ? null : ringWords('zh-CN', one)).toEqual({ title: '今日到期', body: '关于修缮村道的请示\n办结期限 2026-12-03 18:00（周四）' });
    const critical = ringOf([{ docId: id(1), stage: 'arrived' }], subject({ urgency: 'critical', dueAt: null }));
    expect(critical === null ? null : ringWords('zh-CN', critical)).toEqual({ title: '【特急】新到待办', body: '关于修缮村道的请示' });
    expect(ringOf([], subject())).toBeNull();
  });

  it('[TIM18] several are counted by kind, and the one that matters most is named', () => {
    const subjects: Readonly<Record<string, RingSubject>> = { [id(1)]: subject()(), [id(2)]: subject({ title: '加急的一件', urgency: 'urgent' })(), [id(3)]: subject()() };
    const many = ringOf([{ docId: id(1), stage: 'overdue' }, { docId: id(2), stage: 'arrived' }, { docId: id(3), stage: 'arrived' }], (docId) => subjects[docId] ?? subject()());
    expect(many).toMatchObject({ first: { docId: id(2) }, counts: { arrived: 2, overdue: 1 } });
    expect(many === null ? null : [totalOf(many), ringWords('zh-CN', many)]).toEqual([3, { title: '【加急】3 件公文有新情况', body: '超期 1 件，新到 2 件\n加急的一件' }]);
  });

  it('[TIM18] every kind has words in every language and fits what the main process is told', () => {
    for (const stage of ALARM_STAGES) {
      const one = ringOf([{ docId: id(1), stage }], subject());
      expect(ring.safeParse(one).success).toBe(true);
      for (const locale of LOCALES) expect(one === null ? '' : ringWords(locale, one).title).toMatch(/\S/u);
    }
  });
});
