import { beforeEach, describe, expect, it } from 'vitest';
import type { Ring } from '#shared/time/ring.ts';
import { id } from '#tests/kit/story.ts';
import { createReminders, type ShownHandlers } from './reminders.ts';

const ONE: Ring = { first: { docId: id(1), title: '关于修缮村道的请示', stage: 'arrived', urgency: 'normal', dueAt: null }, counts: { dueSoon: 0, dueToday: 0, arrived: 1, overdue: 0, escalated: 0 } };
const MANY: Ring = { ...ONE, counts: { ...ONE.counts, arrived: 3 } };

let shown: { readonly title: string; readonly body: string; readonly handlers: ShownHandlers }[];
let opened: (string | null)[];
let said: Ring[];
const reminders = (isSupported: boolean) => createReminders({
  system: { isSupported: () => isSupported, show: (words, handlers) => { shown.push({ ...words, handlers }); } },
  locale: () => 'zh-CN', open: (docId) => { opened.push(docId); }, sayInWindow: (ring) => { said.push(ring); },
});

beforeEach(() => { [shown, opened, said] = [[], [], []]; });

describe('reminders of the system', () => {
  it('[REM05] a click on one document opens it, on several the window with their list', () => {
    const { ring, canNotify } = reminders(true);
    ring(ONE);
    ring(MANY);
    expect(shown.map(({ title, body }) => [title, body])).toEqual([['新到待办', '关于修缮村道的请示'], ['3 件公文有新情况', '新到 3 件\n关于修缮村道的请示']]);
    for (const { handlers } of shown) handlers.onClick();
    expect([opened, said, canNotify()]).toEqual([[id(1), null], [], true]);
  });

  it('[REM06] where the system shows none, or fails to, the window says it', () => {
    const without = reminders(false);
    without.ring(ONE);
    expect([shown, said, without.canNotify()]).toEqual([[], [ONE], false]);
    const failing = reminders(true);
    failing.ring(MANY);
    expect(failing.canNotify()).toBe(true);
    shown[0]?.handlers.onFailed();
    expect([said, failing.canNotify()]).toEqual([[ONE, MANY], false]);
  });
});
