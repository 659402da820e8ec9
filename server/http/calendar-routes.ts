/** 工作日历: read by everybody who is signed in, replaced by the province's system administrator. */
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { mayEditCalendar } from '#shared/policy/edit-calendar.ts';
import { calendarQuery, calendarResponse, putCalendarRequest } from '#shared/protocol/calendar.ts';
import type { Calendars } from '#server/calendar/calendars.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Log } from '#server/log.ts';
import type { Api } from './api.ts';

export function addCalendarRoutes(api: Api, calendars: Calendars, directory: Directory, log: Log): void {
  api.signedIn({
    method: 'GET', path: '/api/calendar', summary: '工作日历：放假和调休上班的日期', query: calendarQuery, response: calendarResponse,
    handle: async ({ query }) => ok(await calendars.read(query.known)),
  });
  api.signedIn({
    method: 'PUT', path: '/api/calendar', summary: '更换工作日历（省级系统管理员）', body: putCalendarRequest, response: calendarResponse,
    handle: async ({ body }, { account, actor }) => {
      const right = mayEditCalendar(actor, account.adminRole === 'systemAdmin', directory.orgView());
      if (!right.ok) return err(appError(right.code, { rule: right.rule }));
      const replaced = await calendars.replace(body.basedOn, body.calendar, actor);
      if (replaced.ok) log.info({ personId: actor.personId, version: replaced.value.version }, 'the calendar was replaced');
      return replaced;
    },
  });
}
