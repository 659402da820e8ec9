/** Which versions of a document there are to compare, and how a comparison is laid out on the screen. Pure. */
import type { ComparedLine, Comparison } from '#shared/doc/compare.ts';
import type { MessageKey } from '#shared/i18n/index.ts';
import type { HistoryPeriod } from '#shared/protocol/history.ts';
import type { DocumentEvent } from '#shared/workflow/model.ts';

export interface Version {
  /** H1, H2 … in the order of the hand-offs. */
  readonly name: string;
  readonly hash: string;
  readonly label: MessageKey;
  readonly who: string;
  readonly at: number;
}

/** Every hand-off that froze a text, oldest first. */
export function versionsOf(events: readonly DocumentEvent[]): readonly Version[] {
  const frozen = events.flatMap((event) => {
    const { body } = event;
    return (body.kind === 'acted' || body.kind === 'delivered') && body.contentHash !== null
      ? [{ hash: body.contentHash, label: body.kind === 'acted' ? (`domain.act.${body.act}` as const) : (`domain.event.${body.kind}` as const), who: event.actor.name, at: event.at }] : [];
  });
  return frozen.map((version, index) => ({ name: `H${index + 1}`, ...version }));
}

/** What can be compared: a hand-off, or the text at the end of a stretch in which it was written. */
export type Past = { readonly kind: 'version'; readonly at: number; readonly version: Version } | { readonly kind: 'period'; readonly at: number; readonly period: HistoryPeriod };

/** As they happened. */
export const pastsOf = (versions: readonly Version[], periods: readonly HistoryPeriod[]): readonly Past[] =>
  [...versions.map((version): Past => ({ kind: 'version', at: version.at, version })), ...periods.map((period): Past => ({ kind: 'period', at: period.to, period }))].toSorted((a, b) => a.at - b.at);

/** The pair of hand-offs of `firstPair`, where they stand among all; without any, from the first that is kept to the text as it stands. */
export function firstPastPair(pasts: readonly Past[], hasPresent: boolean): readonly [number, number] {
  const places = pasts.flatMap((past, at) => (past.kind === 'version' ? [at] : []));
  if (places.length === 0) return [0, hasPresent ? pasts.length : Math.max(pasts.length - 1, 0)];
  const [left, right] = firstPair(pasts.flatMap((past) => (past.kind === 'version' ? [past.version] : [])), hasPresent);
  return [places[left] ?? 0, places[right] ?? pasts.length];
}

/** Left and right when the dialog opens: the newest two that may differ. */
export function firstPair(versions: readonly Version[], hasPresent: boolean): readonly [number, number] {
  const last = versions.length - 1;
  if (hasPresent) return [last, versions.length];
  const earlier = versions.findLastIndex((version, index) => index < last && version.hash !== versions[last]?.hash);
  return [earlier === -1 ? Math.max(last - 1, 0) : earlier, last];
}

/** A line to show, or how many unchanged ones are folded away. */
export type Row = { readonly kind: 'line'; readonly line: ComparedLine; readonly change: number | null } | { readonly kind: 'fold'; readonly count: number; readonly from: number };

/** Unchanged lines that stay beside a change. */
const AROUND = 1;
const FOLD_MIN = 3;

/** `unfolded`: first lines of folds that were opened. Changes are numbered, so that one can go from each to the next. */
export function rowsOf({ lines }: Comparison, unfolded: ReadonlySet<number>): readonly Row[] {
  const isNear = lines.map((_, at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'same'));
  const rows: Row[] = [];
  let changes = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as ComparedLine;
    let end = at;
    while (end < lines.length && isNear[end] === false) end += 1;
    if (end - at >= FOLD_MIN && !unfolded.has(at)) {
      rows.push({ kind: 'fold', count: end - at, from: at });
      at = end - 1;
    } else if (end > at) {
      for (; at < end; at += 1) rows.push({ kind: 'line', line: lines[at] as ComparedLine, change: null });
      at -= 1;
    } else rows.push({ kind: 'line', line, change: line.kind === 'same' ? null : changes++ });
  }
  return rows;
}
