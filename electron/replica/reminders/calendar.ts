/**
 * The working-day calendar on this machine: the server's as it was heard last, the national one until then. Kept for offline.
 * Always true: a calendar that cannot be read, or that the server does not offer, leaves the one that is known.
 */
import { z } from 'zod';
import { calendar as calendarSchema, type Calendar } from '#shared/time/calendar.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import { calendarResponse } from '#shared/protocol/calendar.ts';
import type { Http } from '#electron/replica/sync/http.ts';

const KEY = 'calendar';
const kept = z.object({ tag: z.string(), calendar: calendarSchema });

export interface CalendarOptions {
  readonly store: { value(key: string): string | null; setValue(key: string, value: string): void };
  readonly attempt: (write: () => void) => boolean;
  readonly http: Pick<Http, 'get'>;
  readonly onChanged: () => void;
}

export interface LocalCalendar {
  get(): Calendar;
  sync(): Promise<void>;
}

export function createCalendar({ store, attempt, http, onChanged }: CalendarOptions): LocalCalendar {
  let known = read(store.value(KEY));
  return {
    get: () => known?.calendar ?? NATIONAL_CALENDAR,
    sync: async () => {
      const answer = await http.get(`/api/calendar${known === null ? '' : `?known=${known.tag}`}`, calendarResponse);
      if (!answer.ok || answer.value.calendar === null) return;
      const heard = { tag: answer.value.tag, calendar: answer.value.calendar };
      if (!attempt(() => { store.setValue(KEY, JSON.stringify(heard)); })) return;
      known = heard;
      onChanged();
    },
  };
}

function read(text: string | null): z.output<typeof kept> | null {
  if (text === null) return null;
  try {
    return kept.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // It is fetched again; nothing else is lost with it.
    return null;
  }
}
