/**
 * The province's working-day calendar in storage: every version that was ever in force, who put it there and when, in an append-only table
 * with an audit chain of its own. Owns the table; leaves who may edit to shared/policy/edit-calendar.ts.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { CHAIN_START, findBreak, linkHash } from '#shared/audit/chain.ts';
import type { CalendarResponse } from '#shared/protocol/calendar.ts';
import type { Calendar } from '#shared/time/calendar.ts';
import { NATIONAL_CALENDAR } from '#shared/time/national-calendar.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';

export interface Editor {
  readonly personId: string;
  readonly name: string;
}

export interface Calendars {
  /** As last read or replaced on this node; every client's sync reads it anew. */
  current(): Calendar;
  read(known: string | undefined): Promise<CalendarResponse>;
  replace(basedOn: number, calendar: Calendar, by: Editor): Promise<Result<CalendarResponse, AppError>>;
}

interface ChangeRow {
  readonly version: number;
  readonly at: number;
  readonly person_id: string;
  readonly name: string;
  readonly body: string;
  readonly previous_hash: string;
  readonly hash: string;
}

const linked = ({ version, at, person_id, name, body }: Omit<ChangeRow, 'previous_hash' | 'hash'>): Json => ({ version: Number(version), at: Number(at), personId: person_id, name, body });

export function createCalendars(storage: Storage, clock: Clock, sm3: Sm3): Calendars {
  const describe = (version: number, body: string, known?: string): CalendarResponse => {
    const tag = sm3(body);
    return { version, tag, calendar: tag === known ? null : (JSON.parse(body) as Calendar) };
  };
  const national = canonicalJson(NATIONAL_CALENDAR);
  let current: Calendar = NATIONAL_CALENDAR;
  const remember = (body: string): string => { current = JSON.parse(body) as Calendar; return body; };

  return {
    current: () => current,
    read: async (known) => {
      const last = await storage.read(readLast);
      return describe(last?.version ?? 0, remember(last?.body ?? national), known);
    },
    replace: (basedOn, calendar, by) => storage.tx(async (tx) => {
      const last = await readLast(tx);
      const version = last?.version ?? 0;
      // Whoever edited an older one has not seen what they would take away.
      if (basedOn !== version) return err(appError('calendar.stale', { rule: 'CAL03' }));
      const change = { version: version + 1, at: clock.now(), person_id: by.personId, name: by.name, body: canonicalJson(calendar) };
      const previous = last?.hash ?? CHAIN_START;
      await tx.insertInto('calendar_change').values({ ...change, previous_hash: previous, hash: linkHash(sm3, previous, linked(change)) }).execute();
      return ok(describe(change.version, remember(change.body)));
    }),
  };
}

async function readLast(tx: Tx): Promise<ChangeRow | undefined> {
  const row = await tx.selectFrom('calendar_change').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? undefined : { ...row, version: Number(row.version) };
}

/** How many changes there are, and the version of the first that does not link to the one before; null when all do. */
export async function checkCalendarChain(tx: Tx, sm3: Sm3): Promise<{ readonly changes: number; readonly brokenAt: number | null }> {
  const rows = await tx.selectFrom('calendar_change').selectAll().orderBy('version').execute();
  const at = findBreak(sm3, rows.map((row) => ({ row: linked(row), link: { previous: row.previous_hash, hash: row.hash } })));
  return { changes: rows.length, brokenAt: rows[at]?.version ?? null };
}
