/**
 * The receipt board (签收情况): how far a document that was sent to many has got, counted per level and per superior unit, and its rows as CSV.
 * Rows come in political order and stay in it: nothing here orders, marks or counts a unit by how soon it signs (减负).
 * Pure; the rows are the server's, the words of the CSV come with the caller's language.
 */
import { z } from 'zod';
import { docId, opId, unitId } from '#shared/base/id-schemas.ts';
import type { UnitId } from '#shared/base/ids.ts';
import { LEVELS, type Level } from '#shared/org/model.ts';
import { t } from '#shared/i18n/index.ts';
import type { Locale } from '#shared/i18n/locales.ts';
import { distribution } from './distribution.ts';
import { DELIVERY_REFUSALS, SHOWN_STATES, type ShownState } from './delivery.ts';
import { REASON_LENGTH_MAX } from './receipt.ts';

const level = z.literal(LEVELS);
const epochMs = z.number().int().min(0);
const count = z.number().int().min(0);

export const BOARD_PAGE = 200;
export const BOARD_PAGE_MAX = 2_000;

export const boardFilter = z.strictObject({
  state: z.enum(SHOWN_STATES).optional(),
  level: level.optional(),
  /** Directly below this unit. */
  parentId: unitId.optional(),
  /** Part of the name. */
  name: z.string().trim().max(60).optional(),
});
export type BoardFilter = z.output<typeof boardFilter>;

export const boardRow = z.object({
  deliveryId: docId, organId: unitId, organName: z.string(), level, pathLabel: z.string(),
  state: z.enum(SHOWN_STATES),
  /** Since when it is in this state. */
  at: epochMs,
  personName: z.string(), reason: z.string(), urgedCount: count, urgedAt: epochMs.nullable(),
  /** 补发: it replaces one that was sent back or recalled. */
  isResent: z.boolean(),
});
export type BoardRow = z.output<typeof boardRow>;

export const counts = z.object({ total: count, awaiting: count, overdue: count, received: count, refused: count, recalled: count });
export type Counts = z.output<typeof counts>;

export const board = z.object({
  docId, number: z.string(), title: z.string(), sentAt: epochMs, dueAt: epochMs.nullable(),
  /** May this reader urge, recall and send again? */
  mayAct: z.boolean(),
  total: counts,
  levels: z.array(z.object({ level, counts })),
  /** Per superior unit, for the level that was asked for. */
  parents: z.array(z.object({ parentId: unitId, parentName: z.string(), counts })),
  /** How many the filter finds; `rows` is a page of them. */
  found: count,
  rows: z.array(boardRow),
});
export type Board = z.output<typeof board>;

/** So many deliveries that are alike in everything that the board counts by. */
export interface Tally {
  readonly level: Level;
  readonly parentId: UnitId;
  readonly state: ShownState;
  readonly count: number;
}

const NOTHING: Counts = { total: 0, awaiting: 0, overdue: 0, received: 0, refused: 0, recalled: 0 };
const add = (to: Counts, { state, count: more }: Tally): Counts => ({ ...to, total: to.total + more, [state]: to[state] + more });

export const total = (tallies: readonly Tally[]): Counts => tallies.reduce(add, NOTHING);

/** From the province down; a level that nothing was sent to is left out. */
export function perLevel(tallies: readonly Tally[]): readonly { readonly level: Level; readonly counts: Counts }[] {
  return LEVELS.map((each) => ({ level: each, counts: total(tallies.filter((tally) => tally.level === each)) })).filter((row) => row.counts.total > 0);
}

/** In the order in which the tallies name them, which is the political one. */
export function perParent(tallies: readonly Tally[]): readonly { readonly parentId: UnitId; readonly counts: Counts }[] {
  const found = new Map<UnitId, Counts>();
  for (const tally of tallies) found.set(tally.parentId, add(found.get(tally.parentId) ?? NOTHING, tally));
  return [...found].map(([parentId, each]) => ({ parentId, counts: each }));
}

/* ── what a sender may still do ── */

export const EXCHANGE_ACTS = ['urge', 'recall', 'resend'] as const;
export type ExchangeActKind = (typeof EXCHANGE_ACTS)[number];
export const ORGANS_MAX = 20_000;

export const exchangeAct = z.strictObject({
  opId,
  kind: z.enum(EXCHANGE_ACTS),
  /** `unsigned`: everybody who has not signed for it yet. */
  organIds: z.union([z.literal('unsigned'), z.array(unitId).min(1).max(ORGANS_MAX)]),
  reason: z.string().trim().max(REASON_LENGTH_MAX),
});
export type ExchangeAct = z.output<typeof exchangeAct>;

/** Units that an act did not reach are named, so many of them; all are counted. */
export const NOT_DONE_SHOWN_MAX = 100;
export const exchangeAnswer = z.object({
  opId, kind: z.enum(EXCHANGE_ACTS), done: count, notDone: count,
  why: z.array(z.object({ organId: unitId, refusal: z.enum([...DELIVERY_REFUSALS, 'not-sent']) })).max(NOT_DONE_SHOWN_MAX),
});
export type ExchangeAnswer = z.output<typeof exchangeAnswer>;

/* ── whom a distribution means ── */

export const PREVIEW_UNITS = 200;
export const previewRequest = z.strictObject({ senderId: unitId, distribution });
export const preview = z.object({
  count,
  /** Named one by one and not able to receive. */
  leftOut: count,
  levels: z.array(z.object({ level, count })),
  /** The first of them. */
  units: z.array(z.object({ organId: unitId, name: z.string(), pathLabel: z.string() })),
});
export type Preview = z.output<typeof preview>;

/* ── export ── */

const COLUMNS = ['organ', 'path', 'level', 'state', 'at', 'person', 'reason', 'urged', 'urgedAt'] as const;

/** `timeText` words a time for the caller's screen. The byte order mark lets spreadsheets read it as UTF-8. */
export function csvOf(rows: readonly BoardRow[], locale: Locale, timeText: (at: number) => string): string {
  const head = COLUMNS.map((column) => t(locale, `exchange.column.${column}`));
  const lines = rows.map((row) => [
    row.organName, row.pathLabel, t(locale, `exchange.level.${row.level}`), t(locale, `exchange.state.${row.state}`), timeText(row.at), row.personName, row.reason,
    String(row.urgedCount), row.urgedAt === null ? '' : timeText(row.urgedAt),
  ]);
  return `\u{feff}${[head, ...lines].map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A cell that begins like a formula would be run by a spreadsheet: a reason is somebody else's text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
