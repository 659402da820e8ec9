/** The working-day calendar on the wire: read by every client with the tag of what it knows, replaced by an administrator who has seen the present one. */
import { z } from 'zod';
import { calendar } from '#shared/time/calendar.ts';

const tag = z.string().regex(/^[0-9a-f]{64}$/);

export const calendarQuery = z.strictObject({ known: tag.optional() });

export const calendarResponse = z.object({
  /** Counts the changes; 0: the national calendar as the server came with it. */
  version: z.int().min(0),
  /** Names the content: equal tags, equal calendars. */
  tag,
  /** Null when the asker knows it. */
  calendar: calendar.nullable(),
});
export type CalendarResponse = z.output<typeof calendarResponse>;

export const putCalendarRequest = z.strictObject({ basedOn: z.int().min(0), calendar });
