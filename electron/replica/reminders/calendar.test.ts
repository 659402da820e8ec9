import { expect, it } from 'vitest';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import type { CalendarResponse } from '#shared/protocol/calendar.ts';
import type { Http } from '#electron/replica/sync/http.ts';
import { createCalendar } from './calendar.ts';

const EDITED: Calendar = { years: [{ year: 2028, isProvisional: false, source: '某通知', holidays: [], makeUpDays: [] }] };
const TAG = 'a'.repeat(64);

function machine(values: Map<string, string>) {
  const asked: string[] = [];
  const told = { changes: 0, answer: ok<CalendarResponse>({ version: 1, tag: TAG, calendar: EDITED }) as ReturnType<typeof ok<CalendarResponse>> | ReturnType<typeof err<ReturnType<typeof appError>>>, isDiskFull: false };
  const http = { get: async (path: string) => { asked.push(path); return told.answer; } } as unknown as Pick<Http, 'get'>;
  const calendar = createCalendar({
    http, store: { value: (key) => values.get(key) ?? null, setValue: (key, value) => { values.set(key, value); } },
    attempt: (write) => {
      if (!told.isDiskFull) write();
      return !told.isDiskFull;
    },
    onChanged: () => { told.changes += 1; },
  });
  return { calendar, asked, told };
}

it('[REM04] the server’s calendar is taken over, kept for offline, and not asked for again while it is the same', async () => {
  const values = new Map<string, string>();
  const first = machine(values);
  expect(first.calendar.get()).toBe(NATIONAL_CALENDAR);
  await first.calendar.sync();
  expect([first.calendar.get(), first.told.changes]).toEqual([EDITED, 1]);
  const restarted = machine(values);
  expect(restarted.calendar.get()).toEqual(EDITED);
  restarted.told.answer = ok({ version: 1, tag: TAG, calendar: null });
  await restarted.calendar.sync();
  expect([restarted.asked, restarted.told.changes, restarted.calendar.get()]).toEqual([[`/api/calendar?known=${TAG}`], 0, EDITED]);
});

it('[REM04] a server without one, a full disk and a broken copy leave what is known', async () => {
  const { calendar, told } = machine(new Map([['calendar', '{"tag":']]));
  told.answer = err(appError('not-found'));
  await calendar.sync();
  told.answer = ok({ version: 1, tag: TAG, calendar: EDITED });
  told.isDiskFull = true;
  await calendar.sync();
  expect([calendar.get(), told.changes]).toEqual([NATIONAL_CALENDAR, 0]);
  expect(machine(new Map([['calendar', '{"tag":"x","calendar":{"years":[]}}']])).calendar.get()).toBe(NATIONAL_CALENDAR);
});
